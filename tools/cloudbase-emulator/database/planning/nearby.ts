import { boxesAround } from '../geo/boxes';
import { distanceTo, isInReach, type Near } from '../geo/near';
import { earthRadiusMetres } from '../geo/sphere';
import { requestFailed } from '../refusal';
import type { Collection } from '../storage/collection';
import type { IndexTable } from '../storage/index-table';
import type { Document } from '../values/value';
import type { Constraint, Constraints } from './collector';
import { rangesOf } from './key-ranges';
import type { AccessMeter, OpenAccess } from './meter';
import { Candidate } from './scan';

/** A document and how far its nearest place is. */
export interface Found {
  readonly candidate: Candidate;
  readonly metres: number;
}

/** The first ring's radius; each next one is twice as wide, or more where nothing was found. */
const firstRingMetres = 250;
const halfAroundMetres = Math.PI * earthRadiusMetres + 1;

/**
 * The documents near a place, the nearest first, read ring by ring from a 2dsphere index as they are asked for. `test` is the whole query;
 * `constraints` are what it demands of the index's other fields. Refuses a field without such an index.
 */
export function* nearby(
  collection: Collection,
  near: Near,
  constraints: Constraints,
  test: (document: Document) => boolean,
  open: OpenAccess,
): Generator<Found> {
  const index = indexFor(collection, near, constraints);
  const [access, seen] = [open(index.name), new Set<number>()];
  const furthest = Math.min(near.maximumMetres, halfAroundMetres);
  let waiting: Found[] = [];
  for (let radius = Math.max(firstRingMetres, near.minimumMetres); ;) {
    const reach = Math.min(radius, furthest);
    const within = narrowedTo(constraints, near, reach);
    const fresh = [...read(index, within, near, test, access, seen)];
    waiting = [...waiting, ...fresh].sort((left, right) => left.metres - right.metres);
    const isLast = reach === furthest;
    const ready = isLast ? waiting : waiting.filter(({ metres }) => metres <= reach);
    waiting = isLast ? [] : waiting.filter(({ metres }) => metres > reach);
    yield* ready;
    if (isLast) return;
    radius *= fresh.length > 0 ? 2 : 4;
  }
}

/** The one whose fields before the place are best known. */
function indexFor(collection: Collection, near: Near, constraints: Constraints): IndexTable {
  const fitting = collection.indexes.filter((index) =>
    index.fields.some(({ name, geo }) => geo && name === near.field),
  );
  const known = (index: IndexTable): number => rangesOf(index, constraints).pointFields;
  const [best] = fitting.sort((left, right) => known(right) - known(left));
  if (best === undefined) throw requestFailed('unable to find index for $geoNear query');
  return best;
}

function narrowedTo(constraints: Constraints, { field, center }: Near, metres: number): Constraints {
  const narrowed: Constraint = { ...constraints.get(field), region: boxesAround(center, metres) };
  return new Map([...constraints, [field, narrowed]]);
}

function* read(
  index: IndexTable,
  constraints: Constraints,
  near: Near,
  test: (document: Document) => boolean,
  access: AccessMeter,
  seen: Set<number>,
): Generator<Found> {
  for (const range of rangesOf(index, constraints).ranges) {
    for (const { row, text } of index.rows(range, 1, Infinity)) {
      if (seen.has(row)) continue;
      seen.add(row);
      access.documentsExamined++;
      const candidate = new Candidate(row, text);
      const metres = distanceTo(candidate.document, near);
      if (metres !== undefined && isInReach(metres, near) && test(candidate.document)) yield { candidate, metres };
    }
  }
}
