import type { GroupStanding } from '../../../domain/group';
import type { Membership } from '../../../domain/membership';
import { paidOrderStates, unpaidOrderStates, type Order } from '../../../domain/order';
import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type {
  OrderFile,
  OrderInGroup,
  OrderQuery,
  OrderStore,
  OrderSum,
  OrderWithMembership,
  RefundSum,
} from '../ports';
import { add, first, get, save } from './documents';
import { beyond, both, needingAttention } from './lists';
import { command, database, type Fields } from './sdk';

type OrderRow = Order & { membership: Membership[] };

function split(row: OrderRow): OrderWithMembership {
  const { membership, ...order } = row;
  return { order, membership: first(membership) };
}

type RowInGroup = OrderRow & { group: GroupStanding[] };

function splitInGroup({ group, ...row }: RowInGroup): OrderInGroup {
  return { ...split(row), group: first(group) };
}

const standingOfGroup = {
  from: 'groups',
  let: { group: '$groupId' },
  pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$group'] } } }, { $project: { _id: 0, state: 1, history: 1 } }],
  as: 'group',
};

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
    .lookup(standingOfGroup)
    .limit(1)
    .end();
  const row = first(list as RowInGroup[]);
  return row && splitInGroup(row);
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
    .lookup(standingOfGroup)
    .end();
  return (list as RowInGroup[]).map(splitInGroup);
};

const openOrdersInGroup: OrderStore['openOrdersInGroup'] = async (groupId, limit) => {
  const open = command.or([
    { groupId, state: 'AwaitingPayment' },
    { groupId, state: 'Paid', 'effects.kind': 'admit' },
  ]);
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match(open)
    .sort({ createdAt: 1, _id: 1 })
    .limit(limit)
    .lookup(membershipOfOrder)
    .end();
  return (list as OrderRow[]).map(split);
};

const orderSums: OrderStore['orderSums'] = async (groupId) => {
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match({ groupId })
    .group({
      _id: '$state',
      count: { $sum: 1 },
      priceFen: { $sum: '$priceFen' },
      refundedFen: { $sum: '$refundedFen' },
    })
    .end();
  return (list as (Omit<OrderSum, 'state'> & { _id: OrderSum['state'] })[]).map(({ _id, ...sums }) => ({
    state: _id,
    ...sums,
  }));
};

const refundSums: OrderStore['refundSums'] = async (groupId) => {
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match({ groupId })
    .unwind('$refunds')
    .group({ _id: '$refunds.state', count: { $sum: 1 }, fen: { $sum: '$refunds.fen' } })
    .end();
  return (list as (Omit<RefundSum, 'state'> & { _id: RefundSum['state'] })[]).map(({ _id, ...sums }) => ({
    state: _id,
    ...sums,
  }));
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
  if ('groupId' in query) return { groupId: query.groupId };
  // A condition on the field it is sorted by, so that the index on it serves.
  return query.state === null ? { createdAt: command.gt(new Date(0)) } : { state: query.state };
}

type FileRow = RowInGroup & { buyer: User[]; securityEvents: SecurityEvent[] };

const orderFiles: OrderStore['orderFiles'] = async (query, after, limit) => {
  const { list } = await database
    .collection('orders')
    .aggregate()
    .match(both(conditionOf(query), beyond('createdAt', after, false, true)))
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .lookup(membershipOfOrder)
    .lookup(standingOfGroup)
    .lookup({ from: 'users', localField: 'openid', foreignField: '_id', as: 'buyer' })
    .lookup({
      from: 'securityEvents',
      let: { order: '$_id' },
      pipeline: [{ $match: { $expr: { $eq: ['$orderId', '$$order'] } } }, { $sort: { at: -1 } }, { $limit: 20 }],
      as: 'securityEvents',
    })
    .end();
  return (list as FileRow[]).map(({ buyer, securityEvents, ...row }): OrderFile => ({
    ...splitInGroup(row),
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
  openOrdersInGroup,
  orderSums,
  refundSums,
  dueOrders,
  orderFiles,
  ordersNeedingAttention: needingAttention<Order>('orders'),
};
