import { displayName, formatTime, formatYuan } from '../../services/format';
import { labelOf, membershipStateLabels, refundStateLabels, timelineLabels } from '../../services/labels';
import {
  orderStatePresentations,
  phaseOf,
  phasePresentations,
  refundPeriod,
  type Tone,
} from '../../services/orderPresentation';
import { actorLabels, effectLabel, securityEventLabel, refundReasonsForOperators } from '../labels';
import type { AdminOrder } from '../types';

export interface RefundRow {
  refundNo: string;
  fen: number;
  stateLabel: string;
  reason: string;
  period: string;
  /** WeChat Pay's words, or another operator's note; '' if there are none. */
  remark: string;
  /** WeChat Pay refused or abandoned it, or it was given up: an operator says what becomes of it. */
  open: boolean;
}

/** An order as an operator sees it. */
export interface OrderView {
  orderId: string;
  groupId: string;
  groupName: string;
  buyer: string;
  label: string;
  tone: Tone;
  statusText: string;
  priceFen: number;
  facts: { name: string; value: string }[];
  refunds: RefundRow[];
  effects: { title: string; text: string }[];
  securityEvents: { eventId: string; title: string; at: string }[];
  timeline: { title: string; at: string }[];
  /** The most that the refund sheet offers; 0: nothing can be refunded. */
  refundableFen: number;
  wholeOnly: boolean;
}

function factsOf(order: AdminOrder): OrderView['facts'] {
  const { membershipState, paidAtMs, refundedFen, refundableUntilMs } = order;
  const membership = membershipState === null ? '没有' : membershipStateLabels[membershipState].selling;
  return [
    { name: '买家', value: displayName(order.buyer.nickname) },
    { name: '群主', value: displayName(order.ownerName) },
    { name: '订单状态', value: orderStatePresentations[order.state].label },
    { name: '入群资格', value: membership },
    { name: '下单时间', value: formatTime(order.createdAtMs) },
    ...(paidAtMs === null ? [] : [{ name: '到账时间', value: formatTime(paidAtMs) }]),
    ...(refundableUntilMs === null ? [] : [{ name: '最晚可退', value: formatTime(refundableUntilMs) }]),
    ...(refundedFen === 0 ? [] : [{ name: '已退回', value: formatYuan(refundedFen) }]),
  ];
}

function remarkOf({ failure, exitNote, elsewhere }: AdminOrder['refunds'][number]): string {
  if (exitNote !== null) return `处理说明：${exitNote}`;
  if (failure !== null) return `微信支付：${failure}`;
  return elsewhere === null ? '' : `商户退款单号 ${elsewhere.outRefundNo}，微信退款单号 ${elsewhere.refundId}`;
}

function refundRow(refund: AdminOrder['refunds'][number]): RefundRow {
  const note = refund.note === '' ? '' : `：${refund.note}`;
  return {
    refundNo: refund.refundNo,
    fen: refund.fen,
    stateLabel: refundStateLabels[refund.state],
    reason: `${labelOf(refundReasonsForOperators, refund.reason, '退款')}${note}`,
    period: refundPeriod(refund),
    remark: remarkOf(refund),
    open: refund.state === 'Failed' || refund.state === 'GivenUp',
  };
}

const refundOnItsWay = '微信支付还在处理退款，银行卡最多三个工作日';

export function orderView(order: AdminOrder): OrderView {
  const { label, tone } = phasePresentations[phaseOf(order)];
  return {
    orderId: order.orderId,
    groupId: order.groupId,
    groupName: order.groupName,
    buyer: displayName(order.buyer.nickname),
    label,
    tone,
    statusText: orderStatePresentations[order.state].operatorText(order),
    priceFen: order.priceFen,
    facts: factsOf(order),
    refunds: order.refunds.map(refundRow),
    effects: order.effects
      .filter(({ attempts }) => attempts > 0)
      .map(({ kind, attempts, nextAtMs }) => ({
        // Until the alarm rings, a refund that WeChat Pay is processing is no trouble.
        title: kind === 'confirmRefund' && order.needsAttentionAtMs === null ? refundOnItsWay : effectLabel(kind),
        text: `试了 ${attempts} 次，${formatTime(nextAtMs)} 再试`,
      })),
    securityEvents: order.securityEvents.map(({ eventId, kind, atMs, handled }) => ({
      eventId,
      title: securityEventLabel(kind),
      at: `${formatTime(atMs)}${handled ? '，已处理' : ''}`,
    })),
    timeline: order.timeline.map(({ event, actor, atMs }) => ({
      title: timelineLabels[event],
      at: `${formatTime(atMs)} · ${actorLabels[actor]}`,
    })),
    refundableFen: order.refundableFen,
    wholeOnly: order.wholeOnly,
  };
}
