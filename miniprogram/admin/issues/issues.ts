import { ask, tell } from '../../services/asking';
import { call } from '../../services/call';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { sayingFor, type Saying } from '../../services/sentences';
import { yuan } from '../../services/written';
import { forgetWish, wishFor } from '../wishes';
import { issueSections, type IssueAct, type IssueRow, type IssueSection } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: Saying | null;
  sections: IssueSection[];
  more: boolean;
  /** Key of the issue that is being dealt with, '' when none is. */
  working: string;
  actLabels: Record<IssueAct, string>;
  placeholders: number[];
  placeholderRows: object[];
}

type RowEvent = WechatMiniprogram.TouchEvent<object, object, { key: string }>;

interface Custom extends LoadedHandlers {
  load(): Promise<void>;
  rowOf(key: string): IssueRow | undefined;
  act(event: RowEvent): void;
  look(event: RowEvent): void;
  refundAgain(row: IssueRow): Promise<void>;
  sendRefund(row: IssueRow): Promise<void>;
  close(row: IssueRow): Promise<void>;
  openGroups(): void;
  openOrders(): void;
}

Page<Data, Custom>({
  data: {
    phase: 'loading',
    failure: null,
    sections: [],
    more: false,
    working: '',
    actLabels: { refundAgain: '再次退款', look: '查看详情', close: '标记已处理' },
    placeholders: [1, 2],
    placeholderRows: [{ width: '60%', height: '40rpx' }, { height: '36rpx' }, { width: '50%', height: '32rpx' }],
  },

  // Every time: one comes back from dealing with something.
  ...loadedHandlers,

  onShow() {
    void this.load();
  },

  async load() {
    const answer = await call('adminIssues', {});
    if (!answer.ok) {
      this.fail(sayingFor('adminIssues', answer.code));
      return;
    }
    const sections = issueSections(answer.value);
    this.setData({ phase: sections.length > 0 ? 'ready' : 'empty', sections, more: answer.value.more });
  },

  rowOf(key) {
    return this.data.sections.flatMap(({ rows }) => rows).find((row) => row.key === key);
  },

  act({ currentTarget }) {
    const row = this.rowOf(currentTarget.dataset.key);
    if (!row || this.data.working !== '') return;
    if (row.act === 'refundAgain') void this.refundAgain(row);
    else if (row.act === 'close') void this.close(row);
    else goTo('adminOrder', { orderId: row.orderId });
  },

  look({ currentTarget }) {
    const row = this.rowOf(currentTarget.dataset.key);
    if (row && row.orderId !== '') goTo('adminOrder', { orderId: row.orderId });
  },

  async refundAgain(row) {
    const text = `再向微信支付申请退 ${yuan(row.fen)}，用新的退款单号。对方会在几分钟到三个工作日内收到。`;
    if (await ask(this, { title: '再次退款？', text, confirm: '退款', cancel: '先不退' })) await this.sendRefund(row);
  },

  async sendRefund(row) {
    this.setData({ working: row.key });
    const wish = await wishFor(row.orderId, row.fen, '');
    const answer = await call('refundOrder', wish);
    this.setData({ working: '' });
    if (answer.ok || answer.code !== 'Offline') forgetWish(row.orderId);
    if (answer.ok) {
      void wx.showToast({ title: '已再次发起退款', icon: 'none' });
      return this.load();
    }
    const saying = sayingFor('refundOrder', answer.code);
    if (!(await tell(this, saying))) return this.load();
    takeStep(saying.step, { orderId: row.orderId }, () => void this.load());
  },

  async close(row) {
    this.setData({ working: row.key });
    const answer = await call('resolveSecurityEvent', { eventId: row.eventId });
    this.setData({ working: '' });
    if (answer.ok) return this.load();
    const saying = sayingFor('resolveSecurityEvent', answer.code);
    if (await tell(this, saying)) takeStep(saying.step, {}, () => void this.load());
  },

  openGroups() {
    goTo('adminGroups', {});
  },

  openOrders() {
    goTo('adminOrders', {});
  },
});
