import { ask, tell } from '../../services/asking';
import { call } from '../../services/call';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { fenFrom, typedYuan } from '../../services/numbers';
import { sayingFor, type Saying } from '../../services/sentences';
import { whoAmI } from '../../services/session';
import { yuan } from '../../services/written';
import { forgetWish, wishFor } from '../wishes';
import { orderView, type OrderView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  order: OrderView | null;
  /** Whether this operator may give money back; support only looks. */
  mayRefund: boolean;
  refunding: boolean;
  working: boolean;
  amount: string;
  /** What is wrong with the amount, '' where nothing is. */
  wrong: string;
  note: string;
  placeholderRows: object[];
}

interface Custom extends LoadedHandlers {
  orderId: string;
  load(): Promise<void>;
  openRefund(): void;
  closeRefund(): void;
  typeAmount(event: WechatMiniprogram.Input): void;
  typeNote(event: WechatMiniprogram.Input): void;
  refund(): Promise<void>;
  send(fen: number, note: string): Promise<void>;
  openGroup(): void;
  openBuyer(): void;
  copyNumber(): void;
}

function wrongAmount(typed: string, { refundableFen, wholeOnly }: OrderView): string {
  const fen = fenFrom(typed);
  if (fen === null || fen === 0) return '写一个金额，例如 9.9';
  if (fen > refundableFen) return `最多可退 ${yuan(refundableFen)}`;
  return wholeOnly && fen < refundableFen ? `入群资格已结束，要一次退完 ${yuan(refundableFen)}` : '';
}

Page<Data, Custom>({
  orderId: '',

  data: {
    phase: 'loading',
    failure: null,
    order: null,
    mayRefund: false,
    refunding: false,
    working: false,
    amount: '',
    wrong: '',
    note: '',
    placeholderRows: [
      { height: '200rpx', borderRadius: '24rpx' },
      { height: '420rpx', borderRadius: '24rpx' },
      { height: '320rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ orderId }) {
    this.orderId = orderId ?? '';
    void this.load();
  },

  async load() {
    const [answer, who] = await Promise.all([
      call('adminOrders', { lookup: 'order', orderId: this.orderId }),
      whoAmI(),
    ]);
    if (!answer.ok) {
      this.fail(sayingFor('adminOrders', answer.code));
      return;
    }
    const [order] = answer.value.orders;
    const mayRefund = who.ok && who.value.operator === 'admin';
    if (order) this.setData({ phase: 'ready', order: orderView(order), mayRefund });
  },

  openRefund() {
    const { order } = this.data;
    if (order) this.setData({ refunding: true, amount: typedYuan(order.refundableFen), wrong: '', note: '' });
  },

  closeRefund() {
    if (!this.data.working) this.setData({ refunding: false });
  },

  typeAmount({ detail }) {
    this.setData({ amount: detail.value, wrong: '' });
  },

  typeNote({ detail }) {
    this.setData({ note: detail.value });
  },

  async refund() {
    const { order, amount, note, working } = this.data;
    if (!order || working) return;
    const wrong = wrongAmount(amount, order);
    const fen = fenFrom(amount);
    if (wrong !== '' || fen === null) {
      this.setData({ wrong });
      return;
    }
    const ends = fen === order.refundableFen && !order.wholeOnly;
    const text = `${yuan(fen)} 会原路退给 ${order.buyer}，不能撤回。${ends ? '这是余下的全部，入群资格同时结束。' : ''}`;
    // A dialog stands in front of the page, not of the sheet.
    this.setData({ refunding: false });
    const sure = await ask(this, { title: `退 ${yuan(fen)}？`, text, confirm: '退款', cancel: '再想想', danger: true });
    if (sure) await this.send(fen, note.trim());
    else this.setData({ refunding: true });
  },

  async send(fen, note) {
    this.setData({ working: true });
    const answer = await call('refundOrder', await wishFor(this.orderId, fen, note));
    const unsure = !answer.ok && (answer.code === 'Offline' || answer.code === 'Internal' || answer.code === 'Busy');
    // Where nobody knows whether it arrived, the next try is the same wish.
    if (!unsure) forgetWish(this.orderId);
    this.setData({ working: false });
    if (answer.ok) {
      void wx.showToast({ title: '退款已发起', icon: 'none' });
      return this.load();
    }
    const saying = sayingFor('refundOrder', answer.code);
    if (!(await tell(this, saying))) return this.load();
    takeStep(saying.step, { orderId: this.orderId }, () => void (unsure ? this.send(fen, note) : this.load()));
  },

  openGroup() {
    if (this.data.order) goTo('adminGroup', { groupId: this.data.order.groupId });
  },

  openBuyer() {
    goTo('adminOrders', { sameBuyerAs: this.orderId });
  },

  copyNumber() {
    void wx.setClipboardData({ data: this.orderId });
  },
});
