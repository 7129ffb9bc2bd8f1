import type { Code } from '../../../domain/code';
import type { Entry } from '../../../domain/entry';
import { groupStates, type Group } from '../../../domain/group';
import type { Order } from '../../../domain/order';
import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { Application, GroupForBuyer, GroupWithCodes, Store } from '../ports';
import { add, first, get, save, updateWhere } from './documents';
import { command, database } from './sdk';
import { bookedDays, closing, groupsWithClosedDay, reconciling } from './books';
import {
  applicants,
  dueCodes,
  dueEntries,
  dueGroups,
  dueOrders,
  entriesOf,
  listedGroups,
  managedGroups,
  ordersOf,
  orderWithEntry,
} from './lists';
import { groupsInState, openEvents, orderFiles, stuckCodes, stuckEntries, stuckOrders } from './operatorLists';
import { endSweepLease, sweepOutlook, takeSweepLease } from './sweepLease';
import { countTry, removeOldTries } from './tries';

async function groupForBuyer(groupId: string, entryId: string, now: Date): Promise<GroupForBuyer | null> {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ _id: groupId })
    .lookup({ from: 'entries', pipeline: [{ $match: { _id: entryId } }], as: 'entry' })
    .addFields({
      slot: {
        $concat: [entryId, '#', { $toString: { $ifNull: [{ $arrayElemAt: ['$entry.round', 0] }, 1] } }],
      },
    })
    .lookup({ from: 'orders', localField: 'slot', foreignField: 'slot', as: 'liveOrder' })
    .lookup({
      from: 'codes',
      pipeline: [
        { $match: { groupId, state: 'Live', expiresAt: { $gt: now } } },
        { $sort: { expiresAt: -1 } },
        { $match: { $expr: { $lt: [{ $size: '$shownTo' }, '$quota'] } } },
        { $limit: 1 },
      ],
      as: 'code',
    })
    .project({ slot: 0 })
    .limit(1)
    .end();
  const row = first(list as (Group & { entry: Entry[]; liveOrder: Order[]; code: Code[] })[]);
  if (!row) return null;
  const { entry, liveOrder, code, ...group } = row;
  return { group, entry: first(entry), liveOrder: first(liveOrder), code: first(code) };
}

async function application(entryId: string): Promise<Application | null> {
  const { list } = await database
    .collection('entries')
    .aggregate()
    .match({ _id: entryId })
    .lookup({ from: 'groups', localField: 'groupId', foreignField: '_id', as: 'group' })
    .lookup({ from: 'orders', localField: 'orderId', foreignField: '_id', as: 'order' })
    .limit(1)
    .end();
  const row = first(list as (Entry & { group: Group[]; order: Order[] })[]);
  if (!row) return null;
  const { group: groups, order, ...entry } = row;
  const group = first(groups);
  return group && { entry, group, order: first(order) };
}

async function userWithRoles(openid: string) {
  const { list } = await database
    .collection('users')
    .aggregate()
    .match({ _id: openid })
    .lookup({
      from: 'groups',
      pipeline: [{ $match: { managers: openid } }, { $limit: 1 }, { $project: { _id: 1 } }],
      as: 'managed',
    })
    .limit(1)
    .end();
  const row = first(list as (User & { managed: unknown[] })[]);
  if (!row) return { user: null, managesGroups: false };
  const { managed, ...user } = row;
  return { user, managesGroups: managed.length > 0 };
}

const openStates = groupStates.filter((state) => state !== 'Closed');

/** Seats are moved by `inc` and never written whole: buyers take them at the same time, without touching `rev`. */
async function saveGroup(before: Group, after: Group, seatsMore: number): Promise<boolean> {
  if (seatsMore === 0) return save('groups', before, after);
  const free = { seatsLeft: command.gte(Math.max(0, -seatsMore)) };
  return save('groups', before, after, free, { seatsLeft: command.inc(seatsMore) });
}

async function groupWithCodes(groupId: string): Promise<GroupWithCodes | null> {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ _id: groupId })
    .lookup({
      from: 'codes',
      pipeline: [{ $match: { groupId } }, { $sort: { createdAt: -1 } }, { $limit: 20 }],
      as: 'codes',
    })
    .limit(1)
    .end();
  const row = first(list as (Group & { codes: Code[] })[]);
  if (!row) return null;
  const { codes, ...group } = row;
  return { group, codes };
}

/** The documents in CloudBase's database. */
export const store: Store = {
  order: (id) => get<Order>('orders', id),
  async orderInSlot(slot) {
    const { data } = await database.collection('orders').where({ slot }).limit(1).get();
    return first(data as Order[]);
  },
  orderWithEntry,
  addOrder: (order) => add('orders', order),
  saveOrder: (before, after) => save('orders', before, after),

  entry: (id) => get<Entry>('entries', id),
  addEntry: (entry) => add('entries', entry),
  saveEntry: (before, after) => save('entries', before, after),

  async takeSeat(groupId, seatId) {
    const free = { _id: groupId, state: 'Listed', seatsLeft: command.gt(0), seats: command.neq(seatId) };
    const taken = { seatsLeft: command.inc(-1), seats: command.push([seatId]) };
    return (await updateWhere('groups', free, taken)) === 1;
  },
  async holdsSeat(groupId, seatId) {
    return (await database.collection('groups').where({ _id: groupId, seats: seatId }).count()).total === 1;
  },
  async freeSeat(groupId, seatId) {
    const given = { seatsLeft: command.inc(1), seats: command.pull(seatId) };
    await updateWhere('groups', { _id: groupId, seats: seatId }, given);
  },

  addPosting: (posting) => add('ledger', posting),
  async addSecurityEvent(event) {
    await add('events', event);
  },
  addUser: (user) => add('users', user),
  user: (openid) => get<User>('users', openid),
  async saveProfile(openid, nickname, avatarFileId) {
    await updateWhere('users', { _id: openid }, { nickname, avatarFileId });
  },

  addGroup: (group) => add('groups', group),
  saveGroup,
  group: (groupId) => get<Group>('groups', groupId),
  groupWithCodes,
  async openGroupsOf(openid) {
    const mine = { managers: openid, state: command.in(openStates) };
    return (await database.collection('groups').where(mine).limit(managedGroupsLimit).get()).data as Group[];
  },
  addCode: (code) => add('codes', code),
  saveCode: (before, after) => save('codes', before, after),
  async announceCode(groupId, until) {
    await updateWhere('groups', { _id: groupId }, { codeUntil: command.set(until) });
  },

  async countShown(codeId, entryId) {
    await updateWhere('codes', { _id: codeId, shownTo: command.neq(entryId) }, { shownTo: command.push([entryId]) });
  },

  groupForBuyer,
  async memberCount(groupId) {
    const inside = { groupId, state: command.in(['Admitted', 'Joined']) };
    return (await database.collection('entries').where(inside).count()).total;
  },
  application,
  userWithRoles,
  listedGroups,
  ordersOf,
  entriesOf,
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
  applicants,
  groupsWithClosedDay,
  bookedDays,
  ...closing,
  ...reconciling,
  dueOrders,
  dueEntries,
  dueCodes,
  dueGroups,

  sweepOutlook,
  takeSweepLease,
  endSweepLease,
  countTry,
  removeOldTries,

  async addAudit(record) {
    await add('audit', record);
  },
  groupsInState,
  orderFiles,
  stuckOrders,
  stuckEntries,
  stuckCodes,
  openEvents,
  event: (eventId) => get<SecurityEvent>('events', eventId),
  async closeEvent(eventId, at) {
    return (await updateWhere('events', { _id: eventId, handledAt: null }, { handledAt: at })) === 1;
  },
};

/** More groups than one person runs. */
const managedGroupsLimit = 200;
