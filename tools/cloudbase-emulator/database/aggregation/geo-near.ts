import { metres, type Near } from '../geo/near';
import { positionOf } from '../geo/sphere';
import { compileQuery } from '../matching/query';
import { constantsIn } from '../planning/constants';
import { constraintsOf } from '../planning/constraints';
import type { OpenAccess } from '../planning/meter';
import { nearby, type Found } from '../planning/nearby';
import { requestFailed } from '../refusal';
import type { Collection } from '../storage/collection';
import { withField } from '../shaping/shape';
import { parsePath } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import type { ExpressionScope } from './expression';
import { documentOperand, type Stream } from './stage';

/** `$geoNear`, always a pipeline's first stage: documents by distance, which is written into `distanceField`. */
export function geoNear(collection: Collection, operand: Value, scope: ExpressionScope, open: OpenAccess): Stream {
  const spec = documentOperand('$geoNear', operand);
  const { distanceField, includeLocs, distanceMultiplier = 1 } = spec;
  if (typeof distanceField !== 'string') throw requestFailed("$geoNear requires a 'distanceField' option as a String");
  if (includeLocs !== undefined && typeof includeLocs !== 'string')
    throw requestFailed("$geoNear's includeLocs must be a String");
  if (typeof distanceMultiplier !== 'number') throw requestFailed("$geoNear's distanceMultiplier must be a number");
  const near = nearOfStage(collection, spec);
  const query = documentOperand('query', spec['query'] ?? {});
  const test = compileQuery(query, scope);
  const constraints = constraintsOf(query, constantsIn(scope));
  const limit = metres(spec['limit'] ?? spec['num'], Infinity);
  const shaped = ({ candidate, metres: away }: Found): Document => {
    const { document } = candidate;
    const measured = withField(document, parsePath(distanceField), away * distanceMultiplier);
    return includeLocs === undefined ? measured : withField(measured, parsePath(includeLocs), placeIn(document, near));
  };
  return first(limit, nearby(collection, near, constraints, test, open), shaped);
}

function* first(limit: number, found: Iterable<Found>, shaped: (found: Found) => Document): Stream {
  let left = limit;
  for (const one of found) {
    if (left-- <= 0) return;
    yield shaped(one);
  }
}

function nearOfStage({ geoFields }: Collection, spec: Document): Near {
  const [only, another] = geoFields;
  const field = spec['key'] ?? only;
  if (typeof field !== 'string' || !geoFields.includes(field))
    throw requestFailed('unable to find index for $geoNear query');
  if (spec['key'] === undefined && another !== undefined)
    throw requestFailed('There is more than one 2dsphere index; use the key option');
  const center = positionOf(spec['near']);
  if (center === undefined) throw requestFailed("$geoNear requires a 'near' point");
  return {
    field,
    center,
    minimumMetres: metres(spec['minDistance'], 0),
    maximumMetres: metres(spec['maxDistance'], Infinity),
  };
}

function placeIn(document: Document, { field }: Near): Value {
  return parsePath(field).reduce<Value>((value, part) => (isDocument(value) ? value[part] : undefined), document);
}
