import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { firstMonth, monthAfter, monthName, monthOfMs, type Month } from './months';
import { earningsView, type EarningsView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: UserMessage | null;
  month: Month;
  monthName: string;
  firstMonth: Month;
  /** The present month, the last one that can be chosen. */
  lastMonth: Month;
  statement: EarningsView | null;
  /** The group it covers, '' for all groups of the owner. */
  groupName: string;
  skeleton: object[];
}

interface Custom extends FailureHandlers {
  groupId: string;
  /** Grows with every query, so that an answer to an older one can be dropped. */
  query: number;
  show(month: Month): void;
  load(): Promise<void>;
  earlier(): void;
  later(): void;
  choose(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  openGroup(event: WechatMiniprogram.TouchEvent<object, object, { groupId: string }>): void;
  openManage(): void;
}

Page<Data, Custom>({
  groupId: '',
  query: 0,

  data: {
    phase: 'loading',
    failure: null,
    month: '',
    monthName: '',
    firstMonth,
    lastMonth: '',
    statement: null,
    groupName: '',
    skeleton: [
      { height: '360rpx', borderRadius: '24rpx' },
      { height: '240rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

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
    const query = (this.query += 1);
    const { month } = this.data;
    const answer = await call('getEarnings', { month, ...(this.groupId === '' ? {} : { groupId: this.groupId }) });
    if (query !== this.query) return;
    if (!answer.ok) {
      this.fail(messageFor('getEarnings', answer.code));
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
});
