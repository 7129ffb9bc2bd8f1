import { takeStep } from './nextStep';
import { PagedList, type Fetched } from './pagedList';
import type { Saying } from './sentences';

/** A page that shows one list. `fetch` is its own. */
interface ListPage {
  readonly data: { readonly failure: Saying | null };
  list?: PagedList<never>;
}

/** The list of a page, made in its `onLoad`. */
export function listOf<Row>(page: {
  fetch(after: string | undefined): Promise<Fetched<Row>>;
  setData(patch: Record<string, unknown>): void;
}): PagedList<Row> {
  return new PagedList<Row>(
    (after) => page.fetch(after),
    (patch) => page.setData(patch),
  );
}

/** What every page of one list answers alike; spread into `Page({…})`. */
export const listHandlers = {
  takeFailureStep(this: ListPage): void {
    if (this.data.failure) takeStep(this.data.failure.step, {}, () => void this.list?.reload());
  },

  loadMore(this: ListPage): void {
    void this.list?.more();
  },

  onReachBottom(this: ListPage): void {
    void this.list?.more();
  },

  async onPullDownRefresh(this: ListPage): Promise<void> {
    await this.list?.refresh();
    void wx.stopPullDownRefresh();
  },
};

/** The names of those that templates bind, for a page's own type. */
export type ListHandlers = Pick<typeof listHandlers, 'takeFailureStep' | 'loadMore'>;
