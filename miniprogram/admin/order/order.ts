import { call, mayHaveArrived } from '../../services/call';
import { confirm } from '../../services/dialogs';
import { formatYuan, formatYuanInput } from '../../services/format';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { parseFen } from '../../services/parse';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { currentUser } from '../../services/session';
import { clearPendingRefund, loadOrStartRefund } from '../pendingRefunds';
import { exitHints, exitRequest, exits, type Exit } from './exits';
import { orderView, type OrderView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  order: OrderView | null;
  /** Only an admin may refund; support only looks. */
  mayRefund: boolean;
  refunding: boolean;
  working: boolean;
  amount: string;
  /** The amount's error; '' if it can be refunded. */
  error: string;
  note: string;
  /** The failed refund that is being settled. */
  exiting: { refundNo: string; fen: number } | null;
  exits: typeof exits;
  exit: Exit;
  exitHint: string;
  exitAmount: string;
  exitNote: string;
  exitError: string;
  skeleton: object[];
}

interface Custom extends FailureHandlers {
  orderId: string;
  load(): Promise<void>;
  openRefund(): void;
  closeRefund(): void;
  typeAmount(event: WechatMiniprogram.Input): void;
  typeNote(event: WechatMiniprogram.Input): void;
  refund(): Promise<void>;
  send(fen: number, note: string): Promise<void>;
  openExit(event: WechatMiniprogram.TouchEvent<object, object, { no: string }>): void;
  closeExit(): void;
  chooseExit(event: WechatMiniprogram.TouchEvent<object, object, { exit: Exit }>): void;
  typeExitAmount(event: WechatMiniprogram.Input): void;
  typeExitNote(event: WechatMiniprogram.Input): void;
  takeExit(): Promise<void>;
  openGroup(): void;
  openBuyer(): void;
  copyNumber(): void;
}

function validateAmount(typed: string, { refundableFen, wholeOnly }: OrderView): string {
  const fen = parseFen(typed);
  if (fen === null || fen === 0) return '写一个金额，例如 9.9';
  if (fen > refundableFen) return `最多可退 ${formatYuan(refundableFen)}`;
  return wholeOnly && fen < refundableFen ? `入群资格已结束，要一次退完 ${formatYuan(refundableFen)}` : '';
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
    error: '',
    note: '',
    exiting: null,
    exits,
    exit: 'again',
    exitHint: exitHints.again,
    exitAmount: '',
    exitNote: '',
    exitError: '',
    skeleton: [
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
    const [answer, user] = await Promise.all([
      call('adminOrders', { lookup: 'order', orderId: this.orderId }),
      currentUser(),
    ]);
    if (!answer.ok) {
      this.fail(messageFor('adminOrders', answer.code));
      return;
    }
    const [order] = answer.value.orders;
    const mayRefund = user.ok && user.value.operator === 'admin';
    if (order) this.setData({ phase: 'ready', order: orderView(order), mayRefund });
  },

  openRefund() {
    const { order } = this.data;
    if (order) this.setData({ refunding: true, amount: formatYuanInput(order.refundableFen), error: '', note: '' });
  },

  closeRefund() {
    if (!this.data.working) this.setData({ refunding: false });
  },

  typeAmount({ detail }) {
    this.setData({ amount: detail.value, error: '' });
  },

  typeNote({ detail }) {
    this.setData({ note: detail.value });
  },

  async refund() {
    const { order, amount, note, working } = this.data;
    if (!order || working) return;
    const error = validateAmount(amount, order);
    const fen = parseFen(amount);
    if (error !== '' || fen === null) {
      this.setData({ error });
      return;
    }
    const endsMembership = fen === order.refundableFen && !order.wholeOnly;
    const text = `${formatYuan(fen)} 会原路退给 ${order.buyer}，不能撤回。${endsMembership ? '这是余下的全部，入群资格同时结束。' : ''}`;
    // A dialog shows above the page but below the sheet.
    this.setData({ refunding: false });
    const confirmed = await confirm(this, {
      title: `退 ${formatYuan(fen)}？`,
      text,
      confirmLabel: '退款',
      cancelLabel: '再想想',
      danger: true,
    });
    if (confirmed) await this.send(fen, note.trim());
    else this.setData({ refunding: true });
  },

  async send(fen, note) {
    this.setData({ working: true });
    const answer = await call('refundOrder', await loadOrStartRefund(this.orderId, fen, note));
    const unsure = !answer.ok && mayHaveArrived(answer);
    // While the outcome is unknown, the next attempt must repeat the same refund.
    if (!unsure) clearPendingRefund(this.orderId);
    this.setData({ working: false });
    if (answer.ok) {
      void wx.showToast({ title: '退款已发起', icon: 'none' });
      return this.load();
    }
    const failure = messageFor('refundOrder', answer.code);
    const retry = (): void => void (unsure ? this.send(fen, note) : this.load());
    const accepted = await handleFailure(this, failure, { orderId: this.orderId }, retry);
    if (!accepted) await this.load();
  },

  openExit({ currentTarget }) {
    const refund = this.data.order?.refunds.find(({ refundNo }) => refundNo === currentTarget.dataset.no);
    if (!refund) return;
    const { refundNo, fen } = refund;
    const empty = { exit: 'again', exitHint: exitHints.again, exitAmount: '', exitNote: '', exitError: '' } as const;
    this.setData({ exiting: { refundNo, fen }, ...empty });
  },

  closeExit() {
    if (!this.data.working) this.setData({ exiting: null });
  },

  chooseExit({ currentTarget }) {
    const { exit } = currentTarget.dataset;
    this.setData({ exit, exitHint: exitHints[exit], exitError: '' });
  },

  typeExitAmount({ detail }) {
    this.setData({ exitAmount: detail.value, exitError: '' });
  },

  typeExitNote({ detail }) {
    this.setData({ exitNote: detail.value, exitError: '' });
  },

  async takeExit() {
    const { exiting, exit, exitAmount, exitNote, working } = this.data;
    if (!exiting || working) return;
    const form = { exit, amount: exitAmount, note: exitNote };
    const request = exitRequest(form, { ...exiting, orderId: this.orderId });
    if (typeof request === 'string') {
      this.setData({ exitError: request });
      return;
    }
    this.setData({ working: true });
    const answer = await call('settleRefund', request);
    this.setData({ working: false, exiting: null });
    if (answer.ok) return this.load();
    const failure = messageFor('settleRefund', answer.code);
    const accepted = await handleFailure(this, failure, { orderId: this.orderId }, () => void this.load());
    if (!accepted) await this.load();
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
