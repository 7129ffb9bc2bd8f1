import type { Membership } from '../../../domain/membership';
import { paidOrderStates, unpaidOrderStates, type Order } from '../../../domain/order';
import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { OrderFile, OrderQuery, OrderWithMembership, OrderStore } from '../ports';
import { add, first, get, save } from './documents';
import { beyond, both, needingAttention } from './lists';
import { command, database, type Fields } from './sdk';

type OrderRow = Order & { membership: Membership[] };

function split(row: OrderRow): OrderWithMembership {
  const { membership, ...order } = row;
  return { order, membership: first(membership) };
}

const membershipOfOrder = {
  from: 'memberships',
  localField: 'membershipId',
  foreignField: '_id',
  as: 'membership',
};

const orderWithMembership: OrderStore['orderWithMembership'] = async (id) => {
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

const ordersOf: OrderStore['ordersOf'] = async (openid, states, after, limit) => {
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

const statesIn = { paid: paidOrderStates, unpaid: unpaidOrderStates } as const;

const dueOrders: OrderStore['dueOrders'] = async (queue, now, limit, after) => {
  const due = { state: command.in(statesIn[queue]), dueAt: command.lte(now) };
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match(both(due, beyond('dueAt', after, true, true)))
    .sort({ dueAt: 1, _id: 1 })
    .limit(limit)
    .lookup(membershipOfOrder)
    .end();
  return (list as OrderRow[]).map(split);
};

function conditionOf(query: OrderQuery): Fields {
  if ('orderId' in query) return { _id: query.orderId };
  if ('openid' in query) return { openid: query.openid };
  // A condition on the field it is sorted by, so that the index on it serves.
  return query.state === null ? { createdAt: command.gt(new Date(0)) } : { state: query.state };
}

type FileRow = Order & { membership: Membership[]; buyer: User[]; securityEvents: SecurityEvent[] };

const orderFiles: OrderStore['orderFiles'] = async (query, after, limit) => {
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

export const orderStore: OrderStore = {
  order: (id) => get<Order>('orders', id),
  async orderByActiveKey(activeKey) {
    const { data } = await database.collection('orders').where({ activeKey }).limit(1).get();
    return first(data as Order[]);
  },
  orderWithMembership,
  async ordersById(ids) {
    const found = database.collection('orders').where({ _id: command.in(ids) });
    return (await found.limit(ids.length).get()).data as Order[];
  },
  addOrder: (order) => add('orders', order),
  saveOrder: (before, after) => save('orders', before, after),
  ordersOf,
  dueOrders,
  orderFiles,
  ordersNeedingAttention: needingAttention<Order>('orders'),
};
