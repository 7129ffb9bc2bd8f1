import { beijingDigits } from '../clock';
import { isSigned } from './answers';
import type { Payment } from './answers';
import type { Lie, PayOrder } from './books';
import type { Fate } from './fates';
import { lateByMs, paymentEvent } from './notifications';
import { prepayValidMs } from './unified-order';
import { serialNumber } from './wechat-pay';
import type { WeChatPay } from './wechat-pay';

export interface Confirmation {
  readonly outTradeNo?: string;
  /** The object `wx.requestPayment` got. */
  readonly payment?: Payment;
  /** Who holds the phone; the buyer when nobody is named. */
  readonly openid?: string;
}

/**
 * The buyer confirms in WeChat's own sheet: the money moves, and a notification is on its way.
 * @throws when the order cannot be paid: unknown, paid, closed, expired, another person's, badly signed, or declined by the bank
 */
export function confirmPayment(pay: WeChatPay, asked: Confirmation): PayOrder {
  const order = requirePayable(pay, asked);
  const fate = pay.fates.takeForPayment();
  if (fate === 'decline') {
    pay.books.changeOrder(order, { trade_state: 'PAYERROR' });
    throw new Error('the bank declined the payment');
  }
  const nowMs = pay.clock.now();
  return pay.books.state.atomically(() => {
    const paid = pay.books.changeOrder(order, {
      trade_state: 'SUCCESS',
      transaction_id: serialNumber(`4200${beijingDigits(nowMs).slice(0, 8)}`, 28),
      paid_at: nowMs,
      lie: lieOf(fate),
    });
    if (fate !== 'never') notify(pay, paid, fate, nowMs);
    return paid;
  });
}

function notify(pay: WeChatPay, order: PayOrder, fate: Fate | undefined, nowMs: number): void {
  pay.notifications.add({
    kind: 'payment',
    outTradeNo: order.out_trade_no,
    functionName: order.function_name,
    event: paymentEvent(pay, order),
    dueAt: nowMs + (fate === 'late' ? lateByMs : 0),
    copies: fate === 'twice' ? 2 : 1,
  });
}

function lieOf(fate: Fate | undefined): Lie | null {
  return fate === 'wrongAmount' || fate === 'wrongMerchant' ? fate : null;
}

function requirePayable(pay: WeChatPay, asked: Confirmation): PayOrder {
  const nowMs = pay.clock.now();
  const order = find(pay, asked, nowMs);
  if (!order) throw new Error('WeChat Pay knows no such order');
  if (asked.openid !== undefined && asked.openid !== order.sub_openid) throw new Error('下单账号与支付账号不一致');
  if (order.paid_at !== null) throw new Error('该订单已支付');
  if (order.trade_state === 'CLOSED') throw new Error('订单已关闭');
  if (nowMs - order.prepaid_at >= prepayValidMs) throw new Error('prepay_id 已过期');
  return order;
}

function find(pay: WeChatPay, { outTradeNo, payment }: Confirmation, nowMs: number): PayOrder | undefined {
  if (!payment) return outTradeNo === undefined ? undefined : pay.books.orders(nowMs, outTradeNo)[0];
  if (!isSigned(pay.key(), payment)) throw new Error('支付验证签名失败');
  return pay.books.orderByPrepay(payment.package.replace(/^prepay_id=/, ''), nowMs);
}
