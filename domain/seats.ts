import { endOfApproval, type Membership } from './membership';
import { backsMembership, type Order } from './order';
import { minuteMs } from './time';

/** The earliest time at which one of these unpaid orders or approvals gives up its seat; `null` without any. */
export function firstSeatEnd(
  unpaidOrders: readonly Pick<Order, 'payUntil'>[],
  approvals: readonly Pick<Membership, 'payUntil'>[],
): Date | null {
  const ends = [
    ...unpaidOrders.map(({ payUntil }) => payUntil.getTime()),
    ...approvals.flatMap(({ payUntil }) => (payUntil ? [endOfApproval(payUntil).getTime()] : [])),
  ];
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

/** A seat without a holder is believed in only when its order or approval ended so long ago: whoever is still at work has finished. */
const graceMs = 30 * minuteMs;

/** The membership that an approval's seat belongs to; `null` for the seat of an order. */
export function membershipIdOfSeat(seatId: string): string | null {
  const end = seatId.indexOf('#');
  return end < 0 ? null : seatId.slice(0, end);
}

/** The time of a document's latest transition. */
const lastMovedMs = (history: readonly { readonly at: Date }[]): number => history.at(-1)?.at.getTime() ?? Infinity;

/**
 * The seats of a group whose order or approval has ended for good, longer ago than the grace period. An ended order never lives again and an
 * approval's id is never used again, so such a seat was taken late, by a call that died. Seats whose documents are not among those given stay.
 */
export function abandonedSeats(
  seats: readonly string[],
  orders: readonly Order[],
  memberships: readonly Membership[],
  now: Date,
): readonly string[] {
  const endedLongAgo = (ms: number): boolean => ms <= now.getTime() - graceMs;
  return seats.filter((seatId) => {
    const membershipId = membershipIdOfSeat(seatId);
    if (membershipId === null) {
      const order = orders.find(({ _id }) => _id === seatId);
      return order !== undefined && !holdsOwnSeat(order) && endedLongAgo(lastMovedMs(order.history));
    }
    const membership = memberships.find(({ _id }) => _id === membershipId);
    return membership !== undefined && membership.seatId !== seatId && endedLongAgo(lastMovedMs(membership.history));
  });
}

/** An unpaid order holds its seat while it may be paid, a paid one for as long as a membership rests on it. */
const holdsOwnSeat = (order: Order): boolean => order.state === 'AwaitingPayment' || backsMembership(order);
