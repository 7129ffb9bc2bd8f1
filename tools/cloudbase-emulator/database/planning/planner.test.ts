import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

const indexes = [
  { name: 'state_at', keys: [['state', 1], ['at', -1], ['_id', 1]] }, // prettier-ignore
  { name: 'slot', keys: [['slot', 1]], unique: true },
  { name: 'due', keys: [['dueAt', 1]] },
  { name: 'owners_at', keys: [['owners', 1], ['at', 1]] }, // prettier-ignore
  { name: 'items_x', keys: [['items.x', 1]] },
  { name: 'name', keys: [['name', 1]] },
] as const;

/** 300 documents: 100 in each state; times, slots and names count up; two owners each. */
function orders(): TestDatabase {
  const opened = new TestDatabase({ orders: indexes, groups: [{ name: 'code', keys: [['code', 1]] }] });
  const states = ['Closed', 'Open', 'Paid'];
  opened.insert(
    'orders',
    ...Array.from({ length: 300 }, (_, n) => ({
      _id: `o${n}`,
      state: states[n % 3],
      at: n,
      slot: `s${n}`,
      owners: [`w${n % 10}`, `v${n % 7}`],
      items: [{ x: n }, { x: -n }],
      name: `name ${n}`,
      ...(n < 5 && { dueAt: new Date(n) }),
    })),
  );
  opened.insert('groups', ...Array.from({ length: 30 }, (_, n) => ({ _id: `g${n}`, code: `s${n}` })));
  return opened;
}

const table: [
  title: string,
  query: object,
  options: { order?: object; limit?: number },
  index: string | null,
  examined: number,
][] = [
  ['_id', { _id: 'o7' }, {}, '_id_', 1],
  ['_id with a condition', { _id: 'o7', state: 'Paid' }, {}, '_id_', 1],
  ['several _ids', { _id: { $in: ['o1', 'o2', 'nobody'] } }, {}, '_id_', 2],
  ['a range of _ids', { _id: { $gte: 'o29', $lt: 'o3' } }, {}, '_id_', 11],
  ['the order of _id alone, stopping at the limit', {}, { order: { _id: -1 }, limit: 3 }, '_id_', 3],
  ['a unique key', { slot: 's9' }, {}, 'slot', 1],
  ['a unique key before anything else', { slot: 's9', state: 'Closed' }, {}, 'slot', 1],
  ['equality and order, stopping at the limit', { state: 'Paid' }, { order: { at: -1 }, limit: 5 }, 'state_at', 5],
  ['the other way round', { state: 'Paid' }, { order: { at: 1 }, limit: 5 }, 'state_at', 5],
  ['equality, range and order', { state: 'Paid', at: { $lt: 100 } }, { order: { at: -1 }, limit: 5 }, 'state_at', 5],
  ['a range closed at both ends', { state: 'Paid', at: { $gte: 30, $lte: 60 } }, {}, 'state_at', 10],
  [
    'paging by key',
    { state: 'Paid', $or: [{ at: { $lt: 200 } }, { at: 200, _id: { $gt: 'o' } }] },
    { order: { at: -1, _id: 1 }, limit: 100 },
    'state_at',
    100,
  ],
  ['$in and order are merged', { state: { $in: ['Paid', 'Open'] } }, { order: { at: -1 }, limit: 4 }, 'state_at', 4],
  [
    '$in of the field the order begins with',
    { state: { $in: ['Paid', 'Open'] } },
    { order: { state: -1, at: 1 }, limit: 4 },
    'state_at',
    4,
  ],
  [
    'an order no index gives is sorted in memory',
    { state: 'Paid' },
    { order: { name: 1, at: 1 }, limit: 4 },
    'state_at',
    100,
  ],
  ['missing or null', { dueAt: null }, {}, 'due', 295],
  ['dates before', { dueAt: { $lte: new Date(2) } }, {}, 'due', 3],
  ['an element of an array', { owners: 'w3' }, {}, 'owners_at', 30],
  ['an element of an array, and an order', { owners: 'w3' }, { order: { at: -1 }, limit: 2 }, 'owners_at', 2],
  ['each document once, though both its owners are asked for', { owners: { $in: ['w0', 'v0'] } }, {}, 'owners_at', 68],
  ['a range on an array takes one end', { 'items.x': { $gte: 295, $lte: 296 } }, {}, 'items_x', 5],
  ['$elemMatch', { items: { $elemMatch: { x: 7 } } }, {}, 'items_x', 1],
  ['the beginning of a string', { name: /^name 29/ }, {}, 'name', 11],
  ['$and', { $and: [{ state: 'Paid' }, { at: 5 }] }, {}, 'state_at', 1],
  ['$expr', { $expr: { $eq: ['$slot', 's5'] } }, {}, 'slot', 1],
  ['contradiction in $in', { slot: { $in: [] } }, {}, 'slot', 0],
  ['a field with an index in one branch only', { $or: [{ slot: 's1' }, { nothing: 1 }] }, {}, null, 300],
  ['a field without an index', { nothing: 1 }, {}, null, 300],
  ['a pattern without a beginning', { name: /9$/ }, {}, null, 300],
  ['what is not equal', { slot: { $ne: 's1' } }, {}, null, 300],
  ['everything', {}, { limit: 10 }, null, 10],
];

describe('the index that serves, and how many documents are examined', () => {
  const opened = orders();
  it.each(table)('%s', (_, query, options, index, examined) => {
    opened.find('orders', query, options);
    expect(opened.cost?.accesses).toEqual([{ collection: 'orders', index, documentsExamined: examined }]);
  });

  it('$or uses an index for each branch, and examines a document once for each', () => {
    const query = { name: { $exists: true }, $or: [{ slot: 's4' }, { state: 'Open', at: { $lt: 9 } }] };
    expect(opened.findIds('orders', query, { order: { at: -1 } })).toEqual(['o7', 'o4', 'o1']);
    expect(opened.cost?.accesses).toEqual([
      { collection: 'orders', index: 'slot', documentsExamined: 1 },
      { collection: 'orders', index: 'state_at', documentsExamined: 3 },
    ]);
  });

  it('count, update and remove use the same', () => {
    const one = orders();
    one.count('orders', { state: 'Paid' });
    expect(one.cost).toMatchObject({ accesses: [{ index: 'state_at' }], documentsExamined: 100 });
    one.update('orders', { slot: 's8', state: 'Paid' }, { $set: { state: 'Gone' } });
    expect(one.cost).toMatchObject({ accesses: [{ index: 'slot' }], documentsExamined: 1, documentsWritten: 1 });
    one.call('removeDocument', {
      collectionName: 'orders',
      queryType: 'WHERE',
      query: '{"state":"Gone"}',
      multi: true,
    });
    expect(one.cost).toMatchObject({ accesses: [{ index: 'state_at' }], documentsExamined: 1, documentsWritten: 1 });
    one.count('orders', {});
    expect(one.cost).toMatchObject({ accesses: [{ index: null }], documentsExamined: 299 });
  });

  it('an aggregate stops at its limit, and its look-ups are one access', () => {
    opened.aggregate(
      'orders',
      { $match: { state: 'Closed' } },
      { $sort: { at: 1 } },
      { $limit: 4 },
      { $lookup: { from: 'groups', localField: 'slot', foreignField: 'code', as: 'groups' } },
    );
    expect(opened.cost).toEqual({
      collections: ['orders', 'groups'],
      accesses: [
        { collection: 'orders', index: 'state_at', documentsExamined: 4 },
        { collection: 'groups', index: 'code', documentsExamined: 4 },
      ],
      documentsExamined: 8,
      documentsReturned: 4,
      documentsWritten: 0,
    });
  });

  it('a $lookup by a pipeline uses an index of the foreign collection', () => {
    const slots = { $match: { $expr: { $and: [{ $eq: ['$slot', '$$code'] }, { $ne: ['$state', 'x'] }] } } };
    opened.aggregate(
      'groups',
      { $match: { _id: 'g3' } },
      { $lookup: { from: 'orders', let: { code: '$code' }, pipeline: [slots, { $limit: 1 }], as: 'orders' } },
    );
    expect(opened.cost?.accesses).toEqual([
      { collection: 'groups', index: '_id_', documentsExamined: 1 },
      { collection: 'orders', index: 'slot', documentsExamined: 1 },
    ]);
  });

  it('a $lookup by a pipeline may mix constants and variables', () => {
    const pipeline = [
      { $match: { state: 'Paid', $expr: { $lt: ['$at', '$$most'] } } },
      { $sort: { at: -1 } },
      { $limit: 1 },
    ];
    opened.aggregate(
      'groups',
      { $match: { _id: 'g3' } },
      { $lookup: { from: 'orders', let: { most: 50 }, pipeline, as: 'last' } },
    );
    expect(opened.cost?.accesses[1]).toEqual({ collection: 'orders', index: 'state_at', documentsExamined: 1 });
  });
});
