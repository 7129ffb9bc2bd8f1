import { grantsMembership, type Membership } from '../../../domain/membership';
import { buildPaymentPosting, buildRefundPosting } from '../../../domain/ledger';
import {
  backsMembership,
  isAbsenceFinal,
  nextQuestionAt,
  ownSeatId,
  changeOrder,
  type Order,
  type OrderEffect,
} from '../../../domain/order';
import { isRecheckable, patientUntil, type Refund } from '../../../domain/refund';
import { rescheduleDue } from '../../../domain/effect';
import { runDueEffects, type EffectOutcome } from './runDueEffects';
import { admit } from '../workflows/admit';
import type {
  AuditStore,
  GroupStore,
  LedgerStore,
  MembershipStore,
  OrderStore,
  OrderWithMembership,
  Ports,
  SecurityEventStore,
} from '../ports';
import { submitRefund, checkRefund, recheckRefused, refundRemaining, type RefundStep } from '../workflows/refund';
import type { RefundStores } from '../workflows/refundsElsewhere';
import { mayHoldUnknownMoney, queryPayment, syncPayment, type SyncedPayment } from '../workflows/syncPayment';

/** The documents that the effects of an order reach: the order, its membership and group, its postings, and the records about it. */
export type OrderEffectStores = GroupStore &
  MembershipStore &
  OrderStore &
  LedgerStore &
  SecurityEventStore &
  AuditStore;

type Outcome = EffectOutcome<OrderWithMembership>;

/** Syncs the payment if WeChat Pay may know more than we do (`asks`), and applies any earlier payment at once. */
export async function syncPaymentAndApply(
  ports: Ports<OrderEffectStores>,
  found: OrderWithMembership,
  asks = mayHoldUnknownMoney(found.order),
): Promise<SyncedPayment> {
  const known = { ...found, payment: found.order.paidAt ? 'paid' : 'unpaid' } as const;
  const synced = asks ? await syncPayment(ports, found) : known;
  const { order, membership, payment } = synced;
  const given = membership !== null && grantsMembership(order, membership);
  const owes = order.effects.some((effect) => (effect.kind === 'admit' && !given) || effect.kind === 'submitRefund');
  return owes ? { ...(await followPayment(ports, order, membership)), payment } : synced;
}

/** Applies a confirmed payment at once: the membership or the refund, and the posting. The sweep makes sure of it afterwards. */
async function followPayment(
  ports: Ports<OrderEffectStores>,
  order: Order,
  membership: Membership | null,
): Promise<OrderWithMembership> {
  let current: OrderWithMembership = { order, membership };
  for (const effect of order.effects) {
    if (effect.kind !== 'admit' && effect.kind !== 'postPayment' && effect.kind !== 'submitRefund') continue;
    current = (await perform(ports, current.order, current.membership, effect)).subject;
  }
  return current;
}

/** Performs one effect of an order. Idempotent. */
async function perform(
  ports: Ports<OrderEffectStores>,
  order: Order,
  membership: Membership | null,
  effect: OrderEffect,
): Promise<Outcome> {
  const done = { result: 'done', subject: { order, membership } } as const;
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
      return takeRefundStep(order, membership, effect, (refund) => submitRefund(ports, order, refund, effect.attempts));
    case 'confirmRefund':
      return confirmRefund(ports, order, membership, effect);
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

/** Waits for the end of a refund with patience, and looks a refused one up once more. */
async function confirmRefund(
  ports: Ports<OrderEffectStores>,
  order: Order,
  membership: Membership | null,
  effect: OrderEffect,
): Promise<Outcome> {
  const refused = order.refunds.find((row) => row.no === effect.refundNo && isRecheckable(row));
  if (!refused) {
    const outcome = await takeRefundStep(order, membership, effect, (row) => checkRefund(ports, order, row));
    return { ...outcome, patientUntil: patienceOf(order, effect) };
  }
  const after = await recheckRefused(ports, order, refused, effect.attempts);
  return {
    result: after.done ? 'done' : 'failed',
    subject: { order: after.order, membership },
    patientUntil: patienceOf(order, effect),
  };
}

/** While WeChat Pay may be busy with a refund, waiting for its end is no trouble. */
function patienceOf(order: Order, { kind, refundNo }: OrderEffect): Date | null {
  const refund = kind === 'confirmRefund' ? order.refunds.find((row) => row.no === refundNo) : undefined;
  return refund ? patientUntil(refund) : null;
}

async function takeRefundStep(
  order: Order,
  membership: Membership | null,
  effect: OrderEffect,
  step: (refund: Refund) => Promise<RefundStep>,
): Promise<Outcome> {
  const refund = order.refunds.find((row) => row.no === effect.refundNo);
  if (!refund || (refund.endedAt && refund.state !== 'Failed'))
    return { result: 'done', subject: { order, membership } };
  const after = await step(refund);
  return { result: after.done ? 'done' : 'failed', subject: { order: after.order, membership } };
}

async function syncDuePayment(
  ports: Ports<OrderEffectStores>,
  order: Order,
  membership: Membership | null,
): Promise<Outcome> {
  if (order.state !== 'AwaitingPayment') return { result: 'done', subject: { order, membership } };
  const after = await syncPayment(ports, { order, membership });
  if (after.order.state !== 'AwaitingPayment') return { result: 'done', subject: after };
  // Somebody is paying at this moment, so the next sweep asks again, without a write.
  if (after.payment === 'paying') return { result: 'waiting', subject: after };
  if (after.payment !== 'unpaid') return { result: 'failed', subject: after };
  const laterAt = nextQuestionAt(after.order, ports.clock.now());
  return laterAt ? { result: 'asksLater', laterAt, subject: after } : { result: 'waiting', subject: after };
}

async function admitOrRefund(
  ports: Ports<GroupStore & RefundStores>,
  order: Order,
  membership: Membership | null,
): Promise<Outcome> {
  if (!backsMembership(order)) return { result: 'done', subject: { order, membership } };
  if (await isTooLateForBannedGroup(ports, order, membership)) {
    const refunded = await refundRemaining(ports, order, { reason: 'groupBanned', note: '', actor: 'system' });
    return { result: 'done', subject: { order: refunded, membership } };
  }
  const admitted = await admit(ports, order, membership);
  if (admitted) return { result: 'done', subject: { order, membership: admitted } };
  const after = await refundRemaining(ports, order, { reason: 'notAdmissible', note: '', actor: 'system' });
  return { result: 'done', subject: { order: after, membership } };
}

/**
 * A ban ends whom an order admitted while it could be paid. Whoever would be admitted after that time gets the money back instead, so that
 * only these rare admissions cost a look at the group.
 */
async function isTooLateForBannedGroup(
  ports: Ports<GroupStore>,
  order: Order,
  membership: Membership | null,
): Promise<boolean> {
  if (ports.clock.now() < order.payUntil || (membership && grantsMembership(order, membership))) return false;
  return (await ports.store.group(order.groupId))?.state === 'Banned';
}

/** Makes sure that WeChat Pay takes no money for a closed order; a payment made meanwhile is refunded. */
async function closePayment(
  ports: Ports<OrderEffectStores>,
  order: Order,
  membership: Membership | null,
): Promise<Outcome> {
  // Freed once more, because a payment being prepared when the order closed may have taken its seat afterwards.
  const seatId = ownSeatId(order);
  if (seatId !== null) await ports.store.freeSeat(order.groupId, seatId);
  const payment = await queryPayment(ports, order);
  if (payment.kind === 'unknown') return { result: 'failed', subject: { order, membership } };
  if (payment.kind === 'ended') return { result: 'done', subject: { order, membership } };
  if (payment.kind === 'absent')
    return { result: isAbsenceFinal(order, ports.clock.now()) ? 'done' : 'failed', subject: { order, membership } };
  if (payment.kind === 'paid' || payment.kind === 'refunded') {
    const after = await syncPayment(ports, { order, membership });
    const synced = after.payment !== 'unknown' && after.payment !== 'mismatch';
    return { result: synced ? 'done' : 'failed', subject: after };
  }
  const closing = await ports.payments.closeOrder(order.paymentRequest);
  if (closing.kind !== 'closed') ports.log.warn('payment not closed', { orderId: order._id, why: closing.why });
  return { result: closing.kind === 'closed' ? 'done' : 'failed', subject: { order, membership } };
}

/** Runs the due effects of one order; returns whether all of them succeeded. */
export function runOrderEffects(ports: Ports<OrderEffectStores>, found: OrderWithMembership): Promise<boolean> {
  return runDueEffects<OrderWithMembership, OrderEffect>(found, {
    now: () => ports.clock.now(),
    effectsOf: ({ order }) => order.effects,
    keyOf: ({ kind, refundNo, audit }) => `${kind} ${refundNo ?? audit?._id ?? ''}`,
    perform: ({ order, membership }, effect) => perform(ports, order, membership, effect),
    save: ({ order }, effects) => ports.store.saveOrder(order, changeOrder(order, { effects })),
  });
}

/** Reschedules the due effects of an order after one of them threw. */
export async function rescheduleOrder(ports: Ports<OrderStore>, { order }: OrderWithMembership): Promise<void> {
  const effects = rescheduleDue(order.effects, ports.clock.now(), (effect) => patienceOf(order, effect));
  await ports.store.saveOrder(order, changeOrder(order, { effects }));
}
