import type { Group } from './group';
import type { Membership } from './membership';
import { ownSeatId, payWithinMs, type Order } from './order';
import { dayMs, hourMs } from './time';

/** An order of one person in one group, as far as it tells whether it lapsed. */
export type RecentOrder = Pick<Order, '_id' | 'seatId' | 'payment' | 'createdAt' | 'payUntil' | 'history'>;

/** A seat was held for nothing twice within this time; after the second, the person waits as long for the next. */
const lapsesWithinMs = hourMs;

/** Orders created longer ago than this say nothing any more: the earlier of two lapses that count was within two hours. */
const recentOrdersMs = 2 * lapsesWithinMs + payWithinMs;
export const recentOrdersSince = (now: Date): Date => new Date(now.getTime() - recentOrdersMs);

/** The most recent orders of a person in a group that are read; far more than can lapse within that time. */
export const mostRecentOrders = 20;

/**
 * The time at which an order gave up a seat that its buyer could have paid for, cancelled or expired alike; `null` if it did not. An order
 * that WeChat Pay never took, or that an approval holds the seat for, held nothing for nothing.
 */
function lapsedAtMs(order: RecentOrder): number | null {
  const closing = order.history.find(({ event }) => event === 'closed');
  if (!closing || order.payment === null || ownSeatId(order) === null) return null;
  // A late sweep costs the buyer nothing.
  return Math.min(closing.at.getTime(), order.payUntil.getTime());
}

/** The end of the wait after two orders of a group lapsed within an hour; `null` if there is none. */
export function waitAfterLapses(recentOrders: readonly RecentOrder[], now: Date): Date | null {
  const [last, before] = recentOrders.flatMap((order) => lapsedAtMs(order) ?? []).sort((a, b) => b - a);
  if (last === undefined || before === undefined || last - before > lapsesWithinMs) return null;
  const untilMs = last + lapsesWithinMs;
  return now.getTime() < untilMs ? new Date(untilMs) : null;
}

/** A person may take the money of a group back by themselves so often within this time. */
const mostTakenBack = 2;
const takenBackWithinMs = 180 * dayMs;

/** The end of the wait after taking the money of a group back too often; `null` if there is none. */
export function waitAfterTakingBack(membership: Pick<Membership, 'history'> | null, now: Date): Date | null {
  const times = (membership?.history ?? []).flatMap(({ event, actor, at }) =>
    event === 'revoked' && actor === 'buyer' ? [at.getTime()] : [],
  );
  const first = times.sort((a, b) => b - a)[mostTakenBack - 1];
  if (first === undefined || now.getTime() >= first + takenBackWithinMs) return null;
  return new Date(first + takenBackWithinMs);
}

/** Only groups with a limit have seats that an order can hold for nothing; under `reviewThenPay` the approval holds it. */
export const sellsSeats = (group: Pick<Group, 'capacity' | 'admission'>): boolean =>
  group.capacity !== null && group.admission !== 'reviewThenPay';

/** New orders of one person in one group that WeChat Pay may refuse within an hour of the clock: each leaves a document. */
const mostUnpayable = 10;

/** WeChat Pay took none of so many orders of this person here that they should stop trying until the next full hour. */
export function triesTooOften(recentOrders: readonly RecentOrder[], now: Date): boolean {
  const hourStart = Math.floor(now.getTime() / hourMs) * hourMs;
  const unpayable = recentOrders.filter(
    ({ payment, createdAt, history }) => payment === null && history.length > 0 && createdAt.getTime() >= hourStart,
  );
  return unpayable.length >= mostUnpayable;
}
