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

function opened(): TestDatabase {
  const one = new TestDatabase({ cities: [{ name: 'at_geo', keys: [['at', '2dsphere']] }], plain: [] });
  one.insert('cities', ...cities);
  return one;
}

const near = (more: object = {}) => ({ at: { $nearSphere: { $geometry: point(121.47, 31.23), ...more } } });

const table: [title: string, query: object, found: string[]][] = [
  ['the nearest first', near(), ['shanghai', 'suzhou', 'beijing']],
  ['not beyond', near({ $maxDistance: 100_000 }), ['shanghai', 'suzhou']],
  ['not within', near({ $minDistance: 1000 }), ['suzhou', 'beijing']],
  ['with another condition', { ...near(), _id: { $ne: 'suzhou' } }, ['shanghai', 'beijing']],
  [
    'within a polygon',
    { at: { $geoWithin: { $geometry: { type: 'Polygon', coordinates: [square(120, 31, 1)] } } } },
    ['suzhou'],
  ],
  [
    'not within its hole',
    {
      at: {
        $geoWithin: { $geometry: { type: 'Polygon', coordinates: [square(110, 30, 20), square(120.4, 31, 0.5)] } },
      },
    },
    ['shanghai', 'beijing'],
  ],
  [
    'within a circle',
    { at: { $geoWithin: { $centerSphere: [[121.47, 31.23], 100 / 6378.1] } } },
    ['shanghai', 'suzhou'],
  ],
  [
    'on a line',
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
    'in a polygon',
    { at: { $geoIntersects: { $geometry: { type: 'Polygon', coordinates: [square(116, 39, 1)] } } } },
    ['beijing'],
  ],
];

describe('places', () => {
  const one = opened();
  it.each(table)('%s', (_, query, found) => {
    const isNear = JSON.stringify(query).includes('$nearSphere');
    // Only nearness promises an order.
    const ordered = (ids: unknown[]): unknown[] => (isNear ? ids : [...ids].sort());
    expect(ordered(one.findIds('cities', query))).toEqual(ordered(found));
  });

  it('shapes cross and contain', () => {
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

  it('$geoNear writes the distance', () => {
    const [first, second] = one.aggregate(
      'cities',
      { $geoNear: { near: point(121.47, 31.23), distanceField: 'far.metres', spherical: true, includeLocs: 'loc' } },
      { $limit: 2 },
    );
    expect(first).toMatchObject({ _id: 'shanghai', far: { metres: 0 }, loc: point(121.47, 31.23) });
    // Shanghai to Suzhou is some 85 km as the crow flies.
    expect((second?.['far'] as { metres: number }).metres / 1000).toBeCloseTo(85, -1);
  });

  it('the order asked for goes before nearness', () => {
    expect(one.findIds('cities', near(), { order: { _id: -1 }, limit: 2 })).toEqual(['suzhou', 'shanghai']);
  });

  it('nearness needs a 2dsphere index', () => {
    expect(() => one.findIds('plain', near())).toThrow(/unable to find index for \$geoNear query/);
    expect(() => one.aggregate('plain', { $geoNear: { near: point(0, 0), distanceField: 'd' } })).toThrow(
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
  ])('refuses %j', (query, message) => {
    expect(() => one.find('cities', query)).toThrow(message);
  });
});
