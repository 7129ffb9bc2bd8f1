import type { SecurityEventKind } from '../../domain/security';
import { labelOf, refundReasonLabels } from '../services/labels';
import type { Actor, EffectKind } from './types';

/** Tells operators what an effect that keeps failing has left undone. */
const effectLabels: Record<EffectKind, string> = {
  syncPayment: '微信支付一直没有给出付款结果，或金额对不上',
  admit: '已付款，入群资格一直没有给到',
  postPayment: '收款一直没有记进账本',
  closePayment: '订单已关闭，微信支付那边一直没有关上',
  freeSeat: '名额一直没有释放',
  submitRefund: '微信支付一直不接受这笔退款',
  confirmRefund: '微信支付一直没有给出退款结果',
  postRefund: '退款一直没有记进账本',
  audit: '操作记录一直没有写下',
  secureSeat: '申请已通过，名额一直没有占上',
  noValidQr: '一直没有群码可看，退款一直没有发起',
  timeOut: '审核已超时，申请一直没有结束',
  refund: '资格已结束，退款一直没有发起',
  countShownQr: '群码展示人数一直没有计上',
  announce: '群码有效期一直没有同步到社群',
};

/** `null`, or an effect that this version does not know yet, reads as a step that can't be named. */
export const effectLabel = (kind: EffectKind | null): string => {
  const fallback = '有一步一直没有办成';
  return kind === null ? fallback : labelOf(effectLabels, kind, fallback);
};

/** The reasons of refunds as operators read them: the buyer is somebody else here. */
export const refundReasonsForOperators: typeof refundReasonLabels = {
  ...refundReasonLabels,
  byBuyer: '买家申请退款',
  byOperator: '运营退款',
};

const securityEventLabels: Record<SecurityEventKind, string> = {
  forgedCallback: '有人伪造微信支付的通知，已拒绝，没有动钱',
  forgedTimer: '有人想自己触发巡检，已拒绝',
  paymentsFailing: '微信支付一直下不了单，现在没有人能付款',
  unknownOrder: '微信支付通知了一笔不是我们的订单',
  paymentMismatch: '付款和订单对不上，没有给资格，钱还在微信支付',
  refundMismatch: '退款金额和微信支付说的不一致，没有改动',
  refundNotOurs: '商户平台退了这笔付款的全部或一部分，不是从这里发起的',
  tooManyAttempts: '有人一小时内试的次数太多，已拦下',
};

export const securityEventLabel = (kind: SecurityEventKind): string =>
  labelOf(securityEventLabels, kind, '有一条未知类型的异常记录');

export const actorLabels: Record<Actor, string> = { buyer: '买家', owner: '群主', operator: '运营', system: '系统' };
