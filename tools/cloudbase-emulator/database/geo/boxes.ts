import type { Geometry } from './geometry';
import { earthRadiusMetres, type Position } from './sphere';

/** A rectangle of longitudes and latitudes in degrees, borders included. `west` is never greater than `east`. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export const world: Box = { west: -180, south: -90, east: 180, north: 90 };

/** Keeps rounding from excluding a point on the border. */
const marginDegrees = 1e-6;

const toDegrees = (radians: number): number => (radians * 180) / Math.PI;

/** Computes the bounding box of a geometry, whose edges are straight in degrees. */
export function computeBox({ points, lines, polygons }: Geometry): Box {
  const positions = [...points, ...lines.flat(), ...polygons.flat(2)];
  const [longitudes, latitudes] = [
    positions.map(([longitude]) => longitude),
    positions.map(([, latitude]) => latitude),
  ];
  return {
    west: Math.min(...longitudes),
    south: Math.min(...latitudes),
    east: Math.max(...longitudes),
    north: Math.max(...latitudes),
  };
}

/** Computes the bounding boxes of a circle: two boxes when the circle crosses the 180th meridian. */
export function computeCircleBoxes([longitude, latitude]: Position, metres: number): readonly Box[] {
  const reach = metres / earthRadiusMetres;
  const up = toDegrees(reach) + marginDegrees;
  const [south, north] = [Math.max(latitude - up, -90), Math.min(latitude + up, 90)];
  if (south === -90 || north === 90) return [{ ...world, south, north }];
  const aside =
    toDegrees(Math.asin(Math.min(1, Math.sin(reach) / Math.cos((latitude * Math.PI) / 180)))) + marginDegrees;
  const [west, east] = [longitude - aside, longitude + aside];
  if (west < -180) {
    return [
      { west: -180, south, east, north },
      { west: west + 360, south, east: 180, north },
    ];
  }
  if (east > 180) {
    return [
      { west, south, east: 180, north },
      { west: -180, south, east: east - 360, north },
    ];
  }
  return [{ west, south, east, north }];
}

export const overlap = (one: Box, other: Box): boolean =>
  one.west <= other.east && other.west <= one.east && one.south <= other.north && other.south <= one.north;

export const encloses = (outer: Box, inner: Box): boolean =>
  outer.west <= inner.west && inner.east <= outer.east && outer.south <= inner.south && inner.north <= outer.north;
