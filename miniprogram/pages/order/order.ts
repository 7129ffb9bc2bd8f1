import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo, replaceWith } from '../../services/navigation';
import { forgetEndedPurchase, orderActionLabels, runOrderAction } from '../../services/orderActions';
import type { OrderAction, OrderDetail } from '../../services/orderPresentation';
import { maySell } from '../../services/salesPolicy';
import { refusalMessages, messageFor, type UserMessage } from '../../services/refusalMessages';
import { wasQrShown } from '../../services/shownQrs';
import { orderView, type OrderView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  order: OrderView | null;
  working: OrderAction | '';
  actionLabels: typeof orderActionLabels;
  skeleton: object[];
}

interface Custom extends FailureHandlers {
  orderId: string;
  order: OrderDetail | null;
  load(): Promise<void>;
  tapAction(event: WechatMiniprogram.TouchEvent<object, object, { action: OrderAction }>): void;
  runAction(action: OrderAction): Promise<void>;
  openGroup(): void;
  copyNumber(): void;
}

Page<Data, Custom>({
  orderId: '',
  order: null,

  data: {
    phase: 'loading',
    failure: null,
    order: null,
    working: '',
    actionLabels: orderActionLabels,
    skeleton: [
      { height: '200rpx', borderRadius: '24rpx' },
      { height: '360rpx', borderRadius: '24rpx' },
      { height: '320rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ orderId }) {
    this.orderId = orderId ?? '';
    if (this.orderId === '') this.fail(refusalMessages.OrderNotFound);
  },

  onShow() {
    if (this.orderId !== '') void this.load();
  },

  async load() {
    const answer = await call('getOrder', { orderId: this.orderId });
    if (!answer.ok) {
      this.fail(messageFor('getOrder', answer.code));
      return;
    }
    this.order = answer.value;
    forgetEndedPurchase(answer.value);
    const context = { nowMs: serverNowMs(), qrShown: wasQrShown(answer.value) };
    this.setData({ phase: 'ready', order: orderView(answer.value, maySell(), context) });
  },

  tapAction({ currentTarget }) {
    if (this.data.working === '') void this.runAction(currentTarget.dataset.action);
  },

  async runAction(action) {
    if (!this.order) return;
    this.setData({ working: action });
    const outcome = await runOrderAction(this, action, this.order);
    this.setData({ working: '' });
    // After a payment sheet the result page waits for the server's confirmation.
    if (outcome.orderId !== undefined && outcome.sheetSaidPaid) {
      replaceWith('result', { orderId: outcome.orderId, paid: 'yes' });
      return;
    }
    this.orderId = outcome.orderId ?? this.orderId;
    if (outcome.reload) await this.load();
  },

  openGroup() {
    if (this.order) goTo('group', { groupId: this.order.groupId });
  },

  copyNumber() {
    void wx.setClipboardData({ data: this.orderId });
  },
});
