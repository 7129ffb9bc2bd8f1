import { call } from '../../services/call';
import { finishCheckout, startCheckout } from '../../services/checkout';
import { serverNowMs } from '../../services/clock';
import { confirm, type Confirmation } from '../../services/dialogs';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { endPurchase } from '../../services/pendingPurchases';
import { messageFor, refusalMessages, type UserMessage } from '../../services/refusalMessages';
import { maySell } from '../../services/salesPolicy';
import { applicationActionLabels, applicationView, type ApplicationAction, type ApplicationView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  application: ApplicationView | null;
  actionLabels: Record<ApplicationAction, string> | null;
  working: ApplicationAction | '';
  skeleton: object[];
}

interface Custom extends FailureHandlers {
  groupId: string;
  /** The membership's order, '' before payment. */
  orderId: string;
  shownFen: number;
  load(): Promise<void>;
  tapAction(event: WechatMiniprogram.TouchEvent<object, object, { action: ApplicationAction }>): void;
  runAction(action: ApplicationAction): Promise<void>;
  pay(): Promise<void>;
  withdraw(action: 'withdraw' | 'giveUp'): Promise<void>;
  handleCountdownEnd(): void;
  openGroup(): void;
}

const noApplication: UserMessage = {
  title: '没有申请',
  text: '你还没有申请过这个社群，或者申请属于另一个微信号。',
  label: '回到社群',
  step: 'group',
};

const confirmations: Record<'withdraw' | 'giveUp', Confirmation> = {
  withdraw: {
    title: '撤回申请？',
    text: '写给群主的内容会一起删除。之后可以再次申请。',
    confirmLabel: '撤回申请',
    cancelLabel: '再等等',
    danger: true,
  },
  giveUp: {
    title: '放弃名额？',
    text: '名额会马上让出，写给群主的内容一起删除。再想加入，要重新申请。',
    confirmLabel: '放弃名额',
    cancelLabel: '先留着',
    danger: true,
  },
};

Page<Data, Custom>({
  groupId: '',
  orderId: '',
  shownFen: 0,

  data: {
    phase: 'loading',
    failure: null,
    application: null,
    actionLabels: null,
    working: '',
    skeleton: [
      { height: '320rpx', borderRadius: '24rpx' },
      { height: '152rpx', borderRadius: '24rpx' },
      { height: '320rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    if (this.groupId === '') this.fail(refusalMessages.GroupNotFound);
  },

  // The owner may have decided, or the person comes back from paying.
  onShow() {
    if (this.groupId !== '') void this.load();
  },

  async load() {
    const answer = await call('getGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(messageFor('getGroup', answer.code));
      return;
    }
    const { mine, group } = answer.value;
    if (!mine) {
      this.setData({ phase: 'failed', failure: noApplication });
      return;
    }
    this.orderId = mine.orderId ?? '';
    this.shownFen = group.priceFen;
    const context = { maySell: maySell(), nowMs: serverNowMs() };
    const application = applicationView(answer.value, mine, context);
    this.setData({ phase: 'ready', application, actionLabels: applicationActionLabels(group, context.maySell) });
  },

  tapAction({ currentTarget }) {
    if (this.data.working === '') void this.runAction(currentTarget.dataset.action);
  },

  async runAction(action) {
    const { groupId, orderId } = this;
    switch (action) {
      case 'pay':
        return this.pay();
      case 'withdraw':
      case 'giveUp':
        if (await confirm(this, confirmations[action])) await this.withdraw(action);
        break;
      case 'again':
        goTo('apply', { groupId });
        break;
      case 'ticket':
        goTo('ticket', { groupId, ...(orderId === '' ? {} : { orderId }) });
        break;
      case 'order':
        goTo('order', { orderId });
        break;
      case 'group':
        goTo('group', { groupId });
        break;
    }
  },

  async pay() {
    const { groupId, orderId, shownFen } = this;
    const offer = { groupId, orderId, shownFen };
    this.setData({ working: 'pay' });
    const outcome = await startCheckout(this, offer);
    this.setData({ working: '' });
    if (outcome.kind !== 'sheetShown') void this.load();
    await finishCheckout(this, outcome, offer, () => void this.pay());
  },

  async withdraw(action) {
    const { groupId, orderId } = this;
    this.setData({ working: action });
    const answer = await call('withdrawApplication', { groupId });
    this.setData({ working: '' });
    void this.load();
    if (answer.ok) {
      // Its order is closed with it, so the next purchase needs a new key.
      endPurchase(groupId);
      return void wx.showToast({ title: action === 'withdraw' ? '已撤回' : '名额已让出', icon: 'none' });
    }
    const failure = messageFor('withdrawApplication', answer.code);
    await handleFailure(this, failure, { groupId, orderId }, () => void this.withdraw(action));
  },

  handleCountdownEnd() {
    void this.load();
  },

  openGroup() {
    goTo('group', { groupId: this.groupId });
  },
});
