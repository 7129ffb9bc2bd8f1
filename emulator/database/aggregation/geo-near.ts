import { distanceTo, isInReach, metres, type Near } from '../geo/near.js';
import { positionOf } from '../geo/sphere.js';
import { compileQuery } from '../matching/query.js';
import type { OpenAccess } from '../planning/find.js';
import { fullScan } from '../planning/planner.js';
import { scan } from '../planning/scan.js';
import { requestFailed } from '../refusal.js';
import type { Collection } from '../storage/collection.js';
import { parsePath } from '../values/path.js';
import { isDocument, type Document, type Value } from '../values/value.js';
import type { ExpressionScope } from './expression.js';
import type { Stream } from './stage.js';
import { documentOperand } from './stages.js';
import { withField } from './unwind.js';

/** `$geoNear`, always a pipeline's first stage: documents by distance, which is written into `distanceField`. Reads every document. */
export function geoNear(collection: Collection, operand: Value, scope: ExpressionScope, open: OpenAccess): Stream {
  const spec = documentOperand('$geoNear', operand);
  const { distanceField, includeLocs, distanceMultiplier = 1 } = spec;
  if (typeof distanceField !== 'string') throw requestFailed("$geoNear requires a 'distanceField' option as a String");
  if (includeLocs !== undefined && typeof includeLocs !== 'string')
    throw requestFailed("$geoNear's includeLocs must be a String");
  if (typeof distanceMultiplier !== 'number') throw requestFailed("$geoNear's distanceMultiplier must be a number");
  const near = nearOfStage(collection, spec);
  const test = compileQuery(documentOperand('query', spec['query'] ?? {}), scope);
  const found: { document: Document; distance: number }[] = [];
  for (const { document } of scan(collection, fullScan, open(null))) {
    const distance = distanceTo(document, near);
    if (distance !== undefined && isInReach(distance, near) && test(document)) found.push({ document, distance });
  }
  found.sort((left, right) => left.distance - right.distance);
  const limit = metres(spec['limit'] ?? spec['num'], Infinity);
  return found.slice(0, limit).map(({ document, distance }) => {
    const measured = withField(document, parsePath(distanceField), distance * distanceMultiplier);
    return includeLocs === undefined ? measured : withField(measured, parsePath(includeLocs), placeIn(document, near));
  });
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
