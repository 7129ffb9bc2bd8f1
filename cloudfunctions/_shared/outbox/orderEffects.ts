import { grantsMembership, type Membership } from '../../../domain/membership';
import { buildPaymentPosting, buildRefundPosting } from '../../../domain/ledger';
import { backsMembership, ownSeatId, changeOrder, type Order, type OrderEffect } from '../../../domain/order';
import type { Refund } from '../../../domain/refund';
import { reschedule } from '../../../domain/effect';
import { admit } from '../workflows/admit';
import type { OrderWithMembership, Ports } from '../ports';
import { submitRefund, checkRefund, refundRemaining } from '../workflows/refund';
import { mayHoldUnknownMoney, queryPayment, syncPayment, type SyncedPayment } from '../workflows/syncPayment';

/**
 * `done`: it is done and need not be looked at again. `waiting`: all is well, it stays due. `failed`: try again after a while. `order` is
 * the document as it stands after it.
 */
interface Outcome {
  readonly result: 'done' | 'waiting' | 'failed';
  readonly order: Order;
  readonly membership: Membership | null;
}

/** Settles where there can be something to settle, and does at once what an earlier payment left undone. */
export async function syncPaymentAndApply(ports: Ports, found: OrderWithMembership): Promise<SyncedPayment> {
  const known = { ...found, payment: found.order.paidAt ? 'paid' : 'unpaid' } as const;
  const synced = mayHoldUnknownMoney(found.order) ? await syncPayment(ports, found) : known;
  const { order, membership, payment } = synced;
  const given = membership !== null && grantsMembership(order, membership);
  const owes = order.effects.some((effect) => (effect.kind === 'admit' && !given) || effect.kind === 'submitRefund');
  return owes ? { ...(await followPayment(ports, order, membership)), payment } : synced;
}

/** What follows a confirmed payment at once: the membership, or the money back, and the posting. The sweep makes sure of it afterwards. */
async function followPayment(ports: Ports, order: Order, membership: Membership | null): Promise<OrderWithMembership> {
  let current: OrderWithMembership = { order, membership };
  for (const effect of order.effects) {
    if (effect.kind !== 'admit' && effect.kind !== 'postPayment' && effect.kind !== 'submitRefund') continue;
    const outcome = await perform(ports, current.order, current.membership, effect);
    current = { order: outcome.order, membership: outcome.membership };
  }
  return current;
}

/** Does one effect of an order. Harmless when done twice. */
async function perform(
  ports: Ports,
  order: Order,
  membership: Membership | null,
  effect: OrderEffect,
): Promise<Outcome> {
  const done = { result: 'done', order, membership } as const;
  switch (effect.kind) {
    case 'syncPayment':
      return syncDuePayment(ports, order, membership);
    case 'admit':
      return admitOrRefund(ports, order, membership);
    case 'postPayment':
      await ports.store.addPosting(buildPaymentPosting(order, ports.clock.now()));
      return done;
    case 'closePayment':
      return closePayment(ports, order, membership);
    case 'freeSeat':
      if (order.seatId !== null) await ports.store.freeSeat(order.groupId, order.seatId);
      return done;
    case 'submitRefund':
      return aboutRefund(order, membership, effect, (refund) => submitRefund(ports, order, refund));
    case 'confirmRefund':
      return aboutRefund(order, membership, effect, (refund) => checkRefund(ports, order, refund));
    case 'postRefund': {
      const refund = order.refunds.find((row) => row.no === effect.refundNo);
      if (refund) await ports.store.addPosting(buildRefundPosting(order, refund, ports.clock.now()));
      return done;
    }
    case 'audit':
      if (effect.audit) await ports.store.addAudit(effect.audit);
      return done;
  }
}

async function aboutRefund(
  order: Order,
  membership: Membership | null,
  effect: OrderEffect,
  step: (refund: Refund) => Promise<{ order: Order; done: boolean }>,
): Promise<Outcome> {
  const refund = order.refunds.find((row) => row.no === effect.refundNo);
  if (!refund || refund.endedAt) return { result: 'done', order, membership };
  const after = await step(refund);
  return { result: after.done ? 'done' : 'failed', order: after.order, membership };
}

async function syncDuePayment(ports: Ports, order: Order, membership: Membership | null): Promise<Outcome> {
  if (order.state !== 'AwaitingPayment') return { result: 'done', order, membership };
  const after = await syncPayment(ports, { order, membership });
  const moved = after.order.state !== 'AwaitingPayment';
  // While it may still be paid it stays due: the next sweep asks again, and nothing need be written for that.
  const waits = after.payment === 'unpaid' || after.payment === 'paying';
  return { result: moved ? 'done' : waits ? 'waiting' : 'failed', order: after.order, membership: after.membership };
}

async function admitOrRefund(ports: Ports, order: Order, membership: Membership | null): Promise<Outcome> {
  if (!backsMembership(order)) return { result: 'done', order, membership };
  const admitted = await admit(ports, order, membership);
  if (admitted) return { result: 'done', order, membership: admitted };
  const after = await refundRemaining(ports, order, { reason: 'notAdmissible', note: '', actor: 'system' });
  return { result: 'done', order: after, membership };
}

/** Makes sure WeChat Pay takes no money for a closed order; money that came meanwhile goes back. */
async function closePayment(ports: Ports, order: Order, membership: Membership | null): Promise<Outcome> {
  // Once more: a payment that was being prepared while the order was closed may have taken its seat afterwards.
  const seatId = ownSeatId(order);
  if (seatId !== null) await ports.store.freeSeat(order.groupId, seatId);
  const payment = await queryPayment(ports, order);
  if (payment.kind === 'unknown') return { result: 'failed', order, membership };
  if (payment.kind === 'absent' || payment.kind === 'ended') return { result: 'done', order, membership };
  if (payment.kind === 'paid' || payment.kind === 'refunded') {
    const after = await syncPayment(ports, { order, membership });
    const synced = after.payment !== 'unknown' && after.payment !== 'mismatch';
    return { result: synced ? 'done' : 'failed', order: after.order, membership: after.membership };
  }
  const closing = await ports.payments.closeOrder(order.paymentRequest);
  if (closing.kind !== 'closed') ports.log.warn('payment not closed', { orderId: order._id, why: closing.why });
  return { result: closing.kind === 'closed' ? 'done' : 'failed', order, membership };
}

const keyOf = (effect: OrderEffect): string => `${effect.kind} ${effect.refundNo ?? effect.audit?._id ?? ''}`;

/** An order of which something due broke: all that was due is tried later, and put before an operator when it breaks again and again. */
export async function rescheduleOrder(ports: Ports, { order }: OrderWithMembership): Promise<void> {
  const now = ports.clock.now();
  const effects = order.effects.map((each) => (each.at <= now ? reschedule(each, now) : each));
  await ports.store.saveOrder(order, changeOrder(order, { effects }));
}

/** Works off what is due of one order, and writes down once what is left. Answers whether nothing that was due failed. */
export async function runOrderEffects(ports: Ports, found: OrderWithMembership): Promise<boolean> {
  let { order, membership } = found;
  const results = new Map<string, Outcome['result']>();
  for (;;) {
    const now = ports.clock.now();
    const next = order.effects.find((effect) => effect.at <= now && !results.has(keyOf(effect)));
    if (!next) break;
    const outcome = await perform(ports, order, membership, next);
    results.set(keyOf(next), outcome.result);
    ({ order, membership } = outcome);
  }
  const effects = order.effects.flatMap((each) => afterTry(each, results.get(keyOf(each)), ports.clock.now()));
  const changed =
    effects.length !== order.effects.length || effects.some((each, index) => each !== order.effects[index]);
  if (changed) await ports.store.saveOrder(order, changeOrder(order, { effects }));
  return ![...results.values()].includes('failed');
}

function afterTry(effect: OrderEffect, result: Outcome['result'] | undefined, now: Date): OrderEffect[] {
  if (result === 'done') return [];
  if (result !== 'failed') return [effect];
  return [reschedule(effect, now)];
}
