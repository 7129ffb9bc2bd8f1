import { requestFailed } from '../refusal';
import { isDocument, type Value } from '../values/value';

/** Longitude and latitude in degrees. */
export type Position = readonly [longitude: number, latitude: number];

/** MongoDB's `kRadiusOfEarthInMeters`. */
export const earthRadiusMetres = 6_378_100;

const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Measures the great-circle distance. */
export function measureMetres(from: Position, to: Position): number {
  const latitudes = toRadians(to[1] - from[1]);
  const longitudes = toRadians(to[0] - from[0]);
  const chord =
    Math.sin(latitudes / 2) ** 2 +
    Math.cos(toRadians(from[1])) * Math.cos(toRadians(to[1])) * Math.sin(longitudes / 2) ** 2;
  return 2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Reads `[longitude, latitude]`. Refuses coordinates that are out of bounds. */
export function readPosition(value: Value): Position {
  const [longitude, latitude] = Array.isArray(value) ? value : [];
  if (typeof longitude !== 'number' || typeof latitude !== 'number' || !Number.isFinite(longitude + latitude)) {
    throw requestFailed('Point must be an array of two numbers');
  }
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) throw requestFailed('longitude/latitude is out of bounds');
  return [longitude, latitude];
}

/** Reads a GeoJSON point or a legacy coordinate pair; returns `undefined` for any other value. */
export function tryReadPosition(value: Value): Position | undefined {
  const pair = isDocument(value) && value['type'] === 'Point' ? value['coordinates'] : value;
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [longitude, latitude] = pair;
  return typeof longitude === 'number' && typeof latitude === 'number' ? [longitude, latitude] : undefined;
}
