import type { Collection } from '../storage/collection';
import type { StoredRow } from '../storage/range';
import { readStored } from '../values/ejson';
import type { Document } from '../values/value';
import type { AccessMeter } from './meter';
import type { IndexScan, Plan } from './planner';

/** A document that was read; parsed only when somebody looks inside. */
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

/** The documents a plan reaches, each once, counted as they are examined; `expected` is how many will be asked for, if all goes well. */
export function* scan(
  collection: Collection,
  plan: Plan,
  access: AccessMeter,
  expected = Infinity,
): Generator<Candidate> {
  const rows =
    plan.index === null
      ? collection.documents.scan()
      : plan.merged
        ? mergedRows(plan, expected)
        : rowsInTurn(plan, expected);
  const seen = plan.index !== null && plan.repeats ? new Set<number>() : undefined;
  for (const { row, text } of rows) {
    if (seen?.has(row)) continue;
    seen?.add(row);
    access.documentsExamined++;
    yield new Candidate(row, text);
  }
}

function* rowsInTurn({ ranges: { ranges }, source, direction }: IndexScan, expected: number): Generator<StoredRow> {
  for (const range of direction === 1 ? ranges : ranges.toReversed()) yield* source.rows(range, direction, expected);
}

/** Several ranges at once, in the order of what follows their fixed beginnings. */
function* mergedRows(
  { ranges: { ranges, prefixLengths }, source, direction }: IndexScan,
  expected: number,
): Generator<StoredRow> {
  const streams = ranges.map((range, at) => {
    const rows = source.rows(range, direction, expected);
    return { rows, head: rows.next(), skip: prefixLengths[at] ?? 0 };
  });
  for (;;) {
    const live = streams.filter((stream) => stream.head.done !== true);
    const [start] = live;
    if (start === undefined) return;
    const next = live.reduce((best, stream) => {
      const order = Buffer.compare(suffixOf(stream), suffixOf(best));
      return order * direction < 0 ? stream : best;
    }, start);
    yield next.head.value as StoredRow;
    next.head = next.rows.next();
  }
}

const suffixOf = ({ head, skip }: { head: IteratorResult<StoredRow, unknown>; skip: number }): Buffer =>
  (head.value as StoredRow).key.subarray(skip);
