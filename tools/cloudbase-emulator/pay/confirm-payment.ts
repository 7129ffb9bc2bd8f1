import { beijingDigits } from '../clock';
import { isSigned, type Payment } from './answers';
import { paymentEvent } from './notification-events';
import { lateByMs } from './notifications';
import type { Misreport, PayOrder } from './pay-ledger';
import type { ScriptedOutcome } from './scripted-outcomes';
import { prepayValidMs } from './unified-order';
import { serialNumber, type WeChatPay } from './wechat-pay';

export interface Confirmation {
  readonly outTradeNo?: string;
  /** The argument of `wx.requestPayment`. */
  readonly payment?: Payment;
  /** The person who confirms; the buyer by default. */
  readonly openid?: string;
}

/**
 * The buyer confirms in WeChat's payment sheet: the money moves, and a notification becomes due.
 * @throws when the order cannot be paid: unknown, paid, closed, expired, another person's, badly signed, or declined by the bank
 */
export function confirmPayment(pay: WeChatPay, confirmation: Confirmation): PayOrder {
  const order = requirePayable(pay, confirmation);
  const outcome = pay.scriptedOutcomes.takeForPayment();
  if (outcome === 'decline') {
    pay.ledger.updateOrder(order, { trade_state: 'PAYERROR' });
    throw new Error('the bank declined the payment');
  }
  const nowMs = pay.clock.now();
  return pay.ledger.state.atomically(() => {
    const paid = pay.ledger.updateOrder(order, {
      trade_state: 'SUCCESS',
      transaction_id: serialNumber(`4200${beijingDigits(nowMs).slice(0, 8)}`, 28),
      paid_at: nowMs,
      misreport: misreportOf(outcome),
    });
    if (outcome !== 'never') notify(pay, paid, outcome, nowMs);
    return paid;
  });
}

function notify(pay: WeChatPay, order: PayOrder, outcome: ScriptedOutcome | undefined, nowMs: number): void {
  pay.notifications.add({
    kind: 'payment',
    outTradeNo: order.out_trade_no,
    functionName: order.function_name,
    event: paymentEvent(pay, order),
    dueAt: nowMs + (outcome === 'late' ? lateByMs : 0),
    copies: outcome === 'twice' ? 2 : 1,
  });
}

function misreportOf(outcome: ScriptedOutcome | undefined): Misreport | null {
  return outcome === 'wrongAmount' || outcome === 'wrongMerchant' ? outcome : null;
}

function requirePayable(pay: WeChatPay, confirmation: Confirmation): PayOrder {
  const nowMs = pay.clock.now();
  const { openid } = confirmation;
  const order = find(pay, confirmation, nowMs);
  if (!order) throw new Error('WeChat Pay knows no such order');
  if (openid !== undefined && openid !== order.sub_openid) throw new Error('下单账号与支付账号不一致');
  if (order.paid_at !== null) throw new Error('该订单已支付');
  if (order.trade_state === 'CLOSED') throw new Error('订单已关闭');
  if (nowMs - order.prepaid_at >= prepayValidMs) throw new Error('prepay_id 已过期');
  return order;
}

function find(pay: WeChatPay, { outTradeNo, payment }: Confirmation, nowMs: number): PayOrder | undefined {
  if (!payment) return outTradeNo === undefined ? undefined : pay.ledger.orders(nowMs, outTradeNo)[0];
  if (!isSigned(pay.key(), payment)) throw new Error('支付验证签名失败');
  return pay.ledger.orderByPrepay(payment.package.replace(/^prepay_id=/, ''), nowMs);
}
