import type { Collection } from '../storage/collection';
import type { IndexTable } from '../storage/index-table';
import type { DocumentTable } from '../storage/document-table';
import type { KeyField } from '../values/index-keys';
import type { Constraints } from './collector';
import { rangesOf, type IndexRanges, type IndexShape } from './key-ranges';

/** How the documents of a query are reached. */
export type Plan = FullScan | IndexScan;

export interface FullScan {
  readonly index: null;
  readonly servesSort: false;
}

export interface IndexScan {
  readonly index: IndexShape;
  readonly source: Pick<IndexTable | DocumentTable, 'rows'>;
  readonly ranges: IndexRanges;
  readonly direction: 1 | -1;
  /** Do documents come in the order asked for, so that reading can stop at the limit? Always true when no order was asked for. */
  readonly servesSort: boolean;
  /** Is that order had by merging the ranges, rather than one after the other? */
  readonly merged: boolean;
  /** May one document come more than once? */
  readonly repeats: boolean;
}

/** Reading every document. */
export const fullScan: FullScan = { index: null, servesSort: false };

/** `$in` with more values than this is sorted in memory instead of merged. */
const mostMergedRanges = 64;

const idFields = [{ name: '_id', path: ['_id'], direction: 1 }] as const;
const idShape: IndexShape = { name: '_id_', fields: idFields, unique: true, multikey: [false] };

/** Chooses the index whose fields are best fixed by the query; failing that one that gives the order; failing that a full scan. */
export function planOf(collection: Collection, constraints: Constraints, sort: readonly KeyField[]): Plan {
  let best: { plan: IndexScan; score: number } | undefined;
  const candidates: [IndexShape, IndexScan['source']][] = [[idShape, collection.documents]];
  for (const index of collection.indexes) if (holdsMatches(index, constraints)) candidates.push([index, index]);
  for (const [index, source] of candidates) {
    const ranges = rangesOf(index, constraints);
    const service = sortService(index, ranges, constraints, sort);
    const plan: IndexScan = {
      index,
      source,
      ranges,
      direction: service?.direction ?? 1,
      servesSort: service !== undefined,
      merged: service?.merged === true,
      repeats: index.multikey.includes(true),
    };
    const score = scoreOf(plan, sort);
    if (score > 0 && (best === undefined || score > best.score)) best = { plan, score };
  }
  return best?.plan ?? fullScan;
}

/** An index of places holds only documents that have one, so only a query that asks for a place may use it. */
const holdsMatches = (index: IndexShape, constraints: Constraints): boolean => {
  const places = index.fields.filter(({ geo }) => geo);
  return places.length === 0 || places.some(({ name }) => constraints.get(name)?.region !== undefined);
};

/** Does a plan look at part of the index only, rather than use its order alone? */
export const narrows = (plan: Plan): boolean =>
  plan.index !== null && (plan.ranges.pointFields > 0 || plan.ranges.bounded);

/** Equality says most, then a range; an index that gives the order saves reading everything before the first row. */
function scoreOf({ index, ranges, servesSort }: IndexScan, sort: readonly KeyField[]): number {
  if (ranges.pointFields === index.fields.length && index.unique) return 1000;
  const narrowing = ranges.pointFields * 10 + (ranges.bounded ? 5 : 0);
  return narrowing + (sort.length > 0 && servesSort ? 7 : 0);
}

/** `merged`: each range gives the order, and ranges are to be merged. */
interface SortService {
  readonly direction: 1 | -1;
  readonly merged: boolean;
}

/**
 * How the index gives the order asked for; `undefined` if it does not. Fields fixed to one point may be left out of the order. A field that
 * holds arrays cannot give one: a document would come at its first key, whichever that is.
 */
function sortService(
  index: IndexShape,
  ranges: IndexRanges,
  constraints: Constraints,
  sort: readonly KeyField[],
): SortService | undefined {
  const isFixed = (at: number) =>
    at >= 0 &&
    at < ranges.pointFields &&
    index.multikey[at] !== true &&
    constraints.get(index.fields[at]?.name ?? '')?.points?.length === 1;
  const wanted = sort.filter(({ name }) => !isFixed(index.fields.findIndex((field) => field.name === name)));
  const first = wanted[0];
  if (first === undefined) return { direction: 1, merged: false };
  const start = index.fields.findIndex((field) => field.name === first.name);
  const inSequence = index.fields.slice(0, start).every((_, at) => isFixed(at));
  if (start < 0 || (!inSequence && start !== ranges.pointFields)) return undefined;
  const merged = !inSequence && ranges.ranges.length > 1;
  if (merged && ranges.ranges.length > mostMergedRanges) return undefined;
  const directions = new Set(
    wanted.map((field, at) => {
      const position = start + at;
      const served = index.fields[position]?.name === field.name && index.multikey[position] !== true;
      return served ? (index.fields[position]?.direction === field.direction ? 1 : -1) : 0;
    }),
  );
  const [direction] = directions;
  return directions.size === 1 && (direction === 1 || direction === -1) ? { direction, merged } : undefined;
}
