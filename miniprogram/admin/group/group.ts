import type { Contracts, InputOf } from '../../../contracts';
import { haveAddressesEnded } from '../../services/addresses';
import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { confirm } from '../../services/dialogs';
import { formatYuan } from '../../services/format';
import { newIdempotencyKey } from '../../services/idempotencyKey';
import { goTo } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { currentUser } from '../../services/session';
import type { AdminGroup } from '../types';
import { groupView, type GroupView } from './view';

type Decision = InputOf<Contracts['moderateGroup']>['decision'];
/** The decisions that need a reason for the owner. */
type ReasonedDecision = Exclude<Decision, 'list'>;

const reasonForms: Record<ReasonedDecision, { title: string; hint: string; submit: string; quickReasons: string[] }> = {
  return: {
    title: '退回给群主',
    hint: '群主会看到你写的话，改好后可以再提交。',
    submit: '退回',
    quickReasons: ['群码不是这个社群的', '价格和介绍说的不一样', '介绍太少，看不出得到什么', '封面和内容不符'],
  },
  suspend: {
    title: '暂停核实这个社群',
    hint: '不能再加入，新的人看不到群码，看过的人还能看；没看过的人可以随时退款，不会自动退。群主不能自己恢复，会看到原因。',
    submit: '暂停',
    quickReasons: ['被投诉，正在核实', '内容和介绍不符，请说明', '群码打不开或进错群'],
  },
  restore: {
    title: '解除限制',
    hint: '核实中的社群回到暂停，由群主决定是否开放；下架的社群回到草稿，要重新审核。已经退回的款项不会再收。',
    submit: '解除',
    quickReasons: ['核实没有问题', '已经改好', '误判，抱歉'],
  },
  ban: {
    title: '封禁这个社群',
    hint: '群码不再给任何人看，没付款的订单关闭，没看过群码的人自动退款；看过的人由你决定退不退。群主会看到原因。',
    submit: '封禁',
    quickReasons: ['承诺收益或疗效', '内容违法违规', '冒充他人或机构', '多次被投诉进不了群'],
  },
};

const doneToasts: Record<Decision, string> = {
  list: '已通过，社群已开放',
  return: '已退回',
  suspend: '已暂停',
  ban: '已封禁',
  restore: '已解除',
};

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  group: GroupView | null;
  /** Only an admin may decide; support only looks. */
  mayDecide: boolean;
  working: Decision | 'refundAll' | '';
  /** The note to the buyers is being written, before everybody's money goes back. */
  refunding: boolean;
  refundNote: string;
  /** The decision whose reason is being written, '' when none is. */
  reasoning: ReasonedDecision | '';
  reasonForms: typeof reasonForms;
  reason: string;
  reasonGiven: boolean;
  reasonSize: object;
  skeleton: object[];
}

interface Custom extends FailureHandlers {
  groupId: string;
  /** Made before the refund of everything is sent, so that sending it again is the same request. */
  refundKey: string;
  /** The time of the latest answer, with the address of its QR. */
  loadedAtMs: number;
  /** The version that the operator has read: a decision is about it. */
  seen: AdminGroup | null;
  load(): Promise<void>;
  confirmListing(): Promise<void>;
  openReason(event: WechatMiniprogram.TouchEvent<object, object, { decision: ReasonedDecision }>): void;
  closeReason(): void;
  pickReason(event: WechatMiniprogram.TouchEvent<object, object, { reason: string }>): void;
  typeReason(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  submitReason(): Promise<void>;
  openRefundAll(): void;
  closeRefundAll(): void;
  typeRefundNote(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  refundAll(): Promise<void>;
  openOrders(): void;
  send(input: InputOf<Contracts['moderateGroup']>): Promise<void>;
  enlargeQr(event: WechatMiniprogram.TouchEvent<object, object, { qrId: string }>): Promise<void>;
}

Page<Data, Custom>({
  groupId: '',
  refundKey: '',
  loadedAtMs: 0,
  seen: null,

  data: {
    phase: 'loading',
    failure: null,
    group: null,
    mayDecide: false,
    working: '',
    refunding: false,
    refundNote: '',
    reasoning: '',
    reasonForms,
    reason: '',
    reasonGiven: false,
    reasonSize: { minHeight: 80, maxHeight: 160 },
    skeleton: [
      { height: '300rpx', borderRadius: '24rpx' },
      { height: '320rpx', borderRadius: '24rpx' },
      { height: '240rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    void this.load();
  },

  async load() {
    const [answer, user] = await Promise.all([
      call('adminGroups', { lookup: 'group', groupId: this.groupId }),
      currentUser(),
    ]);
    if (!answer.ok) {
      this.fail(messageFor('adminGroups', answer.code));
      return;
    }
    this.loadedAtMs = Date.now();
    this.seen = answer.value.groups[0] ?? null;
    if (!this.seen) return;
    const mayDecide = user.ok && user.value.operator === 'admin';
    this.setData({ phase: 'ready', group: groupView(this.seen, serverNowMs()), mayDecide });
  },

  async confirmListing() {
    if (!this.seen || this.data.working !== '') return;
    const text = '社群会马上出现在「发现」里，谁都能加入。确认每张群码都扫得进去、介绍和价格相符。';
    const confirmed = await confirm(this, {
      title: '通过这个社群？',
      text,
      confirmLabel: '通过',
      cancelLabel: '再看看',
    });
    if (!confirmed) return;
    const { groupId, rev } = this.seen;
    await this.send({ groupId, rev, decision: 'list' });
  },

  openReason({ currentTarget }) {
    if (this.data.working === '')
      this.setData({ reasoning: currentTarget.dataset.decision, reason: '', reasonGiven: false });
  },

  closeReason() {
    if (this.data.working === '') this.setData({ reasoning: '' });
  },

  pickReason({ currentTarget }) {
    this.setData({ reason: currentTarget.dataset.reason, reasonGiven: true });
  },

  typeReason({ detail }) {
    this.setData({ reason: detail.value, reasonGiven: detail.value.trim() !== '' });
  },

  async submitReason() {
    const { reasoning, working } = this.data;
    const reason = this.data.reason.trim();
    if (!this.seen || reasoning === '' || reason === '' || working !== '') return;
    const { groupId, rev } = this.seen;
    // A hold is about the group, whatever its owner changes meanwhile; only a submission is about the text that was read.
    await this.send(
      reasoning === 'return' ? { groupId, rev, decision: reasoning, reason } : { groupId, decision: reasoning, reason },
    );
  },

  openOrders() {
    goTo('adminOrders', { groupId: this.groupId });
  },

  openRefundAll() {
    if (this.data.working !== '') return;
    this.refundKey = '';
    this.setData({ refunding: true, refundNote: '' });
  },

  closeRefundAll() {
    if (this.data.working === '') this.setData({ refunding: false });
  },

  typeRefundNote({ detail }) {
    this.setData({ refundNote: detail.value });
  },

  async refundAll() {
    const money = this.data.group?.money;
    if (!money || this.data.working !== '') return;
    const confirmed = await confirm(this, {
      title: `把 ${formatYuan(money.keptFen)} 都退给买家？`,
      text: `付过款的 ${money.paidOrders} 单里还没有退的都会原路退回，看过群码的人也退，入群资格同时结束。不能撤回。`,
      confirmLabel: '全部退款',
      cancelLabel: '先不退',
      danger: true,
    });
    if (!confirmed) return;
    this.setData({ working: 'refundAll' });
    if (this.refundKey === '') this.refundKey = await newIdempotencyKey();
    const { groupId, refundKey: idempotencyKey } = this;
    const answer = await call('refundGroup', { groupId, note: this.data.refundNote.trim(), idempotencyKey });
    const offline = !answer.ok && answer.code === 'Offline';
    // The note and the request's key stay while nothing has reached the server.
    this.setData({ working: '', ...(offline ? {} : { refunding: false }) });
    if (answer.ok) {
      void wx.showToast({ title: '已开始全部退款', icon: 'none' });
      return this.load();
    }
    const failure = messageFor('refundGroup', answer.code);
    await handleFailure(this, failure, { groupId }, () => void this.load());
  },

  async send(input) {
    this.setData({ working: input.decision });
    const answer = await call('moderateGroup', input);
    // The written reason stays while nothing has reached the server.
    const offline = !answer.ok && answer.code === 'Offline';
    this.setData({ working: '', ...(offline ? {} : { reasoning: '' }) });
    if (answer.ok) {
      void wx.showToast({ title: doneToasts[input.decision], icon: 'none' });
      return this.load();
    }
    const failure = messageFor('moderateGroup', answer.code);
    if (offline && this.data.reasoning !== '') return void wx.showToast({ title: failure.title, icon: 'none' });
    await handleFailure(this, failure, { groupId: this.groupId }, () => void this.load());
  },

  async enlargeQr({ currentTarget }) {
    if (haveAddressesEnded(this.loadedAtMs)) await this.load();
    const url = this.data.group?.qrs.find(({ qrId }) => qrId === currentTarget.dataset.qrId)?.imageUrl ?? '';
    if (url !== '') void wx.previewImage({ urls: [url] });
  },
});
