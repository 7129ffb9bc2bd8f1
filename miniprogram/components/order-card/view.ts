import { formatTime } from '../../services/format';
import {
  phaseOf,
  phasePresentations,
  refundNote,
  type OrderPhase,
  type OrderSummary,
  type Tone,
} from '../../services/orderPresentation';

/** An order as its card shows it. */
export interface OrderCardView {
  orderId: string;
  groupName: string;
  ownerName: string;
  coverFileId: string;
  priceFen: number;
  createdAt: string;
  label: string;
  tone: Tone;
  /** The thing the buyer may want to know or do next; '' when there is none. */
  note: string;
}

function noteOf(phase: OrderPhase, order: OrderSummary): string {
  const refund = refundNote({ ...order, paidFen: order.priceFen }, true);
  if (refund !== '') return refund;
  switch (phase) {
    case 'unpaid':
      // The seat of an approved applicant is kept for longer than the order.
      return order.admission === 'reviewThenPay'
        ? `${formatTime(order.payUntilMs)} 前付款有效`
        : `名额保留到 ${formatTime(order.payUntilMs)}`;
    case 'underReview':
      return '未通过或超时，自动原路退款';
    case 'admitted':
      return '可以打开入群凭证了';
    case 'onHold':
      return '平台正在核实，详情看订单';
    case 'barred':
      return '款项怎么处理，看订单';
    case 'processing':
    case 'joined':
    case 'expired':
    case 'removed':
    case 'closed':
    case 'rejected':
    case 'timedOut':
    case 'refundDue':
    case 'refunding':
    case 'refunded':
    case 'refundFailed':
    case 'refundGivenUp':
      return '';
  }
}

export function orderCardView(order: OrderSummary): OrderCardView {
  const { orderId, groupName, ownerName, coverFileId, priceFen } = order;
  const phase = phaseOf(order);
  const { label, tone } = phasePresentations[phase];
  const createdAt = formatTime(order.createdAtMs);
  return { orderId, groupName, ownerName, coverFileId, priceFen, createdAt, label, tone, note: noteOf(phase, order) };
}
