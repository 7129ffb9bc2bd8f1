import { readDistance, type NearQuery } from '../geo/near';
import { tryReadPosition } from '../geo/sphere';
import { compileQuery } from '../matching/query';
import { createConstantEvaluator } from '../planning/constant-expressions';
import { collectConstraints } from '../planning/constraints';
import type { OpenAccess } from '../planning/meter';
import { scanNear, type NearMatch } from '../planning/near-scan';
import { requestFailed } from '../refusal';
import type { Collection } from '../storage/collection';
import { copyWithField } from '../projection/field-tree';
import { parsePath } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import type { ExpressionScope } from './expression';
import { readDocumentOperand, type Stream } from './stage';

/**
 * `$geoNear`, which must be the first stage: yields documents by distance and writes the distance into `distanceField`.
 */
export function runGeoNear(collection: Collection, operand: Value, scope: ExpressionScope, open: OpenAccess): Stream {
  const spec = readDocumentOperand('$geoNear', operand);
  const { distanceField, includeLocs, distanceMultiplier = 1 } = spec;
  if (typeof distanceField !== 'string') throw requestFailed("$geoNear requires a 'distanceField' option as a String");
  if (includeLocs !== undefined && typeof includeLocs !== 'string')
    throw requestFailed("$geoNear's includeLocs must be a String");
  if (typeof distanceMultiplier !== 'number') throw requestFailed("$geoNear's distanceMultiplier must be a number");
  const near = readNearStage(collection, spec);
  const query = readDocumentOperand('query', spec['query'] ?? {});
  const test = compileQuery(query, scope);
  const constraints = collectConstraints(query, createConstantEvaluator(scope));
  const limit = readDistance(spec['limit'] ?? spec['num'], Infinity);
  const toResult = ({ candidate, metres }: NearMatch): Document => {
    const { document } = candidate;
    const measured = copyWithField(document, parsePath(distanceField), metres * distanceMultiplier);
    return includeLocs === undefined
      ? measured
      : copyWithField(measured, parsePath(includeLocs), readLocation(document, near));
  };
  return takeFirst(limit, scanNear(collection, near, constraints, test, open), toResult);
}

function* takeFirst(limit: number, found: Iterable<NearMatch>, toResult: (found: NearMatch) => Document): Stream {
  let left = limit;
  for (const one of found) {
    if (left-- <= 0) return;
    yield toResult(one);
  }
}

function readNearStage({ geoFields }: Collection, spec: Document): NearQuery {
  const [only, another] = geoFields;
  const field = spec['key'] ?? only;
  if (typeof field !== 'string' || !geoFields.includes(field))
    throw requestFailed('unable to find index for $geoNear query');
  if (spec['key'] === undefined && another !== undefined)
    throw requestFailed('There is more than one 2dsphere index; use the key option');
  const center = tryReadPosition(spec['near']);
  if (center === undefined) throw requestFailed("$geoNear requires a 'near' point");
  return {
    field,
    center,
    minMetres: readDistance(spec['minDistance'], 0),
    maxMetres: readDistance(spec['maxDistance'], Infinity),
  };
}

function readLocation(document: Document, { field }: NearQuery): Value {
  return parsePath(field).reduce<Value>((value, part) => (isDocument(value) ? value[part] : undefined), document);
}
