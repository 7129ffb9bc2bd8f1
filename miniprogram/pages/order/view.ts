import { formatTime, formatYuan } from '../../services/format';
import {
  admissionLabels,
  labelOf,
  refundReasonLabels,
  refundStateLabels,
  timelineLabels,
  wordingFor,
} from '../../services/labels';
import {
  phaseOf,
  refundPeriod,
  phasePresentations,
  statusTextOf,
  type OrderAction,
  type OrderDetail,
  type Tone,
} from '../../services/orderPresentation';
import { refundRuleOf, type RefundContext } from './refundRule';

interface RefundLine {
  refundNo: string;
  fen: number;
  stateLabel: string;
  reason: string;
  /** The operator's note to the buyer, or ''. */
  note: string;
  period: string;
}

/** The page of an order. */
export interface OrderView {
  orderId: string;
  groupName: string;
  coverFileId: string;
  ownerName: string;
  label: string;
  tone: Tone;
  statusText: string;
  /** The buyer's right to request a refund, with its deadline; '' if there is nothing to say. */
  refundRule: string;
  rejectedReason: string;
  priceFen: number;
  facts: { name: string; value: string }[];
  refunds: RefundLine[];
  timeline: { title: string; at: string }[];
  actions: OrderAction[];
}

function factsOf(order: OrderDetail, maySell: boolean): OrderView['facts'] {
  const facts = [
    { name: '入群方式', value: wordingFor(admissionLabels[order.admission], maySell) },
    { name: '下单时间', value: formatTime(order.createdAtMs) },
  ];
  if (order.paidAtMs !== null) facts.push({ name: '到账时间', value: formatTime(order.paidAtMs) });
  if (order.reviewUntilMs !== null) facts.push({ name: '最晚答复', value: formatTime(order.reviewUntilMs) });
  if (order.refundedFen > 0) facts.push({ name: '已退回', value: formatYuan(order.refundedFen) });
  return facts;
}

function refundLine(refund: OrderDetail['refunds'][number]): RefundLine {
  return {
    refundNo: refund.refundNo,
    fen: refund.fen,
    stateLabel: refundStateLabels[refund.state],
    reason: labelOf(refundReasonLabels, refund.reason, '退款'),
    // The owner's reason is already at the top of the page.
    note: refund.reason === 'byOperator' ? refund.note : '',
    period: refundPeriod(refund),
  };
}

export function orderView(order: OrderDetail, maySell: boolean, context: RefundContext): OrderView {
  const { orderId, groupName, coverFileId, ownerName, rejectedReason, priceFen } = order;
  const { label, tone, actions } = phasePresentations[phaseOf(order)];
  const rule = refundRuleOf(order, context);
  const possible: Partial<Record<OrderAction, boolean>> = { pay: maySell, refund: rule.possible };
  return {
    orderId,
    groupName,
    coverFileId,
    ownerName,
    label,
    tone,
    statusText: statusTextOf(order),
    refundRule: rule.note,
    rejectedReason,
    priceFen,
    facts: factsOf(order, maySell),
    refunds: order.refunds.map(refundLine),
    timeline: order.timeline.map(({ event, atMs }) => ({ title: timelineLabels[event], at: formatTime(atMs) })),
    actions: actions.filter((action) => possible[action] ?? true),
  };
}
