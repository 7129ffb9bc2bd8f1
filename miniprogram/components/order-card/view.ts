import { phaseOf, phases, type OrderPhase, type OrderSummary, type Tone } from '../../services/orderStory';
import { moment, yuan } from '../../services/written';

/** What a card shows of an order. */
export interface OrderCardView {
  orderId: string;
  groupName: string;
  ownerName: string;
  coverFileId: string;
  priceFen: number;
  createdAt: string;
  label: string;
  tone: Tone;
  /** What the buyer may want to know or do next; '' when nothing. */
  note: string;
}

function noteOf(phase: OrderPhase, order: OrderSummary): string {
  switch (phase) {
    case 'unpaid':
      // The seat of an approved applicant is kept for longer than the order.
      return order.admission === 'reviewThenPay'
        ? `${moment(order.payUntilMs)} 前付款有效`
        : `名额保留到 ${moment(order.payUntilMs)}`;
    case 'underReview':
      return '未通过或超时，自动原路退款';
    case 'admitted':
      return '可以打开入群凭证了';
    case 'refunding':
    case 'rejected':
    case 'timedOut':
      return `${yuan(order.priceFen - order.refundedFen)} 正在原路退回`;
    case 'refunded':
      return `${yuan(order.refundedFen)} 已原路退回`;
    case 'refundFailed':
      return '运营人员正在跟进退款';
    case 'settling':
    case 'joined':
    case 'expired':
    case 'removed':
    case 'closed':
      return '';
  }
}

export function orderCardView(order: OrderSummary): OrderCardView {
  const { orderId, groupName, ownerName, coverFileId, priceFen } = order;
  const phase = phaseOf(order);
  const { label, tone } = phases[phase];
  const createdAt = moment(order.createdAtMs);
  return { orderId, groupName, ownerName, coverFileId, priceFen, createdAt, label, tone, note: noteOf(phase, order) };
}
