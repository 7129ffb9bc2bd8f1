import type { ValueTest } from '../matching/predicates';
import { requestFailed } from '../refusal';
import { parsePath } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import { placesAt } from './places';
import { distanceMetres, positionOf, readPosition, type Position } from './sphere';

/** Documents near a place, the nearest first. */
export interface Near {
  readonly field: string;
  readonly center: Position;
  readonly minimumMetres: number;
  readonly maximumMetres: number;
}

/** What a query says of nearness, if anything: at most once, at the top or within `$and`. */
export function nearOf(query: Document): Near | undefined {
  const found: Near[] = [];
  collect(query, found);
  if (found.length > 1) throw requestFailed('Too many geoNear expressions');
  return found[0];
}

function collect(query: Document, found: Near[]): void {
  for (const [name, condition] of Object.entries(query)) {
    if (name === '$and' && Array.isArray(condition))
      for (const branch of condition) if (isDocument(branch)) collect(branch, found);
    if (name.startsWith('$') || !isDocument(condition)) continue;
    const operand = condition['$nearSphere'] ?? condition['$near'];
    if (operand !== undefined) found.push(readNear(name, operand));
  }
}

function readNear(field: string, operand: Value): Near {
  if (!isDocument(operand) || !isDocument(operand['$geometry'])) throw requestFailed('$nearSphere needs a $geometry');
  return {
    field,
    center: readPosition(operand['$geometry']['coordinates']),
    minimumMetres: metres(operand['$minDistance'], 0),
    maximumMetres: metres(operand['$maxDistance'], Infinity),
  };
}

/** A distance option; refuses a negative one. */
export function metres(value: Value, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !(value >= 0)) throw requestFailed('a distance must be a non-negative number');
  return value;
}

export const nearTest = (operand: Value): ValueTest => {
  const near = readNear('', operand);
  return (value) => {
    const place = positionOf(value);
    return place !== undefined && isInReach(distanceMetres(near.center, place), near);
  };
};

export const isInReach = (distance: number, { minimumMetres, maximumMetres }: Near): boolean =>
  distance >= minimumMetres && distance <= maximumMetres;

/** How far the nearest place on a document's field is; `undefined` where it holds none. */
export function distanceTo(document: Document, { field, center }: Near): number | undefined {
  const places = placesAt(document, parsePath(field)).flatMap((value) => {
    const place = positionOf(value);
    return place === undefined ? [] : [distanceMetres(center, place)];
  });
  return places.length === 0 ? undefined : Math.min(...places);
}
