import type { Bill } from '../../domain/bill';
import type { Order } from '../../domain/order';
import type { ListedRefund } from '../../domain/refund';
import { runOrderEffects, syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type { Ports } from '../_shared/ports';
import { learnOfRefunds, lookUpRefunds } from '../_shared/workflows/refundsElsewhere';

/**
 * A bill has a refund that our order does not know as arrived. WeChat Pay's list of the order's refunds says more and is asked first; where
 * it is silent the bill counts, which is true once it is there. The postings follow at once, so that this comparison finds them.
 */
export async function learnFromBill(ports: Ports<OrderEffectStores>, order: Order, bill: Bill): Promise<void> {
  const found = { order, membership: null };
  if (order.paidAt === null) await syncPaymentAndApply(ports, found, true);
  else if (!(await lookUpRefunds(ports, found))) await learnOfRefunds(ports, found, arrivedIn(bill, order._id));
  const after = await ports.store.orderWithMembership(order._id);
  if (after) await runOrderEffects(ports, after);
}

const arrivedIn = (bill: Bill, orderId: string): readonly ListedRefund[] =>
  bill.refunds
    .filter((row) => row.orderId === orderId && row.state === 'SUCCESS')
    .map(({ refundNo: outRefundNo, refundId, fen }) => ({
      outRefundNo,
      refundId,
      status: 'SUCCESS',
      fen,
      succeededAt: null,
    }));
