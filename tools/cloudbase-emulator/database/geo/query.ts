import type { ValueTest } from '../matching/predicates';
import { requestFailed } from '../refusal';
import { isDocument, type Document, type Value } from '../values/value';
import { boxesAround, boxOf, type Box } from './boxes';
import { nearTest } from './near';
import { doIntersect, isWithin } from './relations';
import { readShape, shapeOf } from './shape';
import { distanceMetres, earthRadiusMetres, positionOf, readPosition } from './sphere';

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
  return boxesAround(readPosition(circle[0]), Number(circle[1]) * earthRadiusMetres);
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
    return place !== undefined && distanceMetres(from, place) <= radius * earthRadiusMetres;
  };
}

function document(operator: string, operand: Value): Document {
  if (!isDocument(operand)) throw requestFailed(`${operator} needs an object`);
  return operand;
}
