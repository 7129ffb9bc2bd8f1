import { call } from '../../services/call';
import { finishCheckout, startCheckout } from '../../services/checkout';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo, urlOf } from '../../services/navigation';
import { pendingPurchaseIn } from '../../services/pendingPurchases';
import { maySell } from '../../services/salesPolicy';
import { refusalMessages, messageFor, type UserMessage } from '../../services/refusalMessages';
import { primaryActionOf, type PrimaryAction } from './primaryAction';
import { groupView, type GroupView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  group: GroupView | null;
  primaryAction: PrimaryAction | null;
  /** True while a purchase runs, so that a second tap does nothing. */
  working: boolean;
  skeleton: (object | number)[];
}

interface Custom extends FailureHandlers {
  groupId: string;
  /** The order of the person's membership here, '' without one. */
  orderId: string;
  shownFen: number;
  load(): Promise<void>;
  tapPrimaryAction(): void;
  buy(): Promise<void>;
}

Page<Data, Custom>({
  groupId: '',
  orderId: '',
  shownFen: 0,

  data: {
    phase: 'loading',
    failure: null,
    group: null,
    primaryAction: null,
    working: false,
    skeleton: [{ height: '340rpx', borderRadius: '24rpx' }, { height: '56rpx', width: '60%' }, 1, 1, { width: '70%' }],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    if (this.groupId === '') this.fail(refusalMessages.GroupNotFound);
  },

  // The person may come back from paying, and seats change.
  onShow() {
    if (this.groupId !== '') void this.load();
  },

  async load() {
    const answer = await call('getGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(messageFor('getGroup', answer.code));
      return;
    }
    const selling = maySell();
    this.orderId = answer.value.mine?.orderId ?? '';
    this.shownFen = answer.value.group.priceFen;
    this.setData({
      phase: 'ready',
      group: groupView(answer.value, selling),
      primaryAction: primaryActionOf(answer.value, selling, pendingPurchaseIn(this.groupId) !== null),
    });
  },

  tapPrimaryAction() {
    if (this.data.working || !this.data.primaryAction) return;
    switch (this.data.primaryAction.kind) {
      case 'buy':
        void this.buy();
        break;
      case 'apply':
      case 'application':
        goTo(this.data.primaryAction.kind, { groupId: this.groupId });
        break;
      case 'ticket':
        goTo('ticket', { groupId: this.groupId, ...(this.orderId === '' ? {} : { orderId: this.orderId }) });
        break;
      case 'order':
        goTo('order', { orderId: this.orderId });
        break;
      case 'manage':
        goTo('manage', {});
        break;
      case 'none':
        break;
    }
  },

  async buy() {
    const { groupId, orderId, shownFen } = this;
    const offer = { groupId, orderId, shownFen };
    this.setData({ working: true });
    const outcome = await startCheckout(this, offer);
    this.setData({ working: false });
    if (outcome.kind !== 'sheetShown') void this.load();
    await finishCheckout(this, outcome, offer, () => void this.buy());
  },

  onShareAppMessage() {
    return { title: this.data.group?.name ?? '群票', path: urlOf('group', { groupId: this.groupId }) };
  },
});
