import type { UserMessage } from './refusalMessages';

/** The part of a page's data that shows a list loaded page by page. */
export interface ListData<Row> {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: UserMessage | null;
  rows: Row[];
  /** Below the last row: `more` can come, `loading`, `end`, or `failed` (a tap tries again). */
  tail: 'more' | 'loading' | 'end' | 'failed';
}

export type Fetched<Row> =
  | { readonly ok: true; readonly rows: Row[]; readonly next: string | null }
  | { readonly ok: false; readonly failure: UserMessage };

export function emptyList<Row>(): ListData<Row> {
  return { phase: 'loading', failure: null, rows: [], tail: 'end' };
}

type Show = (patch: Record<string, unknown>) => void;

/** The list of a page: loads, refreshes, appends, and drops answers to a query that is no longer the latest. */
export class PagedList<Row> {
  private next: string | null = null;
  private count = 0;
  private query = 0;
  private appending = false;

  constructor(
    private readonly fetch: (after: string | undefined) => Promise<Fetched<Row>>,
    /** The page's `setData`. */
    private readonly show: Show,
  ) {}

  /** For a new query (a filter, a search): drops the rows and shows the skeleton until the answer arrives. */
  async reload(): Promise<void> {
    this.count = 0;
    this.show({ phase: 'loading', failure: null });
    await this.refresh();
  }

  /** Repeats the query: the rows stay until the answer arrives, and stay when it fails. */
  async refresh(): Promise<void> {
    const query = ++this.query;
    this.appending = false;
    const answer = await this.fetch(undefined);
    if (query !== this.query) return;
    if (!answer.ok) {
      this.showFailure(answer.failure);
      return;
    }
    this.next = answer.next;
    this.count = answer.rows.length;
    const phase = this.count > 0 ? 'ready' : 'empty';
    this.show({ phase, failure: null, rows: answer.rows, tail: this.next === null ? 'end' : 'more' });
  }

  /** Appends the next page, sending only its rows to the view. */
  async more(): Promise<void> {
    if (this.next === null || this.appending) return;
    const query = this.query;
    this.appending = true;
    this.show({ tail: 'loading' });
    const answer = await this.fetch(this.next);
    if (query !== this.query) return;
    this.appending = false;
    if (!answer.ok) {
      this.show({ tail: 'failed' });
      return;
    }
    this.next = answer.next;
    const patch: Record<string, unknown> = { tail: this.next === null ? 'end' : 'more' };
    answer.rows.forEach((row, index) => (patch[`rows[${this.count + index}]`] = row));
    this.count += answer.rows.length;
    this.show(patch);
  }

  private showFailure(failure: UserMessage): void {
    if (this.count === 0) {
      this.show({ phase: 'failed', failure });
      return;
    }
    void wx.showToast({ title: failure.title, icon: 'none' });
  }

  /** For a page that has taken rows out of its data. */
  noteRemoved(count: number): void {
    this.count -= count;
  }
}
