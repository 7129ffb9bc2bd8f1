import type { GroupQr } from '../../../domain/groupQr';
import type { Membership } from '../../../domain/membership';
import { groupStates, type Group } from '../../../domain/group';
import type { Order } from '../../../domain/order';
import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { Application, GroupForBuyer, GroupWithQrs, Store } from '../ports';
import { add, first, get, save, updateWhere } from './documents';
import { command, database } from './sdk';
import { bookedDays, closing, groupsWithClosedDay, reconciling } from './ledgerStore';
import {
  applicants,
  dueGroupQrs,
  dueMemberships,
  dueGroups,
  dueOrders,
  membershipsOf,
  listedGroups,
  managedGroups,
  ordersOf,
  orderWithMembership,
} from './lists';
import {
  groupsInState,
  openSecurityEvents,
  orderFiles,
  groupQrsNeedingAttention,
  membershipsNeedingAttention,
  ordersNeedingAttention,
} from './operatorLists';
import { endSweepLease, sweepOutlook, takeSweepLease } from './sweepLease';
import { countAttempt, removeOldRateLimits } from './rateLimits';

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
    .lookup({
      from: 'groupQrs',
      pipeline: [
        { $match: { groupId, state: 'Live', expiresAt: { $gt: now } } },
        { $sort: { expiresAt: -1 } },
        { $match: { $expr: { $lt: [{ $size: '$shownTo' }, '$quota'] } } },
        { $limit: 1 },
      ],
      as: 'qr',
    })
    .project({ activeKey: 0 })
    .limit(1)
    .end();
  const row = first(list as (Group & { membership: Membership[]; liveOrder: Order[]; qr: GroupQr[] })[]);
  if (!row) return null;
  const { membership, liveOrder, qr, ...group } = row;
  return { group, membership: first(membership), liveOrder: first(liveOrder), qr: first(qr) };
}

async function application(membershipId: string): Promise<Application | null> {
  const { list } = await database
    .collection('memberships')
    .aggregate()
    .match({ _id: membershipId })
    .lookup({ from: 'groups', localField: 'groupId', foreignField: '_id', as: 'group' })
    .lookup({ from: 'orders', localField: 'orderId', foreignField: '_id', as: 'order' })
    .limit(1)
    .end();
  const row = first(list as (Membership & { group: Group[]; order: Order[] })[]);
  if (!row) return null;
  const { group: groups, order, ...membership } = row;
  const group = first(groups);
  return group && { membership, group, order: first(order) };
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

async function groupWithQrs(groupId: string): Promise<GroupWithQrs | null> {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ _id: groupId })
    .lookup({
      from: 'groupQrs',
      pipeline: [{ $match: { groupId } }, { $sort: { createdAt: -1 } }, { $limit: 20 }],
      as: 'qrs',
    })
    .limit(1)
    .end();
  const row = first(list as (Group & { qrs: GroupQr[] })[]);
  if (!row) return null;
  const { qrs, ...group } = row;
  return { group, qrs };
}

/** The documents in CloudBase's database. */
export const store: Store = {
  order: (id) => get<Order>('orders', id),
  async orderByActiveKey(activeKey) {
    const { data } = await database.collection('orders').where({ activeKey }).limit(1).get();
    return first(data as Order[]);
  },
  orderWithMembership,
  addOrder: (order) => add('orders', order),
  saveOrder: (before, after) => save('orders', before, after),

  membership: (id) => get<Membership>('memberships', id),
  addMembership: (membership) => add('memberships', membership),
  saveMembership: (before, after) => save('memberships', before, after),

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
    await add('securityEvents', event);
  },
  addUser: (user) => add('users', user),
  user: (openid) => get<User>('users', openid),
  async saveProfile(openid, nickname, avatarFileId) {
    await updateWhere('users', { _id: openid }, { nickname, avatarFileId });
  },

  addGroup: (group) => add('groups', group),
  saveGroup,
  group: (groupId) => get<Group>('groups', groupId),
  groupWithQrs,
  async openGroupsOf(openid) {
    const mine = { managers: openid, state: command.in(openStates) };
    return (await database.collection('groups').where(mine).limit(managedGroupsLimit).get()).data as Group[];
  },
  addGroupQr: (qr) => add('groupQrs', qr),
  saveGroupQr: (before, after) => save('groupQrs', before, after),
  async announceGroupQr(groupId, until) {
    await updateWhere('groups', { _id: groupId }, { qrValidUntil: command.set(until) });
  },

  async countShown(qrId, membershipId) {
    await updateWhere(
      'groupQrs',
      { _id: qrId, shownTo: command.neq(membershipId) },
      { shownTo: command.push([membershipId]) },
    );
  },

  groupForBuyer,
  async memberCount(groupId) {
    const inside = { groupId, state: command.in(['Admitted', 'Joined']) };
    return (await database.collection('memberships').where(inside).count()).total;
  },
  application,
  userWithRoles,
  listedGroups,
  ordersOf,
  membershipsOf,
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
  dueMemberships,
  dueGroupQrs,
  dueGroups,

  sweepOutlook,
  takeSweepLease,
  endSweepLease,
  countAttempt,
  removeOldRateLimits,

  async addAudit(record) {
    await add('audit', record);
  },
  groupsInState,
  orderFiles,
  ordersNeedingAttention,
  membershipsNeedingAttention,
  groupQrsNeedingAttention,
  openSecurityEvents,
  event: (eventId) => get<SecurityEvent>('securityEvents', eventId),
  async resolveSecurityEvent(eventId, at) {
    return (await updateWhere('securityEvents', { _id: eventId, handledAt: null }, { handledAt: at })) === 1;
  },
};

/** More groups than one person runs. */
const managedGroupsLimit = 200;
