import { takeStep } from './nextStep';
import { PagedList, type Fetched } from './pagedList';
import type { UserMessage } from './refusalMessages';

/** A page that shows one list, fetched by its own `fetch`. */
interface ListPage {
  readonly data: { readonly failure: UserMessage | null };
  list?: PagedList<never>;
}

/** Creates the list of a page, in its `onLoad`; `keyOf` names a row. */
export function createList<Row>(
  page: {
    fetch(after: string | undefined): Promise<Fetched<Row>>;
    setData(patch: Record<string, unknown>): void;
  },
  keyOf: (row: Row) => string,
): PagedList<Row> {
  return new PagedList<Row>(
    (after) => page.fetch(after),
    keyOf,
    (patch) => page.setData(patch),
  );
}

/** The handlers of every page of one list; spread into `Page({…})`. */
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

/** The handlers that templates bind, for a page's own type. */
export type ListHandlers = Pick<typeof listHandlers, 'takeFailureStep' | 'loadMore'>;
