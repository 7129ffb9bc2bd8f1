import type { Group } from '../../../domain/group';
import type { GroupQr } from '../../../domain/groupQr';
import type { Membership } from '../../../domain/membership';
import type { Order } from '../../../domain/order';
import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { OrderFile, OrderQuery, Store, NeedingAttention } from '../ports';
import { first } from './documents';
import { beyond, both, membershipOfOrder } from './lists';
import { command, database, type Fields } from './sdk';

/** The lists that only operators see. */

export const groupsInState: Store['groupsInState'] = async (state, oldestFirst, after, limit) => {
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

function conditionOf(query: OrderQuery): Fields {
  if ('orderId' in query) return { _id: query.orderId };
  if ('openid' in query) return { openid: query.openid };
  // A condition on the field it is sorted by, so that the index on it serves.
  return query.state === null ? { createdAt: command.gt(new Date(0)) } : { state: query.state };
}

type FileRow = Order & { membership: Membership[]; buyer: User[]; securityEvents: SecurityEvent[] };

export const orderFiles: Store['orderFiles'] = async (query, after, limit) => {
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match(both(conditionOf(query), beyond('createdAt', after, false, true)))
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .lookup(membershipOfOrder)
    .lookup({ from: 'users', localField: 'openid', foreignField: '_id', as: 'buyer' })
    .lookup({
      from: 'securityEvents',
      let: { order: '$_id' },
      pipeline: [{ $match: { $expr: { $eq: ['$orderId', '$$order'] } } }, { $sort: { at: -1 } }, { $limit: 20 }],
      as: 'securityEvents',
    })
    .end();
  return (list as FileRow[]).map(({ membership, buyer, securityEvents, ...order }): OrderFile => ({
    order,
    membership: first(membership),
    buyer: first(buyer),
    securityEvents,
  }));
};

const needingAttention =
  <Document>(name: 'orders' | 'memberships' | 'groupQrs') =>
  async (limit: number): Promise<readonly NeedingAttention<Document>[]> => {
    const { list } = await database
      .collection(name)
      .aggregate()
      .match({ needsAttentionAt: command.gt(new Date(0)) })
      .sort({ needsAttentionAt: 1, _id: 1 })
      .limit(limit)
      .lookup({ from: 'groups', localField: 'groupId', foreignField: '_id', as: 'group' })
      .end();
    return (list as (Document & { group: Group[] })[]).map(({ group, ...document }) => ({
      document: document as Document,
      groupName: first(group)?.name ?? '',
    }));
  };

export const ordersNeedingAttention = needingAttention<Order>('orders');
export const membershipsNeedingAttention = needingAttention<Membership>('memberships');
export const groupQrsNeedingAttention = needingAttention<GroupQr>('groupQrs');

export const openSecurityEvents: Store['openSecurityEvents'] = async (limit) => {
  const { list } = await database
    .collection('securityEvents')
    .aggregate()
    .match({ handledAt: null })
    .sort({ at: 1, _id: 1 })
    .limit(limit)
    .lookup({ from: 'users', localField: 'openid', foreignField: '_id', as: 'person' })
    .end();
  return (list as (SecurityEvent & { person: User[] })[]).map(({ person, ...event }) => ({
    ...event,
    person: first(person),
  }));
};
