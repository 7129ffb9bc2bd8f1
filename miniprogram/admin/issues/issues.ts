import { call } from '../../services/call';
import { confirm } from '../../services/dialogs';
import { formatYuan } from '../../services/format';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { issueSections, type IssueAction, type IssueRow, type IssueSection } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: UserMessage | null;
  sections: IssueSection[];
  more: boolean;
  /** The key of the issue whose action is running, '' when none is. */
  working: string;
  actionLabels: Record<IssueAction, string>;
  skeletonCards: number[];
  skeleton: object[];
}

type RowEvent = WechatMiniprogram.TouchEvent<object, object, { key: string }>;

interface Custom extends FailureHandlers {
  load(): Promise<void>;
  rowOf(key: string): IssueRow | undefined;
  tapAction(event: RowEvent): void;
  openOrder(event: RowEvent): void;
  refundAgain(row: IssueRow): Promise<void>;
  sendRefund(row: IssueRow): Promise<void>;
  resolve(row: IssueRow): Promise<void>;
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
    actionLabels: { refundAgain: '再次退款', openOrder: '查看详情', resolve: '标记已处理' },
    skeletonCards: [1, 2],
    skeleton: [{ width: '60%', height: '40rpx' }, { height: '36rpx' }, { width: '50%', height: '32rpx' }],
  },

  ...loadedHandlers,

  // An operator may come back from having solved an issue.
  onShow() {
    void this.load();
  },

  async load() {
    const answer = await call('adminIssues', {});
    if (!answer.ok) {
      this.fail(messageFor('adminIssues', answer.code));
      return;
    }
    const sections = issueSections(answer.value);
    this.setData({ phase: sections.length > 0 ? 'ready' : 'empty', sections, more: answer.value.more });
  },

  rowOf(key) {
    return this.data.sections.flatMap(({ rows }) => rows).find((row) => row.key === key);
  },

  tapAction({ currentTarget }) {
    const row = this.rowOf(currentTarget.dataset.key);
    if (!row || this.data.working !== '') return;
    switch (row.action) {
      case 'refundAgain':
        void this.refundAgain(row);
        break;
      case 'resolve':
        void this.resolve(row);
        break;
      case 'openOrder':
        goTo('adminOrder', { orderId: row.orderId });
        break;
      case '':
        break;
    }
  },

  openOrder({ currentTarget }) {
    const row = this.rowOf(currentTarget.dataset.key);
    if (row && row.orderId !== '') goTo('adminOrder', { orderId: row.orderId });
  },

  async refundAgain(row) {
    const text = `再向微信支付申请退 ${formatYuan(row.fen)}，退款单号不变，不会重复退。对方会在几分钟到三个工作日内收到。`;
    const confirmed = await confirm(this, { title: '再次退款？', text, confirmLabel: '退款', cancelLabel: '先不退' });
    if (confirmed) await this.sendRefund(row);
  },

  async sendRefund(row) {
    this.setData({ working: row.key });
    const answer = await call('settleRefund', { orderId: row.orderId, refundNo: row.refundNo, exit: 'again' });
    this.setData({ working: '' });
    if (answer.ok) {
      void wx.showToast({ title: '已再次发起退款', icon: 'none' });
      return this.load();
    }
    const failure = messageFor('settleRefund', answer.code);
    const accepted = await handleFailure(this, failure, { orderId: row.orderId }, () => void this.load());
    if (!accepted) await this.load();
  },

  async resolve(row) {
    this.setData({ working: row.key });
    const answer = await call('resolveSecurityEvent', { eventId: row.eventId, throughMs: row.throughMs });
    this.setData({ working: '' });
    if (answer.ok) return this.load();
    await handleFailure(this, messageFor('resolveSecurityEvent', answer.code), {}, () => void this.load());
  },

  openGroups() {
    goTo('adminGroups', {});
  },

  openOrders() {
    goTo('adminOrders', {});
  },
});
