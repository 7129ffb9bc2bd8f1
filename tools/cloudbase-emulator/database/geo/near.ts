import type { ValuePredicate } from '../matching/predicates';
import { requestFailed } from '../refusal';
import { parsePath } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import { listGeometries } from './geometry';
import { measureMetres, tryReadPosition, readPosition, type Position } from './sphere';

/** A search for the documents near a point, ordered by distance. */
export interface NearQuery {
  readonly field: string;
  readonly center: Position;
  readonly minMetres: number;
  readonly maxMetres: number;
}

/** Finds the `$near` or `$nearSphere` of a query. A query has at most one, at the top level or within `$and`. */
export function findNearQuery(query: Document): NearQuery | undefined {
  const found: NearQuery[] = [];
  collectNearQueries(query, found);
  if (found.length > 1) throw requestFailed('Too many geoNear expressions');
  return found[0];
}

function collectNearQueries(query: Document, found: NearQuery[]): void {
  for (const [name, condition] of Object.entries(query)) {
    if (name === '$and' && Array.isArray(condition))
      for (const branch of condition) if (isDocument(branch)) collectNearQueries(branch, found);
    if (name.startsWith('$') || !isDocument(condition)) continue;
    const operand = condition['$nearSphere'] ?? condition['$near'];
    if (operand !== undefined) found.push(readNearQuery(name, operand));
  }
}

function readNearQuery(field: string, operand: Value): NearQuery {
  if (!isDocument(operand) || !isDocument(operand['$geometry'])) throw requestFailed('$nearSphere needs a $geometry');
  return {
    field,
    center: readPosition(operand['$geometry']['coordinates']),
    minMetres: readDistance(operand['$minDistance'], 0),
    maxMetres: readDistance(operand['$maxDistance'], Infinity),
  };
}

/** Reads a distance option. Refuses a negative distance. */
export function readDistance(value: Value, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !(value >= 0)) throw requestFailed('a distance must be a non-negative number');
  return value;
}

export const compileNear = (operand: Value): ValuePredicate => {
  const near = readNearQuery('', operand);
  return (value) => {
    const position = tryReadPosition(value);
    return position !== undefined && isInDistanceRange(measureMetres(near.center, position), near);
  };
};

export const isInDistanceRange = (distance: number, { minMetres, maxMetres }: NearQuery): boolean =>
  distance >= minMetres && distance <= maxMetres;

/** Measures the distance to the nearest point in a field, or returns `undefined` when the field holds none. */
export function measureNearestDistance(document: Document, { field, center }: NearQuery): number | undefined {
  const distances = listGeometries(document, parsePath(field)).flatMap((value) => {
    const position = tryReadPosition(value);
    return position === undefined ? [] : [measureMetres(center, position)];
  });
  return distances.length === 0 ? undefined : Math.min(...distances);
}
