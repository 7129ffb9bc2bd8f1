import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

const point = (longitude: number, latitude: number) => ({ type: 'Point', coordinates: [longitude, latitude] });

const square = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

const cities = [
  { _id: 'shanghai', at: point(121.47, 31.23) },
  { _id: 'suzhou', at: point(120.58, 31.3) },
  { _id: 'beijing', at: point(116.4, 39.9) },
  { _id: 'nowhere' },
];

function createCities(): TestDatabase {
  const testDatabase = new TestDatabase({ cities: [{ name: 'at_geo', keys: [['at', '2dsphere']] }], plain: [] });
  testDatabase.insert('cities', ...cities);
  return testDatabase;
}

const near = (more: object = {}) => ({ at: { $nearSphere: { $geometry: point(121.47, 31.23), ...more } } });

const table: [subject: string, query: object, found: string[]][] = [
  ['$nearSphere', near(), ['shanghai', 'suzhou', 'beijing']],
  ['$nearSphere and a $maxDistance', near({ $maxDistance: 100_000 }), ['shanghai', 'suzhou']],
  ['$nearSphere and a $minDistance', near({ $minDistance: 1000 }), ['suzhou', 'beijing']],
  ['$nearSphere and another condition', { ...near(), _id: { $ne: 'suzhou' } }, ['shanghai', 'beijing']],
  [
    '$geoWithin a polygon',
    { at: { $geoWithin: { $geometry: { type: 'Polygon', coordinates: [square(120, 31, 1)] } } } },
    ['suzhou'],
  ],
  [
    '$geoWithin a polygon with a hole',
    {
      at: {
        $geoWithin: { $geometry: { type: 'Polygon', coordinates: [square(110, 30, 20), square(120.4, 31, 0.5)] } },
      },
    },
    ['shanghai', 'beijing'],
  ],
  [
    '$geoWithin a circle',
    { at: { $geoWithin: { $centerSphere: [[121.47, 31.23], 100 / 6378.1] } } },
    ['shanghai', 'suzhou'],
  ],
  [
    '$geoIntersects with a line',
    {
      at: {
        $geoIntersects: {
          $geometry: {
            type: 'LineString',
            coordinates: [
              [120.58, 31.3],
              [121, 31],
            ],
          },
        },
      },
    },
    ['suzhou'],
  ],
  [
    '$geoIntersects with a polygon',
    { at: { $geoIntersects: { $geometry: { type: 'Polygon', coordinates: [square(116, 39, 1)] } } } },
    ['beijing'],
  ],
];

describe('geospatial queries', () => {
  const testDatabase = createCities();
  it.each(table)('A query by %s finds the expected cities', (_, query, found) => {
    const isNear = JSON.stringify(query).includes('$nearSphere');
    // Only $nearSphere promises an order.
    const ordered = (ids: unknown[]): unknown[] => (isNear ? ids : [...ids].sort());
    expect(ordered(testDatabase.findIds('cities', query))).toEqual(ordered(found));
  });

  it('$geoIntersects finds overlapping geometries and $geoWithin finds contained ones', () => {
    const shapes = new TestDatabase();
    shapes.insert(
      'things',
      {
        _id: 'line',
        g: {
          type: 'LineString',
          coordinates: [
            [-1, 1],
            [3, 1],
          ],
        },
      },
      { _id: 'inner', g: { type: 'Polygon', coordinates: [square(0.5, 0.5, 1)] } },
      { _id: 'far', g: { type: 'Polygon', coordinates: [square(10, 10, 1)] } },
    );
    const $geometry = { type: 'Polygon', coordinates: [square(0, 0, 2)] };
    expect(shapes.findIds('things', { g: { $geoIntersects: { $geometry } } })).toEqual(['line', 'inner']);
    expect(shapes.findIds('things', { g: { $geoWithin: { $geometry } } })).toEqual(['inner']);
  });

  it('$geoNear writes the distance and the location', () => {
    const [first, second] = testDatabase.aggregate(
      'cities',
      { $geoNear: { near: point(121.47, 31.23), distanceField: 'far.metres', spherical: true, includeLocs: 'loc' } },
      { $limit: 2 },
    );
    expect(first).toMatchObject({ _id: 'shanghai', far: { metres: 0 }, loc: point(121.47, 31.23) });
    // The great-circle distance from Shanghai to Suzhou is about 85 km.
    expect((second?.['far'] as { metres: number }).metres / 1000).toBeCloseTo(85, -1);
  });

  it('A requested order takes precedence over the order by distance', () => {
    expect(testDatabase.findIds('cities', near(), { order: { _id: -1 }, limit: 2 })).toEqual(['suzhou', 'shanghai']);
  });

  it('$nearSphere and $geoNear require a 2dsphere index', () => {
    expect(() => testDatabase.findIds('plain', near())).toThrow(/unable to find index for \$geoNear query/);
    expect(() => testDatabase.aggregate('plain', { $geoNear: { near: point(0, 0), distanceField: 'd' } })).toThrow(
      /unable to find index/,
    );
  });

  it.each([
    [
      {
        at: {
          $geoWithin: {
            $geometry: {
              type: 'Polygon',
              coordinates: [
                [
                  [0, 0],
                  [1, 1],
                  [2, 2],
                  [3, 3],
                ],
              ],
            },
          },
        },
      },
      /Loop is not closed/,
    ],
    [{ at: { $geoIntersects: { $geometry: { type: 'Blob' } } } }, /unknown GeoJSON type/],
    [{ at: { $nearSphere: { $geometry: point(200, 0) } } }, /out of bounds/],
    [{ at: { $geoWithin: 5 } }, /needs an object/],
  ])('The geospatial query %j is refused', (query, message) => {
    expect(() => testDatabase.find('cities', query)).toThrow(message);
  });
});
