import { computeCircleBoxes } from '../geo/boxes';
import { measureNearestDistance, isInDistanceRange, type NearQuery } from '../geo/near';
import { earthRadiusMetres } from '../geo/sphere';
import { requestFailed } from '../refusal';
import type { Collection } from '../storage/collection';
import type { IndexTable } from '../storage/index-table';
import type { Document } from '../values/value';
import type { Constraint, Constraints } from './constraint-collector';
import { computeIndexBounds } from './index-bounds';
import type { AccessMeter, OpenAccess } from './meter';
import { Candidate } from './scan';

/** A document and the distance of its nearest point. */
export interface NearMatch {
  readonly candidate: Candidate;
  readonly metres: number;
}

/** The radius of the first ring. It doubles with each ring, and quadruples after an empty one. */
const firstRingMetres = 250;
const halfCircumferenceMetres = Math.PI * earthRadiusMetres + 1;

/**
 * Yields the documents near a point by distance, read lazily from a 2dsphere index in growing rings. `test` is the
 * whole query; `constraints` are its requirements on the other fields of the index. Refuses a field without a 2dsphere
 * index.
 */
export function* scanNear(
  collection: Collection,
  near: NearQuery,
  constraints: Constraints,
  test: (document: Document) => boolean,
  open: OpenAccess,
): Generator<NearMatch> {
  const index = chooseGeoIndex(collection, near, constraints);
  const [access, seen] = [open(index.name), new Set<number>()];
  const furthest = Math.min(near.maxMetres, halfCircumferenceMetres);
  let waiting: NearMatch[] = [];
  for (let radius = Math.max(firstRingMetres, near.minMetres); ;) {
    const reach = Math.min(radius, furthest);
    const within = restrictToCircle(constraints, near, reach);
    const fresh = [...readRing(index, within, near, test, access, seen)];
    waiting = [...waiting, ...fresh].sort((left, right) => left.metres - right.metres);
    const isLast = reach === furthest;
    const ready = isLast ? waiting : waiting.filter(({ metres }) => metres <= reach);
    waiting = isLast ? [] : waiting.filter(({ metres }) => metres > reach);
    yield* ready;
    if (isLast) return;
    radius *= fresh.length > 0 ? 2 : 4;
  }
}

/** Chooses the 2dsphere index with the most leading fields fixed by the query. */
function chooseGeoIndex(collection: Collection, near: NearQuery, constraints: Constraints): IndexTable {
  const candidates = collection.indexes.filter((index) =>
    index.fields.some(({ name, geo }) => geo && name === near.field),
  );
  const countFixedFields = (index: IndexTable): number => computeIndexBounds(index, constraints).pointFieldCount;
  const [best] = candidates.sort((left, right) => countFixedFields(right) - countFixedFields(left));
  if (best === undefined) throw requestFailed('unable to find index for $geoNear query');
  return best;
}

function restrictToCircle(constraints: Constraints, { field, center }: NearQuery, metres: number): Constraints {
  const narrowed: Constraint = { ...constraints.get(field), region: computeCircleBoxes(center, metres) };
  return new Map([...constraints, [field, narrowed]]);
}

function* readRing(
  index: IndexTable,
  constraints: Constraints,
  near: NearQuery,
  test: (document: Document) => boolean,
  access: AccessMeter,
  seen: Set<number>,
): Generator<NearMatch> {
  for (const range of computeIndexBounds(index, constraints).ranges) {
    for (const { row, text } of index.scanRange(range, 1, Infinity)) {
      if (seen.has(row)) continue;
      seen.add(row);
      access.documentsExamined++;
      const candidate = new Candidate(row, text);
      const metres = measureNearestDistance(candidate.document, near);
      if (metres !== undefined && isInDistanceRange(metres, near) && test(candidate.document))
        yield { candidate, metres };
    }
  }
}
