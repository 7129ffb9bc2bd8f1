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

interface Listed<Row> {
  readonly key: string;
  readonly row: Row;
  /** The cursor of the page that brought it; `undefined` for the first page. */
  readonly after: string | undefined;
}

/** A changed row may have been pushed by newer ones to one of so many following pages. */
const mostPagesSearched = 2;

/** The list of a page: loads, refreshes, appends, renews, and drops answers to a query that is no longer the latest. */
export class PagedList<Row> {
  private listed: readonly Listed<Row>[] = [];
  private next: string | null = null;
  private query = 0;
  private appending = false;
  /** The rows that the page shows. */
  private shown: readonly Listed<Row>[] = [];
  private loaded = false;
  /** The key of the row whose page was opened; '' when none was. */
  private opened = '';

  constructor(
    private readonly fetch: (after: string | undefined) => Promise<Fetched<Row>>,
    /** Names a row for as long as it exists, whatever becomes of it. */
    private readonly keyOf: (row: Row) => string,
    /** The page's `setData`. */
    private readonly show: Show,
  ) {}

  /** For a new query (a filter, a search): drops the rows and shows the skeleton until the answer arrives. */
  async reload(): Promise<void> {
    this.listed = [];
    this.opened = '';
    this.show({ phase: 'loading', failure: null });
    await this.refresh();
  }

  /** Starts anew: the rows stay until the answer arrives, and stay when it fails. */
  async refresh(): Promise<void> {
    const query = ++this.query;
    this.appending = false;
    const answer = await this.fetch(undefined);
    if (query !== this.query) return;
    if (!answer.ok) {
      this.showFailure(answer.failure);
      return;
    }
    this.loaded = true;
    this.next = answer.next;
    this.listed = this.listing(answer.rows, undefined);
    this.showRows();
  }

  /** The person opens a row's own page and may change the row there. */
  leaveFor(key: string): void {
    this.opened = key;
  }

  /** The person comes back to the page: rows and place stay, and the row that was opened is renewed. The first time, the list loads. */
  async comeBack(): Promise<void> {
    const { opened } = this;
    this.opened = '';
    if (this.loaded) await this.renew(opened);
    else await this.refresh();
  }

  /** Fetches the page of a row again (without one, the first), and the pages around it if the row has moved; all other rows stay. */
  async renew(key: string): Promise<void> {
    const query = ++this.query;
    this.appending = false;
    let after = this.listed.find((each) => each.key === key)?.after;
    let start = after === undefined ? 0 : this.listed.findIndex((each) => each.after === after);
    const wasOnLaterPage = start > 0;
    for (let fetched = 0; fetched <= mostPagesSearched; fetched += 1) {
      const answer = await this.fetch(after);
      if (query !== this.query) return;
      if (!answer.ok) {
        this.showFailure(answer.failure);
        return;
      }
      start = this.splice(answer, after, start);
      // Behind the page, a row is still as it was: newer rows have pushed it there.
      const isBehind = this.listed.slice(start).some((each) => each.key === key);
      if (!isBehind || answer.next === null) break;
      after = answer.next;
    }
    // It may have moved to the top, as what has changed last does in some lists.
    if (wasOnLaterPage && !this.listed.some((each) => each.key === key)) {
      const answer = await this.fetch(undefined);
      if (query !== this.query) return;
      if (answer.ok) this.splice(answer, undefined, 0);
    }
    this.showRows();
  }

  /** Appends the next page, sending only its rows to the view. */
  async more(): Promise<void> {
    const after = this.next;
    if (after === null || this.appending) return;
    const query = this.query;
    this.appending = true;
    this.show({ tail: 'loading' });
    const answer = await this.fetch(after);
    if (query !== this.query) return;
    this.appending = false;
    if (!answer.ok) {
      this.show({ tail: 'failed' });
      return;
    }
    this.next = answer.next;
    const known = new Set(this.listed.map(({ key }) => key));
    this.listed = [...this.listed, ...this.listing(answer.rows, after).filter(({ key }) => !known.has(key))];
    this.showRows();
  }

  /** Takes a row out that the person has dealt with. */
  remove(key: string): void {
    this.listed = this.listed.filter((each) => each.key !== key);
    this.showRows();
  }

  private listing(rows: readonly Row[], after: string | undefined): readonly Listed<Row>[] {
    return rows.map((row) => ({ key: this.keyOf(row), row, after }));
  }

  /**
   * Puts a page's present rows in the place of those it had from `start` on. Rows behind its last one stay; without it, the list ends with
   * the page. Returns the place behind the page.
   */
  private splice(
    answer: { readonly rows: readonly Row[]; readonly next: string | null },
    after: string | undefined,
    start: number,
  ): number {
    const page = this.listing(answer.rows, after);
    const ofPage = new Set(page.map(({ key }) => key));
    const others = (list: readonly Listed<Row>[]) => list.filter(({ key }) => !ofPage.has(key));
    const last = page.at(-1)?.key;
    const lastAt = this.listed.findIndex(({ key }, index) => index >= start && key === last);
    const rest = answer.next === null || lastAt < 0 ? [] : others(this.listed.slice(lastAt + 1));
    const head = others(this.listed.slice(0, start));
    if (rest.length === 0) this.next = answer.next;
    this.listed = [...head, ...page, ...rest];
    return head.length + page.length;
  }

  /** Sends only the rows that differ from those shown, so that the page keeps its place. */
  private showRows(): void {
    const before = this.shown;
    const { listed } = this;
    this.shown = listed;
    const phase = listed.length > 0 ? 'ready' : 'empty';
    const patch: Record<string, unknown> = { phase, failure: null, tail: this.next === null ? 'end' : 'more' };
    const isLonger = before.length > 0 && listed.length >= before.length;
    if (isLonger && before.every(({ key }, index) => listed[index]?.key === key))
      listed.forEach(({ row }, index) => {
        const shown = before[index];
        if (!shown || JSON.stringify(shown.row) !== JSON.stringify(row)) patch[`rows[${index}]`] = row;
      });
    else patch['rows'] = listed.map(({ row }) => row);
    this.show(patch);
  }

  private showFailure(failure: UserMessage): void {
    if (this.listed.length === 0) {
      this.show({ phase: 'failed', failure });
      return;
    }
    void wx.showToast({ title: failure.title, icon: 'none' });
    // The next page that was on its way is dropped.
    this.showRows();
  }
}
