import { lacksSeat, returnToApplied, confirmSeat, timeOut, type Membership } from '../../../domain/membership';
import { activeKeyOf } from '../../../domain/order';
import { nextOf } from '../../../domain/transition';
import { syncPaymentAndApply, type OrderEffectStores } from '../outbox/orderEffects';
import type { Ports, GroupStore, MembershipStore } from '../ports';

/** Takes a seat, or finds that this id holds it already, as after a lost answer. */
export async function ensureSeat(ports: Ports<GroupStore>, groupId: string, seatId: string): Promise<boolean> {
  return (await ports.store.takeSeat(groupId, seatId)) || ports.store.holdsSeat(groupId, seatId);
}

/** Frees an ended approval's seat at once; an effect of its membership does so once more. */
export async function freeSeatOf(ports: Ports<GroupStore>, ended: Membership): Promise<void> {
  if (ended.seatId !== null) await ports.store.freeSeat(ended.groupId, ended.seatId);
}

/**
 * Secures the seat of an approved membership. A write of the membership itself decides: once that succeeds, only the end of the round
 * releases the seat. If no seat is left, the membership becomes an application again. Returns the current membership.
 */
export async function secureSeat(
  ports: Ports<GroupStore & MembershipStore>,
  membership: Membership,
): Promise<Membership> {
  const { groupId, seatId } = membership;
  if (membership.state !== 'Approved' || seatId === null || !lacksSeat(membership)) return membership;
  const taken = await ensureSeat(ports, groupId, seatId);
  const after = taken ? confirmSeat(membership) : nextOf(returnToApplied(membership, ports.clock.now()));
  if (after && (await ports.store.saveMembership(membership, after))) return after;
  const current = await ports.store.membership(membership._id);
  // Meanwhile the membership ended or became an application again, so the seat just taken is freed.
  if (taken && current?.seatId !== seatId) await ports.store.freeSeat(groupId, seatId);
  return current ?? membership;
}

/** The end of an approval: `ended`; `paid` before it could end, and so admitted; `open` while WeChat Pay has not answered yet. */
export interface EndedApproval {
  /** `moved`: another write moved the membership meanwhile. */
  readonly kind: 'ended' | 'paid' | 'open' | 'moved';
  readonly membership: Membership;
}

/**
 * Ends an approval whose time to begin paying is over. WeChat Pay is asked about an order under way; if it is paid, it admits
 * instead. The order is closed before the membership ends.
 */
export async function endApproval(ports: Ports<OrderEffectStores>, membership: Membership): Promise<EndedApproval> {
  const order = await ports.store.orderByActiveKey(activeKeyOf(membership._id, membership.round));
  if (order) {
    const after = await syncPaymentAndApply(ports, { order, membership });
    if (after.order.paidAt) return { kind: 'paid', membership: after.membership ?? membership };
    // A different amount was paid: the order needs an operator and admits nobody.
    if (after.order.state === 'AwaitingPayment' && after.payment !== 'mismatch') return { kind: 'open', membership };
  }
  const after = nextOf(timeOut(membership, ports.clock.now()));
  if (!after || !(await ports.store.saveMembership(membership, after))) return { kind: 'moved', membership };
  await freeSeatOf(ports, membership);
  return { kind: 'ended', membership: after };
}
