import type { PayOrder, PayRefund } from './books';
import { refundEvent } from './notifications';
import type { WeChatPay } from './wechat-pay';

/** When the next accepted refund ends, if any is underway. */
export function nextRefundDueMs(pay: WeChatPay): number | undefined {
  return underway(pay)[0]?.due_at;
}

/** Ends the refunds that are due: as a success, or as their fate has it. Either way the merchant is told. */
export function endDueRefunds(pay: WeChatPay): void {
  const nowMs = pay.clock.now();
  for (const refund of underway(pay)) {
    if (refund.due_at > nowMs) return;
    const order = pay.books.order(refund.sub_mch_id, refund.out_trade_no, nowMs);
    if (order) pay.books.state.atomically(() => end(pay, order, refund));
  }
}

function end(pay: WeChatPay, order: PayOrder, refund: PayRefund): void {
  const ended = pay.books.changeRefund(refund, { status: refund.ends_as, ended_at: refund.due_at });
  pay.notifications.add({
    kind: 'refund',
    outTradeNo: order.out_trade_no,
    functionName: refund.function_name,
    event: refundEvent(pay, order, ended),
    dueAt: refund.due_at,
    copies: 1,
  });
}

function underway(pay: WeChatPay): readonly PayRefund[] {
  return pay.books.state.all<PayRefund>("SELECT * FROM pay_refunds WHERE status = 'PROCESSING' ORDER BY due_at");
}
