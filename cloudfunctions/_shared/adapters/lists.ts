import type { GroupQr } from '../../../domain/groupQr';
import type { Membership } from '../../../domain/membership';
import type { Group } from '../../../domain/group';
import type { Order } from '../../../domain/order';
import type { User } from '../../../domain/user';
import type { MembershipInList, GroupSummary, ManagedGroup, OrderWithMembership, PageStart, Store } from '../ports';
import { first } from './documents';
import { command, database, type Fields } from './sdk';

/** The condition for everything after a page's end, in the order of `field` and then `_id`. Lists page by key, because a `skip` reads what it skips. */
export function beyond(field: string, after: PageStart | null, ascending: boolean, isTime: boolean): Fields | null {
  if (!after) return null;
  const value = isTime ? new Date(after.value) : after.value;
  const past = (limit: unknown): unknown => (ascending ? command.gt(limit) : command.lt(limit));
  return command.or([{ [field]: past(value) }, { [field]: value, _id: past(after.id) }]);
}

export const both = (condition: Fields, more: Fields | null): Fields =>
  more ? command.and([condition, more]) : condition;

/** The fields that `GroupSummary` leaves out. */
const notInSummary = {
  seats: 0,
  managers: 0,
  history: 0,
  searchText: 0,
  description: 0,
  effects: 0,
  dueAt: 0,
} as const satisfies Record<Exclude<keyof Group, keyof GroupSummary>, 0>;

const literally = (words: string): string => words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

export const listedGroups: Store['listedGroups'] = async (query) => {
  const [field, ascending] = query.sort === 'newest' ? ['createdAt', false] : ['priceFen', query.sort === 'priceUp'];
  const condition: Record<string, unknown> = { state: 'Listed' };
  if (query.category !== null) condition['category'] = query.category;
  if (query.words !== null) {
    condition['searchText'] = database.RegExp({ regexp: literally(query.words.toLowerCase()), options: '' });
  }
  const direction = ascending ? 1 : -1;
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match(both(condition, beyond(field, query.after, ascending, field === 'createdAt')))
    .sort({ [field]: direction, _id: direction })
    .limit(query.limit)
    .project(notInSummary)
    .end();
  return list as GroupSummary[];
};

type OrderRow = Order & { membership: Membership[] };

function split(row: OrderRow): OrderWithMembership {
  const { membership, ...order } = row;
  return { order, membership: first(membership) };
}

export const membershipOfOrder = {
  from: 'memberships',
  localField: 'membershipId',
  foreignField: '_id',
  as: 'membership',
};

export const orderWithMembership: Store['orderWithMembership'] = async (id) => {
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match({ _id: id })
    .lookup(membershipOfOrder)
    .limit(1)
    .end();
  const row = first(list as OrderRow[]);
  return row && split(row);
};

export const ordersOf: Store['ordersOf'] = async (openid, states, after, limit) => {
  const condition: Fields = states ? { openid, state: command.in(states) } : { openid };
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match(both(condition, beyond('createdAt', after, false, true)))
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .lookup(membershipOfOrder)
    .end();
  return (list as OrderRow[]).map(split);
};

export const dueOrders: Store['dueOrders'] = async (now, limit, after) => {
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match(both({ dueAt: command.lte(now) }, beyond('dueAt', after, true, true)))
    .sort({ dueAt: 1, _id: 1 })
    .limit(limit)
    .lookup(membershipOfOrder)
    .end();
  return (list as OrderRow[]).map(split);
};

export const dueGroupQrs: Store['dueGroupQrs'] = async (now, limit) => {
  const due = database.collection('groupQrs').where({ dueAt: command.lte(now) });
  return (await due.orderBy('dueAt', 'asc').limit(limit).get()).data as GroupQr[];
};

export const dueMemberships: Store['dueMemberships'] = async (now, limit) => {
  const due = database.collection('memberships').where({ dueAt: command.lte(now) });
  return (await due.orderBy('dueAt', 'asc').limit(limit).get()).data as Membership[];
};

export const membershipsOf: Store['membershipsOf'] = async (openid, states, after, limit) => {
  const condition: Fields = states ? { openid, state: command.in(states) } : { openid };
  const { list } = await database
    .collection('memberships')
    .aggregate()
    .match(both(condition, beyond('stateAt', after, false, true)))
    .sort({ stateAt: -1, _id: -1 })
    .limit(limit)
    .lookup({
      from: 'groups',
      let: { group: '$groupId' },
      pipeline: [
        { $match: { $expr: { $eq: ['$_id', '$$group'] } } },
        { $project: { _id: 0, name: 1, coverFileId: 1, ownerName: 1, priceFen: 1 } },
      ],
      as: 'group',
    })
    .lookup({
      from: 'orders',
      let: { order: '$orderId' },
      pipeline: [
        { $match: { $expr: { $eq: ['$_id', '$$order'] } } },
        { $project: { _id: 0, state: 1, refundedFen: 1 } },
      ],
      as: 'order',
    })
    .end();
  type Joined = { group: NonNullable<MembershipInList['group']>[]; order: NonNullable<MembershipInList['order']>[] };
  return (list as (Membership & Joined)[]).map(({ group, order, ...membership }) => ({
    membership,
    group: first(group),
    order: first(order),
  }));
};

export const dueGroups: Store['dueGroups'] = async (now, limit) => {
  const due = database.collection('groups').where({ dueAt: command.lte(now) });
  return (await due.orderBy('dueAt', 'asc').limit(limit).get()).data as Group[];
};

const countMemberships = (states: readonly string[], as: string): Fields => ({
  from: 'memberships',
  let: { group: '$_id' },
  pipeline: [{ $match: { $expr: { $eq: ['$groupId', '$$group'] }, state: { $in: states } } }, { $count: 'count' }],
  as,
});

export const managedGroups: Store['managedGroups'] = async (openid, now) => {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ managers: openid })
    .sort({ createdAt: -1 })
    .limit(100)
    .project(notInSummary)
    .lookup(countMemberships(['Admitted', 'Joined'], 'members'))
    .lookup(countMemberships(['Applied', 'UnderReview'], 'waiting'))
    .lookup({
      from: 'groupQrs',
      let: { group: '$_id' },
      pipeline: [
        { $match: { $expr: { $eq: ['$groupId', '$$group'] }, state: 'Live', expiresAt: { $gt: now } } },
        { $sort: { expiresAt: -1 } },
        { $limit: 1 },
        { $project: { expiresAt: 1 } },
      ],
      as: 'qr',
    })
    .end();
  type Row = GroupSummary & { members: { count: number }[]; waiting: { count: number }[]; qr: { expiresAt: Date }[] };
  return (list as Row[]).map(({ members, waiting, qr, ...group }): ManagedGroup => ({
    group,
    memberCount: first(members)?.count ?? 0,
    waitingCount: first(waiting)?.count ?? 0,
    qrExpiresAt: first(qr)?.expiresAt ?? null,
  }));
};

export const applicants: Store['applicants'] = async (groupIds, states, oldestFirst, after, limit) => {
  const condition = { groupId: command.in(groupIds), state: command.in(states) };
  const direction = oldestFirst ? 1 : -1;
  const { list } = await database
    .collection('memberships')
    .aggregate()
    .match(both(condition, beyond('stateAt', after, oldestFirst, true)))
    .sort({ stateAt: direction, _id: direction })
    .limit(limit)
    .lookup({ from: 'users', localField: 'openid', foreignField: '_id', as: 'user' })
    .end();
  return (list as (Membership & { user: User[] })[]).map(({ user, ...membership }) => ({
    membership,
    user: first(user),
  }));
};
