import { revokeForRefund, type Membership } from '../../../domain/membership';
import { backsMembership, type Order, type RefundRequest } from '../../../domain/order';
import type { ListedRefund } from '../../../domain/refund';
import { contradictionsOf, findRefundsElsewhere, recordRefunds } from '../../../domain/refundsElsewhere';
import type { MembershipStore, OrderStore, OrderWithMembership, Ports, SecurityEventStore } from '../ports';
import { admit } from './admit';
import { reportImpossibleRefunds, reportRefundElsewhere, reportRefundMismatch } from './reports';
import { retryOnConflict } from './retryOnConflict';

/** A refund made elsewhere can end a membership, and an operator is told of it. */
export type RefundStores = MembershipStore & OrderStore & SecurityEventStore;

/** `nothing`: all of it was known. `refused`: it can't be true by our account, and an operator has been told. */
export interface LearnedRefunds extends OrderWithMembership {
  readonly result: 'recorded' | 'nothing' | 'refused' | 'conflict';
}

const byMerchant: RefundRequest = { reason: 'byMerchant', note: '', actor: 'system' };

/**
 * Records what WeChat Pay lists as refunds of a paid order. An operator is told first, so that a crash can't swallow it; then the membership
 * ends if nothing is left, so that nobody holds a ticket without a payment behind it; then the order is written.
 */
export async function learnOfRefunds(
  ports: Ports<RefundStores>,
  found: OrderWithMembership,
  listed: readonly ListedRefund[],
): Promise<LearnedRefunds> {
  for (const detail of contradictionsOf(found.order, listed)) await reportRefundMismatch(ports, found.order, detail);
  let current = found;
  const result = await retryOnConflict<LearnedRefunds>(async () => {
    const { order } = current;
    const decision = recordRefunds(order, listed, ports.clock.now());
    if (decision.kind === 'noop') return { ...current, result: 'nothing' };
    for (const each of findRefundsElsewhere(order, listed)) await reportRefundElsewhere(ports, order, each);
    if (decision.kind === 'refused') {
      await reportImpossibleRefunds(ports, order, listed);
      return { ...current, result: 'refused' };
    }
    const ends = backsMembership(order) && !backsMembership(decision.next);
    const membership = ends ? await endMembership(ports, order) : current.membership;
    if (membership === 'conflict') return 'conflict';
    current = { ...current, membership };
    if (await ports.store.saveOrder(order, decision.next))
      return { ...current, order: decision.next, result: 'recorded' };
    const reread = await ports.store.order(order._id);
    if (reread) current = { ...current, order: reread };
    return 'conflict';
  });
  return result === 'conflict' ? { ...current, result } : result;
}

/** An order that has not given its membership yet does so first: afterwards nobody can give it any more. */
async function endMembership(ports: Ports<RefundStores>, order: Order): Promise<Membership | null | 'conflict'> {
  const known = await ports.store.membership(order.membershipId);
  const membership = known?.orderId === order._id ? known : await admit(ports, order, known);
  if (!membership) return known;
  const decision = revokeForRefund(membership, byMerchant, ports.clock.now());
  if (decision.kind !== 'moved') return membership;
  return (await ports.store.saveMembership(membership, decision.next)) ? decision.next : 'conflict';
}

/** Asks WeChat Pay for all refunds of a paid order and records those that we don't know. Returns `null` without an answer. */
export async function lookUpRefunds(
  ports: Ports<RefundStores>,
  found: OrderWithMembership,
): Promise<LearnedRefunds | null> {
  const answer = await ports.payments.queryRefunds(found.order.paymentRequest);
  return answer.kind === 'found' ? learnOfRefunds(ports, found, answer.refunds) : null;
}
