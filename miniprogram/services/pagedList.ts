import type { Saying } from './sentences';

/** What a page shows of a list that loads page by page. */
export interface ListData<Row> {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: Saying | null;
  rows: Row[];
  /** Below the last row: `more` can come, `loading`, `end`, or `failed` (a tap tries again). */
  tail: 'more' | 'loading' | 'end' | 'failed';
}

export type Fetched<Row> =
  | { readonly ok: true; readonly rows: Row[]; readonly next: string | null }
  | { readonly ok: false; readonly saying: Saying };

export function emptyList<Row>(): ListData<Row> {
  return { phase: 'loading', failure: null, rows: [], tail: 'end' };
}

type Show = (patch: Record<string, unknown>) => void;

/** One list of a page: loads, refreshes, appends, and drops answers that come after another question was asked. */
export class PagedList<Row> {
  private next: string | null = null;
  private count = 0;
  private question = 0;
  private appending = false;

  constructor(
    private readonly fetch: (after: string | undefined) => Promise<Fetched<Row>>,
    /** The page's `setData`. */
    private readonly show: Show,
  ) {}

  /** Another question (a filter, a search): forgets the rows and shows the skeleton until the answer is there. */
  async reload(): Promise<void> {
    this.count = 0;
    this.show({ phase: 'loading', failure: null });
    await this.refresh();
  }

  /** The same question again: rows stay until the answer is there, and stay when it fails. */
  async refresh(): Promise<void> {
    const question = ++this.question;
    this.appending = false;
    const answer = await this.fetch(undefined);
    if (question !== this.question) return;
    if (!answer.ok) {
      this.failed(answer.saying);
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
    const question = this.question;
    this.appending = true;
    this.show({ tail: 'loading' });
    const answer = await this.fetch(this.next);
    if (question !== this.question) return;
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

  private failed(saying: Saying): void {
    if (this.count === 0) {
      this.show({ phase: 'failed', failure: saying });
      return;
    }
    void wx.showToast({ title: saying.title, icon: 'none' });
  }

  /** After the page has taken rows out by itself. */
  removed(count: number): void {
    this.count -= count;
  }
}
