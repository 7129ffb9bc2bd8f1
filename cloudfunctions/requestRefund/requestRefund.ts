import type { requestRefund as contract } from '../../contracts/requestRefund';
import { refunded, type Entry } from '../../domain/entry';
import { backsEntry, refundUntil, type Order, type RefundWish } from '../../domain/order';
import { withinLimit } from '../_shared/limited';
import { answer, refuse, type Operation } from '../_shared/operation';
import { settleAndFollow } from '../_shared/orderTodos';
import type { Ports } from '../_shared/ports';
import { giveBack } from '../_shared/refund';
import { mayHoldUnknownMoney } from '../_shared/settle';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

/** How often the entry may be moved under our hands (a code shown, a decision taken) before we give up. */
const attempts = 3;

export const requestRefund: Operation<typeof contract> = async (context, { orderId }) => {
  const { ports, caller } = context;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await ports.store.orderWithEntry(orderId);
    if (found?.order.openid !== caller.openid) return refuse('OrderNotFound');
    // No page offers it: each such wish would be a question to WeChat Pay.
    const unpaid = mayHoldUnknownMoney(found.order);
    if (unpaid && !(await withinLimit(context, 'requestRefund'))) return refuse('TooManyTries');
    const { order, entry } = await settleAndFollow(ports, found);
    if (order.state === 'AwaitingPayment' || order.state === 'Closed') return refuse('NotPaid');
    // On its way, or back already: the same wish again is fine.
    if (!backsEntry(order)) return answer({ state: order.state });
    // Only a part, by an operator: the rest can be asked for once it has arrived.
    if (order.state !== 'Paid') return refuse('RefundRunning');
    if (entry?.orderId !== order._id) return refuse('PaymentInProgress');
    const outcome = await wish(ports, order, entry);
    if (outcome) return outcome;
  }
  return refuse('Busy');
};

const byBuyer: RefundWish = { reason: 'byBuyer', note: '', by: 'buyer' };

/** `null`: somebody moved the entry meanwhile. */
async function wish(ports: Ports, order: Order, entry: Entry): Promise<Answer | null> {
  const now = ports.clock.now();
  if (entry.shownCodeId !== null || entry.state === 'Joined') return refuse('CodeWasShown');
  const until = refundUntil(order);
  if (entry.state === 'Admitted' && until && now > until) return refuse('RefundWindowOver');
  const after = refunded(entry, byBuyer, now);
  if (after && !(await ports.store.saveEntry(entry, after))) return null;
  const { state } = await giveBack(ports, order, byBuyer);
  return answer({ state });
}
