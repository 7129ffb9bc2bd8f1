import { paidOrderStates, unpaidOrderStates } from '../../../domain/order';
import type { SeatCheck, SweepOutlook, SweepStore } from '../ports';
import { add, first, updateWhere } from './documents';
import { command, database, type Fields } from './sdk';

/** The one document that says until when a sweep is at work. */
const leaseId = 'sweep';

interface Lease {
  readonly _id: string;
  readonly leaseUntil: Date;
  /** Missing until seats were first checked. */
  readonly seatCheck?: SeatCheck;
}

const oneOf = (from: string, due: Fields, as = from): Fields => ({
  from,
  pipeline: [{ $match: due }, { $limit: 1 }, { $project: { _id: 1 } }],
  as,
});

/** The outlook of an installation whose sweep never ran: without a lease nothing is known, so the sweep looks at everything. */
const neverSwept = {
  sweeping: false,
  memberships: true,
  paidOrders: true,
  unpaidOrders: true,
  groupQrs: true,
  groups: true,
  rateLimits: true,
  seatsAfter: '',
} as const;

const sweepOutlook: SweepStore['sweepOutlook'] = async (now) => {
  const due = { dueAt: { $lte: now } };
  const { list } = await database
    .collection('settings')
    .aggregate()
    .match({ _id: leaseId })
    .lookup(oneOf('memberships', due))
    .lookup(oneOf('orders', { state: { $in: paidOrderStates }, ...due }, 'paidOrders'))
    .lookup(oneOf('orders', { state: { $in: unpaidOrderStates }, ...due }, 'unpaidOrders'))
    .lookup(oneOf('groupQrs', due))
    .lookup(oneOf('groups', due))
    .lookup(oneOf('rateLimits', { expiresAt: { $lte: now } }))
    .limit(1)
    .end();
  type Found = Exclude<keyof SweepOutlook, 'sweeping' | 'seatsAfter'>;
  type Row = Lease & Readonly<Record<Found, readonly unknown[]>>;
  const row = first(list as Row[]);
  if (!row) return neverSwept;
  return {
    sweeping: row.leaseUntil > now,
    memberships: row.memberships.length > 0,
    paidOrders: row.paidOrders.length > 0,
    unpaidOrders: row.unpaidOrders.length > 0,
    groupQrs: row.groupQrs.length > 0,
    groups: row.groups.length > 0,
    rateLimits: row.rateLimits.length > 0,
    seatsAfter: row.seatCheck === undefined ? '' : row.seatCheck.dueAt <= now ? row.seatCheck.after : null,
  };
};

const takeSweepLease: SweepStore['takeSweepLease'] = async (now, until) => {
  const free = { _id: leaseId, leaseUntil: command.lte(now) };
  if ((await updateWhere('settings', free, { leaseUntil: until })) === 1) return true;
  // Held by another, or never taken: then the first to add it has it.
  return add('settings', { _id: leaseId, leaseUntil: until });
};

const endSweepLease: SweepStore['endSweepLease'] = async (until) => {
  await updateWhere('settings', { _id: leaseId, leaseUntil: until }, { leaseUntil: new Date(0) });
};

const saveSeatCheck: SweepStore['saveSeatCheck'] = async (next) => {
  await updateWhere('settings', { _id: leaseId }, { seatCheck: command.set(next) });
};

export const sweepStore: SweepStore = { sweepOutlook, takeSweepLease, saveSeatCheck, endSweepLease };
