import { createMembership, enter, type Membership } from '../../../domain/membership';
import type { Order } from '../../../domain/order';
import type { Ports, MembershipStore } from '../ports';
import { retryOnConflict } from './retryOnConflict';

/** The membership that a paid order bought; `null` if it can't be granted and the money must be refunded. */
export type Admission = Membership | null;

/** Grants the membership that a paid order bought. Idempotent. `known` is the membership as last read. */
export async function admit(ports: Ports<MembershipStore>, order: Order, known: Membership | null): Promise<Admission> {
  let membership = known;
  // A buyer who pays after an approval already has a membership.
  if (!membership && order.terms.admission !== 'reviewThenPay' && order.round === 1) {
    const first = createMembership(order, ports.clock.now());
    if (await ports.store.addMembership(first)) return first;
  }
  membership ??= await ports.store.membership(order.membershipId);
  const result = await retryOnConflict<Admission>(async () => {
    if (!membership) return null;
    const decision = enter(membership, order, ports.clock.now());
    if (decision.kind === 'noop') return membership;
    if (decision.kind === 'refused') return null;
    if (await ports.store.saveMembership(membership, decision.next)) return decision.next;
    membership = await ports.store.membership(order.membershipId);
    return 'conflict';
  });
  // An error, because `null` would refund: the effect stays due and is retried.
  if (result === 'conflict') throw new Error(`membership ${order.membershipId} keeps changing`);
  return result;
}
