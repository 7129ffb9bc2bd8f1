import type { DatabaseCost } from './database/contract';
import type { Failure } from './functions/failures';

/** What a function can call; `function` is a call of another function. */
export type Target = 'database' | 'pay' | 'openapi' | 'storage' | 'function';

/** One call of a function to the platform. */
export interface RecordedCall {
  readonly n: number;
  readonly atMs: number;
  readonly requestId: string;
  /** The function that called. */
  readonly function: string;
  readonly target: Target;
  readonly action: string;
  /** The openapi or pay method. */
  readonly api?: string;
  readonly collections: readonly string[];
  readonly accesses: DatabaseCost['accesses'];
  /** The index that served the first access; null when every document of it had to be read. */
  readonly index?: string | null;
  readonly documentsExamined: number;
  readonly documentsReturned: number;
  readonly documentsWritten: number;
  readonly fault?: string;
  readonly error?: string;
  readonly tookMs: number;
}

/** One run of a function. */
export interface RecordedInvocation {
  readonly n: number;
  readonly requestId: string;
  readonly function: string;
  readonly as: string | null;
  readonly source: string;
  readonly atMs: number;
  readonly tookMs: number;
  readonly outcome: 'ok' | Failure['kind'];
  /** What went wrong, when something did. */
  readonly error?: string;
  readonly log: readonly LogLine[];
}

export interface LogLine {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug';
  readonly text: string;
}

/** Older entries are let go, so that an emulator left running does not grow. */
const keptEntries = 50_000;

/** A list that forgets its beginning; numbers never start again. */
class Journal<Entry extends { readonly n: number }> {
  #entries: Entry[] = [];
  #next = 0;

  add(entry: Omit<Entry, 'n'>): Entry {
    const numbered = { n: this.#next++, ...entry } as Entry;
    this.#entries.push(numbered);
    if (this.#entries.length > 2 * keptEntries) this.#entries = this.#entries.slice(-keptEntries);
    return numbered;
  }

  get next(): number {
    return this.#next;
  }

  since(n: number): readonly Entry[] {
    const first = this.#next - this.#entries.length;
    return this.#entries.slice(Math.max(0, n - first));
  }
}

/** What happened since the emulator started: kept in memory only. */
export class Record {
  readonly calls = new Journal<RecordedCall>();
  readonly invocations = new Journal<RecordedInvocation>();
}

export const noCost: DatabaseCost = {
  collections: [],
  accesses: [],
  documentsExamined: 0,
  documentsReturned: 0,
  documentsWritten: 0,
};
