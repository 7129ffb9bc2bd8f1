import { phaseOf, type OrderDetail } from '../../services/orderStory';
import { moment, yuan } from '../../services/written';

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
  const { refundUntilMs } = order;
  if ((phase !== 'underReview' && phase !== 'admitted') || refundUntilMs === null) return nothing;
  if (phase === 'underReview') return yes(`不想等了，可以申请退款，${yuan(order.priceFen)} 原路退回。`);
  if (seen) return no('你已看过群码，不再支持自助退款。进不去群时，入群凭证里有办法。');
  if (nowMs > refundUntilMs) return no(`自助退款的期限是 ${moment(refundUntilMs)}，已经过了。`);
  return yes(`还没看过群码，${moment(refundUntilMs)} 前可以申请退款。`);
}
