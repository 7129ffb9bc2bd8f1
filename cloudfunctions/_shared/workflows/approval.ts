import { lacksSeat, returnToApplied, confirmSeat, timeOut, type Membership } from '../../../domain/membership';
import { activeKeyOf } from '../../../domain/order';
import { nextOf } from '../../../domain/transition';
import { syncPaymentAndApply, type OrderEffectStores } from '../outbox/orderEffects';
import type { Ports, GroupStore, MembershipStore } from '../ports';

/** Gives an ended approval's seat back at once; its membership has an effect to do so once more. */
export async function freeSeatOf(ports: Ports<GroupStore>, ended: Membership): Promise<void> {
  if (ended.seatId !== null) await ports.store.freeSeat(ended.groupId, ended.seatId);
}

/**
 * Makes sure of the seat of an approved membership. Whether it has one is decided by a write of the membership itself: once that is written, only
 * the end of its round takes the seat away; if none could be had, it is an application again. Answers the membership as it stands.
 */
export async function secureSeat(
  ports: Ports<GroupStore & MembershipStore>,
  membership: Membership,
): Promise<Membership> {
  const { groupId, seatId } = membership;
  if (membership.state !== 'Approved' || seatId === null || !lacksSeat(membership)) return membership;
  const taken = (await ports.store.takeSeat(groupId, seatId)) || (await ports.store.holdsSeat(groupId, seatId));
  const after = taken ? confirmSeat(membership) : nextOf(returnToApplied(membership, ports.clock.now()));
  if (after && (await ports.store.saveMembership(membership, after))) return after;
  const current = await ports.store.membership(membership._id);
  // It ended, or was found without a seat, while we took one for it.
  if (taken && current?.seatId !== seatId) await ports.store.freeSeat(groupId, seatId);
  return current ?? membership;
}

/** The end of an approval: `ended`; `paid` before it could end, and so admitted; `open` while WeChat Pay has not said yet. */
export interface EndedApproval {
  /** `moved`: somebody else moved the membership meanwhile. */
  readonly kind: 'ended' | 'paid' | 'open' | 'moved';
  readonly membership: Membership;
}

/**
 * Ends an approval whose time to begin paying is over. WeChat Pay is asked about the order that may be under way; one that is paid admits
 * instead. Ours is closed before the membership ends.
 */
export async function endApproval(ports: Ports<OrderEffectStores>, membership: Membership): Promise<EndedApproval> {
  const order = await ports.store.orderByActiveKey(activeKeyOf(membership._id, membership.round));
  if (order) {
    const after = await syncPaymentAndApply(ports, { order, membership });
    if (after.order.paidAt) return { kind: 'paid', membership: after.membership ?? membership };
    // Another amount than ours was paid: an operator has the order before them, and it admits nobody.
    if (after.order.state === 'AwaitingPayment' && after.payment !== 'mismatch') return { kind: 'open', membership };
  }
  const after = nextOf(timeOut(membership, ports.clock.now()));
  if (!after || !(await ports.store.saveMembership(membership, after))) return { kind: 'moved', membership };
  await freeSeatOf(ports, membership);
  return { kind: 'ended', membership: after };
}
