import type { Category } from '../../contracts/shapes';
import type { MembershipEvent, MembershipState } from '../../domain/membership';
import type { AdmissionRule, GroupState } from '../../domain/group';
import type { GroupQrState } from '../../domain/groupQr';
import type { OrderEvent } from '../../domain/order';
import type { RefundReason, RefundState } from '../../domain/refund';
import { qrWithinHours } from './timeLimits';

/**
 * The one wording of every state, kind and event; that of an order's states is in orderPresentation.ts. A table is keyed by its union: a new
 * member doesn't compile until it has a label.
 */

/** On iOS nothing may be sold and no page may speak of paying, so some labels have a plain wording for it. */
interface SalesLabel {
  readonly selling: string;
  readonly plain: string;
}

export const wordingFor = ({ selling, plain }: SalesLabel, maySell: boolean): string => (maySell ? selling : plain);

const onlyWording = (label: string): SalesLabel => ({ selling: label, plain: label });

export const categoryLabels: Record<Category, string> = {
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

export const admissionLabels: Record<AdmissionRule, SalesLabel> = {
  instant: { selling: '支付即入群', plain: '即时入群' },
  payThenReview: { selling: '付款后审核', plain: '审核后入群' },
  reviewThenPay: { selling: '申请后付款', plain: '审核后入群' },
};

export const groupStateLabels: Record<GroupState, string> = {
  Draft: '草稿',
  PendingReview: '平台审核中',
  Listed: '开放中',
  Paused: '已暂停',
  Suspended: '平台核实中',
  Closed: '已关闭',
  Banned: '已下架',
};

export const groupQrStateLabels: Record<GroupQrState, string> = {
  Live: '有效',
  Full: '人数已满',
  Replaced: '已换下',
  Expired: '已过期',
  Broken: '已停用',
};

/** Says nothing about money: an ended membership only means that a refund is owed. Only its order knows whether it arrived. */
export const membershipStateLabels: Record<MembershipState, SalesLabel> = {
  Applied: onlyWording('审核中'),
  Approved: { selling: '待支付', plain: '已通过' },
  UnderReview: onlyWording('审核中'),
  Admitted: onlyWording('可入群'),
  Joined: onlyWording('已入群'),
  Expired: onlyWording('已到期'),
  Removed: onlyWording('已移出'),
  Rejected: onlyWording('未通过'),
  TimedOut: onlyWording('已超时'),
  Withdrawn: onlyWording('已撤回'),
  Revoked: onlyWording('资格已结束'),
};

export const refundStateLabels: Record<RefundState, string> = {
  Requested: '正在提交给微信支付',
  Processing: '微信支付处理中',
  Succeeded: '已退回',
  Failed: '微信支付未能退回，运营会跟进',
  PaidByHand: '已另外转账退回',
  GivenUp: '不再退回',
  Superseded: '已由商户的退款代替',
};

export const refundReasonLabels: Record<RefundReason, string> = {
  rejected: '群主未通过申请',
  reviewTimedOut: '群主超时未答复',
  paidAfterClosing: '付款到账时订单已关闭',
  notAdmissible: '付款后未能给到入群资格',
  noValidQr: `群主 ${qrWithinHours} 小时内没有补上群码`,
  groupBanned: '社群已被平台下架',
  byBuyer: '你申请了退款',
  byOperator: '运营为你退款',
  byMerchant: '收款商户在微信支付商户平台退款',
};

export type TimelineEvent = OrderEvent | MembershipEvent | 'created';

export const timelineLabels: Record<TimelineEvent, string> = {
  created: '提交订单',
  paymentConfirmed: '微信支付确认到账',
  closed: '订单关闭',
  refundRequested: '开始原路退款',
  refundConfirmed: '款项已退回',
  partialRefundConfirmed: '部分款项已退回',
  refundFailed: '微信支付未能退回，运营会跟进',
  refundRetried: '再次申请原路退款',
  refundPartlySettled: '一部分已有结果，另一部分还在跟进',
  refundGivenUp: '余下的款项不再退回',
  partialRefundGivenUp: '一部分款项不再退回',
  refundFound: '收款商户在微信支付商户平台退款',
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
  noValidQr: '没有可用群码，入群资格结束',
  revoked: '入群资格结束',
  groupBanned: '社群被平台下架，入群资格结束',
};

/** The label of a key that a newer back end may have invented since this version was released. */
export function labelOf<Key extends string>(labels: Readonly<Record<Key, string>>, key: Key, fallback: string): string {
  const known: Partial<Record<Key, string>> = labels;
  return known[key] ?? fallback;
}

/** The rows of a table as choices of tabs and chips, in the table's order. */
export function choicesOf<Key extends string>(labels: Readonly<Record<Key, string>>): { value: Key; label: string }[] {
  return (Object.keys(labels) as Key[]).map((value) => ({ value, label: labels[value] }));
}
