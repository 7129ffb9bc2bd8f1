import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { goTo, replaceBy } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { actNames, actOn, rememberEnd } from '../../services/orderActs';
import type { OrderAct, OrderDetail } from '../../services/orderStory';
import { maySell } from '../../services/platform';
import { refusals, sayingFor, type Saying } from '../../services/sentences';
import { hasSeen } from '../../services/seenCodes';
import { orderView, type OrderView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  order: OrderView | null;
  working: OrderAct | '';
  actNames: typeof actNames;
  placeholderRows: object[];
}

interface Custom {
  orderId: string;
  order: OrderDetail | null;
  load(): Promise<void>;
  fail(failure: Saying): void;
  act(event: WechatMiniprogram.TouchEvent<object, object, { act: OrderAct }>): void;
  doAct(act: OrderAct): Promise<void>;
  openGroup(): void;
  copyNumber(): void;
  takeFailureStep(): void;
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

  fail(failure) {
    if (this.data.phase === 'ready') return void wx.showToast({ title: failure.title, icon: 'none' });
    this.setData({ phase: 'failed', failure });
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

  takeFailureStep() {
    if (!this.data.failure) return;
    takeStep(this.data.failure.step, {}, () => {
      this.setData({ phase: 'loading' });
      void this.load();
    });
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },
});
