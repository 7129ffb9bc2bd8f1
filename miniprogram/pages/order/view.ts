import { phaseOf, phases, storyOf, type OrderAct, type OrderDetail, type Tone } from '../../services/orderStory';
import { admissionNames, eventNames, refundReasonName, refundStateNames } from '../../services/words';
import { moment, yuan } from '../../services/written';
import { refundRuleOf, type Circumstances } from './refundRule';

interface RefundLine {
  refundNo: string;
  fen: number;
  state: string;
  reason: string;
  /** What whoever caused it wrote, or ''. */
  note: string;
  requestedAt: string;
  endedAt: string;
}

/** An order's page, in words. */
export interface OrderView {
  orderId: string;
  groupName: string;
  coverFileId: string;
  ownerName: string;
  label: string;
  tone: Tone;
  story: string;
  /** Whether and until when the buyer may take the money back. */
  refundNote: string;
  rejectedReason: string;
  priceFen: number;
  facts: { name: string; value: string }[];
  refunds: RefundLine[];
  timeline: { title: string; at: string }[];
  acts: OrderAct[];
}

function factsOf(order: OrderDetail, selling: boolean): OrderView['facts'] {
  const facts = [
    { name: '入群方式', value: admissionNames[order.admission][selling ? 'selling' : 'plain'] },
    { name: '下单时间', value: moment(order.createdAtMs) },
  ];
  if (order.paidAtMs !== null) facts.push({ name: '到账时间', value: moment(order.paidAtMs) });
  if (order.reviewUntilMs !== null) facts.push({ name: '最晚答复', value: moment(order.reviewUntilMs) });
  if (order.refundedFen > 0) facts.push({ name: '已退回', value: yuan(order.refundedFen) });
  return facts;
}

function refundLine(refund: OrderDetail['refunds'][number]): RefundLine {
  return {
    refundNo: refund.refundNo,
    fen: refund.fen,
    state: refundStateNames[refund.state],
    reason: refundReasonName(refund.reason),
    // The owner's words stand on top of the page already.
    note: refund.reason === 'byOperator' ? refund.note : '',
    requestedAt: moment(refund.requestedAtMs),
    endedAt: refund.endedAtMs === null ? '' : moment(refund.endedAtMs),
  };
}

export function orderView(order: OrderDetail, selling: boolean, circumstances: Circumstances): OrderView {
  const { orderId, groupName, coverFileId, ownerName, rejectedReason, priceFen } = order;
  const { label, tone, acts } = phases[phaseOf(order)];
  const refund = refundRuleOf(order, circumstances);
  const offered: Partial<Record<OrderAct, boolean>> = { pay: selling, refund: refund.possible };
  return {
    orderId,
    groupName,
    coverFileId,
    ownerName,
    label,
    tone,
    story: storyOf(order),
    refundNote: refund.note,
    rejectedReason,
    priceFen,
    facts: factsOf(order, selling),
    refunds: order.refunds.map(refundLine),
    timeline: order.timeline.map(({ event, atMs }) => ({ title: eventNames[event], at: moment(atMs) })),
    acts: acts.filter((act) => offered[act] ?? true),
  };
}
