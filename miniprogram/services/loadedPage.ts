import { takeStep } from './nextStep';
import type { Saying } from './sentences';

/** A page that shows one thing, loaded as a whole by its own `load`. */
interface LoadedPage {
  readonly data: { readonly phase: 'loading' | 'ready' | 'empty' | 'failed'; readonly failure: Saying | null };
  /** Which group it is about, where it is about one. */
  readonly groupId?: string;
  setData(patch: Record<string, unknown>): void;
  load(): Promise<void>;
}

/** What every such page answers alike; spread into `Page({…})`. */
export const loadedHandlers = {
  /** What can't be loaded fills the page; what is shown already stays, and a passing message tells. */
  fail(this: LoadedPage, failure: Saying): void {
    const { phase } = this.data;
    if (phase === 'ready' || phase === 'empty') void wx.showToast({ title: failure.title, icon: 'none' });
    else this.setData({ phase: 'failed', failure });
  },

  takeFailureStep(this: LoadedPage): void {
    const { failure } = this.data;
    if (!failure) return;
    const { groupId } = this;
    takeStep(failure.step, groupId ? { groupId } : {}, () => {
      this.setData({ phase: 'loading' });
      void this.load();
    });
  },

  async onPullDownRefresh(this: LoadedPage): Promise<void> {
    await this.load();
    void wx.stopPullDownRefresh();
  },
};

/** Those that a page calls or its template binds, for the page's own type. */
export type LoadedHandlers = Pick<typeof loadedHandlers, 'fail' | 'takeFailureStep'>;
