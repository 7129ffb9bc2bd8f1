import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

const orders = [
  { _id: 1, who: 'ann', fen: 10, items: ['x', 'y'], at: new Date('2024-01-31T20:00:00Z') },
  { _id: 2, who: 'bob', fen: 20, items: [], at: new Date('2024-02-01T00:00:00Z') },
  { _id: 3, who: 'ann', fen: 30, nested: { deep: 1 } },
];

const table: [subject: string, stages: object[], rows: object[]][] = [
  ['$match', [{ $match: { who: 'ann', fen: { $gt: 10 } } }, { $project: { _id: 1 } }], [{ _id: 3 }]],
  [
    '$match after other stages',
    [
      { $addFields: { double: { $multiply: ['$fen', 2] } } },
      { $match: { double: 40 } },
      { $project: { _id: 1, double: 1 } },
    ],
    [{ _id: 2, double: 40 }],
  ],
  [
    '$group',
    [
      {
        $group: { _id: '$who', sum: { $sum: '$fen' }, n: { $sum: 1 }, most: { $max: '$fen' }, all: { $push: '$_id' } },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 'ann', sum: 40, n: 2, most: 30, all: [1, 3] },
      { _id: 'bob', sum: 20, n: 1, most: 20, all: [2] },
    ],
  ],
  [
    '$group into a single group',
    [{ $group: { _id: null, avg: { $avg: '$fen' }, first: { $first: '$who' } } }],
    [{ _id: null, avg: 20, first: 'ann' }],
  ],
  [
    '$group by a missing field',
    [{ $group: { _id: '$nested.deep', n: { $sum: 1 } } }, { $sort: { n: 1 } }],
    [
      { _id: 1, n: 1 },
      { _id: null, n: 2 },
    ],
  ],
  [
    '$group by day in Beijing',
    [
      { $match: { at: { $exists: true } } },
      { $group: { _id: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: '+08:00' } }, n: { $sum: 1 } } },
    ],
    [{ _id: '2024-02-01', n: 2 }],
  ],
  [
    '$project of computed fields, which come last,',
    [
      { $match: { _id: 1 } },
      { $project: { _id: 0, cheap: { $lt: ['$fen', 15] }, label: { $concat: ['#', '$who'] }, fen: 1 } },
    ],
    [{ fen: 10, cheap: true, label: '#ann' }],
  ],
  [
    '$project that excludes fields',
    [{ $match: { _id: 2 } }, { $project: { items: 0, at: 0 } }],
    [{ _id: 2, who: 'bob', fen: 20 }],
  ],
  [
    '$project that renames a field',
    [{ $match: { _id: 3 } }, { $project: { _id: 0, deep: '$nested.deep' } }],
    [{ deep: 1 }],
  ],
  [
    '$project of a missing field',
    [{ $match: { _id: 2 } }, { $project: { _id: 1, deep: '$nested.deep' } }],
    [{ _id: 2 }],
  ],
  [
    '$addFields to an existing field',
    [{ $match: { _id: 3 } }, { $addFields: { fen: 0, 'nested.more': '$fen' } }],
    [{ _id: 3, who: 'ann', fen: 0, nested: { deep: 1, more: 30 } }],
  ],
  [
    '$set and $unset',
    [{ $match: { _id: 3 } }, { $set: { z: 1 } }, { $unset: ['nested', 'fen'] }],
    [{ _id: 3, who: 'ann', z: 1 }],
  ],
  [
    '$sort, $skip and $limit',
    [{ $sort: { fen: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { fen: 1 } }],
    [{ _id: 2, fen: 20 }],
  ],
  [
    '$unwind',
    [{ $unwind: '$items' }, { $project: { items: 1 } }],
    [
      { _id: 1, items: 'x' },
      { _id: 1, items: 'y' },
    ],
  ],
  [
    '$unwind with positions and without losses',
    [
      { $unwind: { path: '$items', includeArrayIndex: 'at', preserveNullAndEmptyArrays: true } },
      { $project: { items: 1, at: 1 } },
    ],
    [
      { _id: 1, items: 'x', at: 0 },
      { _id: 1, items: 'y', at: 1 },
      { _id: 2, at: null },
      { _id: 3, at: null },
    ],
  ],
  ['$count', [{ $match: { who: 'ann' } }, { $count: 'n' }], [{ n: 2 }]],
  ['$count of no documents, which gives no row,', [{ $match: { who: 'zoe' } }, { $count: 'n' }], []],
  [
    '$replaceRoot',
    [{ $match: { _id: 3 } }, { $replaceRoot: { newRoot: { $mergeObjects: ['$nested', { who: '$who' }] } } }],
    [{ deep: 1, who: 'ann' }],
  ],
  [
    '$sortByCount',
    [{ $sortByCount: '$who' }],
    [
      { _id: 'ann', count: 2 },
      { _id: 'bob', count: 1 },
    ],
  ],
  [
    '$bucket',
    [{ $bucket: { groupBy: '$fen', boundaries: [0, 15, 100], output: { n: { $sum: 1 } } } }],
    [
      { _id: 0, n: 1 },
      { _id: 15, n: 2 },
    ],
  ],
  [
    '$facet',
    [{ $facet: { count: [{ $count: 'n' }], rich: [{ $match: { fen: { $gt: 15 } } }, { $project: { fen: 1 } }] } }],
    [
      {
        count: [{ n: 3 }],
        rich: [
          { _id: 2, fen: 20 },
          { _id: 3, fen: 30 },
        ],
      },
    ],
  ],
  ['$sample', [{ $sample: { size: 2 } }, { $count: 'n' }], [{ n: 2 }]],
  [
    '$cond, $ifNull, $in and $size',
    [
      { $sort: { _id: 1 } },
      {
        $project: {
          _id: 0,
          n: { $size: { $ifNull: ['$items', []] } },
          who: { $cond: [{ $in: ['$who', ['ann']] }, 'A', 'B'] },
        },
      },
    ],
    [
      { n: 2, who: 'A' },
      { n: 0, who: 'B' },
      { n: 0, who: 'A' },
    ],
  ],
  [
    '$filter and $map',
    [
      { $match: { _id: 1 } },
      {
        $project: {
          _id: 0,
          items: {
            $map: {
              input: { $filter: { input: '$items', as: 'i', cond: { $ne: ['$$i', 'x'] } } },
              as: 'i',
              in: { $toUpper: '$$i' },
            },
          },
        },
      },
    ],
    [{ items: ['Y'] }],
  ],
  [
    "$$NOW, the time of the emulator's clock,",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, now: '$$NOW' } }],
    [{ now: new Date(1_700_000_000_000) }],
  ],
  ['$literal', [{ $match: { _id: 1 } }, { $project: { _id: 0, v: { $literal: '$who' } } }], [{ v: '$who' }]],
  [
    '$lookup by fields',
    [
      { $match: { _id: { $lt: 3 } } },
      { $lookup: { from: 'people', localField: 'who', foreignField: 'name', as: 'person' } },
      { $project: { person: 1 } },
    ],
    [
      { _id: 1, person: [{ _id: 'p1', name: 'ann', rank: 2 }] },
      { _id: 2, person: [] },
    ],
  ],
  [
    '$lookup by the elements of an array',
    [
      { $match: { _id: 1 } },
      { $lookup: { from: 'people', localField: 'items', foreignField: '_id', as: 'found' } },
      { $project: { found: 1 } },
    ],
    [{ _id: 1, found: [{ _id: 'x' }] }],
  ],
  [
    '$lookup by a missing field, which finds null and missing,',
    [
      { $match: { _id: 3 } },
      { $lookup: { from: 'people', localField: 'items', foreignField: 'name', as: 'found' } },
      { $project: { 'found._id': 1 } },
    ],
    [{ _id: 3, found: [{ _id: 'x' }] }],
  ],
  [
    '$lookup by a pipeline',
    [
      { $match: { _id: 1 } },
      {
        $lookup: {
          from: 'people',
          let: { who: '$who', fen: '$fen' },
          pipeline: [
            { $match: { $expr: { $and: [{ $eq: ['$name', '$$who'] }, { $lt: ['$rank', '$$fen'] }] } } },
            { $project: { _id: 0, rank: 1, fen: '$$fen' } },
          ],
          as: 'person',
        },
      },
      { $project: { person: 1 } },
    ],
    [{ _id: 1, person: [{ rank: 2, fen: 10 }] }],
  ],
  [
    '$lookup in a $lookup',
    [
      { $match: { _id: 2 } },
      {
        $lookup: {
          from: 'people',
          pipeline: [
            { $match: { _id: 'p1' } },
            { $lookup: { from: 'orders', localField: 'name', foreignField: 'who', as: 'orders' } },
            { $project: { n: { $size: '$orders' } } },
          ],
          as: 'people',
        },
      },
      { $project: { people: 1 } },
    ],
    [{ _id: 2, people: [{ _id: 'p1', n: 2 }] }],
  ],
  [
    '$lookup from an unknown collection',
    [
      { $match: { _id: 2 } },
      { $lookup: { from: 'nowhere', localField: 'a', foreignField: 'b', as: 'c' } },
      { $project: { c: 1 } },
    ],
    [{ _id: 2, c: [] }],
  ],
];

function createOrders(): TestDatabase {
  const testDatabase = new TestDatabase({ orders: [], people: [{ name: 'by_name', keys: [['name', 1]] }] });
  testDatabase.insert('orders', ...orders);
  testDatabase.insert('people', { _id: 'p1', name: 'ann', rank: 2 }, { _id: 'x' });
  return testDatabase;
}

describe('pipelines', () => {
  const testDatabase = createOrders();
  it.each(table)('A pipeline with %s gives the same rows as in MongoDB', (_, stages, rows) => {
    expect(JSON.stringify(testDatabase.aggregate('orders', ...stages))).toBe(JSON.stringify(rows));
  });
});

const refused: [subject: string, stages: object[], message: RegExp][] = [
  ['an unknown stage', [{ $foo: {} }], /Unrecognized pipeline stage name: '\$foo'/],
  ['a writing stage', [{ $out: 'x' }], /Unrecognized pipeline stage/],
  ['the name of an inherited property', [{ constructor: {} }], /Unrecognized pipeline stage/],
  ['an unknown accumulator', [{ $group: { _id: 1, x: { $foo: 1 } } }], /Unrecognized expression '\$foo'/],
  ['code', [{ $group: { _id: 1, x: { $accumulator: {} } } }], /Unrecognized expression '\$accumulator'/],
  ['$group without _id', [{ $group: { n: { $sum: 1 } } }], /must include an _id/],
  ['$limit 0', [{ $limit: 0 }], /limit must be positive/],
  ['a negative $skip', [{ $skip: -1 }], /skip must be non-negative/],
  ['an invalid $sort direction', [{ $sort: { a: 2 } }], /ordering must be 1/],
  ['a mixed $project', [{ $project: { a: 1, b: 0 } }], /Cannot mix inclusion and exclusion/],
  ['an empty $project', [{ $project: {} }], /at least one field/],
  ['$unwind without a path', [{ $unwind: 'items' }], /prefixed with a '\$'/],
  ['$replaceRoot by a scalar', [{ $replaceRoot: { newRoot: '$fen' } }], /must evaluate to an object/],
  ['$lookup without a join', [{ $lookup: { from: 'people', as: 'x' } }], /requires either/],
  [
    'an invalid pipeline in a $lookup that no document reaches',
    [{ $match: { _id: 99 } }, { $lookup: { from: 'people', pipeline: [{ $foo: 1 }], as: 'x' } }],
    /Unrecognized pipeline stage/,
  ],
  ['$geoNear after another stage', [{ $match: {} }, { $geoNear: {} }], /only valid as the first stage/],
];

describe('refused pipelines', () => {
  const testDatabase = createOrders();
  it.each(refused)('A pipeline with %s is refused', (_, stages, message) => {
    expect(() => testDatabase.aggregate('orders', ...stages)).toThrow(message);
  });
});
