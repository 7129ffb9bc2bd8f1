import { call } from '../../services/call';
import { cardSkeleton, tailLabels } from '../../services/skeletons';
import { goTo } from '../../services/navigation';
import { listHandlers, createList, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { messageFor } from '../../services/refusalMessages';
import { filterTabs, parseOrderId, orderRow, type OrderFilter, type OrderRow } from './view';

interface Data extends ListData<OrderRow> {
  filter: OrderFilter;
  filters: typeof filterTabs;
  /** Shows the orders of one buyer instead of everybody's. */
  ofOneBuyer: boolean;
  /** Shows the orders of one group. */
  ofOneGroup: boolean;
  typed: string;
  numberInvalid: boolean;
  skeletonCards: number[];
  skeleton: typeof cardSkeleton;
  tails: typeof tailLabels;
}

interface Custom extends ListHandlers {
  sameBuyerAs: string;
  groupId: string;
  list?: PagedList<OrderRow>;
  fetch(after: string | undefined): Promise<Fetched<OrderRow>>;
  chooseFilter(event: WechatMiniprogram.CustomEvent<{ value: OrderFilter }>): void;
  typeNumber(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  search(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  openOrder(event: WechatMiniprogram.TouchEvent<object, object, { orderId: string }>): void;
}

Page<Data, Custom>({
  sameBuyerAs: '',
  groupId: '',

  data: {
    ...emptyList<OrderRow>(),
    filter: 'all',
    filters: filterTabs,
    ofOneBuyer: false,
    ofOneGroup: false,
    typed: '',
    numberInvalid: false,
    skeletonCards: [1, 2, 3],
    skeleton: cardSkeleton,
    tails: tailLabels,
  },

  ...listHandlers,

  onLoad({ sameBuyerAs, groupId }) {
    this.sameBuyerAs = sameBuyerAs ?? '';
    this.groupId = groupId ?? '';
    this.setData({ ofOneBuyer: this.sameBuyerAs !== '', ofOneGroup: this.groupId !== '' });
    this.list = createList<OrderRow>(this, ({ orderId }) => orderId);
  },

  // An operator may come back from a refund.
  onShow() {
    void this.list?.comeBack();
  },

  async fetch(after) {
    const more = after === undefined ? {} : { after };
    const { sameBuyerAs, groupId } = this;
    const all = { lookup: 'state', filter: this.data.filter, ...more } as const;
    const ofGroup = { lookup: 'group', groupId, ...more } as const;
    const ofBuyer = { lookup: 'buyer', sameBuyerAs, ...more } as const;
    const answer = await call('adminOrders', sameBuyerAs !== '' ? ofBuyer : groupId !== '' ? ofGroup : all);
    if (!answer.ok) return { ok: false, failure: messageFor('adminOrders', answer.code) };
    return { ok: true, rows: answer.value.orders.map(orderRow), next: answer.value.next };
  },

  chooseFilter({ detail }) {
    if (detail.value === this.data.filter) return;
    this.setData({ filter: detail.value });
    void this.list?.reload();
  },

  typeNumber({ detail }) {
    this.setData({ typed: detail.value, numberInvalid: false });
  },

  search({ detail }) {
    if (detail.value.trim() === '') return;
    const orderId = parseOrderId(detail.value);
    this.setData({ numberInvalid: orderId === null });
    if (orderId !== null) goTo('adminOrder', { orderId });
  },

  openOrder({ currentTarget }) {
    this.list?.leaveFor(currentTarget.dataset.orderId);
    goTo('adminOrder', { orderId: currentTarget.dataset.orderId });
  },
});
