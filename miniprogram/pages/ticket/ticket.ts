import { call, type Value } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { goBack, goTo, replaceBy } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { refusals, sayingFor, type AnyCode, type Saying } from '../../services/sentences';
import { hasSeen, rememberSeen } from '../../services/seenCodes';
import { countDownFormat, moment } from '../../services/written';

interface TicketView {
  groupName: string;
  ownerName: string;
  codeUrl: string;
  leftMs: number;
  clockFormat: string;
  /** The image could not be loaded: its address is short-lived. */
  broken: boolean;
}

interface Data {
  /** `asking`: no code was shown yet, and showing one ends the right to take the money back. */
  phase: 'loading' | 'asking' | 'ready' | 'failed';
  failure: Saying | null;
  failureIcon: string;
  ticket: TicketView | null;
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
  show(): void;
  leave(): void;
  load(): Promise<void>;
  fail(code: AnyCode, saying: Saying): void;
  reload(): void;
  codeBroken(): void;
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

type Ticket = Value<'getTicket'>;
type Shown = Ticket & { codeUrl: string; codeExpiresAtMs: number };

const isShown = (ticket: Ticket): ticket is Shown => ticket.codeUrl !== null && ticket.codeExpiresAtMs !== null;

function ticketView(value: Shown, nowMs: number): TicketView {
  const { groupName, ownerName, codeUrl } = value;
  const leftMs = Math.max(0, value.codeExpiresAtMs - nowMs);
  return { groupName, ownerName, codeUrl, leftMs, clockFormat: countDownFormat(leftMs), broken: false };
}

/** Admitted, but there is no code right now. */
function noCodeSaying({ noWayInAtMs }: Ticket): Saying {
  const text =
    noWayInAtMs === null
      ? '你的资格有效。群主暂时没有可用的群码，稍后再来看。'
      : `你的资格有效。群主 ${moment(noWayInAtMs)} 前没有补上群码，款项自动原路退回。`;
  return { title: '群码正在更新', text, label: '再看一次', step: 'retry' };
}

const icons: Partial<Record<AnyCode, string>> = { Offline: 'wifi-off', UnderReview: 'time' };

Page<Data, Custom>({
  groupId: '',
  orderId: '',
  agreed: false,

  data: {
    phase: 'loading',
    failure: null,
    failureIcon: 'info-circle',
    ticket: null,
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

  show() {
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
      this.orderId = answer.value.orderId;
      if (!isShown(answer.value)) {
        this.setData({ phase: 'failed', working: false, failure: noCodeSaying(answer.value), failureIcon: 'refresh' });
        return;
      }
      rememberSeen(this);
      this.setData({ phase: 'ready', working: false, ticket: ticketView(answer.value, serverNowMs()) });
      return;
    }
    this.setData({ working: false });
    this.fail(answer.code, sayingFor('getTicket', answer.code));
  },

  fail(code, failure) {
    this.setData({ phase: 'failed', failure, failureIcon: icons[code] ?? 'info-circle' });
  },

  reload() {
    if (!this.data.working) void this.load();
  },

  codeBroken() {
    this.setData({ 'ticket.broken': true });
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
