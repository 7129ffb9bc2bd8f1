import type { MembershipState } from '../../domain/membership';
import type { OrderState } from '../../domain/order';
import type { RefundState } from '../../domain/refund';
import type { Value } from './call';
import { formatTime, formatYuan } from './format';
import { membershipStateLabels } from './labels';

export type OrderSummary = Value<'listOrders'>['orders'][number];
export type OrderDetail = Value<'getOrder'>;
type AdminOrder = Value<'adminOrders'>['orders'][number];

/** The states that decide the text about an order: its own, the membership's that it paid for, and an operator's hold on the group. */
export interface OrderStanding {
  readonly state: OrderState;
  readonly membershipState: MembershipState | null;
  readonly groupHold: OrderSummary['groupHold'];
}

/** A buyer's situation with an order. The order's state alone decides the text about the money. */
export type OrderPhase =
  | 'unpaid'
  /** Paid, and the membership is on its way. */
  | 'processing'
  | 'underReview'
  | 'admitted'
  /** Admitted, and the group is suspended: newcomers are shown no QR. */
  | 'onHold'
  /** Admitted, and the group is banned: nobody is shown a QR. */
  | 'barred'
  | 'joined'
  | 'expired'
  | 'removed'
  /** The membership has ended and the order is still `Paid`: a refund is owed and has not begun. */
  | 'rejected'
  | 'timedOut'
  | 'refundDue'
  | 'refunding'
  | 'refunded'
  | 'refundFailed'
  /** The rest is not refunded, by an operator's decision. */
  | 'refundGivenUp'
  | 'closed';

/** `waiting`: for somebody to act; `good`: usable now; `refund`: money is on its way back; `quiet`: over; `alert`: something went wrong. */
export type Tone = 'waiting' | 'good' | 'refund' | 'quiet' | 'alert';
/** The actions a buyer can take on an order. */
export type OrderAction = 'pay' | 'cancel' | 'ticket' | 'refund' | 'again' | 'group';

interface OrderStatePresentation {
  readonly label: string;
  /** The buyer's phase; `null` if the membership decides it. */
  readonly phase: OrderPhase | null;
  /** Tells an operator what can be done about the money. */
  readonly operatorText: (order: AdminOrder) => string;
}

const leftOf = ({ priceFen, refundedFen }: AdminOrder): string => formatYuan(priceFen - refundedFen);

/** By the phone's clock, which only chooses the sentence; the server refuses by its own. */
const isTooOld = ({ refundableUntilMs }: AdminOrder): boolean =>
  refundableUntilMs !== null && refundableUntilMs < Date.now();

/** Everything the pages say about each order state: a new one doesn't compile until it has a row. */
export const orderStatePresentations: Record<OrderState, OrderStatePresentation> = {
  AwaitingPayment: { label: '待付款', phase: 'unpaid', operatorText: () => '还没有付款。' },
  Paid: {
    label: '已付款',
    phase: null,
    operatorText: ({ refundableFen }) =>
      refundableFen === 0 ? '付款已超过一年，微信支付不再退。' : `还可以退 ${formatYuan(refundableFen)}。`,
  },
  Closed: { label: '已关闭', phase: 'closed', operatorText: () => '已经关闭，没有收款。' },
  Refunding: {
    label: '退款中',
    phase: 'refunding',
    operatorText: (order) =>
      order.wholeOnly ? `${leftOf(order)} 正在原路退回。` : '一部分正在原路退回，入群资格不受影响。',
  },
  Refunded: {
    label: '已退款',
    phase: 'refunded',
    operatorText: ({ refundedFen }) => `${formatYuan(refundedFen)} 已全部退回。`,
  },
  RefundFailed: {
    label: '退款受阻',
    phase: 'refundFailed',
    operatorText: (order) =>
      isTooOld(order)
        ? `${leftOf(order)} 没有退成，付款已超过一年，微信支付不再退，要另外转给对方。`
        : '有退款没有退成，在下面的退款记录里选择怎么处理。',
  },
  RefundGivenUp: {
    label: '不再退款',
    phase: 'refundGivenUp',
    operatorText: (order) => `已退 ${formatYuan(order.refundedFen)}，${leftOf(order)} 决定不再退。`,
  },
};

interface PhasePresentation {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: string;
  readonly actions: readonly OrderAction[];
}

const membershipLabel = (state: MembershipState): string => membershipStateLabels[state].selling;

export const phasePresentations: Record<OrderPhase, PhasePresentation> = {
  unpaid: {
    label: orderStatePresentations.AwaitingPayment.label,
    tone: 'waiting',
    icon: 'time',
    actions: ['pay', 'cancel'],
  },
  processing: { label: '办理中', tone: 'waiting', icon: 'hourglass', actions: [] },
  underReview: { label: membershipLabel('UnderReview'), tone: 'waiting', icon: 'user-time', actions: ['refund'] },
  admitted: { label: membershipLabel('Admitted'), tone: 'good', icon: 'check-circle', actions: ['ticket', 'refund'] },
  onHold: { label: '平台核实中', tone: 'waiting', icon: 'time', actions: ['ticket', 'refund'] },
  barred: { label: '社群已下架', tone: 'alert', icon: 'error-circle', actions: [] },
  joined: { label: membershipLabel('Joined'), tone: 'good', icon: 'check-circle', actions: ['ticket'] },
  expired: { label: membershipLabel('Expired'), tone: 'quiet', icon: 'time', actions: ['group'] },
  removed: { label: membershipLabel('Removed'), tone: 'quiet', icon: 'close-circle', actions: ['group'] },
  rejected: { label: membershipLabel('Rejected'), tone: 'refund', icon: 'rollback', actions: ['again'] },
  timedOut: { label: membershipLabel('TimedOut'), tone: 'refund', icon: 'rollback', actions: ['again'] },
  refundDue: { label: '待退款', tone: 'refund', icon: 'rollback', actions: ['again'] },
  refunding: { label: orderStatePresentations.Refunding.label, tone: 'refund', icon: 'rollback', actions: ['again'] },
  refunded: { label: orderStatePresentations.Refunded.label, tone: 'quiet', icon: 'check-circle', actions: ['again'] },
  refundFailed: { label: orderStatePresentations.RefundFailed.label, tone: 'alert', icon: 'error-circle', actions: [] },
  refundGivenUp: {
    label: orderStatePresentations.RefundGivenUp.label,
    tone: 'quiet',
    icon: 'close-circle',
    actions: ['again'],
  },
  closed: { label: orderStatePresentations.Closed.label, tone: 'quiet', icon: 'close-circle', actions: ['group'] },
};

const phasesOfPaidOrder: Record<MembershipState, OrderPhase> = {
  Applied: 'processing',
  Approved: 'processing',
  UnderReview: 'underReview',
  Admitted: 'admitted',
  Joined: 'joined',
  Expired: 'expired',
  Removed: 'removed',
  Rejected: 'rejected',
  TimedOut: 'timedOut',
  // Withdrawn before the payment arrived.
  Withdrawn: 'refundDue',
  Revoked: 'refundDue',
};

/** A membership that has begun and not ended; a refund beside it is only partial. */
const currentStates: readonly (MembershipState | null)[] = ['UnderReview', 'Admitted', 'Joined', 'Expired'];

/** True while only a part is being refunded: the whole is refunded only after the membership has ended. */
function isPartRefund({ state, membershipState }: Omit<OrderStanding, 'groupHold'>): boolean {
  return (state === 'Refunding' || state === 'RefundFailed') && currentStates.includes(membershipState);
}

/** States in which a member reads the group's hold rather than the membership. */
const heldStates: readonly MembershipState[] = ['Admitted', 'Joined', 'UnderReview'];

export function phaseOf({ state, membershipState, groupHold }: OrderStanding): OrderPhase {
  const { phase } = orderStatePresentations[state];
  if (phase !== null && !isPartRefund({ state, membershipState })) return phase;
  if (membershipState === null) return 'processing';
  if (groupHold === 'Banned' && heldStates.includes(membershipState)) return 'barred';
  if (groupHold === 'Suspended' && membershipState === 'Admitted') return 'onHold';
  return phasesOfPaidOrder[membershipState];
}

/** An order's refund in a few words, for lists; '' if there is nothing to say. Without amounts if prices may not be shown. */
export function refundNote(
  order: OrderStanding & { readonly paidFen: number; readonly refundedFen: number },
  maySell: boolean,
): string {
  const amount = (fen: number): string => (maySell ? `${formatYuan(fen)} ` : '');
  const left = amount(order.paidFen - order.refundedFen);
  if (isPartRefund(order))
    return order.state === 'Refunding' ? '一部分款项正在原路退回' : '一部分款项没有退成，运营人员正在跟进';
  switch (phaseOf(order)) {
    case 'rejected':
    case 'timedOut':
    case 'refundDue':
      return `${left}会自动原路退回`;
    case 'refunding':
      return `${left}正在原路退回`;
    // A list does not know whether an operator paid some of it by hand.
    case 'refunded':
      return `${amount(order.refundedFen)}已全部退回`;
    case 'refundFailed':
      return '运营人员正在跟进退款';
    case 'refundGivenUp':
      return `${left}不再退回`;
    case 'unpaid':
    case 'processing':
    case 'underReview':
    case 'admitted':
    case 'onHold':
    case 'barred':
    case 'joined':
    case 'expired':
    case 'removed':
    case 'closed':
      return '';
  }
}

/** An approved applicant's seat outlives an order that nobody paid. */
export const keptSeatText = (untilMs: number): string =>
  `申请已通过，名额为你保留到 ${formatTime(untilMs)}，之前都可以重新支付。`;

/** A partial refund, arrived or failed, beside a membership that stays; '' if there is none. */
function partRefundText(order: OrderDetail): string {
  if (!isPartRefund(order)) return '';
  return order.state === 'Refunding' ? '一部分款项正在原路退回。' : '一部分款项没有退成，运营人员正在跟进。';
}

const sumIn = ({ refunds }: OrderDetail, ...states: readonly RefundState[]): number =>
  refunds.reduce((sum, { fen, state }) => (states.includes(state) ? sum + fen : sum), 0);

/** The amount that the buyer gets back on asking: without what went back, is on its way, or is in an operator's hands. */
export const requestableFen = (order: OrderDetail): number =>
  order.priceFen - order.refundedFen - sumIn(order, 'Requested', 'Processing', 'Failed', 'GivenUp');

/** The amounts of an order whose whole rest is going back: some may be stuck while the rest is on its way. */
function refundingText(order: OrderDetail): string {
  const [stuckFen, keptFen] = [sumIn(order, 'Failed'), sumIn(order, 'GivenUp')];
  const onItsWayFen = order.priceFen - order.refundedFen - stuckFen - keptFen;
  const stuck = stuckFen === 0 ? '' : `另有 ${formatYuan(stuckFen)} 没有退成，运营人员正在跟进。`;
  return `${formatYuan(onItsWayFen)} 正在原路退回，一般几分钟到账，银行卡最多三个工作日。${stuck}`;
}

/** The times of a refund. Nobody told us when the merchant asked for one made elsewhere; '' while it is under way. */
export function refundPeriod({ reason, requestedAtMs, endedAtMs }: OrderDetail['refunds'][number]): string {
  const ended = endedAtMs === null ? '' : `${formatTime(endedAtMs)} 结束`;
  if (reason === 'byMerchant') return ended;
  return `${formatTime(requestedAtMs)} 发起${ended === '' ? '' : `，${ended}`}`;
}

function refundedText(order: OrderDetail): string {
  const byHandFen = sumIn(order, 'PaidByHand');
  const back = `${formatYuan(order.refundedFen - byHandFen)} 已原路退回，可以在微信支付的账单里看到。`;
  if (byHandFen === 0) return back;
  const byHand = `${formatYuan(byHandFen)} 已另外转给你，不在微信支付的退款记录里。`;
  return byHandFen === order.refundedFen ? byHand : `${back}${byHand}`;
}

/** Describes an order to its buyer in one or two sentences: its situation and the state of the money. */
export const statusTextOf = (order: OrderDetail): string => `${phaseTextOf(order)}${partRefundText(order)}`;

function phaseTextOf(order: OrderDetail): string {
  const paid = formatYuan(order.priceFen);
  const left = formatYuan(order.priceFen - order.refundedFen);
  switch (phaseOf(order)) {
    case 'unpaid':
      if (order.seatUntilMs !== null)
        return `请在 ${formatTime(order.payUntilMs)} 前付款，到时订单自动关闭。${keptSeatText(order.seatUntilMs)}`;
      return `名额为你保留到 ${formatTime(order.payUntilMs)}，没有付款就不会扣钱，到时订单自动关闭。`;
    case 'processing':
      return `${paid} 已经到账，正在办理入群资格。办不成会自动原路退回。`;
    case 'underReview': {
      const until = order.reviewUntilMs === null ? '' : `最晚 ${formatTime(order.reviewUntilMs)} 答复。`;
      return `群主${until === '' ? '正在审核。' : until}未通过或超时，${left} 自动原路退回，不用你申请。`;
    }
    case 'admitted':
      return '打开入群凭证，长按识别群码就能入群。';
    case 'onHold':
      return order.qrShown
        ? '平台正在核实这个社群。你看过群码，入群凭证里还能看到。'
        : `平台正在核实这个社群，核实期间不给新的人看群码。你的资格还在，${left} 没有退回；不想等，可以申请退款。`;
    case 'barred':
      return order.qrShown
        ? `这个社群已被平台下架，群码不再给任何人看。你看过群码，${left} 没有自动退回；如果平台决定退款，会显示在这里。`
        : `这个社群已被平台下架。你没有看过群码，${left} 会自动原路退回，不用你申请。`;
    case 'joined':
      return '已确认你在群里。入群凭证里随时能看到有效的群码。';
    case 'expired':
      return '入群资格已经到期。';
    case 'removed':
      return '群主把你移出了这个社群，入群资格已经结束。';
    case 'rejected':
      return `群主没有通过这次申请，${left} 会自动原路退回，不用你申请。`;
    case 'timedOut':
      return `群主没有在约定时间内答复，${left} 会自动原路退回，不用你申请。`;
    case 'refundDue':
      return `入群资格已经结束，${left} 会自动原路退回，不用你再申请。`;
    case 'refunding':
      return refundingText(order);
    case 'refunded':
      return refundedText(order);
    case 'refundFailed':
      return `${formatYuan(sumIn(order, 'Failed') || order.priceFen - order.refundedFen)} 暂时没能退回，运营人员正在跟进，有了结果会显示在这里。`;
    case 'refundGivenUp':
      return `${order.refundedFen === 0 ? '' : `${formatYuan(order.refundedFen)} 已经退回，`}${left} 经核实不再退回。`;
    case 'closed':
      if (order.seatUntilMs !== null) return `没有扣款。${keptSeatText(order.seatUntilMs)}`;
      return '没有扣款，名额已经释放。如果有晚到的付款，会自动原路退回。';
  }
}
