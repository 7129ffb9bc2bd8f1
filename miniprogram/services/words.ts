import type { Category } from '../../contracts/shapes';
import type { MembershipEvent, MembershipState } from '../../domain/membership';
import type { AdmissionRule, GroupState } from '../../domain/group';
import type { OrderEvent, OrderState } from '../../domain/order';
import type { RefundReason, RefundState } from '../../domain/refund';
import { qrWithinHours } from './rules';

export const categoryNames: Record<Category, string> = {
  study: '学习',
  career: '职业',
  sport: '运动',
  parenting: '亲子',
  photo: '摄影',
  reading: '读书',
  food: '美食',
  local: '同城',
  pets: '宠物',
  craft: '手作',
};

/** Which rule lets people in. iOS pages may not speak of paying, so they have words of their own. */
export const admissionNames: Record<AdmissionRule, { readonly selling: string; readonly plain: string }> = {
  instant: { selling: '支付即入群', plain: '即时入群' },
  payThenReview: { selling: '付款后审核', plain: '审核后入群' },
  reviewThenPay: { selling: '申请后付款', plain: '审核后入群' },
};

export const groupStateNames: Record<GroupState, string> = {
  Draft: '草稿',
  PendingReview: '平台审核中',
  Listed: '开放中',
  Paused: '已暂停',
  Closed: '已关闭',
  Banned: '已下架',
};

export const orderStateNames: Record<OrderState, string> = {
  AwaitingPayment: '待付款',
  Paid: '已付款',
  Closed: '已关闭',
  Refunding: '退款中',
  Refunded: '已退款',
  RefundFailed: '退款受阻',
};

export const membershipStateNames: Record<MembershipState, string> = {
  Applied: '等待审核',
  Approved: '待支付',
  UnderReview: '等待审核',
  Admitted: '已通过',
  Joined: '已入群',
  Expired: '已到期',
  Removed: '已移出',
  Rejected: '未通过',
  TimedOut: '已超时',
  Withdrawn: '已撤回',
  Revoked: '已退款',
};

export const refundStateNames: Record<RefundState, string> = {
  Requested: '正在提交给微信支付',
  Processing: '微信支付处理中',
  Succeeded: '已退回',
  Failed: '微信支付未能退回，运营会跟进',
};

export const refundReasonNames: Record<RefundReason, string> = {
  rejected: '群主未通过申请',
  reviewTimedOut: '群主超时未答复',
  paidAfterClosing: '付款到账时订单已关闭',
  notAdmissible: '付款后未能给到入群资格',
  noValidQr: `群主 ${qrWithinHours} 小时内没有补上群码`,
  byBuyer: '你申请了退款',
  byOperator: '运营为你退款',
};

/** A refund's reason as the server gave it; one that this version does not know is not guessed at. */
export function refundReasonName(reason: string): string {
  const names: Partial<Record<string, string>> = refundReasonNames;
  return names[reason] ?? '退款';
}

export type TimelineEvent = OrderEvent | MembershipEvent | 'created';

export const eventNames: Record<TimelineEvent, string> = {
  created: '提交订单',
  paymentConfirmed: '微信支付确认到账',
  closed: '订单关闭',
  refundRequested: '开始原路退款',
  refundConfirmed: '款项已退回',
  partialRefundConfirmed: '部分款项已退回',
  refundFailed: '微信支付未能退回，运营会跟进',
  applied: '提交申请',
  seatLacked: '名额不足，重新等待审核',
  admitted: '取得入群资格',
  reviewBegun: '交给群主审核',
  approved: '群主已通过',
  rejected: '群主未通过',
  timedOut: '超过期限，自动结束',
  withdrawn: '撤回申请',
  checkedIn: '已确认入群',
  expired: '资格到期',
  renewed: '资格续期',
  removed: '群主移出',
  noValidQr: '没有可用群码，自动退款',
  revoked: '入群资格结束',
};
