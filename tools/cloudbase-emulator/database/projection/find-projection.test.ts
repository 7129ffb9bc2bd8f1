import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

const document = { _id: 'x', a: 1, b: { c: 2, d: 3 }, list: [{ n: 1, m: 1 }, { n: 2 }, 5], tags: [1, 2, 3, 4] };

const table: [subject: string, projection: object, result: object][] = [
  ['an included field', { a: 1 }, { _id: 'x', a: 1 }],
  ['an included field and no _id', { a: true, _id: 0 }, { a: 1 }],
  ['excluded fields', { b: 0, list: 0, tags: 0 }, { _id: 'x', a: 1 }],
  ['_id alone', { _id: 1 }, { _id: 'x' }],
  ['everything but _id', { _id: 0, b: false, list: 0, tags: 0 }, { a: 1 }],
  ['a dotted path', { 'b.c': 1 }, { _id: 'x', b: { c: 2 } }],
  ['a nested path', { b: { d: 1 } }, { _id: 'x', b: { d: 3 } }],
  ['an excluded dotted path', { 'b.c': 0, list: 0, tags: 0 }, { _id: 'x', a: 1, b: { d: 3 } }],
  ['a path through an array, which omits scalars,', { 'list.n': 1 }, { _id: 'x', list: [{ n: 1 }, { n: 2 }] }],
  [
    'an excluded path through an array, which keeps scalars,',
    { 'list.n': 0, a: 0, b: 0, tags: 0 },
    { _id: 'x', list: [{ m: 1 }, {}, 5] },
  ],
  ['a missing field', { z: 1 }, { _id: 'x' }],
  ['$slice beside exclusions', { tags: { $slice: 2 }, b: 0, list: 0 }, { _id: 'x', a: 1, tags: [1, 2] }],
  ['a negative $slice beside an inclusion', { a: 1, tags: { $slice: -1 } }, { _id: 'x', a: 1, tags: [4] }],
  ['a $slice from a position', { _id: 0, a: 1, tags: { $slice: [1, 2] } }, { a: 1, tags: [2, 3] }],
  [
    '$elemMatch, which keeps the first match,',
    { list: { $elemMatch: { n: { $gt: 1 } } } },
    { _id: 'x', list: [{ n: 2 }] },
  ],
];

describe('field()', () => {
  const testDatabase = new TestDatabase();
  testDatabase.insert('things', document);
  it.each(table)('A projection of %s gives the same document as in MongoDB', (_, projection, result) => {
    const [projected] = testDatabase.find('things', {}, { projection });
    expect(JSON.stringify(projected)).toBe(JSON.stringify(result));
  });

  it.each([
    [{ a: 1, b: 0 }, /mix of inclusion and exclusion/],
    [{ b: 1, 'b.c': 1 }, /Path collision/],
    [{ a: 'x' }, /Unsupported projection/],
    [{ a: { $meta: 'textScore' } }, /Unsupported projection/],
    [{ tags: { $slice: 'x' } }, /\$slice only supports/],
  ])('The projection %j is refused', (projection, message) => {
    expect(() => testDatabase.find('things', {}, { projection })).toThrow(message);
  });
});
