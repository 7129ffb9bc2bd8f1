import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexDescription } from '../contract';
import { TestDatabase } from '../testing/test-database';

const byPlace: IndexDescription = { name: 'by_place', keys: [['at', '2dsphere']] };
const byKindAndPlace: IndexDescription = {
  name: 'by_kind_and_place',
  keys: [
    ['kind', 1],
    ['at', '2dsphere'],
  ],
};

type Position = readonly [number, number];
const point = ([longitude, latitude]: Position): object => ({ type: 'Point', coordinates: [longitude, latitude] });

/** A thousand points on a grid of a hundredth of a degree, about a kilometre apart. */
const grid = Array.from({ length: 1000 }, (_, n) => ({
  _id: n,
  kind: n % 10,
  at: point([121 + (n % 40) / 100, 31 + Math.floor(n / 40) / 100]),
}));

function createGrid(...indexes: IndexDescription[]): TestDatabase {
  const testDatabase = new TestDatabase({ things: indexes });
  testDatabase.insert('things', ...grid);
  return testDatabase;
}

const near = (more: object = {}): object => ({ $nearSphere: { $geometry: point([121.2, 31.12]), ...more } });
const circle = (metres: number): object => ({ $geoWithin: { $centerSphere: [[121.2, 31.12], metres / 6_378_100] } });

describe('2dsphere indexes', () => {
  it.each([
    ['$geoWithin a circle', { at: circle(3000) }, 1000],
    ['$nearSphere with a $maxDistance', { at: near({ $maxDistance: 3000 }) }, 1000],
  ])('A 2dsphere index serves a query by %s and examines few other documents', (_, query) => {
    const testDatabase = createGrid(byPlace);
    const found = testDatabase.findIds('things', query).length;
    expect(found).toBeGreaterThan(20);
    const [access] = testDatabase.cost!.accesses;
    expect(access?.index).toBe('by_place');
    expect(access?.documentsExamined).toBeLessThan(found * 3);
  });

  it('A 2dsphere index reads little more than the requested nearest documents', () => {
    const testDatabase = createGrid(byPlace);
    expect(testDatabase.find('things', { at: near() }, { limit: 5 })).toHaveLength(5);
    expect(testDatabase.cost!.documentsExamined).toBeLessThan(50);
    expect(testDatabase.aggregate('things', geoNear(), { $limit: 5 })).toHaveLength(5);
    expect(testDatabase.cost!.documentsExamined).toBeLessThan(50);
  });

  it('A 2dsphere field after fixed fields restricts the read to their part of the index', () => {
    const testDatabase = createGrid(byPlace, byKindAndPlace);
    expect(testDatabase.find('things', { kind: 3, at: near() }, { limit: 5 })).toHaveLength(5);
    expect(testDatabase.cost?.accesses[0]).toMatchObject({ index: 'by_kind_and_place' });
    expect(testDatabase.cost!.documentsExamined).toBeLessThan(30);
    const found = testDatabase.findIds('things', { kind: 3, at: circle(5000) }).length;
    expect(testDatabase.cost!.accesses).toMatchObject([{ index: 'by_kind_and_place' }]);
    expect(testDatabase.cost!.documentsExamined).toBeLessThan(found * 3);
  });

  it('A 2dsphere index is sparse and serves only queries that require a geometry', () => {
    const testDatabase = new TestDatabase({ things: [byKindAndPlace] });
    testDatabase.insert('things', { _id: 'nowhere', kind: 1 }, { _id: 'here', kind: 1, at: point([0, 0]) });
    expect(testDatabase.findIds('things', { kind: 1 })).toEqual(['nowhere', 'here']);
    expect(testDatabase.cost?.accesses[0]?.index).toBeNull();
  });

  it('A 2dsphere index refuses documents with an invalid geometry', () => {
    const testDatabase = new TestDatabase({ things: [byPlace] });
    const bad = [{ type: 'Point', coordinates: [200, 0] }, 'Shanghai', { type: 'Blob' }];
    for (const at of bad) expect(() => testDatabase.insert('things', { at })).toThrow(/Can't extract geo keys/);
    testDatabase.insert('things', { _id: 'a', at: [121, 31] });
    expect(() => testDatabase.update('things', { _id: 'a' }, { $set: { at: 5 } })).toThrow(/Can't extract geo keys/);
    expect(testDatabase.findIds('things', { at: circle(50_000) })).toEqual(['a']);
  });

  it('A 2dsphere index follows a document whose geometry changes', () => {
    const testDatabase = new TestDatabase({ things: [byPlace] });
    testDatabase.insert('things', { _id: 'a', at: point([121.2, 31.12]) });
    testDatabase.update('things', { _id: 'a' }, { $set: { at: point([116, 39]) } });
    expect(testDatabase.findIds('things', { at: circle(5000) })).toEqual([]);
    testDatabase.update('things', { _id: 'a' }, { $set: { at: point([121.2, 31.12]) } });
    expect(testDatabase.findIds('things', { at: circle(5000) })).toEqual(['a']);
  });

  it('A 2dsphere index finds a document with several geometries once', () => {
    const testDatabase = new TestDatabase({ things: [byPlace] });
    testDatabase.insert('things', { _id: 'chain', at: [point([121.2, 31.12]), point([121.21, 31.12]), point([0, 0])] });
    expect(testDatabase.findIds('things', { at: near() })).toEqual(['chain']);
    expect(testDatabase.findIds('things', { at: circle(5000) })).toEqual(['chain']);
  });
});

function geoNear(): object {
  return { $geoNear: { near: point([121.2, 31.12]), distanceField: 'distance', spherical: true } };
}

const position = fc.tuple(
  fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, 180, 179.999, -179.999, 0)),
  fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 0, 89.999)),
);
const square = fc.tuple(position, fc.constantFrom(0.01, 1, 40)).map(([[west, south], size]) => {
  const [east, north] = [Math.min(west + size, 180), Math.min(south + size, 90)];
  return {
    type: 'Polygon',
    coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]], // oxfmt-ignore
  };
});
const line = fc.tuple(position, position).map((ends) => ({ type: 'LineString', coordinates: ends }));
const geometry = fc.oneof(position.map(point), position, square, line);
const radius = fc.constantFrom(0, 1, 5000, 1_000_000, 12_000_000, 30_000_000);

const region = fc.oneof(
  square.map((geometry) => ({ $geoWithin: { $geometry: geometry } })),
  fc
    .tuple(position, radius)
    .map(([center, metres]) => ({ $geoWithin: { $centerSphere: [center, metres / 6_378_100] } })),
  fc.oneof(square, line, position.map(point)).map((geometry) => ({ $geoIntersects: { $geometry: geometry } })),
);

/** Random geometries rarely lie close together, so a few points are added. */
const documents = fc
  .tuple(fc.array(geometry, { minLength: 1, maxLength: 12 }), fc.array(position, { maxLength: 4 }))
  .map(([geometries, positions]) =>
    [...geometries, ...positions.map(point)].map((at, _id) => ({ _id, kind: _id % 2, at })),
  );

it('A 2dsphere index finds the same documents as a full scan', () => {
  fc.assert(
    fc.property(documents, region, fc.boolean(), (things, at, isKindFixed) => {
      const testDatabase = new TestDatabase({ indexed: [byPlace, byKindAndPlace], plain: [] });
      for (const collection of ['indexed', 'plain']) testDatabase.insert(collection, ...things);
      const query = isKindFixed ? { kind: 1, at } : { at };
      const order = { _id: 1 };
      expect(testDatabase.findIds('indexed', query, { order })).toEqual(
        testDatabase.findIds('plain', query, { order }),
      );
    }),
    { numRuns: 150, seed: 20261122 },
  );
});

it('$geoNear finds all documents in range, ordered by distance', () => {
  fc.assert(
    fc.property(documents, position, radius, (things, center, metres) => {
      const testDatabase = new TestDatabase({ things: [byPlace] });
      testDatabase.insert('things', ...things);
      const nearSphere = { $nearSphere: { $geometry: point(center), $maxDistance: metres } };
      const stage = { $geoNear: { near: point(center), distanceField: 'd', maxDistance: metres, spherical: true } };
      const distances = testDatabase.aggregate('things', stage, { $limit: 100 }).map(({ d }) => Number(d));
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
      expect(testDatabase.find('things', { at: nearSphere })).toHaveLength(distances.length);
      const within = { $geoWithin: { $centerSphere: [center, metres / 6_378_100] } };
      expect(distances.length).toBeLessThanOrEqual(testDatabase.findIds('things', { at: within }).length + 1);
      expect(testDatabase.aggregate('things', { $match: { at: within } }, { $limit: 100 }).length).toBeLessThanOrEqual(
        distances.length + 1,
      );
    }),
    { numRuns: 150, seed: 20261122 },
  );
});
