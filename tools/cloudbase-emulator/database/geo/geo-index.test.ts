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

type Place = readonly [number, number];
const point = ([longitude, latitude]: Place): object => ({ type: 'Point', coordinates: [longitude, latitude] });

/** A thousand places on a grid of a hundredth of a degree around one, a kilometre or so apart. */
const grid = Array.from({ length: 1000 }, (_, n) => ({
  _id: n,
  kind: n % 10,
  at: point([121 + (n % 40) / 100, 31 + Math.floor(n / 40) / 100]),
}));

function gridded(...indexes: IndexDescription[]): TestDatabase {
  const opened = new TestDatabase({ things: indexes });
  opened.insert('things', ...grid);
  return opened;
}

const near = (more: object = {}): object => ({ $nearSphere: { $geometry: point([121.2, 31.12]), ...more } });
const circle = (metres: number): object => ({ $geoWithin: { $centerSphere: [[121.2, 31.12], metres / 6_378_100] } });

describe('a 2dsphere index', () => {
  it.each([
    ['within a circle', { at: circle(3000) }, 1000],
    ['near, not beyond', { at: near({ $maxDistance: 3000 }) }, 1000],
  ])('serves what is asked for %s, and examines little else', (_, query) => {
    const opened = gridded(byPlace);
    const found = opened.findIds('things', query).length;
    expect(found).toBeGreaterThan(20);
    const [access] = opened.cost!.accesses;
    expect(access?.index).toBe('by_place');
    expect(access?.documentsExamined).toBeLessThan(found * 3);
  });

  it('reads no further than the nearest that are wanted', () => {
    const opened = gridded(byPlace);
    expect(opened.find('things', { at: near() }, { limit: 5 })).toHaveLength(5);
    expect(opened.cost!.documentsExamined).toBeLessThan(50);
    expect(opened.aggregate('things', geoNear(), { $limit: 5 })).toHaveLength(5);
    expect(opened.cost!.documentsExamined).toBeLessThan(50);
  });

  it('after fields that are known reads only their part', () => {
    const opened = gridded(byPlace, byKindAndPlace);
    expect(opened.find('things', { kind: 3, at: near() }, { limit: 5 })).toHaveLength(5);
    expect(opened.cost?.accesses[0]).toMatchObject({ index: 'by_kind_and_place' });
    expect(opened.cost!.documentsExamined).toBeLessThan(30);
    const found = opened.findIds('things', { kind: 3, at: circle(5000) }).length;
    expect(opened.cost!.accesses).toMatchObject([{ index: 'by_kind_and_place' }]);
    expect(opened.cost!.documentsExamined).toBeLessThan(found * 3);
  });

  it('serves nothing that does not ask for a place: it is sparse', () => {
    const opened = new TestDatabase({ things: [byKindAndPlace] });
    opened.insert('things', { _id: 'nowhere', kind: 1 }, { _id: 'here', kind: 1, at: point([0, 0]) });
    expect(opened.findIds('things', { kind: 1 })).toEqual(['nowhere', 'here']);
    expect(opened.cost?.accesses[0]?.index).toBeNull();
  });

  it('refuses documents whose place is none, and keeps them out', () => {
    const opened = new TestDatabase({ things: [byPlace] });
    const bad = [{ type: 'Point', coordinates: [200, 0] }, 'Shanghai', { type: 'Blob' }];
    for (const at of bad) expect(() => opened.insert('things', { at })).toThrow(/Can't extract geo keys/);
    opened.insert('things', { _id: 'a', at: [121, 31] });
    expect(() => opened.update('things', { _id: 'a' }, { $set: { at: 5 } })).toThrow(/Can't extract geo keys/);
    expect(opened.findIds('things', { at: circle(50_000) })).toEqual(['a']);
  });

  it('follows a document that moves', () => {
    const opened = new TestDatabase({ things: [byPlace] });
    opened.insert('things', { _id: 'a', at: point([121.2, 31.12]) });
    opened.update('things', { _id: 'a' }, { $set: { at: point([116, 39]) } });
    expect(opened.findIds('things', { at: circle(5000) })).toEqual([]);
    opened.update('things', { _id: 'a' }, { $set: { at: point([121.2, 31.12]) } });
    expect(opened.findIds('things', { at: circle(5000) })).toEqual(['a']);
  });

  it('finds a document by any of its several places, once', () => {
    const opened = new TestDatabase({ things: [byPlace] });
    opened.insert('things', { _id: 'chain', at: [point([121.2, 31.12]), point([121.21, 31.12]), point([0, 0])] });
    expect(opened.findIds('things', { at: near() })).toEqual(['chain']);
    expect(opened.findIds('things', { at: circle(5000) })).toEqual(['chain']);
  });
});

function geoNear(): object {
  return { $geoNear: { near: point([121.2, 31.12]), distanceField: 'away', spherical: true } };
}

const place = fc.tuple(
  fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, 180, 179.999, -179.999, 0)),
  fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 0, 89.999)),
);
const square = fc.tuple(place, fc.constantFrom(0.01, 1, 40)).map(([[west, south], size]) => {
  const [east, north] = [Math.min(west + size, 180), Math.min(south + size, 90)];
  return {
    type: 'Polygon',
    coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]], // prettier-ignore
  };
});
const line = fc.tuple(place, place).map((ends) => ({ type: 'LineString', coordinates: ends }));
const shape = fc.oneof(place.map(point), place, square, line);
const radius = fc.constantFrom(0, 1, 5000, 1_000_000, 12_000_000, 30_000_000);

const region = fc.oneof(
  square.map((geometry) => ({ $geoWithin: { $geometry: geometry } })),
  fc.tuple(place, radius).map(([center, metres]) => ({ $geoWithin: { $centerSphere: [center, metres / 6_378_100] } })),
  fc.oneof(square, line, place.map(point)).map((geometry) => ({ $geoIntersects: { $geometry: geometry } })),
);

/** Neighbours are rare among places anywhere: some lie where others do. */
const documents = fc
  .tuple(fc.array(shape, { minLength: 1, maxLength: 12 }), fc.array(place, { maxLength: 4 }))
  .map(([shapes, places]) => [...shapes, ...places.map(point)].map((at, _id) => ({ _id, kind: _id % 2, at })));

it('an index of places finds what reading everything finds', () => {
  fc.assert(
    fc.property(documents, region, fc.boolean(), (some, at, known) => {
      const opened = new TestDatabase({ indexed: [byPlace, byKindAndPlace], plain: [] });
      for (const collection of ['indexed', 'plain']) opened.insert(collection, ...some);
      const query = known ? { kind: 1, at } : { at };
      const order = { _id: 1 };
      expect(opened.findIds('indexed', query, { order })).toEqual(opened.findIds('plain', query, { order }));
    }),
    { numRuns: 150 },
  );
});

it('nearness finds all that is in reach, each nearer than the next', () => {
  fc.assert(
    fc.property(documents, place, radius, (some, center, metres) => {
      const opened = new TestDatabase({ things: [byPlace] });
      opened.insert('things', ...some);
      const nearSphere = { $nearSphere: { $geometry: point(center), $maxDistance: metres } };
      const stage = { $geoNear: { near: point(center), distanceField: 'd', maxDistance: metres, spherical: true } };
      const distances = opened.aggregate('things', stage, { $limit: 100 }).map(({ d }) => Number(d));
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
      expect(opened.find('things', { at: nearSphere })).toHaveLength(distances.length);
      const within = { $geoWithin: { $centerSphere: [center, metres / 6_378_100] } };
      expect(distances.length).toBeLessThanOrEqual(opened.findIds('things', { at: within }).length + 1);
      expect(opened.aggregate('things', { $match: { at: within } }, { $limit: 100 }).length).toBeLessThanOrEqual(
        distances.length + 1,
      );
    }),
    { numRuns: 150 },
  );
});
