import { abandonedSeats, membershipIdOfSeat } from '../../../domain/seats';
import type { GroupWithSeats, GroupStore, MembershipStore, OrderStore, Ports } from '../ports';

/** Documents read in one call. */
const perCall = 100;

async function inBatches<Document>(
  ids: readonly string[],
  read: (batch: readonly string[]) => Promise<readonly Document[]>,
): Promise<readonly Document[]> {
  const found: Document[] = [];
  for (let from = 0; from < ids.length; from += perCall) found.push(...(await read(ids.slice(from, from + perCall))));
  return found;
}

/**
 * Frees the seats of one group that no order or approval holds any more, and returns how many. The seats were read before their holders: one
 * that has ended by then can never take its seat rightfully again.
 */
export async function freeAbandonedSeats(
  ports: Ports<GroupStore & OrderStore & MembershipStore>,
  { _id: groupId, seats }: GroupWithSeats,
): Promise<number> {
  const { store } = ports;
  const ofOrders = seats.filter((seatId) => membershipIdOfSeat(seatId) === null);
  const ofApprovals = [...new Set(seats.flatMap((seatId) => membershipIdOfSeat(seatId) ?? []))];
  const orders = await inBatches(ofOrders, (batch) => store.ordersById(batch));
  const memberships = await inBatches(ofApprovals, (batch) => store.membershipsById(batch));
  const abandoned = abandonedSeats(seats, orders, memberships, ports.clock.now());
  for (const seatId of abandoned) await store.freeSeat(groupId, seatId);
  if (abandoned.length > 0) ports.log.warn('abandoned seats freed', { groupId, seats: abandoned });
  return abandoned.length;
}
