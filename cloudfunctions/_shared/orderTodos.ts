import { gaveEntry, type Entry } from '../../domain/entry';
import { paymentPosting, refundPosting } from '../../domain/ledger';
import { backsEntry, ownSeat, withOrderChanges, type Order, type OrderTodo } from '../../domain/order';
import type { Refund } from '../../domain/refund';
import { afterFailure } from '../../domain/todo';
import { admit } from './admit';
import type { OrderWithEntry, Ports } from './ports';
import { askRefund, confirmRefund, giveBack } from './refund';
import { mayHoldUnknownMoney, settle, type Settlement } from './settle';

/**
 * `done`: it is done and need not be looked at again. `waiting`: all is well, it stays due. `failed`: try again after a while. `order` is
 * the document as it stands after it.
 */
interface Outcome {
  readonly result: 'done' | 'waiting' | 'failed';
  readonly order: Order;
  readonly entry: Entry | null;
}

/** Settles where there can be something to settle, and does at once what an earlier payment left undone. */
export async function settleAndFollow(ports: Ports, found: OrderWithEntry): Promise<Settlement> {
  const known = { ...found, payment: found.order.paidAt ? 'paid' : 'unpaid' } as const;
  const settled = mayHoldUnknownMoney(found.order) ? await settle(ports, found) : known;
  const { order, entry, payment } = settled;
  const given = entry !== null && gaveEntry(order, entry);
  const owes = order.todo.some((todo) => (todo.kind === 'admit' && !given) || todo.kind === 'askRefund');
  return owes ? { ...(await followPayment(ports, order, entry)), payment } : settled;
}

/** What follows a confirmed payment at once: the entry, or the money back, and the posting. The sweep makes sure of it afterwards. */
async function followPayment(ports: Ports, order: Order, entry: Entry | null): Promise<OrderWithEntry> {
  let current: OrderWithEntry = { order, entry };
  for (const todo of order.todo) {
    if (todo.kind !== 'admit' && todo.kind !== 'postPayment' && todo.kind !== 'askRefund') continue;
    const outcome = await perform(ports, current.order, current.entry, todo);
    current = { order: outcome.order, entry: outcome.entry };
  }
  return current;
}

/** Does one todo of an order. Harmless when done twice. */
async function perform(ports: Ports, order: Order, entry: Entry | null, todo: OrderTodo): Promise<Outcome> {
  const done = { result: 'done', order, entry } as const;
  switch (todo.kind) {
    case 'settle':
      return settleDue(ports, order, entry);
    case 'admit':
      return admitOrGiveBack(ports, order, entry);
    case 'postPayment':
      await ports.store.addPosting(paymentPosting(order, ports.clock.now()));
      return done;
    case 'closePayment':
      return closePayment(ports, order, entry);
    case 'freeSeat':
      if (order.seatId !== null) await ports.store.freeSeat(order.groupId, order.seatId);
      return done;
    case 'askRefund':
      return aboutRefund(order, entry, todo, (refund) => askRefund(ports, order, refund));
    case 'confirmRefund':
      return aboutRefund(order, entry, todo, (refund) => confirmRefund(ports, order, refund));
    case 'postRefund': {
      const refund = order.refunds.find((row) => row.no === todo.refundNo);
      if (refund) await ports.store.addPosting(refundPosting(order, refund, ports.clock.now()));
      return done;
    }
    case 'audit':
      if (todo.audit) await ports.store.addAudit(todo.audit);
      return done;
  }
}

async function aboutRefund(
  order: Order,
  entry: Entry | null,
  todo: OrderTodo,
  step: (refund: Refund) => Promise<{ order: Order; done: boolean }>,
): Promise<Outcome> {
  const refund = order.refunds.find((row) => row.no === todo.refundNo);
  if (!refund || refund.endedAt) return { result: 'done', order, entry };
  const after = await step(refund);
  return { result: after.done ? 'done' : 'failed', order: after.order, entry };
}

async function settleDue(ports: Ports, order: Order, entry: Entry | null): Promise<Outcome> {
  if (order.state !== 'AwaitingPayment') return { result: 'done', order, entry };
  const after = await settle(ports, { order, entry });
  const moved = after.order.state !== 'AwaitingPayment';
  // While it may still be paid it stays due: the next sweep asks again, and nothing need be written for that.
  const waits = after.payment === 'unpaid' || after.payment === 'paying';
  return { result: moved ? 'done' : waits ? 'waiting' : 'failed', order: after.order, entry: after.entry };
}

async function admitOrGiveBack(ports: Ports, order: Order, entry: Entry | null): Promise<Outcome> {
  if (!backsEntry(order)) return { result: 'done', order, entry };
  const admission = await admit(ports, order, entry);
  if (admission.kind !== 'notAdmissible') return { result: 'done', order, entry: admission.entry };
  const after = await giveBack(ports, order, { reason: 'notAdmissible', note: '', by: 'system' });
  return { result: 'done', order: after, entry };
}

/** Makes sure WeChat Pay takes no money for a closed order; money that came meanwhile goes back. */
async function closePayment(ports: Ports, order: Order, entry: Entry | null): Promise<Outcome> {
  // Once more: a payment that was being prepared while the order was closed may have taken its seat afterwards.
  const seatId = ownSeat(order);
  if (seatId !== null) await ports.store.freeSeat(order.groupId, seatId);
  const answer = await ports.payments.queryOrder(order.paymentRequest);
  if (answer.kind === 'unknown') return { result: 'failed', order, entry };
  if (answer.kind === 'absent') return { result: 'done', order, entry };
  const { state } = answer.trade;
  if (state === 'CLOSED' || state === 'REVOKED') return { result: 'done', order, entry };
  if (state === 'SUCCESS' || state === 'REFUND') {
    const after = await settle(ports, { order, entry });
    const settled = after.payment !== 'unknown' && after.payment !== 'mismatch';
    return { result: settled ? 'done' : 'failed', order: after.order, entry: after.entry };
  }
  const closing = await ports.payments.closeOrder(order.paymentRequest);
  if (closing.kind !== 'closed') ports.log.warn('payment not closed', { orderId: order._id, why: closing.why });
  return { result: closing.kind === 'closed' ? 'done' : 'failed', order, entry };
}

const keyOf = (todo: OrderTodo): string => `${todo.kind} ${todo.refundNo ?? todo.audit?._id ?? ''}`;

/** An order of which something due broke: all that was due is tried later, and put before an operator when it breaks again and again. */
export async function postponeOrder(ports: Ports, { order }: OrderWithEntry): Promise<void> {
  const now = ports.clock.now();
  const todo = order.todo.map((each) => (each.at <= now ? afterFailure(each, now) : each));
  await ports.store.saveOrder(order, withOrderChanges(order, { todo }));
}

/** Works off what is due of one order, and writes down once what is left. Answers whether nothing that was due failed. */
export async function workOffOrder(ports: Ports, found: OrderWithEntry): Promise<boolean> {
  let { order, entry } = found;
  const results = new Map<string, Outcome['result']>();
  for (;;) {
    const now = ports.clock.now();
    const next = order.todo.find((todo) => todo.at <= now && !results.has(keyOf(todo)));
    if (!next) break;
    const outcome = await perform(ports, order, entry, next);
    results.set(keyOf(next), outcome.result);
    ({ order, entry } = outcome);
  }
  const todo = order.todo.flatMap((each) => afterTry(each, results.get(keyOf(each)), ports.clock.now()));
  const changed = todo.length !== order.todo.length || todo.some((each, index) => each !== order.todo[index]);
  if (changed) await ports.store.saveOrder(order, withOrderChanges(order, { todo }));
  return ![...results.values()].includes('failed');
}

function afterTry(todo: OrderTodo, result: Outcome['result'] | undefined, now: Date): OrderTodo[] {
  if (result === 'done') return [];
  if (result !== 'failed') return [todo];
  return [afterFailure(todo, now)];
}
