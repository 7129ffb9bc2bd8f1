import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { goTo, replaceBy } from '../../services/navigation';
import { actNames, actOn, rememberEnd } from '../../services/orderActs';
import type { OrderAct, OrderDetail } from '../../services/orderStory';
import { maySell } from '../../services/platform';
import { refusals, sayingFor, type Saying } from '../../services/sentences';
import { hasSeen } from '../../services/seenQrs';
import { orderView, type OrderView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  order: OrderView | null;
  working: OrderAct | '';
  actNames: typeof actNames;
  placeholderRows: object[];
}

interface Custom extends LoadedHandlers {
  orderId: string;
  order: OrderDetail | null;
  load(): Promise<void>;
  act(event: WechatMiniprogram.TouchEvent<object, object, { act: OrderAct }>): void;
  doAct(act: OrderAct): Promise<void>;
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
    actNames,
    placeholderRows: [
      { height: '200rpx', borderRadius: '24rpx' },
      { height: '360rpx', borderRadius: '24rpx' },
      { height: '320rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ orderId }) {
    this.orderId = orderId ?? '';
    if (this.orderId === '') this.fail(refusals.OrderNotFound);
  },

  onShow() {
    if (this.orderId !== '') void this.load();
  },

  async load() {
    const answer = await call('getOrder', { orderId: this.orderId });
    if (!answer.ok) {
      this.fail(sayingFor('getOrder', answer.code));
      return;
    }
    this.order = answer.value;
    rememberEnd(answer.value);
    const circumstances = { nowMs: serverNowMs(), seen: hasSeen(answer.value) };
    this.setData({ phase: 'ready', order: orderView(answer.value, maySell(), circumstances) });
  },

  act({ currentTarget }) {
    if (this.data.working === '') void this.doAct(currentTarget.dataset.act);
  },

  async doAct(act) {
    if (!this.order) return;
    this.setData({ working: act });
    const outcome = await actOn(this, act, this.order);
    this.setData({ working: '' });
    // After a payment sheet the result page waits for the truth.
    if (outcome.orderId !== undefined && outcome.sheetSaidPaid) {
      replaceBy('result', { orderId: outcome.orderId, paid: 'yes' });
      return;
    }
    this.orderId = outcome.orderId ?? this.orderId;
    if (outcome.look) await this.load();
  },

  openGroup() {
    if (this.order) goTo('group', { groupId: this.order.groupId });
  },

  copyNumber() {
    void wx.setClipboardData({ data: this.orderId });
  },
});
