import type { Group } from '../../../domain/group';
import type { PoolQr } from '../../../domain/groupQr';
import type { Membership } from '../../../domain/membership';
import type { Order } from '../../../domain/order';
import type { User } from '../../../domain/user';
import type { Application, MembershipInList, MembershipStore } from '../ports';
import { add, first, get, save } from './documents';
import { aliveQrsOf } from './groupQrStore';
import { beyond, both, needingAttention, withDueEffects } from './lists';
import { command, database, type Fields } from './sdk';

async function application(membershipId: string, now: Date): Promise<Application | null> {
  const { list } = await database
    .collection('memberships')
    .aggregate()
    .match({ _id: membershipId })
    .lookup({ from: 'groups', localField: 'groupId', foreignField: '_id', as: 'group' })
    .lookup({ from: 'orders', localField: 'orderId', foreignField: '_id', as: 'order' })
    .lookup(aliveQrsOf('$groupId', now))
    .limit(1)
    .end();
  const row = first(list as (Membership & { group: Group[]; order: Order[]; qrs: PoolQr[] })[]);
  if (!row) return null;
  const { group: groups, order, qrs, ...membership } = row;
  const group = first(groups);
  return group && { membership, group, order: first(order), qrs };
}

const membershipsOf: MembershipStore['membershipsOf'] = async (openid, states, after, limit) => {
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
        { $project: { _id: 0, state: 1, name: 1, coverFileId: 1, ownerName: 1, priceFen: 1 } },
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

const applicants: MembershipStore['applicants'] = async (groupIds, states, oldestFirst, after, limit) => {
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

export const membershipStore: MembershipStore = {
  membership: (id) => get<Membership>('memberships', id),
  async membershipsById(ids) {
    const found = database.collection('memberships').where({ _id: command.in(ids) });
    return (await found.limit(ids.length).get()).data as Membership[];
  },
  addMembership: (membership) => add('memberships', membership),
  saveMembership: (before, after) => save('memberships', before, after),
  application,
  async memberCount(groupId) {
    const inside = { groupId, state: command.in(['Admitted', 'Joined']) };
    return (await database.collection('memberships').where(inside).count()).total;
  },
  membershipsOf,
  applicants,
  async membershipsInGroup(groupId, states, unseen, limit) {
    const condition = { groupId, state: command.in(states), ...(unseen ? { shownQrId: null } : {}) };
    return (await database.collection('memberships').where(condition).limit(limit).get()).data as Membership[];
  },
  dueMemberships: withDueEffects<Membership>('memberships'),
  membershipsNeedingAttention: needingAttention<Membership>('memberships'),
};
