import { describe, expect, it } from 'vitest';
import { toCanonicalEjson, TestDatabase } from '../testing/test-database';

/** Before, update, after (without `_id`); `updated` is 1 exactly when they differ. */
const table: [title: string, before: object, update: object, after: object][] = [
  ['$set', { a: 1 }, { $set: { a: 2, b: { c: 1 } } }, { a: 2, b: { c: 1 } }],
  ['$set makes the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
  ['$set of an element', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
  ['$set beyond the end pads with null', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
  ['$set of an element of an element', { a: [{ b: 1 }] }, { $set: { 'a.0.b': 2 } }, { a: [{ b: 2 }] }],
  ['$set to the same changes nothing', { a: 1 }, { $set: { a: 1 } }, { a: 1 }],
  ['$set of null', { a: 1 }, { $set: { a: null } }, { a: null }],
  ['$unset', { a: 1, b: 2 }, { $unset: { a: '', 'b.c': '', d: '' } }, { b: 2 }],
  ['$unset of an element', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
  ['$inc', { a: 1 }, { $inc: { a: 2.5, b: -1 } }, { a: 3.5, b: -1 }],
  ['$mul', { a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
  ['$min takes the less', { a: 3, b: 3 }, { $min: { a: 1, b: 5, c: 7 } }, { a: 1, b: 3, c: 7 }],
  ['$max takes the greater', { a: 3, b: 3 }, { $max: { a: 1, b: 5 } }, { a: 3, b: 5 }],
  ['$max of dates', { at: new Date(5) }, { $max: { at: new Date(9) } }, { at: new Date(9) }],
  ['$min compares types', { a: 'x' }, { $min: { a: 5 } }, { a: 5 }],
  ['$rename', { a: 1, b: { c: 2 } }, { $rename: { a: 'z', 'b.c': 'y' } }, { b: {}, z: 1, y: 2 }],
  ['$rename of nothing', { a: 1 }, { $rename: { x: 'y' } }, { a: 1 }],
  ['$bit and', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
  ['$bit or, missing counts as 0', {}, { $bit: { a: { or: 5 } } }, { a: 5 }],
  ['$bit xor', { a: 1 }, { $bit: { a: { xor: 5 } } }, { a: 4 }],
  ['$currentDate', {}, { $currentDate: { at: true } }, { at: new Date(1_700_000_000_000) }],
  ['$setOnInsert means nothing on a found document', { a: 1 }, { $setOnInsert: { b: 1 }, $set: { a: 2 } }, { a: 2 }],
  ['$push', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
  ['$push makes the array', {}, { $push: { a: { $each: [1, 2] } } }, { a: [1, 2] }],
  ['$push of an array without $each is one element', { a: [] }, { $push: { a: [1, 2] } }, { a: [[1, 2]] }],
  ['$push $position', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
  ['$push $position from the end', { a: [1, 3] }, { $push: { a: { $each: [2], $position: -1 } } }, { a: [1, 2, 3] }],
  ['$push $slice keeps the first', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: 2 } } }, { a: [1, 2] }],
  ['$push $slice keeps the last', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
  ['$push $sort', { a: [3] }, { $push: { a: { $each: [1, 2], $sort: -1 } } }, { a: [3, 2, 1] }],
  [
    '$push $sort by field, then $slice',
    { a: [{ n: 3 }] },
    { $push: { a: { $each: [{ n: 1 }, { n: 2 }], $sort: { n: 1 }, $slice: 2 } } },
    { a: [{ n: 1 }, { n: 2 }] },
  ],
  ['$pop last', { a: [1, 2] }, { $pop: { a: 1 } }, { a: [1] }],
  ['$pop first', { a: [1, 2] }, { $pop: { a: -1 } }, { a: [2] }],
  ['$pop of nothing', { b: [] }, { $pop: { a: 1, b: 1 } }, { b: [] }],
  ['$addToSet', { a: [1] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
  ['$addToSet of what is there', { a: [{ x: 1 }] }, { $addToSet: { a: { x: 1 } } }, { a: [{ x: 1 }] }],
  ['$addToSet $each', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
  ["$addToSet of the SDK's {each}", { a: [] }, { $addToSet: { a: { each: [1] } } }, { a: [{ each: [1] }] }],
  ['$pull a value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by operators', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  ['$pull documents by a query', { a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
  ['$pull from nothing', {}, { $pull: { a: 1 } }, {}],
  ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['two operators at once', { a: 1, l: [] }, { $inc: { a: 1 }, $push: { l: 'x' } }, { a: 2, l: ['x'] }],
  ['all positions', { a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 10 } }, { a: [{ n: 11 }, { n: 12 }] }],
];

describe('an update does what MongoDB does', () => {
  it.each(table)('%s', (_, before, update, after) => {
    const opened = new TestDatabase();
    opened.insert('things', { _id: 'x', ...before });
    expect(opened.update('things', { _id: 'x' }, update)).toBe(
      toCanonicalEjson(before) === toCanonicalEjson(after) ? 0 : 1,
    );
    expect(toCanonicalEjson(opened.findOnly() ?? {})).toBe(toCanonicalEjson({ _id: 'x', ...after }));
  });

  it('the positional $ is the element the query matched', () => {
    const opened = new TestDatabase();
    opened.insert('things', {
      _id: 'x',
      list: [
        { id: 'a', n: 1 },
        { id: 'b', n: 1 },
      ],
      tags: ['p', 'q'],
    });
    opened.update('things', { 'list.id': 'b' }, { $inc: { 'list.$.n': 5 } });
    opened.update('things', { tags: 'q' }, { $set: { 'tags.$': 'z' } });
    expect(opened.findOnly()).toEqual({
      _id: 'x',
      list: [
        { id: 'a', n: 1 },
        { id: 'b', n: 6 },
      ],
      tags: ['p', 'z'],
    });
  });
});

const refused: [title: string, before: object, update: object, message: RegExp][] = [
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
  ['$set through an array by name', { a: [{ b: 1 }] }, { $set: { 'a.b': 1 } }, /Cannot create field 'b'/],
  ['$set of _id', {}, { $set: { _id: 'y' } }, /immutable field '_id'/],
  ['$unset of _id', {}, { $unset: { _id: '' } }, /immutable field '_id'/],
  ['one path twice', {}, { $set: { a: 1 }, $inc: { a: 1 } }, /would create a conflict at 'a'/],
  ['a path and a part of it', {}, { $set: { a: 1, 'a.b': 1 } }, /would create a conflict/],
  ['an operator as a value', {}, { $set: { a: { $gt: 1 } } }, /Invalid Key Name: \$gt/],
  ['an operator in a path', {}, { $set: { 'a.$x': 1 } }, /not valid for storage/],
  ['an unknown operator', {}, { $foo: { a: 1 } }, /Unknown modifier: \$foo/],
  ['no operator', {}, { a: 1 }, /must contain key beginning with '\$'/],
  ['nothing at all', {}, {}, /at least one element/],
  ['an empty operator', {}, { $set: {} }, /'\$set' is empty/],
  ['an empty field name', {}, { $set: { 'a..b': 1 } }, /empty field name/],
  ['an unknown clause of $push', { a: [] }, { $push: { a: { $each: [1], $foo: 1 } } }, /Unrecognized clause/],
  ['$each without a list', { a: [] }, { $push: { a: { $each: 1 } } }, /\$each in \$push must be an array/],
  ['a position nobody matched', { a: [1] }, { $set: { 'a.$': 2 } }, /did not find the match/],
  ['a position by a filter', { a: [1] }, { $set: { 'a.$[x]': 2 } }, /No array filter found for identifier 'x'/],
  ['padding without end', { a: [] }, { $set: { 'a.9999999': 1 } }, /backfill/],
];

describe('an update is refused and changes nothing', () => {
  it.each(refused)('%s', (_, before, update, message) => {
    const opened = new TestDatabase();
    opened.insert('things', { _id: 'x', ...before });
    expect(() => opened.update('things', { _id: 'x' }, { ...update })).toThrow(message);
    expect(opened.findOnly()).toEqual({ _id: 'x', ...before });
  });

  it('a multi update that one document cannot take changes none', () => {
    const opened = new TestDatabase();
    opened.insert('things', { _id: 1, n: 1 }, { _id: 2, n: 'x' });
    expect(() => opened.update('things', {}, { $inc: { n: 1 } }, { multi: true })).toThrow(/non-numeric/);
    expect(opened.find('things', {})).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 'x' },
    ]);
    expect(opened.cost?.documentsWritten).toBe(0);
  });
});
