import type { Collection } from '../storage/collection';
import type { StoredRow } from '../storage/key-range';
import { readStored } from '../values/ejson';
import type { Document } from '../values/value';
import type { AccessMeter } from './meter';
import type { IndexScan, Plan } from './planner';

/** A document that was read. It is parsed on first access. */
export class Candidate {
  private parsed: Document | undefined;

  constructor(
    readonly row: number,
    readonly text: string,
  ) {}

  get document(): Document {
    return (this.parsed ??= readStored(this.text));
  }
}

/**
 * Yields each document of a plan once and counts it as examined. `expected` is the number that the reader will probably
 * request.
 */
export function* scan(
  collection: Collection,
  plan: Plan,
  access: AccessMeter,
  expected = Infinity,
): Generator<Candidate> {
  const rows =
    plan.index === null
      ? collection.documents.scan()
      : plan.mergesRanges
        ? mergeRanges(plan, expected)
        : scanRangesInTurn(plan, expected);
  const seen = plan.index !== null && plan.mayRepeat ? new Set<number>() : undefined;
  for (const { row, text } of rows) {
    if (seen?.has(row)) continue;
    seen?.add(row);
    access.documentsExamined++;
    yield new Candidate(row, text);
  }
}

function* scanRangesInTurn(
  { bounds: { ranges }, source, direction }: IndexScan,
  expected: number,
): Generator<StoredRow> {
  for (const range of direction === 1 ? ranges : ranges.toReversed())
    yield* source.scanRange(range, direction, expected);
}

/** Merges several ranges, in the order of the key suffixes after their fixed prefixes. */
function* mergeRanges(
  { bounds: { ranges, prefixLengths }, source, direction }: IndexScan,
  expected: number,
): Generator<StoredRow> {
  const streams = ranges.map((range, at) => {
    const rows = source.scanRange(range, direction, expected);
    return { rows, head: rows.next(), skip: prefixLengths[at] ?? 0 };
  });
  for (;;) {
    const live = streams.filter((stream) => stream.head.done !== true);
    const [start] = live;
    if (start === undefined) return;
    const next = live.reduce((best, stream) => {
      const order = Buffer.compare(getKeySuffix(stream), getKeySuffix(best));
      return order * direction < 0 ? stream : best;
    }, start);
    yield next.head.value as StoredRow;
    next.head = next.rows.next();
  }
}

const getKeySuffix = ({ head, skip }: { head: IteratorResult<StoredRow, unknown>; skip: number }): Buffer =>
  (head.value as StoredRow).key.subarray(skip);
