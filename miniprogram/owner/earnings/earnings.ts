import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { goTo } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { sayingFor, type Saying } from '../../services/sentences';
import { firstMonth, monthAfter, monthName, monthOfMs, type Month } from './months';
import { earningsView, type EarningsView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: Saying | null;
  month: Month;
  monthName: string;
  firstMonth: Month;
  /** The present month: there is none after it. */
  lastMonth: Month;
  statement: EarningsView | null;
  /** The group that this is about, '' for all of one's own. */
  groupName: string;
  placeholderRows: object[];
}

interface Custom {
  groupId: string;
  /** Grows with every question: an answer that comes after another was asked is dropped. */
  question: number;
  show(month: Month): void;
  load(): Promise<void>;
  earlier(): void;
  later(): void;
  choose(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  openGroup(event: WechatMiniprogram.TouchEvent<object, object, { groupId: string }>): void;
  openManage(): void;
  takeFailureStep(): void;
}

Page<Data, Custom>({
  groupId: '',
  question: 0,

  data: {
    phase: 'loading',
    failure: null,
    month: '',
    monthName: '',
    firstMonth,
    lastMonth: '',
    statement: null,
    groupName: '',
    placeholderRows: [
      { height: '360rpx', borderRadius: '24rpx' },
      { height: '240rpx', borderRadius: '24rpx' },
    ],
  },

  onLoad({ groupId, month }) {
    this.groupId = groupId ?? '';
    const lastMonth = monthOfMs(serverNowMs());
    this.setData({ lastMonth });
    this.show(month ?? lastMonth);
  },

  show(month) {
    this.setData({ phase: 'loading', failure: null, month, monthName: monthName(month) });
    void this.load();
  },

  async load() {
    const question = (this.question += 1);
    const { month } = this.data;
    const answer = await call('getEarnings', { month, ...(this.groupId === '' ? {} : { groupId: this.groupId }) });
    if (question !== this.question) return;
    if (!answer.ok) {
      const failure = sayingFor('getEarnings', answer.code);
      if (this.data.phase === 'ready') return void wx.showToast({ title: failure.title, icon: 'none' });
      this.setData({ phase: 'failed', failure });
      return;
    }
    const { groups } = answer.value;
    const lastMonth = monthOfMs(serverNowMs());
    this.setData({
      phase: groups.length > 0 ? 'ready' : 'empty',
      lastMonth,
      statement: earningsView(answer.value, lastMonth),
      groupName: this.groupId === '' ? '' : (groups[0]?.name ?? ''),
    });
  },

  earlier() {
    if (this.data.month > firstMonth) this.show(monthAfter(this.data.month, -1));
  },

  later() {
    if (this.data.month < this.data.lastMonth) this.show(monthAfter(this.data.month, 1));
  },

  choose({ detail }) {
    const month = detail.value.slice(0, 7);
    if (month !== this.data.month) this.show(month);
  },

  openGroup({ currentTarget }) {
    goTo('earnings', { groupId: currentTarget.dataset.groupId, month: this.data.month });
  },

  openManage() {
    goTo('manage', {});
  },

  takeFailureStep() {
    if (!this.data.failure) return;
    takeStep(this.data.failure.step, {}, () => this.show(this.data.month));
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },
});
