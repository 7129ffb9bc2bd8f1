import { call, type Value } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { goBack, goTo, replaceBy } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { refusals, sayingFor, type AnyCode, type Saying } from '../../services/sentences';
import { hasSeen, rememberSeen } from '../../services/seenQrs';
import { qrView, noQrView, type QrView, type NoQrView } from './view';

interface Data {
  /**
   * `asking`: no code was shown yet, and showing one ends the right to take the money back. `noQr`: there is none to be shown now.
   */
  phase: 'loading' | 'asking' | 'ready' | 'noQr' | 'failed';
  failure: Saying | null;
  failureIcon: string;
  groupName: string;
  ownerName: string;
  code: QrView | null;
  noQr: NoQrView | null;
  working: boolean;
  helps: { title: string; text: string }[];
  placeholderRows: object[];
}

interface Custom {
  groupId: string;
  /** The order of the standing, '' while unknown. */
  orderId: string;
  /** Whether this person has said on this page that the code may be shown. */
  agreed: boolean;
  agree(): void;
  leave(): void;
  load(): Promise<void>;
  show(ticket: Value<'getTicket'>): void;
  fail(code: AnyCode, saying: Saying): void;
  reload(): void;
  qrBroken(): void;
  openOrder(): void;
  takeFailureStep(): void;
}

const helps = [
  { title: '长按没有反应', text: '截图后，用微信「扫一扫」从相册里选这张图。' },
  { title: '提示二维码已过期', text: '群码七天换一次。点下面换一张，或下拉刷新。' },
  {
    title: '换了新的还是进不去',
    text: '你的资格一直有效。请点右上角菜单里的「反馈与投诉」，附上订单号，我们会找群主处理。',
  },
];

const icons: Partial<Record<AnyCode, string>> = { Offline: 'wifi-off', UnderReview: 'time' };

Page<Data, Custom>({
  groupId: '',
  orderId: '',
  agreed: false,

  data: {
    phase: 'loading',
    failure: null,
    failureIcon: 'info-circle',
    groupName: '',
    ownerName: '',
    code: null,
    noQr: null,
    working: false,
    helps,
    placeholderRows: [
      { height: '760rpx', borderRadius: '24rpx' },
      { height: '240rpx', borderRadius: '24rpx' },
    ],
  },

  onLoad({ groupId, orderId }) {
    this.groupId = groupId ?? '';
    this.orderId = orderId ?? '';
    this.agreed = hasSeen(this);
    if (this.groupId === '') this.fail('NotAdmitted', refusals.NotAdmitted);
  },

  // Every time: the code's address is short-lived, and the code may have been changed.
  onShow() {
    if (this.groupId === '') return;
    if (this.agreed) void this.load();
    else this.setData({ phase: 'asking' });
  },

  agree() {
    this.agreed = true;
    this.setData({ phase: 'loading' });
    void this.load();
  },

  leave() {
    goBack();
  },

  async load() {
    this.setData({ working: true });
    const answer = await call('getTicket', { groupId: this.groupId });
    if (answer.ok) {
      this.show(answer.value);
      return;
    }
    this.setData({ working: false });
    this.fail(answer.code, sayingFor('getTicket', answer.code));
  },

  show(ticket) {
    this.orderId = ticket.orderId;
    const { groupName, ownerName } = ticket;
    const code = qrView(ticket, serverNowMs());
    if (code) rememberSeen(this);
    const noQr = code ? null : noQrView(ticket, serverNowMs());
    this.setData({ phase: code ? 'ready' : 'noQr', working: false, groupName, ownerName, code, noQr });
  },

  fail(code, failure) {
    this.setData({ phase: 'failed', failure, failureIcon: icons[code] ?? 'info-circle' });
  },

  reload() {
    if (!this.data.working) void this.load();
  },

  qrBroken() {
    this.setData({ 'code.broken': true });
  },

  openOrder() {
    replaceBy('order', { orderId: this.orderId });
  },

  takeFailureStep() {
    if (!this.data.failure) return;
    // The order of a review is in the list: a refusal doesn't name it.
    if (this.data.failure.step === 'order') {
      goTo('orders', {});
      return;
    }
    takeStep(this.data.failure.step, { groupId: this.groupId }, () => this.reload());
  },

  async onPullDownRefresh() {
    if (this.agreed) await this.load();
    void wx.stopPullDownRefresh();
  },
});
