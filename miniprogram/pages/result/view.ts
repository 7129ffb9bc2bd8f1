import { labelledCountdownTo, type LabelledCountdown } from '../../services/format';
import {
  phaseOf,
  phasePresentations,
  statusTextOf,
  type OrderAction,
  type OrderDetail,
  type OrderPhase,
  type Tone,
} from '../../services/orderPresentation';

/** The page after paying. */
export interface ResultView {
  groupName: string;
  icon: string;
  tone: Tone;
  title: string;
  text: string;
  amountFen: number;
  actions: OrderAction[];
  /** Runs until the seat is released, or the owner has to decide. */
  countdown: LabelledCountdown | null;
  /** WeChat Pay or the server is still working, so another look soon may show more. */
  pending: boolean;
}

export interface ResultContext {
  readonly maySell: boolean;
  /** The payment sheet said it was paid; only the server can confirm it. */
  readonly sheetSaidPaid: boolean;
  readonly nowMs: number;
}

function countdownOf(order: OrderDetail, nowMs: number): LabelledCountdown | null {
  const phase = phaseOf(order);
  const { payUntilMs, reviewUntilMs, seatUntilMs } = order;
  if (phase === 'unpaid')
    return labelledCountdownTo(seatUntilMs === null ? '名额保留还剩' : '这笔订单还剩', payUntilMs, nowMs);
  return phase === 'underReview' ? labelledCountdownTo('群主答复还剩', reviewUntilMs, nowMs) : null;
}

/** Between the sheet's report and WeChat Pay's confirmation the page promises nothing and offers nothing that could pay twice. */
function confirmingView(order: OrderDetail): ResultView {
  return {
    groupName: order.groupName,
    icon: 'hourglass',
    tone: 'waiting',
    title: '正在确认付款',
    text: '正在向微信支付核对，通常几秒钟。已付的钱不会丢：订单办不成会自动原路退回。',
    amountFen: order.priceFen,
    actions: [],
    countdown: null,
    pending: true,
  };
}

const titles: Record<OrderPhase, string> = {
  unpaid: '还没有付款',
  processing: '付款成功，正在办理',
  underReview: '付款成功，等群主审核',
  admitted: '可以入群了',
  onHold: '平台正在核实社群',
  barred: '社群已被平台下架',
  joined: '你已在群里',
  expired: '入群资格已到期',
  removed: '已被移出社群',
  rejected: '申请未通过，即将退款',
  timedOut: '群主超时未答复，即将退款',
  refundDue: '入群资格已结束，即将退款',
  refunding: '正在退款',
  refunded: '已退款',
  refundFailed: '退款受阻，运营在跟进',
  refundGivenUp: '余下的款项不再退回',
  closed: '订单已关闭',
};

export function resultView(order: OrderDetail, { maySell, sheetSaidPaid, nowMs }: ResultContext): ResultView {
  const phase = phaseOf(order);
  if (phase === 'unpaid' && sheetSaidPaid) return confirmingView(order);
  const { tone, icon, actions } = phasePresentations[phase];
  return {
    groupName: order.groupName,
    icon,
    tone,
    title: titles[phase],
    text: statusTextOf(order),
    amountFen: phase === 'refunded' ? order.refundedFen : order.priceFen,
    // Somebody who has just paid is not offered a refund; the order's page offers it.
    actions: actions.filter((action) => action !== 'refund' && (action !== 'pay' || maySell)),
    countdown: countdownOf(order, nowMs),
    pending: phase === 'processing',
  };
}
