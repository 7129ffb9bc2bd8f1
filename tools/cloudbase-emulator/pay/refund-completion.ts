import { refundEvent } from './notification-events';
import type { PayOrder, PayRefund } from './pay-ledger';
import type { WeChatPay } from './wechat-pay';

/** The time at which the next processing refund ends; undefined when none is processing. */
export function nextRefundDueMs(pay: WeChatPay): number | undefined {
  return processingRefunds(pay)[0]?.due_at;
}

/** Ends the refunds that are due, successfully or with their scripted failure, and notifies the merchant's function. */
export function completeDueRefunds(pay: WeChatPay): void {
  const nowMs = pay.clock.now();
  for (const refund of processingRefunds(pay)) {
    if (refund.due_at > nowMs) return;
    const order = pay.ledger.order(refund.sub_mch_id, refund.out_trade_no, nowMs);
    if (order) pay.ledger.state.atomically(() => complete(pay, order, refund));
  }
}

function complete(pay: WeChatPay, order: PayOrder, refund: PayRefund): void {
  const ended = pay.ledger.updateRefund(refund, { status: refund.ends_as, ended_at: refund.due_at });
  // The merchant's platform names no function: WeChat Pay then calls nobody.
  if (refund.function_name === '') return;
  pay.notifications.add({
    kind: 'refund',
    outTradeNo: order.out_trade_no,
    functionName: refund.function_name,
    event: refundEvent(pay, order, ended),
    dueAt: refund.due_at,
    copies: 1,
  });
}

function processingRefunds(pay: WeChatPay): readonly PayRefund[] {
  return pay.ledger.state.all<PayRefund>("SELECT * FROM pay_refunds WHERE status = 'PROCESSING' ORDER BY due_at");
}
