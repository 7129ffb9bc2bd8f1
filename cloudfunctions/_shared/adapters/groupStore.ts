import { type Group, groupStates } from '../../../domain/group';
import { aliveQrStates, type PoolQr } from '../../../domain/groupQr';
import { searchPatternOf } from '../../../domain/search';
import { firstSeatEnd } from '../../../domain/seats';
import { mostRecentOrders, recentOrdersSince, type RecentOrder } from '../../../domain/lapses';
import type { Membership } from '../../../domain/membership';
import type { Order } from '../../../domain/order';
import type {
  GroupForBuyer,
  GroupStore,
  GroupSummary,
  GroupWithAllQrs,
  GroupWithSeats,
  GroupWithQrs,
  ManagedGroup,
  PageStart,
} from '../ports';
import { add, first, get, save, updateWhere } from './documents';
import { aliveQrsOf, poolQr } from './groupQrStore';
import { allOf, beyond, both, withDueEffects } from './lists';
import { command, database, type Fields } from './sdk';

const openStates = groupStates.filter((state) => state !== 'Closed');

/** More groups than one person runs. */
const managedGroupsLimit = 200;

/** The fields that `GroupSummary` leaves out. */
const notInSummary = {
  seats: 0,
  managers: 0,
  history: 0,
  searchText: 0,
  description: 0,
  qrPeriods: 0,
  effects: 0,
  dueAt: 0,
} as const satisfies Record<Exclude<keyof Group, keyof GroupSummary>, 0>;

async function groupForBuyer(groupId: string, membershipId: string, now: Date): Promise<GroupForBuyer | null> {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ _id: groupId })
    .lookup({ from: 'memberships', pipeline: [{ $match: { _id: membershipId } }], as: 'membership' })
    .addFields({
      activeKey: {
        $concat: [membershipId, '#', { $toString: { $ifNull: [{ $arrayElemAt: ['$membership.round', 0] }, 1] } }],
      },
    })
    .lookup({ from: 'orders', localField: 'activeKey', foreignField: 'activeKey', as: 'liveOrder' })
    .lookup(recentOrdersOf(membershipId, now))
    .lookup(aliveQrsOf('$_id', now))
    .project({ activeKey: 0 })
    .limit(1)
    .end();
  const row = first(list as BuyerRow[]);
  if (!row) return null;
  const { membership, liveOrder, recentOrders, qrs, ...group } = row;
  return { group, membership: first(membership), liveOrder: first(liveOrder), recentOrders, qrs };
}

type BuyerRow = Group & { membership: Membership[]; liveOrder: Order[]; recentOrders: RecentOrder[]; qrs: PoolQr[] };

const recentOrdersOf = (membershipId: string, now: Date): Fields => ({
  from: 'orders',
  pipeline: [
    { $match: { membershipId, createdAt: { $gt: recentOrdersSince(now) } } },
    { $sort: { createdAt: -1, _id: -1 } },
    { $limit: mostRecentOrders },
    { $project: { seatId: 1, payment: 1, createdAt: 1, payUntil: 1, history: 1 } },
  ],
  as: 'recentOrders',
});

/** Of each kind the one that gives up its seat first. Approvals last equally long, so the oldest ends first. */
const nextSeatAt: GroupStore['nextSeatAt'] = async (groupId) => {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ _id: groupId })
    .lookup({
      from: 'orders',
      pipeline: [
        { $match: { groupId, state: 'AwaitingPayment', $expr: { $eq: ['$seatId', '$_id'] } } },
        { $sort: { payUntil: 1 } },
        { $limit: 1 },
        { $project: { payUntil: 1 } },
      ],
      as: 'orders',
    })
    .lookup({
      from: 'memberships',
      pipeline: [
        { $match: { groupId, state: 'Approved' } },
        { $sort: { stateAt: 1 } },
        { $limit: 1 },
        { $project: { payUntil: 1 } },
      ],
      as: 'approvals',
    })
    .limit(1)
    .end();
  type Row = { orders: Pick<Order, 'payUntil'>[]; approvals: Pick<Membership, 'payUntil'>[] };
  const row = first(list as Row[]);
  return row && firstSeatEnd(row.orders, row.approvals);
};

/** Seats are moved by `inc` and never written whole: buyers take them at the same time, without touching `rev`. */
async function saveGroup(before: Group, after: Group, seatsMore: number): Promise<boolean> {
  if (seatsMore === 0) return save('groups', before, after);
  const free = { seatsLeft: command.gte(Math.max(0, -seatsMore)) };
  return save('groups', before, after, free, { seatsLeft: command.inc(seatsMore) });
}

async function groupWithQrs(groupId: string, now: Date): Promise<GroupWithQrs | null> {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ _id: groupId })
    .lookup(aliveQrsOf('$_id', now))
    .limit(1)
    .end();
  const row = first(list as (Group & { qrs: PoolQr[] })[]);
  if (!row) return null;
  const { qrs, ...group } = row;
  return { group, qrs };
}

async function groupWithAllQrs(
  groupId: string,
  now: Date,
  endedAfter: PageStart | null,
  limit: number,
): Promise<GroupWithAllQrs | null> {
  const ended = { $or: [{ state: { $nin: aliveQrStates } }, { expiresAt: { $lte: now } }] };
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ _id: groupId })
    .lookup(aliveQrsOf('$_id', now))
    .lookup({
      from: 'groupQrs',
      pipeline: [
        { $match: { $and: [{ groupId }, ended, olderThan(endedAfter)] } },
        { $sort: { createdAt: -1, _id: -1 } },
        { $limit: limit },
        poolQr,
      ],
      as: 'endedQrs',
    })
    .limit(1)
    .end();
  const row = first(list as (Group & { qrs: PoolQr[]; endedQrs: PoolQr[] })[]);
  if (!row) return null;
  const { qrs, endedQrs, ...group } = row;
  return { group, qrs, endedQrs };
}

function olderThan(start: PageStart | null): Fields {
  if (!start) return {};
  const createdAt = new Date(start.value);
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: start.id } }] };
}

const contains = (word: string): Fields => ({
  searchText: database.RegExp({ regexp: searchPatternOf(word), options: '' }),
});

const listedGroups: GroupStore['listedGroups'] = async (query) => {
  const [field, ascending] = query.sort === 'newest' ? ['createdAt', false] : ['priceFen', query.sort === 'priceUp'];
  const condition: Record<string, unknown> = { state: 'Listed' };
  if (query.category !== null) condition['category'] = query.category;
  const direction = ascending ? 1 : -1;
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match(
      allOf([condition, ...query.words.map(contains), beyond(field, query.after, ascending, field === 'createdAt')]),
    )
    .sort({ [field]: direction, _id: direction })
    .limit(query.limit)
    .project(notInSummary)
    .end();
  return list as GroupSummary[];
};

const countMemberships = (states: readonly string[], as: string): Fields => ({
  from: 'memberships',
  let: { group: '$_id' },
  pipeline: [{ $match: { $expr: { $eq: ['$groupId', '$$group'] }, state: { $in: states } } }, { $count: 'count' }],
  as,
});

const managedGroups: GroupStore['managedGroups'] = async (openid) => {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ managers: openid })
    .sort({ createdAt: -1 })
    .limit(100)
    .project(notInSummary)
    .lookup(countMemberships(['Admitted', 'Joined'], 'members'))
    .lookup(countMemberships(['Applied', 'UnderReview'], 'waiting'))
    .end();
  type Row = GroupSummary & { members: { count: number }[]; waiting: { count: number }[] };
  return (list as Row[]).map(({ members, waiting, ...group }): ManagedGroup => ({
    group,
    memberCount: first(members)?.count ?? 0,
    waitingCount: first(waiting)?.count ?? 0,
  }));
};

const groupsInState: GroupStore['groupsInState'] = async (state, oldestFirst, after, limit) => {
  const direction = oldestFirst ? 1 : -1;
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match(both({ state }, beyond('createdAt', after, oldestFirst, true)))
    .sort({ createdAt: direction, _id: direction })
    .limit(limit)
    .end();
  return list as Group[];
};

export const groupStore: GroupStore = {
  addGroup: (group) => add('groups', group),
  saveGroup,
  group: (groupId) => get<Group>('groups', groupId),
  groupWithQrs,
  groupWithAllQrs,
  groupForBuyer,
  async takeSeat(groupId, seatId) {
    const free = { _id: groupId, state: 'Listed', seatsLeft: command.gt(0), seats: command.neq(seatId) };
    const taken = { seatsLeft: command.inc(-1), seats: command.push([seatId]) };
    return (await updateWhere('groups', free, taken)) === 1;
  },
  nextSeatAt,
  async holdsSeat(groupId, seatId) {
    return (await database.collection('groups').where({ _id: groupId, seats: seatId }).count()).total === 1;
  },
  async freeSeat(groupId, seatId) {
    const given = { seatsLeft: command.inc(1), seats: command.pull(seatId) };
    await updateWhere('groups', { _id: groupId, seats: seatId }, given);
  },
  async limitedGroupAfter(groupId) {
    const { list } = await database
      .collection('groups')
      .aggregate()
      .match({ _id: command.gt(groupId), capacity: command.gt(0) })
      .sort({ _id: 1 })
      .limit(1)
      .project({ seats: 1 })
      .end();
    return first(list as GroupWithSeats[]);
  },
  async announceGroupQr(groupId, until, periods) {
    await updateWhere(
      'groups',
      { _id: groupId },
      { qrValidUntil: command.set(until), qrPeriods: command.set(periods) },
    );
  },
  listedGroups,
  async openGroupsOf(openid) {
    const mine = { managers: openid, state: command.in(openStates) };
    return (await database.collection('groups').where(mine).limit(managedGroupsLimit).get()).data as Group[];
  },
  managedGroups,
  async managedGroupNames(openid) {
    const { list } = await database
      .collection('groups')
      .aggregate()
      .match({ managers: openid })
      .project({ name: 1 })
      .limit(managedGroupsLimit)
      .end();
    return list as Pick<Group, '_id' | 'name'>[];
  },
  groupsInState,
  dueGroups: withDueEffects<Group>('groups'),
};
