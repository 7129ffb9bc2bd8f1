import type { DatabaseCost } from './database/contract';
import type { Failure } from './functions/failures';
import type { LogLine } from './functions/run';

/** The parts of the platform that a function can call; `function` is a call of another function. */
export type Target = 'database' | 'pay' | 'openapi' | 'storage' | 'function';

/** One call of a function to the platform. */
export interface LoggedCall {
  readonly n: number;
  readonly atMs: number;
  readonly requestId: string;
  /** The calling function. */
  readonly function: string;
  readonly target: Target;
  readonly action: string;
  /** The openapi or pay method. */
  readonly api?: string;
  readonly collections: readonly string[];
  readonly accesses: DatabaseCost['accesses'];
  /** The index that served the first access; null when that access read every document. */
  readonly index?: string | null;
  readonly documentsExamined: number;
  readonly documentsReturned: number;
  readonly documentsWritten: number;
  readonly fault?: string;
  readonly error?: string;
  readonly tookMs: number;
}

/** One run of a function. */
export interface LoggedInvocation {
  readonly n: number;
  readonly requestId: string;
  readonly function: string;
  readonly as: string | null;
  readonly source: string;
  readonly atMs: number;
  readonly tookMs: number;
  readonly outcome: 'ok' | Failure['kind'];
  /** The failure's message. */
  readonly error?: string;
  readonly log: readonly LogLine[];
}

/** Older entries are dropped, so that a long-running emulator does not grow. */
const maxEntries = 50_000;

/** Numbered entries; the oldest are dropped, and numbers never restart. */
class BoundedLog<Entry extends { readonly n: number }> {
  #entries: Entry[] = [];
  #next = 0;

  add(entry: Omit<Entry, 'n'>): Entry {
    const numbered = { n: this.#next++, ...entry } as Entry;
    this.#entries.push(numbered);
    if (this.#entries.length > 2 * maxEntries) this.#entries = this.#entries.slice(-maxEntries);
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

/** The calls and invocations since the emulator started, in memory only. */
export class CallLog {
  readonly calls = new BoundedLog<LoggedCall>();
  readonly invocations = new BoundedLog<LoggedInvocation>();
}

export const noCost: DatabaseCost = {
  collections: [],
  accesses: [],
  documentsExamined: 0,
  documentsReturned: 0,
  documentsWritten: 0,
};
