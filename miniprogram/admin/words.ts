import type { SecurityEventKind } from '../../domain/security';
import type { Doer, EffectKind } from './kinds';

/** What keeps failing, by its effect, in a sentence for operators. */
const effectSentences: Record<EffectKind, string> = {
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

/** An effect that this version of the mini-program doesn't know yet gets a sentence that claims nothing. */
export const effectSentence = (kind: EffectKind | null): string =>
  (kind === null ? undefined : (effectSentences as Partial<typeof effectSentences>)[kind]) ?? '有一步一直没有办成';

export const eventSentences: Record<SecurityEventKind, string> = {
  forgedCallback: '有人伪造微信支付的通知，已拒绝，没有动钱',
  forgedTimer: '有人想自己触发巡检，已拒绝',
  unknownOrder: '微信支付通知了一笔不是我们的订单',
  paymentMismatch: '付款和订单对不上，没有给资格，钱还在微信支付',
  refundMismatch: '退款金额和微信支付说的不一致，没有改动',
  refundNotOurs: '这笔付款在商户平台被退回，不是从这里发起的',
  tooManyAttempts: '有人一小时内试的次数太多，已拦下',
};

export const doerNames: Record<Doer, string> = { buyer: '买家', owner: '群主', operator: '运营', system: '系统' };

export const nameOf = (nickname: string): string => (nickname.trim() === '' ? '微信用户' : nickname);
