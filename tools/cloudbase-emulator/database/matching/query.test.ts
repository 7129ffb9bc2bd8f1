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

/** Queries and the ids they find, in order of insertion. */
const table: [subject: string, query: object, found: string[]][] = [
  ['equality', { v: 5 }, ['int']],
  ['equality with null, which also matches a missing field,', { v: null }, ['null', 'missing']],
  ['equality with an array element', { v: 7 }, ['list']],
  ['equality with a whole array', { v: [3, 7] }, ['list']],
  ['equality with an embedded document', { v: { x: 5 } }, ['doc', 'docs']],
  ['$eq', { v: { $eq: 'five' } }, ['text']],
  [
    '$ne of null, which excludes a missing field, too,',
    { v: { $ne: null } },
    ['int', 'double', 'text', 'true', 'date', 'list', 'empty', 'doc', 'docs'],
  ],
  ['$ne of an array element', { v: { $ne: 3 } }, documents.map(({ _id }) => _id).filter((id) => id !== 'list')],
  ['$gt of a number, which matches numbers only,', { v: { $gt: 4 } }, ['int', 'double', 'list']],
  ['$gte of null', { v: { $gte: null } }, ['null', 'missing']],
  ['$gt of null', { v: { $gt: null } }, []],
  ['$lt of a string', { v: { $lt: 'g' } }, ['text']],
  ['$lte of a date', { v: { $lte: new Date(5) } }, ['date']],
  ['$gt of a boolean', { v: { $gt: false } }, ['true']],
  ['a range whose ends two different elements satisfy', { v: { $gt: 6, $lt: 4 } }, ['list']],
  ['$in', { v: { $in: [5, 'five', true] } }, ['int', 'text', 'true']],
  ['an empty $in', { v: { $in: [] } }, []],
  ['$in with null', { v: { $in: [null] } }, ['null', 'missing']],
  ['$in with a regular expression', { v: { $in: [/^fi/] } }, ['text']],
  ['$nin', { v: { $nin: [5, 5.5, null, 3] } }, ['text', 'true', 'date', 'empty', 'doc', 'docs']],
  ['$exists', { v: { $exists: false } }, ['missing']],
  ['$exists on a null field', { v: { $exists: true, $type: 'null' } }, ['null']],
  ['$type', { v: { $type: 'double' } }, ['double']],
  ['$type of array elements', { v: { $type: ['int', 'date'] } }, ['int', 'date', 'list']],
  ['$type number', { v: { $type: 'number' } }, ['int', 'double', 'list']],
  ['$mod', { v: { $mod: [5, 0] } }, ['int', 'double']],
  ['$size', { v: { $size: 2 } }, ['list', 'docs']],
  ['$size 0', { v: { $size: 0 } }, ['empty']],
  ['$all', { v: { $all: [7, 3] } }, ['list']],
  ['$all of one value', { v: { $all: [5] } }, ['int']],
  ['an empty $all', { v: { $all: [] } }, []],
  ['$all with $elemMatch', { v: { $all: [{ $elemMatch: { x: 5 } }, { $elemMatch: { y: 1 } }] } }, ['docs']],
  ['$elemMatch on values', { v: { $elemMatch: { $gt: 4, $lt: 8 } } }, ['list']],
  ['$elemMatch whose conditions no single element satisfies', { v: { $elemMatch: { x: 5, y: 1 } } }, []],
  ['$elemMatch on documents', { v: { $elemMatch: { x: { $gt: 6 }, y: 1 } } }, ['docs']],
  ['a dotted path through an array', { 'v.x': 9 }, ['docs']],
  ['a dotted path with a position', { 'v.1': 7 }, ['list']],
  ['a position of a document in an array', { 'v.0.x': 5 }, ['docs']],
  [
    'a dotted path that ends early',
    { 'v.x': null },
    documents.map(({ _id }) => _id).filter((id) => !['doc', 'docs', 'list', 'empty'].includes(id)),
  ],
  ['$regex', { v: { $regex: '^FI', $options: 'i' } }, ['text']],
  ['a regular expression as the value', { v: /ve$/ }, ['text']],
  [
    '$not',
    { v: { $not: { $gt: 4 } } },
    documents.map(({ _id }) => _id).filter((id) => !['int', 'double', 'list'].includes(id)),
  ],
  ['$not of a regular expression', { $and: [{ v: { $type: 'string' } }, { v: { $not: /^f/ } }] }, []],
  ['$and of one field', { $and: [{ v: { $gt: 4 } }, { v: { $lt: 5.2 } }] }, ['int', 'list']],
  ['$or', { $or: [{ v: 5 }, { v: 'five' }] }, ['int', 'text']],
  ['$nor', { $nor: [{ v: { $exists: true } }] }, ['missing']],
  [
    '$expr, which compares all types and arrays as a whole,',
    { $expr: { $gt: ['$v', 5] } },
    ['double', 'text', 'true', 'date', 'list', 'empty', 'doc', 'docs'],
  ],
  ['$expr between fields', { $expr: { $eq: ['$_id', 'int'] } }, ['int']],
  ['$bitsAllSet', { v: { $bitsAllSet: 5 } }, ['int', 'list']],
  ['an ignored $comment', { $comment: 'x', v: 5 }, ['int']],
  ['the name of an inherited property', { 'constructor.name': 'Object' }, []],
  ['the name toString', { toString: { $exists: true } }, []],
];

describe('query operators', () => {
  const testDatabase = new TestDatabase();
  testDatabase.insert('things', ...documents);
  it.each(table)('A query by %s finds the same documents as in MongoDB', (_, query, found) => {
    expect(testDatabase.findIds('things', query)).toEqual(found);
  });
});

const refused: [subject: string, query: object, message: RegExp][] = [
  ['an operator at the top', { $gt: '' }, /unknown top level operator: \$gt/],
  ['code in $where', { $where: 'sleep(1000) || true' }, /unknown top level operator: \$where/],
  ['an unknown operator', { v: { $foo: 1 } }, /unknown operator: \$foo/],
  ['$expr below a field', { v: { $expr: { $eq: [1, 1] } } }, /unknown operator: \$expr/],
  ['a field among operators', { v: { $gt: 1, x: 1 } }, /unknown operator: x/],
  ['$in without an array', { v: { $in: 5 } }, /needs an array/],
  ['operators inside $in', { v: { $in: [{ $gt: 1 }] } }, /cannot nest \$/],
  ['an empty $and', { $and: [] }, /nonempty array/],
  ['$or of scalars', { $or: [1] }, /full objects/],
  ['$not of a value', { v: { $not: 5 } }, /\$not needs/],
  ['$size of a fraction', { v: { $size: 1.5 } }, /\$size/],
  ['$mod by zero', { v: { $mod: [0, 1] } }, /divisor cannot be 0/],
  ['an invalid regular expression', { v: { $regex: '(' } }, /invalid regular expression/],
  [
    'unsupported regular expression options',
    { v: { $regex: 'a', $options: 'x' } },
    /unsupported regular expression options/,
  ],
  ['an unknown type', { v: { $type: 'thing' } }, /Unknown type name/],
  [
    'code in an expression',
    { $expr: { $function: { body: 'return 1', args: [], lang: 'js' } } },
    /Unrecognized expression '\$function'/,
  ],
  ['an unknown expression', { $expr: { $foo: 1 } }, /Unrecognized expression '\$foo'/],
  [
    '$nearSphere without an index',
    { v: { $nearSphere: { $geometry: { type: 'Point', coordinates: [0, 0] } } } },
    /unable to find index/,
  ],
];

describe('refused queries', () => {
  const testDatabase = new TestDatabase();
  it.each(refused)('A query with %s is refused even on an empty collection', (_, query, message) => {
    expect(() => testDatabase.find('things', query)).toThrow(message);
  });
});
