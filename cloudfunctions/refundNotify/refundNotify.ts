import * as v from 'valibot';
import type { Order } from '../../domain/order';
import { outRefundNoOf, type Refund } from '../../domain/refund';
import { rowOfListed } from '../../domain/refundsElsewhere';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type { OrderWithMembership, Ports, OrderStore } from '../_shared/ports';
import { checkRefund, writeRefundEnd } from '../_shared/workflows/refund';
import { lookUpRefunds } from '../_shared/workflows/refundsElsewhere';
import { reportRefundMismatch } from '../_shared/workflows/reports';

const Amount = v.pipe(v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))]), v.safeInteger());

const Notice = v.object({
  outTradeNo: v.pipe(v.string(), v.maxLength(32)),
  outRefundNo: v.pipe(v.string(), v.maxLength(64)),
  refundId: v.optional(v.pipe(v.string(), v.maxLength(32)), ''),
  totalFee: Amount,
  refundFee: Amount,
  refundStatus: v.picklist(['SUCCESS', 'CHANGE', 'REFUNDCLOSE']),
});

/**
 * Handles WeChat Pay's callback about a finished refund by querying the refund. `queryRefund` reportedly returns
 * nothing at times; then the callback counts, provided that its number and amounts are ours and the payment itself is
 * in state REFUND. A number that is not ours is a refund that the merchant made at WeChat Pay's own desk: only what WeChat Pay lists counts
then.
 */
export async function refundNotify(ports: Ports<OrderEffectStores>, event: unknown): Promise<boolean> {
  const notice = v.safeParse(Notice, event);
  if (!notice.success) return false;
  const { outTradeNo, totalFee, refundFee, refundStatus } = notice.output;
  const order = await ports.store.order(outTradeNo);
  if (!order) return false;
  const refund = rowOfListed(order, notice.output);
  if (!refund) return learnByNotice(ports, { order, membership: null }, notice.output);
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

/** An order whose payment is not known yet learns of both at once. */
async function learnByNotice(
  ports: Ports<OrderEffectStores>,
  found: OrderWithMembership,
  notice: { readonly outRefundNo: string; readonly refundId: string },
): Promise<boolean> {
  const learned =
    found.order.paidAt === null ? await syncPaymentAndApply(ports, found, true) : await lookUpRefunds(ports, found);
  return learned !== null && rowOfListed(learned.order, notice) !== undefined;
}

async function noticeCounts(ports: Ports<OrderStore>, order: Order, refund: Refund): Promise<boolean> {
  const [silent, trade] = await Promise.all([
    ports.payments.queryRefund(order.paymentRequest, outRefundNoOf(refund)),
    ports.payments.queryOrder(order.paymentRequest),
  ]);
  if (silent.kind !== 'absent' || trade.kind !== 'found' || trade.trade.state !== 'REFUND') return false;
  return (await writeRefundEnd(ports, order, refund, true)).done;
}
