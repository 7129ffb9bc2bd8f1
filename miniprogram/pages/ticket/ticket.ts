import { call, type Value } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { failureHandlers } from '../../services/loadedPage';
import { goBack, replaceWith } from '../../services/navigation';
import { messageFor, refusalMessages, type RefusalCode, type UserMessage } from '../../services/refusalMessages';
import { rememberQrShown, wasQrShown } from '../../services/shownQrs';
import { noQrView, qrView, type NoQrView, type QrView } from './view';

interface Data {
  /** `confirming`: as far as is known, no QR was shown yet, and seeing one ends the right to a refund. `noQr`: the group has none now. */
  phase: 'loading' | 'confirming' | 'ready' | 'noQr' | 'failed';
  failure: UserMessage | null;
  failureIcon: string;
  groupName: string;
  ownerName: string;
  qr: QrView | null;
  noQr: NoQrView | null;
  working: boolean;
  /** The server says that the money can still be requested back, or was not asked. */
  refundable: boolean;
  helps: { title: string; text: string }[];
  skeleton: object[];
}

interface Custom {
  groupId: string;
  /** The membership's order, '' while unknown. */
  orderId: string;
  /** The person has agreed to see the QR, on this page or earlier. */
  agreed: boolean;
  /** Asks the server, which knows what other phones were shown, before this one asks the person. */
  begin(): Promise<void>;
  agree(): void;
  leave(): void;
  load(): Promise<void>;
  show(ticket: Value<'getTicket'>): void;
  showFailure(code: RefusalCode, failure: UserMessage): void;
  reload(): void;
  handleImageError(): void;
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

const icons: Partial<Record<RefusalCode, string>> = { Offline: 'wifi-off', UnderReview: 'time' };

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
    qr: null,
    noQr: null,
    working: false,
    refundable: true,
    helps,
    skeleton: [
      { height: '760rpx', borderRadius: '24rpx' },
      { height: '240rpx', borderRadius: '24rpx' },
    ],
  },

  ...failureHandlers,

  onLoad({ groupId, orderId }) {
    this.groupId = groupId ?? '';
    this.orderId = orderId ?? '';
    this.agreed = wasQrShown(this);
    if (this.groupId === '') this.showFailure('NotAdmitted', refusalMessages.NotAdmitted);
  },

  // The image's address is short-lived, and the owner may have changed the QR.
  onShow() {
    if (this.groupId === '') return;
    if (this.agreed) void this.load();
    else void this.begin();
  },

  async begin() {
    const { orderId } = this;
    const answer = orderId === '' ? null : await call('getOrder', { orderId });
    if (this.agreed) return;
    const obstacle = answer?.ok ? answer.value.refundObstacle : null;
    if (obstacle === 'QrAlreadyShown') this.agree();
    else this.setData({ phase: 'confirming', refundable: obstacle !== 'RefundWindowOver' });
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
    this.showFailure(answer.code, messageFor('getTicket', answer.code));
  },

  show(ticket) {
    this.orderId = ticket.orderId;
    const { groupName, ownerName } = ticket;
    const qr = qrView(ticket, serverNowMs());
    if (qr) rememberQrShown(this);
    const noQr = qr ? null : noQrView(ticket, serverNowMs());
    this.setData({ phase: qr ? 'ready' : 'noQr', working: false, groupName, ownerName, qr, noQr });
  },

  showFailure(code, failure) {
    this.setData({ phase: 'failed', failure, failureIcon: icons[code] ?? 'info-circle' });
  },

  reload() {
    if (!this.data.working) void this.load();
  },

  handleImageError() {
    this.setData({ 'qr.broken': true });
  },

  openOrder() {
    replaceWith('order', { orderId: this.orderId });
  },

  async onPullDownRefresh() {
    if (this.agreed) await this.load();
    void wx.stopPullDownRefresh();
  },
});
