import { formatTime, formatYuan } from '../../services/format';
import { phaseOf, requestableFen, type OrderDetail } from '../../services/orderPresentation';

/** The buyer's right to request a refund on their own, with a sentence that explains it. */
export interface RefundRule {
  readonly possible: boolean;
  /** '' if there is nothing to say. */
  readonly note: string;
}

const notApplicable: RefundRule = { possible: false, note: '' };
const notPossible = (note: string): RefundRule => ({ possible: false, note });
const possible = (note: string): RefundRule => ({ possible: true, note });

export interface RefundContext {
  readonly nowMs: number;
  /** A live QR was shown for this order on this phone. */
  readonly qrShown: boolean;
}

export function refundRuleOf(order: OrderDetail, { nowMs, qrShown }: RefundContext): RefundRule {
  const phase = phaseOf(order);
  const { refundUntilMs, refundObstacle } = order;
  if (phase !== 'underReview' && phase !== 'admitted' && phase !== 'onHold') return notApplicable;
  // The server knows what other phones were shown; this phone knows what it was shown since the server answered.
  if (refundObstacle === 'QrAlreadyShown' || (phase !== 'underReview' && qrShown))
    return notPossible(
      phase === 'onHold'
        ? '你已看过群码，不再支持自助退款。'
        : '你已看过群码，不再支持自助退款。进不去群时，入群凭证里有办法。',
    );
  switch (refundObstacle) {
    case 'RefundRunning':
      return notPossible('有一笔部分退款正在办理，办完之后才能申请退回其余款项。');
    case 'PaymentInProgress':
    case 'NotPaid':
      return notApplicable;
    case 'RefundWindowOver':
    case null:
      break;
  }
  if (phase === 'onHold') return possible(`核实期间随时可以申请退款，${formatYuan(requestableFen(order))} 原路退回。`);
  if (phase === 'underReview')
    return possible(`不想等了，可以申请退款，${formatYuan(requestableFen(order))} 原路退回。`);
  if (refundUntilMs === null) return notApplicable;
  if (refundObstacle !== null || nowMs > refundUntilMs)
    return notPossible(`自助退款的期限是 ${formatTime(refundUntilMs)}，已经过了。`);
  return possible(`还没看过群码，${formatTime(refundUntilMs)} 前可以申请退款。`);
}
