import { enter, createMembership, grantsMembership, type Membership } from '../../../domain/membership';
import type { Order } from '../../../domain/order';
import type { Ports } from '../ports';

/** Whether the membership now is what a paid order bought, was so before, or can't be given any more (so the money goes back). */
export type Admission =
  | { readonly kind: 'admitted'; readonly membership: Membership }
  | { readonly kind: 'already'; readonly membership: Membership }
  | { readonly kind: 'notAdmissible' };

/** Gives or moves the membership that a paid order bought. Harmless when done twice. `known` is the membership as last read. */
export async function admit(ports: Ports, order: Order, known: Membership | null): Promise<Admission> {
  let membership = known;
  // Who pays after an approval has a membership.
  if (!membership && order.terms.admission !== 'reviewThenPay') {
    const first = createMembership(order, ports.clock.now());
    if (order.round === 1 && (await ports.store.addMembership(first))) return { kind: 'admitted', membership: first };
  }
  membership ??= await ports.store.membership(order.membershipId);
  while (membership) {
    if (grantsMembership(order, membership)) return { kind: 'already', membership };
    const next = enter(membership, order, ports.clock.now());
    if (!next) return { kind: 'notAdmissible' };
    if (await ports.store.saveMembership(membership, next)) return { kind: 'admitted', membership: next };
    // Somebody moved it in between; each time round its `rev` has grown, so this ends.
    membership = await ports.store.membership(order.membershipId);
  }
  return { kind: 'notAdmissible' };
}
