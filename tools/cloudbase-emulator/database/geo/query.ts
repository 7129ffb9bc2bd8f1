import type { ValuePredicate } from '../matching/predicates';
import { requestFailed } from '../refusal';
import { isDocument, type Document, type Value } from '../values/value';
import { computeCircleBoxes, computeBox, type Box } from './boxes';
import { compileNear } from './near';
import { intersects, isWithin } from './relations';
import { readGeometry, tryReadGeometry } from './geometry';
import { measureMetres, earthRadiusMetres, tryReadPosition, readPosition } from './sphere';

const geoOperators: Readonly<Record<string, (operand: Value) => ValuePredicate>> = {
  $geoWithin: compileGeoWithin,
  $geoIntersects: (operand) => {
    const geometry = readGeometry(requireDocument('$geoIntersects', operand)['$geometry']);
    return matchGeometry((stored) => intersects(stored, geometry));
  },
  $nearSphere: compileNear,
  $near: compileNear,
};

/** Compiles a geospatial operator; returns `undefined` for any other operator. */
export function compileGeoPredicate(operator: string, operand: Value): ValuePredicate | undefined {
  return Object.hasOwn(geoOperators, operator) ? geoOperators[operator]?.(operand) : undefined;
}

/** Computes the region that contains every match of `$geoWithin` or `$geoIntersects`. Expects a valid operand. */
export function readRegion(spec: Document): readonly Box[] {
  const circle = spec['$centerSphere'];
  if (!Array.isArray(circle)) return [computeBox(readGeometry(spec['$geometry']))];
  return computeCircleBoxes(readPosition(circle[0]), Number(circle[1]) * earthRadiusMetres);
}

const matchGeometry =
  (holds: (geometry: NonNullable<ReturnType<typeof tryReadGeometry>>) => boolean): ValuePredicate =>
  (value) => {
    const geometry = tryReadGeometry(value);
    return geometry !== undefined && holds(geometry);
  };

function compileGeoWithin(operand: Value): ValuePredicate {
  const spec = requireDocument('$geoWithin', operand);
  if (spec['$centerSphere'] === undefined) {
    const geometry = readGeometry(spec['$geometry']);
    if (geometry.polygons.length === 0)
      throw requestFailed('$geoWithin not supported with provided geometry: a polygon is needed');
    return matchGeometry((stored) => isWithin(stored, geometry));
  }
  const [center, radius] = Array.isArray(spec['$centerSphere']) ? spec['$centerSphere'] : [];
  if (typeof radius !== 'number' || !(radius >= 0)) throw requestFailed('radius must be a non-negative number');
  const from = readPosition(center);
  return (value) => {
    const position = tryReadPosition(value);
    return position !== undefined && measureMetres(from, position) <= radius * earthRadiusMetres;
  };
}

function requireDocument(operator: string, operand: Value): Document {
  if (!isDocument(operand)) throw requestFailed(`${operator} needs an object`);
  return operand;
}
