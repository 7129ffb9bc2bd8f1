import { call } from '../../services/call';
import { followPurchase, payToEnter } from '../../services/entering';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { maySell } from '../../services/platform';
import { refusals, sayingFor, type Saying } from '../../services/sentences';
import { doorOf, type Door } from './door';
import { groupView, type GroupView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  group: GroupView | null;
  door: Door | null;
  /** While a purchase runs, so that a second tap buys nothing. */
  working: boolean;
  placeholderRows: (object | number)[];
}

interface Custom extends LoadedHandlers {
  groupId: string;
  /** The order of the person's standing here, '' without one. */
  orderId: string;
  shownFen: number;
  load(): Promise<void>;
  enter(): void;
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
    door: null,
    working: false,
    placeholderRows: [
      { height: '340rpx', borderRadius: '24rpx' },
      { height: '56rpx', width: '60%' },
      1,
      1,
      { width: '70%' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    if (this.groupId === '') this.fail(refusals.GroupNotFound);
  },

  // Every time: one may come back from paying, and seats change.
  onShow() {
    if (this.groupId !== '') void this.load();
  },

  async load() {
    const answer = await call('getGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(sayingFor('getGroup', answer.code));
      return;
    }
    const selling = maySell();
    this.orderId = answer.value.mine?.orderId ?? '';
    this.shownFen = answer.value.group.priceFen;
    this.setData({ phase: 'ready', group: groupView(answer.value, selling), door: doorOf(answer.value, selling) });
  },

  enter() {
    if (this.data.working || !this.data.door) return;
    switch (this.data.door.act) {
      case 'buy':
        void this.buy();
        break;
      case 'apply':
      case 'application':
        goTo(this.data.door.act, { groupId: this.groupId });
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
    const purchase = await payToEnter(this, offer);
    this.setData({ working: false });
    if (purchase.kind !== 'asked') void this.load();
    await followPurchase(this, purchase, offer, () => void this.buy());
  },

  onShareAppMessage() {
    const path = `/pages/group/group?groupId=${encodeURIComponent(this.groupId)}`;
    return { title: this.data.group?.name ?? '群票', path };
  },
});
