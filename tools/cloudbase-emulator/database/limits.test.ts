import { expect, it } from 'vitest';
import { TestDatabase } from './testing/test-database';

const createMany = (count: number) => {
  const testDatabase = new TestDatabase();
  testDatabase.insert('things', ...Array.from({ length: count }, (_, n) => ({ _id: n })));
  return testDatabase;
};

it('getDocument returns 100 documents by default and 1000 at most, and refuses a negative limit', () => {
  const testDatabase = createMany(1100);
  const rows = (limit?: number) => testDatabase.find('things', {}, { limit: limit as number }).length;
  const withoutLimit = testDatabase.call('getDocument', { collectionName: 'things', queryType: 'WHERE' })['list'];
  expect(withoutLimit).toHaveLength(100);
  expect([0, 7, 1000, 5000].map(rows)).toEqual([100, 7, 1000, 1000]);
  expect(() => rows(-1)).toThrow(/INVALID_PARAM/);
  expect(() => rows(1.5)).toThrow(/INVALID_PARAM/);
  expect(testDatabase.find('things', {}, { limit: 2, offset: 5, order: { _id: -1 } })).toEqual([
    { _id: 1094 },
    { _id: 1093 },
  ]);
});

it('aggregateDocuments returns 20 rows without a $limit and 10,000 at most', () => {
  const testDatabase = createMany(10_050);
  expect(testDatabase.aggregate('things', { $match: {} })).toHaveLength(20);
  expect(testDatabase.aggregate('things', { $limit: 30 })).toHaveLength(30);
  expect(testDatabase.aggregate('things', { $limit: 20_000 })).toHaveLength(10_000);
  expect(testDatabase.aggregate('things', { $count: 'n' })).toEqual([{ n: 10_050 }]);
});

it('A document deeper or larger than MongoDB allows is refused', () => {
  const testDatabase = new TestDatabase();
  const deep = `${'{"a":'.repeat(120)}1${'}'.repeat(120)}`;
  expect(() => testDatabase.call('insertDocument', { collectionName: 'things', data: [deep] })).toThrow(
    /nested deeper than 100/,
  );
  expect(() => testDatabase.insert('things', { a: 'x'.repeat(17_000_000) })).toThrow(/exceeds 16 MB/);
});
