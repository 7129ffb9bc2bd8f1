import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

const indexes = [
  { name: 'state_at', keys: [['state', 1], ['at', -1], ['_id', 1]] }, // oxfmt-ignore
  { name: 'slot', keys: [['slot', 1]], unique: true },
  { name: 'due', keys: [['dueAt', 1]] },
  { name: 'owners_at', keys: [['owners', 1], ['at', 1]] }, // oxfmt-ignore
  { name: 'items_x', keys: [['items.x', 1]] },
  { name: 'name', keys: [['name', 1]] },
] as const;

/** 300 documents with two owners each: 100 per state, with ascending times, slots and names. */
function createOrders(): TestDatabase {
  const testDatabase = new TestDatabase({ orders: indexes, groups: [{ name: 'code', keys: [['code', 1]] }] });
  const states = ['Closed', 'Open', 'Paid'];
  testDatabase.insert(
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
  testDatabase.insert('groups', ...Array.from({ length: 30 }, (_, n) => ({ _id: `g${n}`, code: `s${n}` })));
  return testDatabase;
}

const table: [
  subject: string,
  query: object,
  options: { order?: object; limit?: number },
  index: string | null,
  examined: number,
][] = [
  ['one _id', { _id: 'o7' }, {}, '_id_', 1],
  ['one _id and another condition', { _id: 'o7', state: 'Paid' }, {}, '_id_', 1],
  ['several _ids', { _id: { $in: ['o1', 'o2', 'nobody'] } }, {}, '_id_', 2],
  ['a range of _ids', { _id: { $gte: 'o29', $lt: 'o3' } }, {}, '_id_', 11],
  ['the order of _id alone and a limit', {}, { order: { _id: -1 }, limit: 3 }, '_id_', 3],
  ['a unique key', { slot: 's9' }, {}, 'slot', 1],
  ['a unique key and another condition', { slot: 's9', state: 'Closed' }, {}, 'slot', 1],
  ['equality, an order and a limit', { state: 'Paid' }, { order: { at: -1 }, limit: 5 }, 'state_at', 5],
  ['equality, the reverse order and a limit', { state: 'Paid' }, { order: { at: 1 }, limit: 5 }, 'state_at', 5],
  [
    'equality, a range, an order and a limit',
    { state: 'Paid', at: { $lt: 100 } },
    { order: { at: -1 }, limit: 5 },
    'state_at',
    5,
  ],
  ['a range closed at both ends', { state: 'Paid', at: { $gte: 30, $lte: 60 } }, {}, 'state_at', 10],
  [
    'a page after a given key',
    { state: 'Paid', $or: [{ at: { $lt: 200 } }, { at: 200, _id: { $gt: 'o' } }] },
    { order: { at: -1, _id: 1 }, limit: 100 },
    'state_at',
    100,
  ],
  [
    '$in and an order, which merges ranges,',
    { state: { $in: ['Paid', 'Open'] } },
    { order: { at: -1 }, limit: 4 },
    'state_at',
    4,
  ],
  [
    '$in of the first field of the order',
    { state: { $in: ['Paid', 'Open'] } },
    { order: { state: -1, at: 1 }, limit: 4 },
    'state_at',
    4,
  ],
  ['an order that no index provides', { state: 'Paid' }, { order: { name: 1, at: 1 }, limit: 4 }, 'state_at', 100],
  ['null, which includes missing fields,', { dueAt: null }, {}, 'due', 295],
  ['dates before a given one', { dueAt: { $lte: new Date(2) } }, {}, 'due', 3],
  ['an element of an array', { owners: 'w3' }, {}, 'owners_at', 30],
  ['an element of an array and an order', { owners: 'w3' }, { order: { at: -1 }, limit: 2 }, 'owners_at', 2],
  [
    'two elements of one array, which counts each document once,',
    { owners: { $in: ['w0', 'v0'] } },
    {},
    'owners_at',
    68,
  ],
  ['a range on an array, which uses one end only,', { 'items.x': { $gte: 295, $lte: 296 } }, {}, 'items_x', 5],
  ['$elemMatch', { items: { $elemMatch: { x: 7 } } }, {}, 'items_x', 1],
  ['the prefix of a string', { name: /^name 29/ }, {}, 'name', 11],
  ['$and', { $and: [{ state: 'Paid' }, { at: 5 }] }, {}, 'state_at', 1],
  ['$expr', { $expr: { $eq: ['$slot', 's5'] } }, {}, 'slot', 1],
  ['an empty $in', { slot: { $in: [] } }, {}, 'slot', 0],
  ['an $or with an index for one branch only', { $or: [{ slot: 's1' }, { nothing: 1 }] }, {}, null, 300],
  ['a field without an index', { nothing: 1 }, {}, null, 300],
  ['a regular expression without a prefix', { name: /9$/ }, {}, null, 300],
  ['$ne', { slot: { $ne: 's1' } }, {}, null, 300],
  ['no condition and a limit', {}, { limit: 10 }, null, 10],
];

describe('the planner', () => {
  const testDatabase = createOrders();
  it.each(table)(
    'A query by %s uses the expected index and reads the expected number of documents',
    (_, query, options, index, examined) => {
      testDatabase.find('orders', query, options);
      expect(testDatabase.cost?.accesses).toEqual([{ collection: 'orders', index, documentsExamined: examined }]);
    },
  );

  it('An $or uses an index for each branch and examines a document once per branch', () => {
    const query = { name: { $exists: true }, $or: [{ slot: 's4' }, { state: 'Open', at: { $lt: 9 } }] };
    expect(testDatabase.findIds('orders', query, { order: { at: -1 } })).toEqual(['o7', 'o4', 'o1']);
    expect(testDatabase.cost?.accesses).toEqual([
      { collection: 'orders', index: 'slot', documentsExamined: 1 },
      { collection: 'orders', index: 'state_at', documentsExamined: 3 },
    ]);
  });

  it('Counts, updates and removals use the same indexes as reads', () => {
    const changed = createOrders();
    changed.count('orders', { state: 'Paid' });
    expect(changed.cost).toMatchObject({ accesses: [{ index: 'state_at' }], documentsExamined: 100 });
    changed.update('orders', { slot: 's8', state: 'Paid' }, { $set: { state: 'Gone' } });
    expect(changed.cost).toMatchObject({ accesses: [{ index: 'slot' }], documentsExamined: 1, documentsWritten: 1 });
    changed.call('removeDocument', {
      collectionName: 'orders',
      queryType: 'WHERE',
      query: '{"state":"Gone"}',
      multi: true,
    });
    expect(changed.cost).toMatchObject({
      accesses: [{ index: 'state_at' }],
      documentsExamined: 1,
      documentsWritten: 1,
    });
    changed.count('orders', {});
    expect(changed.cost).toMatchObject({ accesses: [{ index: null }], documentsExamined: 299 });
  });

  it('An aggregate stops at its limit and counts its lookups as one access', () => {
    testDatabase.aggregate(
      'orders',
      { $match: { state: 'Closed' } },
      { $sort: { at: 1 } },
      { $limit: 4 },
      { $lookup: { from: 'groups', localField: 'slot', foreignField: 'code', as: 'groups' } },
    );
    expect(testDatabase.cost).toEqual({
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

  it('A $lookup with a pipeline uses an index of the foreign collection', () => {
    const slots = { $match: { $expr: { $and: [{ $eq: ['$slot', '$$code'] }, { $ne: ['$state', 'x'] }] } } };
    testDatabase.aggregate(
      'groups',
      { $match: { _id: 'g3' } },
      { $lookup: { from: 'orders', let: { code: '$code' }, pipeline: [slots, { $limit: 1 }], as: 'orders' } },
    );
    expect(testDatabase.cost?.accesses).toEqual([
      { collection: 'groups', index: '_id_', documentsExamined: 1 },
      { collection: 'orders', index: 'slot', documentsExamined: 1 },
    ]);
  });

  it('A $lookup with a pipeline uses constants and variables for one index', () => {
    const pipeline = [
      { $match: { state: 'Paid', $expr: { $lt: ['$at', '$$most'] } } },
      { $sort: { at: -1 } },
      { $limit: 1 },
    ];
    testDatabase.aggregate(
      'groups',
      { $match: { _id: 'g3' } },
      { $lookup: { from: 'orders', let: { most: 50 }, pipeline, as: 'last' } },
    );
    expect(testDatabase.cost?.accesses[1]).toEqual({ collection: 'orders', index: 'state_at', documentsExamined: 1 });
  });
});
