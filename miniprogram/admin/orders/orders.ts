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
  typed: string;
  numberInvalid: boolean;
  skeletonCards: number[];
  skeleton: typeof cardSkeleton;
  tails: typeof tailLabels;
}

interface Custom extends ListHandlers {
  sameBuyerAs: string;
  list?: PagedList<OrderRow>;
  fetch(after: string | undefined): Promise<Fetched<OrderRow>>;
  chooseFilter(event: WechatMiniprogram.CustomEvent<{ value: OrderFilter }>): void;
  typeNumber(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  search(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  openOrder(event: WechatMiniprogram.TouchEvent<object, object, { orderId: string }>): void;
}

Page<Data, Custom>({
  sameBuyerAs: '',

  data: {
    ...emptyList<OrderRow>(),
    filter: 'all',
    filters: filterTabs,
    ofOneBuyer: false,
    typed: '',
    numberInvalid: false,
    skeletonCards: [1, 2, 3],
    skeleton: cardSkeleton,
    tails: tailLabels,
  },

  ...listHandlers,

  onLoad({ sameBuyerAs }) {
    this.sameBuyerAs = sameBuyerAs ?? '';
    this.setData({ ofOneBuyer: this.sameBuyerAs !== '' });
    this.list = createList<OrderRow>(this, ({ orderId }) => orderId);
  },

  // An operator may come back from a refund.
  onShow() {
    void this.list?.comeBack();
  },

  async fetch(after) {
    const more = after === undefined ? {} : { after };
    const answer = await call(
      'adminOrders',
      this.sameBuyerAs === ''
        ? { lookup: 'state', filter: this.data.filter, ...more }
        : { lookup: 'buyer', sameBuyerAs: this.sameBuyerAs, ...more },
    );
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
