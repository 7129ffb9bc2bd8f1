import type { Collection } from '../storage/collection';
import type { IndexTable } from '../storage/index-table';
import type { DocumentTable } from '../storage/document-table';
import type { KeyField } from '../values/index-keys';
import type { Constraints } from './constraint-collector';
import { computeIndexBounds, type IndexBounds, type IndexShape } from './index-bounds';

/** The way in which the documents of a query are reached. */
export type Plan = FullScan | IndexScan;

export interface FullScan {
  readonly index: null;
  readonly providesSort: false;
}

export interface IndexScan {
  readonly index: IndexShape;
  readonly source: Pick<IndexTable | DocumentTable, 'scanRange'>;
  readonly bounds: IndexBounds;
  readonly direction: 1 | -1;
  /** True when the scan yields the requested order, so that it can stop at the limit, or when no order is requested. */
  readonly providesSort: boolean;
  /** True when that order requires a merge of the ranges instead of one range after the other. */
  readonly mergesRanges: boolean;
  /** True when the scan may reach one document more than once. */
  readonly mayRepeat: boolean;
}

/** Reads every document of the collection. */
const fullScan: FullScan = { index: null, providesSort: false };

/** An `$in` with more values than this is sorted in memory instead of merged. */
const maxMergedRanges = 64;

const idFields = [{ name: '_id', path: ['_id'], direction: 1 }] as const;
const idShape: IndexShape = { name: '_id_', fields: idFields, unique: true, multikey: [false] };

/** Chooses the index with the most fields fixed by the query, else one that provides the order, else a full scan. */
export function choosePlan(collection: Collection, constraints: Constraints, sort: readonly KeyField[]): Plan {
  let best: { plan: IndexScan; score: number } | undefined;
  const candidates: [IndexShape, IndexScan['source']][] = [[idShape, collection.documents]];
  for (const index of collection.indexes) if (canServe(index, constraints)) candidates.push([index, index]);
  for (const [index, source] of candidates) {
    const bounds = computeIndexBounds(index, constraints);
    const order = matchSortOrder(index, bounds, constraints, sort);
    const plan: IndexScan = {
      index,
      source,
      bounds,
      direction: order?.direction ?? 1,
      providesSort: order !== undefined,
      mergesRanges: order?.mergesRanges === true,
      mayRepeat: index.multikey.includes(true),
    };
    const score = scorePlan(plan, sort);
    if (score > 0 && (best === undefined || score > best.score)) best = { plan, score };
  }
  return best?.plan ?? fullScan;
}

/**
 * A 2dsphere index is sparse: it holds only documents with a geometry, so it can serve only queries that require one.
 */
const canServe = (index: IndexShape, constraints: Constraints): boolean => {
  const geoFields = index.fields.filter(({ geo }) => geo);
  return geoFields.length === 0 || geoFields.some(({ name }) => constraints.get(name)?.region !== undefined);
};

/** True when a plan reads part of an index instead of using only its order. */
export const narrowsScan = (plan: Plan): boolean =>
  plan.index !== null && (plan.bounds.pointFieldCount > 0 || plan.bounds.hasRange);

/**
 * Equality narrows most, then a range. An index that provides the order saves reading everything before the first row.
 */
function scorePlan({ index, bounds, providesSort }: IndexScan, sort: readonly KeyField[]): number {
  if (bounds.pointFieldCount === index.fields.length && index.unique) return 1000;
  const narrowing = bounds.pointFieldCount * 10 + (bounds.hasRange ? 5 : 0);
  return narrowing + (sort.length > 0 && providesSort ? 7 : 0);
}

/** `mergesRanges`: each range provides the order, and the ranges must be merged. */
interface IndexOrder {
  readonly direction: 1 | -1;
  readonly mergesRanges: boolean;
}

/**
 * Matches an index to the requested order; returns `undefined` when it does not provide it. The order may omit fields
 * fixed to one point. A field with arrays cannot provide an order, because the scan would yield a document at its first
 * key, whichever that is.
 */
function matchSortOrder(
  index: IndexShape,
  bounds: IndexBounds,
  constraints: Constraints,
  sort: readonly KeyField[],
): IndexOrder | undefined {
  const isFixed = (at: number) =>
    at >= 0 &&
    at < bounds.pointFieldCount &&
    index.multikey[at] !== true &&
    constraints.get(index.fields[at]?.name ?? '')?.points?.length === 1;
  const remaining = sort.filter(({ name }) => !isFixed(index.fields.findIndex((field) => field.name === name)));
  const first = remaining[0];
  if (first === undefined) return { direction: 1, mergesRanges: false };
  const start = index.fields.findIndex((field) => field.name === first.name);
  const inSequence = index.fields.slice(0, start).every((_, at) => isFixed(at));
  if (start < 0 || (!inSequence && start !== bounds.pointFieldCount)) return undefined;
  const mergesRanges = !inSequence && bounds.ranges.length > 1;
  if (mergesRanges && bounds.ranges.length > maxMergedRanges) return undefined;
  const directions = new Set(
    remaining.map((field, at) => {
      const position = start + at;
      const served = index.fields[position]?.name === field.name && index.multikey[position] !== true;
      return served ? (index.fields[position]?.direction === field.direction ? 1 : -1) : 0;
    }),
  );
  const [direction] = directions;
  return directions.size === 1 && (direction === 1 || direction === -1) ? { direction, mergesRanges } : undefined;
}
