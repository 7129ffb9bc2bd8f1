import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { replaceBy } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { actNames, actOn, rememberEnd } from '../../services/orderActs';
import type { OrderAct, OrderDetail } from '../../services/orderStory';
import { maySell } from '../../services/platform';
import { Polling } from '../../services/polling';
import { refusals, sayingFor, type Saying } from '../../services/sentences';
import { resultView, type ResultView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  result: ResultView | null;
  /** Looked often enough without an answer: the person may ask again. */
  tired: boolean;
  working: OrderAct | '';
  actNames: typeof actNames;
  placeholderRows: object[];
}

interface Custom {
  orderId: string;
  sheetSaidPaid: boolean;
  order: OrderDetail | null;
  polling?: Polling;
  look(): Promise<boolean>;
  fail(saying: Saying): boolean;
  lookAgain(): void;
  act(event: WechatMiniprogram.TouchEvent<object, object, { act: OrderAct }>): void;
  doAct(act: OrderAct): Promise<void>;
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
    tired: false,
    working: '',
    actNames,
    placeholderRows: [
      { height: '480rpx', borderRadius: '24rpx' },
      { height: '96rpx', borderRadius: '16rpx' },
    ],
  },

  onLoad({ orderId, paid }) {
    this.orderId = orderId ?? '';
    this.sheetSaidPaid = paid === 'yes';
    this.polling = new Polling(
      () => this.look(),
      () => this.setData({ tired: true }),
    );
    if (this.orderId === '') this.fail(refusals.OrderNotFound);
  },

  onShow() {
    if (this.orderId !== '') this.polling?.start();
  },

  onHide() {
    this.polling?.stop();
  },

  onUnload() {
    this.polling?.stop();
  },

  async look() {
    const answer = await call('getOrder', { orderId: this.orderId });
    if (!answer.ok) return this.fail(sayingFor('getOrder', answer.code));
    this.order = answer.value;
    rememberEnd(answer.value);
    const { sheetSaidPaid } = this;
    const result = resultView(answer.value, { selling: maySell(), sheetSaidPaid, nowMs: serverNowMs() });
    this.setData({ phase: 'ready', result });
    return !result.waiting;
  },

  /** What is on the page stays there when a later look fails; the next look may succeed. */
  fail(failure) {
    if (this.data.phase === 'ready') return false;
    this.setData({ phase: 'failed', failure });
    return true;
  },

  lookAgain() {
    this.setData({ tired: false });
    this.polling?.start();
  },

  act({ currentTarget }) {
    if (this.data.working === '') void this.doAct(currentTarget.dataset.act);
  },

  async doAct(act) {
    if (!this.order) return;
    this.setData({ working: act });
    const outcome = await actOn(this, act, this.order);
    this.setData({ working: '' });
    if (!outcome.look) return;
    this.orderId = outcome.orderId ?? this.orderId;
    this.sheetSaidPaid = outcome.sheetSaidPaid;
    this.lookAgain();
  },

  openOrder() {
    replaceBy('order', { orderId: this.orderId });
  },

  takeFailureStep() {
    if (!this.data.failure) return;
    takeStep(this.data.failure.step, { orderId: this.orderId }, () => {
      this.setData({ phase: 'loading' });
      this.polling?.start();
    });
  },

  async onPullDownRefresh() {
    await this.look();
    void wx.stopPullDownRefresh();
  },
});
