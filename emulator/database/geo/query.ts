import type { ValueTest } from '../matching/predicates.js';
import { requestFailed } from '../refusal.js';
import { isDocument, type Document, type Value } from '../values/value.js';
import { boxesAround, boxOf, type Box } from './boxes.js';
import { nearTest } from './near.js';
import { doIntersect, isWithin } from './relations.js';
import { readShape, shapeOf } from './shape.js';
import { distanceMetres, EARTH_RADIUS_METRES, positionOf, readPosition } from './sphere.js';

const tests: Readonly<Record<string, (operand: Value) => ValueTest>> = {
  $geoWithin: within,
  $geoIntersects: (operand) => {
    const shape = readShape(document('$geoIntersects', operand)['$geometry']);
    return ofShape((held) => doIntersect(held, shape));
  },
  $nearSphere: nearTest,
  $near: nearTest,
};

/** The test behind a geographical operator; `undefined` when the operator is none. */
export function geoTest(operator: string, operand: Value): ValueTest | undefined {
  return Object.hasOwn(tests, operator) ? tests[operator]?.(operand) : undefined;
}

/** Where a match of `$geoWithin` or `$geoIntersects` must lie. Expects an operand that compiled. */
export function regionOf(spec: Document): readonly Box[] {
  const circle = spec['$centerSphere'];
  if (!Array.isArray(circle)) return [boxOf(readShape(spec['$geometry']))];
  return boxesAround(readPosition(circle[0]), Number(circle[1]) * EARTH_RADIUS_METRES);
}

const ofShape =
  (holds: (shape: NonNullable<ReturnType<typeof shapeOf>>) => boolean): ValueTest =>
  (value) => {
    const shape = shapeOf(value);
    return shape !== undefined && holds(shape);
  };

function within(operand: Value): ValueTest {
  const spec = document('$geoWithin', operand);
  if (spec['$centerSphere'] === undefined) {
    const shape = readShape(spec['$geometry']);
    if (shape.polygons.length === 0)
      throw requestFailed('$geoWithin not supported with provided geometry: a polygon is needed');
    return ofShape((held) => isWithin(held, shape));
  }
  const [center, radius] = Array.isArray(spec['$centerSphere']) ? spec['$centerSphere'] : [];
  if (typeof radius !== 'number' || !(radius >= 0)) throw requestFailed('radius must be a non-negative number');
  const from = readPosition(center);
  return (value) => {
    const place = positionOf(value);
    return place !== undefined && distanceMetres(from, place) <= radius * EARTH_RADIUS_METRES;
  };
}

function document(operator: string, operand: Value): Document {
  if (!isDocument(operand)) throw requestFailed(`${operator} needs an object`);
  return operand;
}
