import type { Group } from '../../../domain/group';
import type { Code } from '../../../domain/code';
import type { Entry } from '../../../domain/entry';
import type { Order } from '../../../domain/order';
import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { OrderFile, OrderQuery, Store, Stuck } from '../ports';
import { first } from './documents';
import { beyond, both, entryOfOrder } from './lists';
import { command, database, type Fields } from './sdk';

/** What only operators look at. */

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

type FileRow = Order & { entry: Entry[]; buyer: User[]; events: SecurityEvent[] };

export const orderFiles: Store['orderFiles'] = async (query, after, limit) => {
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match(both(conditionOf(query), beyond('createdAt', after, false, true)))
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .lookup(entryOfOrder)
    .lookup({ from: 'users', localField: 'openid', foreignField: '_id', as: 'buyer' })
    .lookup({
      from: 'events',
      let: { order: '$_id' },
      pipeline: [{ $match: { $expr: { $eq: ['$orderId', '$$order'] } } }, { $sort: { at: -1 } }, { $limit: 20 }],
      as: 'events',
    })
    .end();
  return (list as FileRow[]).map(({ entry, buyer, events, ...order }): OrderFile => ({
    order,
    entry: first(entry),
    buyer: first(buyer),
    events,
  }));
};

const stuck =
  <Document>(name: 'orders' | 'entries' | 'codes') =>
  async (limit: number): Promise<readonly Stuck<Document>[]> => {
    const { list } = await database
      .collection(name)
      .aggregate()
      .match({ stuckAt: command.gt(new Date(0)) })
      .sort({ stuckAt: 1, _id: 1 })
      .limit(limit)
      .lookup({ from: 'groups', localField: 'groupId', foreignField: '_id', as: 'group' })
      .end();
    return (list as (Document & { group: Group[] })[]).map(({ group, ...document }) => ({
      document: document as Document,
      groupName: first(group)?.name ?? '',
    }));
  };

export const stuckOrders = stuck<Order>('orders');
export const stuckEntries = stuck<Entry>('entries');
export const stuckCodes = stuck<Code>('codes');

export const openEvents: Store['openEvents'] = async (limit) => {
  const { list } = await database
    .collection('events')
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
