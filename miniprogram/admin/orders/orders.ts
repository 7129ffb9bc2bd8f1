import { call } from '../../services/call';
import { cardRows, tailWords } from '../../services/listLooks';
import { goTo } from '../../services/navigation';
import { listHandlers, listOf, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { sayingFor } from '../../services/sentences';
import { filterTabs, orderIdFrom, orderRow, type OrderFilter, type OrderRow } from './view';

interface Data extends ListData<OrderRow> {
  filter: OrderFilter;
  filters: typeof filterTabs;
  /** One person's orders instead of everybody's. */
  ofOne: boolean;
  typed: string;
  wrongNumber: boolean;
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
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
    ofOne: false,
    typed: '',
    wrongNumber: false,
    placeholders: [1, 2, 3],
    placeholderRows: cardRows,
    tails: tailWords,
  },

  ...listHandlers,

  onLoad({ sameBuyerAs }) {
    this.sameBuyerAs = sameBuyerAs ?? '';
    this.setData({ ofOne: this.sameBuyerAs !== '' });
    this.list = listOf<OrderRow>(this);
  },

  // Every time: one comes back from giving money back.
  onShow() {
    void (this.data.phase === 'loading' ? this.list?.reload() : this.list?.refresh());
  },

  async fetch(after) {
    const more = after === undefined ? {} : { after };
    const answer = await call(
      'adminOrders',
      this.sameBuyerAs === ''
        ? { lookup: 'state', filter: this.data.filter, ...more }
        : { lookup: 'buyer', sameBuyerAs: this.sameBuyerAs, ...more },
    );
    if (!answer.ok) return { ok: false, saying: sayingFor('adminOrders', answer.code) };
    return { ok: true, rows: answer.value.orders.map(orderRow), next: answer.value.next };
  },

  chooseFilter({ detail }) {
    if (detail.value === this.data.filter) return;
    this.setData({ filter: detail.value });
    void this.list?.reload();
  },

  typeNumber({ detail }) {
    this.setData({ typed: detail.value, wrongNumber: false });
  },

  search({ detail }) {
    if (detail.value.trim() === '') return;
    const orderId = orderIdFrom(detail.value);
    this.setData({ wrongNumber: orderId === null });
    if (orderId !== null) goTo('adminOrder', { orderId });
  },

  openOrder({ currentTarget }) {
    goTo('adminOrder', { orderId: currentTarget.dataset.orderId });
  },
});
