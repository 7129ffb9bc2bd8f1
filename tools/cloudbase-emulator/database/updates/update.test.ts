import { describe, expect, it } from 'vitest';
import { toCanonicalEjson, TestDatabase } from '../testing/test-database';

/** Documents before and after an update, without `_id`. `updated` is 1 exactly when they differ. */
const table: [subject: string, before: object, update: object, after: object][] = [
  ['$set', { a: 1 }, { $set: { a: 2, b: { c: 1 } } }, { a: 2, b: { c: 1 } }],
  ['$set of a path through missing documents', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
  ['$set of an array element', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
  ['$set beyond the end of an array', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
  ['$set of a field in an array element', { a: [{ b: 1 }] }, { $set: { 'a.0.b': 2 } }, { a: [{ b: 2 }] }],
  ['$set to the present value', { a: 1 }, { $set: { a: 1 } }, { a: 1 }],
  ['$set to null', { a: 1 }, { $set: { a: null } }, { a: null }],
  ['$unset', { a: 1, b: 2 }, { $unset: { a: '', 'b.c': '', d: '' } }, { b: 2 }],
  ['$unset of an array element', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
  ['$inc', { a: 1 }, { $inc: { a: 2.5, b: -1 } }, { a: 3.5, b: -1 }],
  ['$mul', { a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
  ['$min', { a: 3, b: 3 }, { $min: { a: 1, b: 5, c: 7 } }, { a: 1, b: 3, c: 7 }],
  ['$max', { a: 3, b: 3 }, { $max: { a: 1, b: 5 } }, { a: 3, b: 5 }],
  ['$max of dates', { at: new Date(5) }, { $max: { at: new Date(9) } }, { at: new Date(9) }],
  ['$min of different types', { a: 'x' }, { $min: { a: 5 } }, { a: 5 }],
  ['$rename', { a: 1, b: { c: 2 } }, { $rename: { a: 'z', 'b.c': 'y' } }, { b: {}, z: 1, y: 2 }],
  ['$rename of a missing field', { a: 1 }, { $rename: { x: 'y' } }, { a: 1 }],
  ['$bit and', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
  ['$bit or on a missing field', {}, { $bit: { a: { or: 5 } } }, { a: 5 }],
  ['$bit xor', { a: 1 }, { $bit: { a: { xor: 5 } } }, { a: 4 }],
  ['$currentDate', {}, { $currentDate: { at: true } }, { at: new Date(1_700_000_000_000) }],
  ['$setOnInsert on an existing document', { a: 1 }, { $setOnInsert: { b: 1 }, $set: { a: 2 } }, { a: 2 }],
  ['$push', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
  ['$push to a missing field', {}, { $push: { a: { $each: [1, 2] } } }, { a: [1, 2] }],
  ['$push of an array without $each', { a: [] }, { $push: { a: [1, 2] } }, { a: [[1, 2]] }],
  ['$push at a $position', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
  ['$push at a negative $position', { a: [1, 3] }, { $push: { a: { $each: [2], $position: -1 } } }, { a: [1, 2, 3] }],
  ['$push with a positive $slice', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: 2 } } }, { a: [1, 2] }],
  ['$push with a negative $slice', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
  ['$push with $sort', { a: [3] }, { $push: { a: { $each: [1, 2], $sort: -1 } } }, { a: [3, 2, 1] }],
  [
    '$push with $sort by a field and $slice',
    { a: [{ n: 3 }] },
    { $push: { a: { $each: [{ n: 1 }, { n: 2 }], $sort: { n: 1 }, $slice: 2 } } },
    { a: [{ n: 1 }, { n: 2 }] },
  ],
  ['$pop of the last element', { a: [1, 2] }, { $pop: { a: 1 } }, { a: [1] }],
  ['$pop of the first element', { a: [1, 2] }, { $pop: { a: -1 } }, { a: [2] }],
  ['$pop of a missing field and an empty array', { b: [] }, { $pop: { a: 1, b: 1 } }, { b: [] }],
  ['$addToSet', { a: [1] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
  ['$addToSet of a present value', { a: [{ x: 1 }] }, { $addToSet: { a: { x: 1 } } }, { a: [{ x: 1 }] }],
  ['$addToSet with $each', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
  ["$addToSet of the SDK's {each}", { a: [] }, { $addToSet: { a: { each: [1] } } }, { a: [{ each: [1] }] }],
  ['$pull of a value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by operators', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  ['$pull of documents by a query', { a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
  ['$pull from a missing field', {}, { $pull: { a: 1 } }, {}],
  ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['two operators', { a: 1, l: [] }, { $inc: { a: 1 }, $push: { l: 'x' } }, { a: 2, l: ['x'] }],
  [
    'the all-positional operator $[]',
    { a: [{ n: 1 }, { n: 2 }] },
    { $inc: { 'a.$[].n': 10 } },
    { a: [{ n: 11 }, { n: 12 }] },
  ],
];

describe('update operators', () => {
  it.each(table)('An update by %s gives the same document as in MongoDB', (_, before, update, after) => {
    const testDatabase = new TestDatabase();
    testDatabase.insert('things', { _id: 'x', ...before });
    expect(testDatabase.update('things', { _id: 'x' }, update)).toBe(
      toCanonicalEjson(before) === toCanonicalEjson(after) ? 0 : 1,
    );
    expect(toCanonicalEjson(testDatabase.findOnly() ?? {})).toBe(toCanonicalEjson({ _id: 'x', ...after }));
  });

  it('The positional $ is the element that the query matched', () => {
    const testDatabase = new TestDatabase();
    testDatabase.insert('things', {
      _id: 'x',
      list: [
        { id: 'a', n: 1 },
        { id: 'b', n: 1 },
      ],
      tags: ['p', 'q'],
    });
    testDatabase.update('things', { 'list.id': 'b' }, { $inc: { 'list.$.n': 5 } });
    testDatabase.update('things', { tags: 'q' }, { $set: { 'tags.$': 'z' } });
    expect(testDatabase.findOnly()).toEqual({
      _id: 'x',
      list: [
        { id: 'a', n: 1 },
        { id: 'b', n: 6 },
      ],
      tags: ['p', 'z'],
    });
  });
});

const refused: [subject: string, before: object, update: object, message: RegExp][] = [
  ['$inc of a string', { a: 'x' }, { $inc: { a: 1 } }, /Cannot apply \$inc to a value of non-numeric type.*string/],
  ['$inc of null', { a: null }, { $inc: { a: 1 } }, /non-numeric type null/],
  ['$inc by a string', {}, { $inc: { a: '1' } }, /Cannot increment with non-numeric argument/],
  ['$mul of an array', { a: [] }, { $mul: { a: 1 } }, /Cannot apply \$mul/],
  ['$push to a scalar', { a: 1 }, { $push: { a: 1 } }, /must be an array but is of type int/],
  ['$push to null', { a: null }, { $push: { a: 1 } }, /must be an array but is of type null/],
  ['$addToSet to a string', { a: 'x' }, { $addToSet: { a: 1 } }, /must be an array/],
  ['$pull from a scalar', { a: 1 }, { $pull: { a: 1 } }, /Cannot apply \$pull to a non-array value/],
  ['$pop from a document', { a: {} }, { $pop: { a: 1 } }, /Cannot apply \$pop/],
  ['$pop by 2', { a: [1] }, { $pop: { a: 2 } }, /expects 1 or -1/],
  ['$bit of a string', { a: 'x' }, { $bit: { a: { and: 1 } } }, /non-integral/],
  ['$set through null', { a: null }, { $set: { 'a.b': 1 } }, /Cannot create field 'b' in element \{a: null\}/],
  ['$set through a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, /Cannot create field 'b' in element \{a: 1\}/],
  ['$set through an array by field name', { a: [{ b: 1 }] }, { $set: { 'a.b': 1 } }, /Cannot create field 'b'/],
  ['$set of _id', {}, { $set: { _id: 'y' } }, /immutable field '_id'/],
  ['$unset of _id', {}, { $unset: { _id: '' } }, /immutable field '_id'/],
  ['one path twice', {}, { $set: { a: 1 }, $inc: { a: 1 } }, /would create a conflict at 'a'/],
  ['a path and a part of it', {}, { $set: { a: 1, 'a.b': 1 } }, /would create a conflict/],
  ['an operator as a value', {}, { $set: { a: { $gt: 1 } } }, /Invalid Key Name: \$gt/],
  ['an operator in a path', {}, { $set: { 'a.$x': 1 } }, /not valid for storage/],
  ['an unknown operator', {}, { $foo: { a: 1 } }, /Unknown modifier: \$foo/],
  ['no operator', {}, { a: 1 }, /must contain key beginning with '\$'/],
  ['no fields at all', {}, {}, /at least one element/],
  ['an empty operator', {}, { $set: {} }, /'\$set' is empty/],
  ['an empty field name', {}, { $set: { 'a..b': 1 } }, /empty field name/],
  ['an unknown clause of $push', { a: [] }, { $push: { a: { $each: [1], $foo: 1 } } }, /Unrecognized clause/],
  ['$each without an array', { a: [] }, { $push: { a: { $each: 1 } } }, /\$each in \$push must be an array/],
  ['a position that the query did not match', { a: [1] }, { $set: { 'a.$': 2 } }, /did not find the match/],
  ['an array filter', { a: [1] }, { $set: { 'a.$[x]': 2 } }, /No array filter found for identifier 'x'/],
  ['excessive array padding', { a: [] }, { $set: { 'a.9999999': 1 } }, /backfill/],
];

describe('refused updates', () => {
  it.each(refused)('An update with %s is refused and changes nothing', (_, before, update, message) => {
    const testDatabase = new TestDatabase();
    testDatabase.insert('things', { _id: 'x', ...before });
    expect(() => testDatabase.update('things', { _id: 'x' }, { ...update })).toThrow(message);
    expect(testDatabase.findOnly()).toEqual({ _id: 'x', ...before });
  });

  it('A multi update that fails on one document changes none', () => {
    const testDatabase = new TestDatabase();
    testDatabase.insert('things', { _id: 1, n: 1 }, { _id: 2, n: 'x' });
    expect(() => testDatabase.update('things', {}, { $inc: { n: 1 } }, { multi: true })).toThrow(/non-numeric/);
    expect(testDatabase.find('things', {})).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 'x' },
    ]);
    expect(testDatabase.cost?.documentsWritten).toBe(0);
  });
});
