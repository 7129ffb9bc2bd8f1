import type { MembershipState } from '../../domain/membership';
import type { OrderState } from '../../domain/order';
import type { Value } from './call';
import { moment, yuan } from './written';

export type OrderSummary = Value<'listOrders'>['orders'][number];
export type OrderDetail = Value<'getOrder'>;

/** Where a buyer stands with an order: its money and the standing it gave, in one word. */
export type OrderPhase =
  | 'unpaid'
  | 'settling'
  | 'underReview'
  | 'admitted'
  | 'joined'
  | 'expired'
  | 'removed'
  | 'rejected'
  | 'timedOut'
  | 'refunding'
  | 'refunded'
  | 'refundFailed'
  | 'closed';

export type Tone = 'waiting' | 'good' | 'back' | 'quiet' | 'alert';
/** What a buyer can do about an order. */
export type OrderAct = 'pay' | 'cancel' | 'ticket' | 'refund' | 'again' | 'group';

interface Telling {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: string;
  readonly acts: readonly OrderAct[];
}

export const phases: Record<OrderPhase, Telling> = {
  unpaid: { label: '待付款', tone: 'waiting', icon: 'time', acts: ['pay', 'cancel'] },
  settling: { label: '办理中', tone: 'waiting', icon: 'hourglass', acts: [] },
  underReview: { label: '审核中', tone: 'waiting', icon: 'user-time', acts: ['refund'] },
  admitted: { label: '可入群', tone: 'good', icon: 'check-circle', acts: ['ticket', 'refund'] },
  joined: { label: '已入群', tone: 'good', icon: 'check-circle', acts: ['ticket'] },
  expired: { label: '已到期', tone: 'quiet', icon: 'time', acts: ['group'] },
  removed: { label: '已移出', tone: 'quiet', icon: 'close-circle', acts: ['group'] },
  rejected: { label: '未通过', tone: 'back', icon: 'rollback', acts: ['again'] },
  timedOut: { label: '超时未审核', tone: 'back', icon: 'rollback', acts: ['again'] },
  refunding: { label: '退款中', tone: 'back', icon: 'rollback', acts: ['again'] },
  refunded: { label: '已退款', tone: 'quiet', icon: 'check-circle', acts: ['again'] },
  refundFailed: { label: '退款受阻', tone: 'alert', icon: 'error-circle', acts: [] },
  closed: { label: '已关闭', tone: 'quiet', icon: 'close-circle', acts: ['group'] },
};

const ofPaid: Record<MembershipState, OrderPhase> = {
  // Paid, and the admission is on its way.
  Applied: 'settling',
  Approved: 'settling',
  UnderReview: 'underReview',
  Admitted: 'admitted',
  Joined: 'joined',
  Expired: 'expired',
  Removed: 'removed',
  Rejected: 'rejected',
  TimedOut: 'timedOut',
  // Withdrawn before the payment arrived: it goes back.
  Withdrawn: 'refunding',
  Revoked: 'refunding',
};

const ofOrder: Record<Exclude<OrderState, 'Paid'>, OrderPhase> = {
  AwaitingPayment: 'unpaid',
  Closed: 'closed',
  Refunding: 'refunding',
  Refunded: 'refunded',
  RefundFailed: 'refundFailed',
};

const standing: readonly (MembershipState | null)[] = ['UnderReview', 'Admitted', 'Joined'];

export function phaseOf({ state, membershipState }: Pick<OrderSummary, 'state' | 'membershipState'>): OrderPhase {
  // All that is left goes back only after the membership has ended: while it stands, only a part is on its way.
  const part = (state === 'Refunding' || state === 'RefundFailed') && standing.includes(membershipState);
  if (state !== 'Paid' && !part) return ofOrder[state];
  return membershipState === null ? 'settling' : ofPaid[membershipState];
}

/** An approved applicant's seat outlives an order that nobody paid. */
export const keptSeat = (untilMs: number): string =>
  `申请已通过，名额为你保留到 ${moment(untilMs)}，之前都可以重新支付。`;

/** The whole truth about an order in one or two sentences: what is so, and what happens with the money. */
export function storyOf(order: OrderDetail): string {
  const paid = yuan(order.priceFen);
  switch (phaseOf(order)) {
    case 'unpaid':
      if (order.seatUntilMs !== null)
        return `请在 ${moment(order.payUntilMs)} 前付款，到时订单自动关闭。${keptSeat(order.seatUntilMs)}`;
      return `名额为你保留到 ${moment(order.payUntilMs)}，没有付款就不会扣钱，到时订单自动关闭。`;
    case 'settling':
      return `${paid} 已经到账，正在办理入群资格。办不成会自动原路退回。`;
    case 'underReview': {
      const until = order.reviewUntilMs === null ? '' : `最晚 ${moment(order.reviewUntilMs)} 答复。`;
      return `群主${until === '' ? '正在审核。' : until}未通过或超时，${paid} 自动原路退回，不用你申请。`;
    }
    case 'admitted':
      return '打开入群凭证，长按识别群码就能入群。';
    case 'joined':
      return '已确认你在群里。入群凭证里随时能看到有效的群码。';
    case 'expired':
      return '入群资格已经到期。';
    case 'removed':
      return '群主把你移出了这个社群，入群资格已经结束。';
    case 'rejected':
      return `群主没有通过这次申请，${paid} 正在原路退回。`;
    case 'timedOut':
      return `群主没有在约定时间内答复，${paid} 正在原路退回。`;
    case 'refunding':
      return `${yuan(order.priceFen - order.refundedFen)} 正在原路退回，一般几分钟到账，银行卡最多三个工作日。`;
    case 'refunded':
      return `${yuan(order.refundedFen)} 已原路退回，可以在微信支付的账单里看到。`;
    case 'refundFailed':
      return `${yuan(order.priceFen - order.refundedFen)} 暂时没能退回，运营人员会跟进到退完为止，这笔钱不会丢。`;
    case 'closed':
      if (order.seatUntilMs !== null) return `没有扣款。${keptSeat(order.seatUntilMs)}`;
      return '没有扣款，名额已经释放。如果有晚到的付款，会自动原路退回。';
  }
}
