import { requestFailed } from '../refusal';
import { valuesAt, type Path } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import { readPosition, type Position } from './sphere';

/**
 * A parsed GeoJSON geometry. The first ring of a polygon is its border, the others are holes. Edges are straight in
 * degrees.
 */
export interface Geometry {
  readonly points: readonly Position[];
  readonly lines: readonly (readonly Position[])[];
  readonly polygons: readonly (readonly (readonly Position[])[])[];
}

/** Reads a GeoJSON geometry; refuses a malformed one. */
export function readGeometry(value: Value): Geometry {
  if (!isDocument(value)) throw requestFailed('a geometry must be a GeoJSON object');
  const { type, coordinates } = value;
  const none: Geometry = { points: [], lines: [], polygons: [] };
  switch (type) {
    case 'Point':
      return { ...none, points: [readPosition(coordinates)] };
    case 'MultiPoint':
      return { ...none, points: readLine(coordinates, 1) };
    case 'LineString':
      return { ...none, lines: [readLine(coordinates, 2)] };
    case 'MultiLineString':
      return { ...none, lines: requireList(coordinates).map((line) => readLine(line, 2)) };
    case 'Polygon':
      return { ...none, polygons: [readPolygon(coordinates)] };
    case 'MultiPolygon':
      return { ...none, polygons: requireList(coordinates).map(readPolygon) };
    default:
      throw requestFailed(`unknown GeoJSON type: ${JSON.stringify(type)}`);
  }
}

/** Reads the geometry a document holds. A legacy coordinate pair is a point; any other value returns `undefined`. */
export function tryReadGeometry(value: Value): Geometry | undefined {
  try {
    return Array.isArray(value) ? readGeometry({ type: 'Point', coordinates: value }) : readGeometry(value);
  } catch {
    return undefined;
  }
}

/**
 * Returns the values at a path that may each be a geometry: an array of documents holds several, an array of numbers is
 * a legacy coordinate pair.
 */
export function listGeometries(document: Document, path: Path): Value[] {
  return valuesAt(document, path)
    .flatMap((value) => (Array.isArray(value) && value.some(isDocument) ? value : [value]))
    .filter((value) => value !== undefined && value !== null);
}

function requireList(value: Value): Value[] {
  if (!Array.isArray(value) || value.length === 0) throw requestFailed('GeoJSON coordinates must be a non-empty array');
  return value;
}

function readLine(value: Value, minLength: number): Position[] {
  const line = requireList(value).map(readPosition);
  if (line.length < minLength) throw requestFailed(`GeoJSON coordinates must have at least ${minLength} positions`);
  return line;
}

function readPolygon(value: Value): Position[][] {
  return requireList(value).map((ring) => {
    const line = readLine(ring, 4);
    const [first, last] = [line[0], line.at(-1)];
    if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) throw requestFailed('Loop is not closed');
    return line;
  });
}
