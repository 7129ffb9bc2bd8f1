import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { failureHandlers } from '../../services/loadedPage';
import { replaceWith } from '../../services/navigation';
import { forgetEndedPurchase, orderActionLabels, runOrderAction } from '../../services/orderActions';
import type { OrderAction, OrderDetail } from '../../services/orderPresentation';
import { Polling } from '../../services/polling';
import { messageFor, refusalMessages, type UserMessage } from '../../services/refusalMessages';
import { maySell } from '../../services/salesPolicy';
import { resultView, type ResultView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  result: ResultView | null;
  /** The page has stopped looking without an outcome; the person may start it again. */
  exhausted: boolean;
  working: OrderAction | '';
  actionLabels: typeof orderActionLabels;
  skeleton: object[];
}

interface Custom {
  orderId: string;
  sheetSaidPaid: boolean;
  order: OrderDetail | null;
  polling?: Polling;
  load(): Promise<void>;
  look(): Promise<boolean>;
  /** `true` once the outcome is final. */
  failLook(failure: UserMessage): boolean;
  lookAgain(): void;
  tapAction(event: WechatMiniprogram.TouchEvent<object, object, { action: OrderAction }>): void;
  runAction(action: OrderAction): Promise<void>;
  openOrder(): void;
  takeFailureStep(): void;
}

Page<Data, Custom>({
  orderId: '',
  sheetSaidPaid: false,
  order: null,

  data: {
    phase: 'loading',
    failure: null,
    result: null,
    exhausted: false,
    working: '',
    actionLabels: orderActionLabels,
    skeleton: [
      { height: '480rpx', borderRadius: '24rpx' },
      { height: '96rpx', borderRadius: '16rpx' },
    ],
  },

  ...failureHandlers,

  onLoad({ orderId, paid }) {
    this.orderId = orderId ?? '';
    this.sheetSaidPaid = paid === 'yes';
    this.polling = new Polling(
      () => this.look(),
      () => this.setData({ exhausted: true }),
    );
    if (this.orderId === '') this.failLook(refusalMessages.OrderNotFound);
  },

  onShow() {
    if (this.orderId !== '') void this.load();
  },

  onHide() {
    this.polling?.stop();
  },

  onUnload() {
    this.polling?.stop();
  },

  async load() {
    this.polling?.start();
  },

  async look() {
    const answer = await call('getOrder', { orderId: this.orderId });
    if (!answer.ok) return this.failLook(messageFor('getOrder', answer.code));
    this.order = answer.value;
    forgetEndedPurchase(answer.value);
    const { sheetSaidPaid } = this;
    const result = resultView(answer.value, { maySell: maySell(), sheetSaidPaid, nowMs: serverNowMs() });
    this.setData({ phase: 'ready', result });
    return !result.pending;
  },

  // Content that is shown stays when a later look fails; the next look may succeed.
  failLook(failure) {
    if (this.data.phase === 'ready') return false;
    this.setData({ phase: 'failed', failure });
    return true;
  },

  lookAgain() {
    this.setData({ exhausted: false });
    void this.load();
  },

  tapAction({ currentTarget }) {
    if (this.data.working === '') void this.runAction(currentTarget.dataset.action);
  },

  async runAction(action) {
    if (!this.order) return;
    this.setData({ working: action });
    const outcome = await runOrderAction(this, action, this.order);
    this.setData({ working: '' });
    if (!outcome.reload) return;
    this.orderId = outcome.orderId ?? this.orderId;
    this.sheetSaidPaid = outcome.sheetSaidPaid;
    this.lookAgain();
  },

  openOrder() {
    replaceWith('order', { orderId: this.orderId });
  },

  async onPullDownRefresh() {
    await this.look();
    void wx.stopPullDownRefresh();
  },
});
