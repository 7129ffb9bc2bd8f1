import { phaseOf, type OrderDetail } from '../../services/orderStory';
import { moment, yuan } from '../../services/written';

/** `requestRefund`'s own limit for the admitted, counted from the payment. */
export const refundWindowMs = 7 * 24 * 3_600_000;

/** Whether the buyer can take the money back without asking anybody, and a sentence that says why. */
export interface RefundRule {
  readonly possible: boolean;
  /** '' where there is nothing to say. */
  readonly note: string;
}

const nothing: RefundRule = { possible: false, note: '' };
const no = (note: string): RefundRule => ({ possible: false, note });
const yes = (note: string): RefundRule => ({ possible: true, note });

export interface Circumstances {
  readonly nowMs: number;
  /** A live code was shown for this order on this phone. */
  readonly seen: boolean;
}

export function refundRuleOf(order: OrderDetail, { nowMs, seen }: Circumstances): RefundRule {
  const phase = phaseOf(order);
  if ((phase !== 'underReview' && phase !== 'admitted') || order.paidAtMs === null) return nothing;
  if (phase === 'underReview') return yes(`不想等了，可以申请退款，${yuan(order.priceFen)} 原路退回。`);
  const untilMs = order.paidAtMs + refundWindowMs;
  if (seen) return no('你已看过群码，不再支持自助退款。进不去群时，入群凭证里有办法。');
  if (nowMs > untilMs) return no('付款已超过 7 天，不再支持自助退款。');
  return yes(`还没看过群码，${moment(untilMs)} 前可以申请退款。`);
}
