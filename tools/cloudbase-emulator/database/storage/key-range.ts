/** A stretch of an index: keys from `low` up to but not including `high`, in byte order. */
export interface KeyRange {
  readonly low: Buffer;
  readonly high: Buffer;
}

/** A document as it lies in the file, not yet parsed; `key` is the index key it was found by. */
export interface StoredRow {
  readonly key: Buffer;
  readonly row: number;
  readonly text: string;
}

/** Reads the `limit` rows after a position; `low`, `row`, `high` as the statement binds them. */
type ReadBatch = (edge: Buffer, row: number, far: Buffer, limit: number) => StoredRow[];

const minBatchSize = 16;
const maxBatchSize = 512;

/**
 * Rows of a range one after another, fetched in growing batches: `expected` at first, so that a reader who stops there has read nothing in
 * vain. Holds no cursor open.
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
