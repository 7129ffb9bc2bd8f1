import { nearOf } from '../geo/near';
import { compileQuery } from '../matching/query';
import { requestFailed } from '../refusal';
import type { Collection } from '../storage/collection';
import type { KeyField } from '../values/index-keys';
import { idKeyOf } from '../values/key-writer';
import { firstSorted } from '../values/sorting';
import { kindOf, kinds, type Document, type Value } from '../values/value';
import { alternativesOf } from './alternatives';
import { constantsIn, type SearchScope } from './constants';
import { constraintsOf } from './constraints';
import type { OpenAccess } from './meter';
import { nearby, type Found } from './nearby';
import { narrows, planOf, type IndexScan } from './planner';
import { Candidate, scan } from './scan';

export interface FindOptions {
  readonly sort: readonly KeyField[];
  readonly skip: number;
  /** At most this many; `Infinity` for all. */
  readonly limit: number;
}

export const everything: FindOptions = { sort: [], skip: 0, limit: Infinity };

/**
 * The documents that satisfy a query, in the order asked for, read lazily where an index serves. Refuses an impossible query at once, before
 * anything is read.
 */
export function find(
  collection: Collection,
  query: Document,
  options: FindOptions,
  scope: SearchScope,
  open: OpenAccess,
): Iterable<Candidate> {
  const test = compileQuery(query, scope);
  const near = nearOf(query);
  const constantOf = constantsIn(scope);
  if (near !== undefined) {
    requireGeoIndex(collection, near.field);
    return nearest(nearby(collection, near, constraintsOf(query, constantOf), test, open), options);
  }
  if (isExactId(query)) return page(byId(collection, query['_id'], open), options);
  const plan = planOf(collection, constraintsOf(query, constantOf), options.sort);
  const alternatives = narrows(plan) ? undefined : alternativesOf(collection, query, constantOf);
  const inOrder = options.sort.length === 0 || (plan.servesSort && alternatives === undefined);
  const expected = inOrder ? options.skip + options.limit : Infinity;
  const candidates =
    alternatives === undefined
      ? scan(collection, plan, open(plan.index?.name ?? null), expected)
      : scanEach(collection, alternatives, open, expected);
  const matches = filter(candidates, (candidate) => test(candidate.document));
  return inOrder ? page(matches, options) : sorted(matches, options);
}

function sorted(matches: Iterable<Candidate>, options: FindOptions): Iterable<Candidate> {
  const wanted = options.skip + options.limit;
  return page(
    firstSorted(matches, ({ document }) => document, options.sort, wanted),
    options,
  );
}

/** The documents that several plans reach, each once. */
function* scanEach(
  collection: Collection,
  plans: readonly IndexScan[],
  open: OpenAccess,
  expected: number,
): Generator<Candidate> {
  const seen = new Set<number>();
  for (const plan of plans) {
    for (const candidate of scan(collection, plan, open(plan.index.name), expected)) {
      if (seen.has(candidate.row)) continue;
      seen.add(candidate.row);
      yield candidate;
    }
  }
}

/** The nearest first, unless an order is asked for. */
function nearest(found: Iterable<Found>, options: FindOptions): Iterable<Candidate> {
  const candidates = candidatesOf(found);
  return options.sort.length > 0 ? sorted(candidates, options) : page(candidates, options);
}

function* candidatesOf(found: Iterable<Found>): Generator<Candidate> {
  for (const { candidate } of found) yield candidate;
}

/** A generator refuses only when it is read, which may be never. */
function requireGeoIndex(collection: Collection, field: string): void {
  if (!collection.geoFields.includes(field)) throw requestFailed('unable to find index for $geoNear query');
}

/** `{_id: 'a'}` and nothing else: the key finds the document, and nothing is left to test. */
function isExactId(query: Document): boolean {
  const kind = kindOf(query['_id']);
  const exact = kind === kinds.string || kind === kinds.number || kind === kinds.objectId;
  return exact && Object.keys(query).length === 1;
}

function* byId(collection: Collection, id: Value, open: OpenAccess): Generator<Candidate> {
  const access = open('_id_');
  const found = collection.documents.byId(idKeyOf(id));
  if (found === undefined) return;
  access.documentsExamined++;
  yield new Candidate(found.row, found.text);
}

function* filter<Item>(items: Iterable<Item>, keep: (item: Item) => boolean): Generator<Item> {
  for (const item of items) if (keep(item)) yield item;
}

function* page<Item>(items: Iterable<Item>, { skip, limit }: FindOptions): Generator<Item> {
  if (limit <= 0) return;
  let at = 0;
  for (const item of items) {
    if (at++ < skip) continue;
    yield item;
    if (at >= skip + limit) return;
  }
}
