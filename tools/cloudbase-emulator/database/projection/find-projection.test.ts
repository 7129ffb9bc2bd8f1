import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

const document = { _id: 'x', a: 1, b: { c: 2, d: 3 }, list: [{ n: 1, m: 1 }, { n: 2 }, 5], tags: [1, 2, 3, 4] };

const table: [title: string, projection: object, result: object][] = [
  ['inclusion keeps _id', { a: 1 }, { _id: 'x', a: 1 }],
  ['inclusion without _id', { a: true, _id: 0 }, { a: 1 }],
  ['exclusion', { b: 0, list: 0, tags: 0 }, { _id: 'x', a: 1 }],
  ['_id alone', { _id: 1 }, { _id: 'x' }],
  ['all but _id', { _id: 0, b: false, list: 0, tags: 0 }, { a: 1 }],
  ['dotted', { 'b.c': 1 }, { _id: 'x', b: { c: 2 } }],
  ['nested is dotted', { b: { d: 1 } }, { _id: 'x', b: { d: 3 } }],
  ['dotted exclusion', { 'b.c': 0, list: 0, tags: 0 }, { _id: 'x', a: 1, b: { d: 3 } }],
  ['through arrays, scalars left out', { 'list.n': 1 }, { _id: 'x', list: [{ n: 1 }, { n: 2 }] }],
  [
    'exclusion through arrays, scalars kept',
    { 'list.n': 0, a: 0, b: 0, tags: 0 },
    { _id: 'x', list: [{ m: 1 }, {}, 5] },
  ],
  ['nothing there', { z: 1 }, { _id: 'x' }],
  ['$slice leaves the rest', { tags: { $slice: 2 }, b: 0, list: 0 }, { _id: 'x', a: 1, tags: [1, 2] }],
  ['$slice of the last, beside an inclusion', { a: 1, tags: { $slice: -1 } }, { _id: 'x', a: 1, tags: [4] }],
  ['$slice from a position', { _id: 0, a: 1, tags: { $slice: [1, 2] } }, { a: 1, tags: [2, 3] }],
  ['$elemMatch gives the first', { list: { $elemMatch: { n: { $gt: 1 } } } }, { _id: 'x', list: [{ n: 2 }] }],
];

describe('field() gives what MongoDB projects', () => {
  const opened = new TestDatabase();
  opened.insert('things', document);
  it.each(table)('%s', (_, projection, result) => {
    const [projected] = opened.find('things', {}, { projection });
    expect(JSON.stringify(projected)).toBe(JSON.stringify(result));
  });

  it.each([
    [{ a: 1, b: 0 }, /mix of inclusion and exclusion/],
    [{ b: 1, 'b.c': 1 }, /Path collision/],
    [{ a: 'x' }, /Unsupported projection/],
    [{ a: { $meta: 'textScore' } }, /Unsupported projection/],
    [{ tags: { $slice: 'x' } }, /\$slice only supports/],
  ])('refuses %j', (projection, message) => {
    expect(() => opened.find('things', {}, { projection })).toThrow(message);
  });
});
