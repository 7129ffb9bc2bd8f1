import { phaseOf, phases, type Tone } from '../../services/orderStory';
import {
  membershipStateNames,
  eventNames,
  orderStateNames,
  refundReasonName,
  refundStateNames,
} from '../../services/words';
import { moment, yuan } from '../../services/written';
import type { OrderFile } from '../kinds';
import { doerNames, eventSentences, nameOf, effectSentence } from '../words';

/** An order with all that is known of it, in words. */
export interface OrderView {
  orderId: string;
  groupId: string;
  groupName: string;
  buyer: string;
  label: string;
  tone: Tone;
  story: string;
  priceFen: number;
  facts: { name: string; value: string }[];
  refunds: { refundNo: string; fen: number; state: string; reason: string; asked: string }[];
  effects: { title: string; text: string }[];
  securityEvents: { eventId: string; title: string; at: string }[];
  timeline: { title: string; at: string }[];
  /** What the refund sheet offers; 0: nothing can be given back. */
  refundableFen: number;
  wholeOnly: boolean;
}

/** Why there is, or isn't, anything to do about the money. */
function storyOf(order: OrderFile): string {
  const { state, refundableFen, priceFen, refundedFen } = order;
  const left = yuan(priceFen - refundedFen);
  switch (state) {
    case 'AwaitingPayment':
      return '还没有付款。';
    case 'Closed':
      return '已经关闭，没有收款。';
    case 'Refunded':
      return `${yuan(refundedFen)} 已全部退回。`;
    case 'Refunding':
      return order.wholeOnly ? `${left} 正在原路退回。` : '一部分正在原路退回，入群资格不受影响。';
    case 'RefundFailed':
      return refundableFen === 0
        ? `${left} 没有退成，付款已超过一年，微信支付不再退，要另外转给对方。`
        : '微信支付没有退成，可以再次退款，会用新的退款单号。';
    case 'Paid':
      return refundableFen === 0 ? '付款已超过一年，微信支付不再退。' : `还可以退 ${yuan(refundableFen)}。`;
  }
}

function factsOf(order: OrderFile): OrderView['facts'] {
  const { membershipState, paidAtMs, refundedFen, refundableUntilMs } = order;
  return [
    { name: '买家', value: nameOf(order.buyer.nickname) },
    { name: '群主', value: nameOf(order.ownerName) },
    { name: '订单状态', value: orderStateNames[order.state] },
    { name: '入群资格', value: membershipState === null ? '没有' : membershipStateNames[membershipState] },
    { name: '下单时间', value: moment(order.createdAtMs) },
    ...(paidAtMs === null ? [] : [{ name: '到账时间', value: moment(paidAtMs) }]),
    ...(refundableUntilMs === null ? [] : [{ name: '最晚可退', value: dayOf(refundableUntilMs) }]),
    ...(refundedFen === 0 ? [] : [{ name: '已退回', value: yuan(refundedFen) }]),
  ];
}

/** With the year: it is the next one. */
const dayOf = (ms: number): string => `${new Date(ms + 8 * 3_600_000).getUTCFullYear()}年${moment(ms)}`;

export function orderView(order: OrderFile): OrderView {
  const { label, tone } = phases[phaseOf(order)];
  return {
    orderId: order.orderId,
    groupId: order.groupId,
    groupName: order.groupName,
    buyer: nameOf(order.buyer.nickname),
    label,
    tone,
    story: storyOf(order),
    priceFen: order.priceFen,
    facts: factsOf(order),
    refunds: order.refunds.map((refund) => ({
      refundNo: refund.refundNo,
      fen: refund.fen,
      state: refundStateNames[refund.state],
      reason: `${refundReasonName(refund.reason)}${refund.note === '' ? '' : `：${refund.note}`}`,
      asked: `${moment(refund.requestedAtMs)} 发起${refund.endedAtMs === null ? '' : `，${moment(refund.endedAtMs)} 结束`}`,
    })),
    effects: order.effects
      .filter(({ attempts }) => attempts > 0)
      .map(({ kind, attempts, nextAtMs }) => ({
        title: effectSentence(kind),
        text: `试了 ${attempts} 次，${moment(nextAtMs)} 再试`,
      })),
    securityEvents: order.securityEvents.map(({ eventId, kind, atMs, handled }) => ({
      eventId,
      title: eventSentences[kind],
      at: `${moment(atMs)}${handled ? '，已处理' : ''}`,
    })),
    timeline: order.timeline.map(({ event, actor, atMs }) => ({
      title: eventNames[event],
      at: `${moment(atMs)} · ${doerNames[actor]}`,
    })),
    refundableFen: order.refundableFen,
    wholeOnly: order.wholeOnly,
  };
}
