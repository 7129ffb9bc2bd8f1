import { takeStep } from './nextStep';
import type { UserMessage } from './refusalMessages';

/** A page that shows one thing, loaded as a whole by its own `load`. */
interface LoadedPage {
  readonly data: { readonly phase: string; readonly failure: UserMessage | null };
  /** The group and the order it is about, if any; '' while unknown. */
  readonly groupId?: string;
  readonly orderId?: string;
  setData(patch: Record<string, unknown>): void;
  load(): Promise<void>;
}

/** The failure handlers of every page that loads something; spread into `Page({…})`. */
export const failureHandlers = {
  /** A failure fills the page while nothing is shown. Content that is already shown stays, with a toast. */
  fail(this: LoadedPage, failure: UserMessage): void {
    const { phase } = this.data;
    if (phase === 'ready' || phase === 'empty') void wx.showToast({ title: failure.title, icon: 'none' });
    else this.setData({ phase: 'failed', failure });
  },

  takeFailureStep(this: LoadedPage): void {
    const { failure } = this.data;
    if (!failure) return;
    const { groupId = '', orderId = '' } = this;
    takeStep(failure.step, { groupId, orderId }, () => {
      this.setData({ phase: 'loading' });
      void this.load();
    });
  },
};

/** The handlers of a page that can also be pulled down to reload. */
export const loadedHandlers = {
  ...failureHandlers,

  async onPullDownRefresh(this: LoadedPage): Promise<void> {
    await this.load();
    void wx.stopPullDownRefresh();
  },
};

/** The handlers that a page calls or its template binds, for the page's own type. */
export type FailureHandlers = Pick<typeof failureHandlers, 'fail' | 'takeFailureStep'>;
