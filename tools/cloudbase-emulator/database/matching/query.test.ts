import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

const documents = [
  { _id: 'int', v: 5 },
  { _id: 'double', v: 5.5 },
  { _id: 'text', v: 'five' },
  { _id: 'null', v: null },
  { _id: 'missing' },
  { _id: 'true', v: true },
  { _id: 'date', v: new Date(5) },
  { _id: 'list', v: [3, 7] },
  { _id: 'empty', v: [] },
  { _id: 'doc', v: { x: 5 } },
  { _id: 'docs', v: [{ x: 5 }, { x: 9, y: 1 }] },
];

/** Query and the ids it finds, in order of insertion. */
const table: [title: string, query: object, found: string[]][] = [
  ['equality', { v: 5 }, ['int']],
  ['equality with null finds missing', { v: null }, ['null', 'missing']],
  ['equality with an element', { v: 7 }, ['list']],
  ['equality with the whole array', { v: [3, 7] }, ['list']],
  ['equality with an embedded document', { v: { x: 5 } }, ['doc', 'docs']],
  ['$eq', { v: { $eq: 'five' } }, ['text']],
  [
    '$ne leaves null and missing out',
    { v: { $ne: null } },
    ['int', 'double', 'text', 'true', 'date', 'list', 'empty', 'doc', 'docs'],
  ],
  ['$ne of an element', { v: { $ne: 3 } }, documents.map(({ _id }) => _id).filter((id) => id !== 'list')],
  ['$gt compares numbers only', { v: { $gt: 4 } }, ['int', 'double', 'list']],
  ['$gte of null', { v: { $gte: null } }, ['null', 'missing']],
  ['$gt of null', { v: { $gt: null } }, []],
  ['$lt of a string', { v: { $lt: 'g' } }, ['text']],
  ['$lte of a date', { v: { $lte: new Date(5) } }, ['date']],
  ['$gt of a boolean', { v: { $gt: false } }, ['true']],
  ['a range met by two elements', { v: { $gt: 6, $lt: 4 } }, ['list']],
  ['$in', { v: { $in: [5, 'five', true] } }, ['int', 'text', 'true']],
  ['$in of nothing', { v: { $in: [] } }, []],
  ['$in with null', { v: { $in: [null] } }, ['null', 'missing']],
  ['$in with a pattern', { v: { $in: [/^fi/] } }, ['text']],
  ['$nin', { v: { $nin: [5, 5.5, null, 3] } }, ['text', 'true', 'date', 'empty', 'doc', 'docs']],
  ['$exists', { v: { $exists: false } }, ['missing']],
  ['$exists of null', { v: { $exists: true, $type: 'null' } }, ['null']],
  ['$type', { v: { $type: 'double' } }, ['double']],
  ['$type looks into arrays', { v: { $type: ['int', 'date'] } }, ['int', 'date', 'list']],
  ['$type number', { v: { $type: 'number' } }, ['int', 'double', 'list']],
  ['$mod', { v: { $mod: [5, 0] } }, ['int', 'double']],
  ['$size', { v: { $size: 2 } }, ['list', 'docs']],
  ['$size zero', { v: { $size: 0 } }, ['empty']],
  ['$all', { v: { $all: [7, 3] } }, ['list']],
  ['$all of one is equality', { v: { $all: [5] } }, ['int']],
  ['$all of nothing', { v: { $all: [] } }, []],
  ['$all with $elemMatch', { v: { $all: [{ $elemMatch: { x: 5 } }, { $elemMatch: { y: 1 } }] } }, ['docs']],
  ['$elemMatch on values', { v: { $elemMatch: { $gt: 4, $lt: 8 } } }, ['list']],
  ['$elemMatch needs one element for all', { v: { $elemMatch: { x: 5, y: 1 } } }, []],
  ['$elemMatch on documents', { v: { $elemMatch: { x: { $gt: 6 }, y: 1 } } }, ['docs']],
  ['dotted paths go through arrays', { 'v.x': 9 }, ['docs']],
  ['dotted paths take positions', { 'v.1': 7 }, ['list']],
  ['positions of documents', { 'v.0.x': 5 }, ['docs']],
  [
    'a dotted path may end early',
    { 'v.x': null },
    documents.map(({ _id }) => _id).filter((id) => !['doc', 'docs', 'list', 'empty'].includes(id)),
  ],
  ['$regex', { v: { $regex: '^FI', $options: 'i' } }, ['text']],
  ['a pattern as a value', { v: /ve$/ }, ['text']],
  [
    '$not',
    { v: { $not: { $gt: 4 } } },
    documents.map(({ _id }) => _id).filter((id) => !['int', 'double', 'list'].includes(id)),
  ],
  ['$not of a pattern', { $and: [{ v: { $type: 'string' } }, { v: { $not: /^f/ } }] }, []],
  ['$and of one field', { $and: [{ v: { $gt: 4 } }, { v: { $lt: 5.2 } }] }, ['int', 'list']],
  ['$or', { $or: [{ v: 5 }, { v: 'five' }] }, ['int', 'text']],
  ['$nor', { $nor: [{ v: { $exists: true } }] }, ['missing']],
  [
    '$expr compares all types, arrays as a whole',
    { $expr: { $gt: ['$v', 5] } },
    ['double', 'text', 'true', 'date', 'list', 'empty', 'doc', 'docs'],
  ],
  ['$expr between fields', { $expr: { $eq: ['$_id', 'int'] } }, ['int']],
  ['$bitsAllSet', { v: { $bitsAllSet: 5 } }, ['int', 'list']],
  ['$comment says nothing', { $comment: 'x', v: 5 }, ['int']],
  ['inherited names are no fields', { 'constructor.name': 'Object' }, []],
  ['not even toString', { toString: { $exists: true } }, []],
];

describe('a query finds what MongoDB finds', () => {
  const opened = new TestDatabase();
  opened.insert('things', ...documents);
  it.each(table)('%s', (_, query, found) => {
    expect(opened.findIds('things', query)).toEqual(found);
  });
});

const refused: [title: string, query: object, message: RegExp][] = [
  ['an operator at the top', { $gt: '' }, /unknown top level operator: \$gt/],
  ['code', { $where: 'sleep(1000) || true' }, /unknown top level operator: \$where/],
  ['an unknown operator', { v: { $foo: 1 } }, /unknown operator: \$foo/],
  ['$expr below a field', { v: { $expr: { $eq: [1, 1] } } }, /unknown operator: \$expr/],
  ['fields among operators', { v: { $gt: 1, x: 1 } }, /unknown operator: x/],
  ['$in without a list', { v: { $in: 5 } }, /needs an array/],
  ['operators inside $in', { v: { $in: [{ $gt: 1 }] } }, /cannot nest \$/],
  ['$and of nothing', { $and: [] }, /nonempty array/],
  ['$or of scalars', { $or: [1] }, /full objects/],
  ['$not of a value', { v: { $not: 5 } }, /\$not needs/],
  ['$size of a fraction', { v: { $size: 1.5 } }, /\$size/],
  ['$mod by zero', { v: { $mod: [0, 1] } }, /divisor cannot be 0/],
  ['a broken pattern', { v: { $regex: '(' } }, /invalid regular expression/],
  ['unsupported options', { v: { $regex: 'a', $options: 'x' } }, /unsupported regular expression options/],
  ['an unknown type', { v: { $type: 'thing' } }, /Unknown type name/],
  [
    'code in an expression',
    { $expr: { $function: { body: 'return 1', args: [], lang: 'js' } } },
    /Unrecognized expression '\$function'/,
  ],
  ['an unknown expression', { $expr: { $foo: 1 } }, /Unrecognized expression '\$foo'/],
  [
    'nearness without an index',
    { v: { $nearSphere: { $geometry: { type: 'Point', coordinates: [0, 0] } } } },
    /unable to find index/,
  ],
];

describe('a query is refused, even on an empty collection', () => {
  const opened = new TestDatabase();
  it.each(refused)('%s', (_, query, message) => {
    expect(() => opened.find('things', query)).toThrow(message);
  });
});
