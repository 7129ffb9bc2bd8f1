import * as v from 'valibot';
import type { Order } from '../../domain/order';
import type { Refund } from '../../domain/refund';
import type { Ports, OrderStore, SecurityEventStore } from '../_shared/ports';
import { checkRefund, reportRefundMismatch, writeRefundEnd } from '../_shared/workflows/refund';

const Amount = v.pipe(v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))]), v.safeInteger());

const Notice = v.object({
  outTradeNo: v.pipe(v.string(), v.maxLength(32)),
  outRefundNo: v.pipe(v.string(), v.maxLength(64)),
  totalFee: Amount,
  refundFee: Amount,
  refundStatus: v.picklist(['SUCCESS', 'CHANGE', 'REFUNDCLOSE']),
});

/**
 * Handles WeChat Pay's callback about a finished refund by querying the refund. `queryRefund` reportedly returns
 * nothing at times; then the callback counts, provided that its number and amounts are ours and the payment itself is
 * in state REFUND.
 */
export async function refundNotify(ports: Ports<OrderStore & SecurityEventStore>, event: unknown): Promise<boolean> {
  const notice = v.safeParse(Notice, event);
  if (!notice.success) return false;
  const { outTradeNo, outRefundNo, totalFee, refundFee, refundStatus } = notice.output;
  const order = await ports.store.order(outTradeNo);
  const refund = order?.refunds.find((row) => row.no === outRefundNo);
  if (!order || !refund) return false;
  // A failed refund may still arrive: the merchant can finish it at WeChat Pay's own desk.
  if (refund.state === 'Succeeded') return true;
  const asked = await checkRefund(ports, order, refund);
  if (asked.done) return true;
  if (totalFee !== order.priceFen || refundFee !== refund.fen) {
    await reportRefundMismatch(ports, order, `${refund.no}: the notice's amounts are not ours`);
    return false;
  }
  if (refundStatus !== 'SUCCESS') return false;
  return noticeCounts(ports, asked.order, refund);
}

async function noticeCounts(ports: Ports<OrderStore>, order: Order, refund: Refund): Promise<boolean> {
  const [silent, trade] = await Promise.all([
    ports.payments.queryRefund(order.paymentRequest, refund.no),
    ports.payments.queryOrder(order.paymentRequest),
  ]);
  if (silent.kind !== 'absent' || trade.kind !== 'found' || trade.trade.state !== 'REFUND') return false;
  return (await writeRefundEnd(ports, order, refund, true)).done;
}
