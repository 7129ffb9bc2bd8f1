/** A range of index keys in byte order, from `low` up to but not including `high`. */
export interface KeyRange {
  readonly low: Buffer;
  readonly high: Buffer;
}

/** A document as stored, not yet parsed. `key` is the index key that led to it. */
export interface StoredRow {
  readonly key: Buffer;
  readonly row: number;
  readonly text: string;
}

/** Reads up to `limit` rows after the position (`edge`, `row`) and before `far`, in scan direction. */
type ReadBatch = (edge: Buffer, row: number, far: Buffer, limit: number) => StoredRow[];

const minBatchSize = 16;
const maxBatchSize = 512;

/**
 * Yields the rows of a range in growing batches. The first batch has `expected` rows, so that a reader who stops there
 * has read no more. No SQLite cursor stays open between batches.
 */
export function* scanKeyRange(
  range: KeyRange,
  direction: 1 | -1,
  expected: number,
  read: ReadBatch,
): Generator<StoredRow> {
  let edge = direction === 1 ? range.low : range.high;
  const far = direction === 1 ? range.high : range.low;
  let row = -1;
  for (let limit = Math.min(expected, maxBatchSize); ; limit = growBatchSize(limit)) {
    const batch = read(edge, row, far, limit);
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < limit) return;
    edge = last.key;
    row = last.row;
  }
}

const growBatchSize = (limit: number): number => Math.min(Math.max(limit * 2, minBatchSize), maxBatchSize);
