import { phaseOf, phases, storyOf, type OrderAct, type OrderDetail, type Tone } from '../../services/orderStory';
import { countDownFormat } from '../../services/written';

/** What the page after paying says. */
export interface ResultView {
  groupName: string;
  icon: string;
  tone: Tone;
  title: string;
  text: string;
  amountFen: number;
  acts: OrderAct[];
  /** A clock the buyer can see: until when the seat is held, or the owner has to decide. */
  clock: { label: string; leftMs: number; format: string } | null;
  /** Whether WeChat Pay's or our own work is still to come, so that looking again soon may tell more. */
  waiting: boolean;
}

export interface Looking {
  readonly selling: boolean;
  /** The payment sheet said it was paid; the server has the last word. */
  readonly sheetSaidPaid: boolean;
  readonly nowMs: number;
}

const clock = (label: string, leftMs: number): ResultView['clock'] =>
  leftMs > 0 ? { label, leftMs, format: countDownFormat(leftMs) } : null;

function clockOf(order: OrderDetail, nowMs: number): ResultView['clock'] {
  const phase = phaseOf(order);
  if (phase === 'unpaid')
    return clock(order.seatUntilMs === null ? '名额保留还剩' : '这笔订单还剩', order.payUntilMs - nowMs);
  if (phase === 'underReview' && order.reviewUntilMs !== null)
    return clock('群主答复还剩', order.reviewUntilMs - nowMs);
  return null;
}

/** Between the sheet's word and WeChat Pay's: nothing is promised, and nothing that could pay twice is offered. */
function confirming(order: OrderDetail): ResultView {
  return {
    groupName: order.groupName,
    icon: 'hourglass',
    tone: 'waiting',
    title: '正在确认付款',
    text: '正在向微信支付核对，通常几秒钟。已付的钱不会丢：订单办不成会自动原路退回。',
    amountFen: order.priceFen,
    acts: [],
    clock: null,
    waiting: true,
  };
}

const titles = {
  unpaid: '还没有付款',
  settling: '付款成功，正在办理',
  underReview: '付款成功，等群主审核',
  admitted: '可以入群了',
  joined: '你已在群里',
  expired: '入群资格已到期',
  removed: '已被移出社群',
  rejected: '申请未通过，正在退款',
  timedOut: '群主超时未答复，正在退款',
  refunding: '正在退款',
  refunded: '已退款',
  refundFailed: '退款受阻，运营在跟进',
  closed: '订单已关闭',
} as const;

export function resultView(order: OrderDetail, { selling, sheetSaidPaid, nowMs }: Looking): ResultView {
  const phase = phaseOf(order);
  if (phase === 'unpaid' && sheetSaidPaid) return confirming(order);
  const { tone, icon, acts } = phases[phase];
  return {
    groupName: order.groupName,
    icon,
    tone,
    title: titles[phase],
    text: storyOf(order),
    amountFen: phase === 'refunded' ? order.refundedFen : order.priceFen,
    // Who has just paid is not asked whether they want it back; the order offers that.
    acts: acts.filter((act) => act !== 'refund' && (act !== 'pay' || selling)),
    clock: clockOf(order, nowMs),
    waiting: phase === 'settling',
  };
}
