import { findNearQuery } from '../geo/near';
import { compileQuery } from '../matching/query';
import { requestFailed } from '../refusal';
import type { Collection } from '../storage/collection';
import type { KeyField } from '../values/index-keys';
import { encodeIdKey } from '../values/key-writer';
import { takeSorted } from '../values/sorting';
import { kindOf, kinds, type Document, type Value } from '../values/value';
import { planOrBranches } from './or-branches';
import { createConstantEvaluator, type SearchScope } from './constant-expressions';
import { collectConstraints } from './constraints';
import type { OpenAccess } from './meter';
import { scanNear, type NearMatch } from './near-scan';
import { narrowsScan, choosePlan, type IndexScan } from './planner';
import { Candidate, scan } from './scan';

export interface FindOptions {
  readonly sort: readonly KeyField[];
  readonly skip: number;
  /** The maximum number of documents; `Infinity` for all. */
  readonly limit: number;
}

export const allDocuments: FindOptions = { sort: [], skip: 0, limit: Infinity };

/**
 * Finds the documents that satisfy a query in the requested order, lazily where an index provides it. Refuses an
 * invalid query at once, before anything is read.
 */
export function find(
  collection: Collection,
  query: Document,
  options: FindOptions,
  scope: SearchScope,
  open: OpenAccess,
): Iterable<Candidate> {
  const test = compileQuery(query, scope);
  const near = findNearQuery(query);
  const evaluateConstant = createConstantEvaluator(scope);
  if (near !== undefined) {
    requireGeoIndex(collection, near.field);
    return orderByDistance(
      scanNear(collection, near, collectConstraints(query, evaluateConstant), test, open),
      options,
    );
  }
  if (isExactId(query)) return paginate(findById(collection, query['_id'], open), options);
  const plan = choosePlan(collection, collectConstraints(query, evaluateConstant), options.sort);
  const branchPlans = narrowsScan(plan) ? undefined : planOrBranches(collection, query, evaluateConstant);
  const inOrder = options.sort.length === 0 || (plan.providesSort && branchPlans === undefined);
  const expected = inOrder ? options.skip + options.limit : Infinity;
  const candidates =
    branchPlans === undefined
      ? scan(collection, plan, open(plan.index?.name ?? null), expected)
      : scanPlans(collection, branchPlans, open, expected);
  const matches = filter(candidates, (candidate) => test(candidate.document));
  return inOrder ? paginate(matches, options) : sortInMemory(matches, options);
}

function sortInMemory(matches: Iterable<Candidate>, options: FindOptions): Iterable<Candidate> {
  const keep = options.skip + options.limit;
  return paginate(
    takeSorted(matches, ({ document }) => document, options.sort, keep),
    options,
  );
}

/** Scans several plans and yields each document once. */
function* scanPlans(
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

/** Keeps the order by distance unless the query requests another one. */
function orderByDistance(found: Iterable<NearMatch>, options: FindOptions): Iterable<Candidate> {
  const candidates = toCandidates(found);
  return options.sort.length > 0 ? sortInMemory(candidates, options) : paginate(candidates, options);
}

function* toCandidates(found: Iterable<NearMatch>): Generator<Candidate> {
  for (const { candidate } of found) yield candidate;
}

/** Runs before the lazy scan, because a generator throws only when it is read. */
function requireGeoIndex(collection: Collection, field: string): void {
  if (!collection.geoFields.includes(field)) throw requestFailed('unable to find index for $geoNear query');
}

/** True for `{_id: 'a'}` alone: the key finds the document, and no condition is left to test. */
function isExactId(query: Document): boolean {
  const kind = kindOf(query['_id']);
  const exact = kind === kinds.string || kind === kinds.number || kind === kinds.objectId;
  return exact && Object.keys(query).length === 1;
}

function* findById(collection: Collection, id: Value, open: OpenAccess): Generator<Candidate> {
  const access = open('_id_');
  const found = collection.documents.findById(encodeIdKey(id));
  if (found === undefined) return;
  access.documentsExamined++;
  yield new Candidate(found.row, found.text);
}

function* filter<Item>(items: Iterable<Item>, keep: (item: Item) => boolean): Generator<Item> {
  for (const item of items) if (keep(item)) yield item;
}

function* paginate<Item>(items: Iterable<Item>, { skip, limit }: FindOptions): Generator<Item> {
  if (limit <= 0) return;
  let at = 0;
  for (const item of items) {
    if (at++ < skip) continue;
    yield item;
    if (at >= skip + limit) return;
  }
}
