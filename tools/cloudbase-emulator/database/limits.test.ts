import { expect, it } from 'vitest';
import { TestDatabase } from './testing/test-database';

const many = (count: number) => {
  const opened = new TestDatabase();
  opened.insert('things', ...Array.from({ length: count }, (_, n) => ({ _id: n })));
  return opened;
};

it('get: 100 unless asked, 1000 at most, zero is the default, negative is refused', () => {
  const opened = many(1100);
  const rows = (limit?: number) => opened.find('things', {}, { limit: limit as number }).length;
  const withoutLimit = opened.call('getDocument', { collectionName: 'things', queryType: 'WHERE' })['list'];
  expect(withoutLimit).toHaveLength(100);
  expect([0, 7, 1000, 5000].map(rows)).toEqual([100, 7, 1000, 1000]);
  expect(() => rows(-1)).toThrow(/INVALID_PARAM/);
  expect(() => rows(1.5)).toThrow(/INVALID_PARAM/);
  expect(opened.find('things', {}, { limit: 2, offset: 5, order: { _id: -1 } })).toEqual([
    { _id: 1094 },
    { _id: 1093 },
  ]);
});

it('aggregate: 20 rows unless a $limit says otherwise, 10000 at most', () => {
  const opened = many(10_050);
  expect(opened.aggregate('things', { $match: {} })).toHaveLength(20);
  expect(opened.aggregate('things', { $limit: 30 })).toHaveLength(30);
  expect(opened.aggregate('things', { $limit: 20_000 })).toHaveLength(10_000);
  expect(opened.aggregate('things', { $count: 'n' })).toEqual([{ n: 10_050 }]);
});

it('a document deeper than MongoDB allows is refused, and so is one too large', () => {
  const opened = new TestDatabase();
  const deep = `${'{"a":'.repeat(120)}1${'}'.repeat(120)}`;
  expect(() => opened.call('insertDocument', { collectionName: 'things', data: [deep] })).toThrow(
    /nested deeper than 100/,
  );
  expect(() => opened.insert('things', { a: 'x'.repeat(17_000_000) })).toThrow(/exceeds 16 MB/);
});
