import type { Contracts, InputOf } from '../../../contracts';
import { orderCardView, type OrderCardView } from '../../components/order-card/view';
import { call } from '../../services/call';
import { cardRows, tailWords } from '../../services/listLooks';
import { goTo } from '../../services/navigation';
import { listHandlers, listOf, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { sayingFor } from '../../services/sentences';

type Filter = NonNullable<InputOf<Contracts['listOrders']>['filter']>;

const filterNames: Record<Filter, string> = {
  all: '全部',
  awaitingPayment: '待付款',
  paid: '已付款',
  refund: '退款',
  closed: '已关闭',
};
const emptyTitles: Record<Filter, string> = {
  all: '还没有订单',
  awaitingPayment: '没有待付款的订单',
  paid: '没有已付款的订单',
  refund: '没有退款',
  closed: '没有已关闭的订单',
};

interface Data extends ListData<OrderCardView> {
  filter: Filter;
  filters: { label: string; value: string }[];
  emptyTitles: typeof emptyTitles;
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
}

interface Custom extends ListHandlers {
  list?: PagedList<OrderCardView>;
  fetch(after: string | undefined): Promise<Fetched<OrderCardView>>;
  chooseFilter(event: WechatMiniprogram.CustomEvent<{ value: Filter }>): void;
  openOrder(event: WechatMiniprogram.TouchEvent<object, object, { orderId: string }>): void;
  discover(): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<OrderCardView>(),
    filter: 'all',
    filters: Object.entries(filterNames).map(([value, label]) => ({ label, value })),
    emptyTitles,
    placeholders: [1, 2, 3],
    placeholderRows: cardRows,
    tails: tailWords,
  },

  ...listHandlers,

  onLoad() {
    this.list = listOf<OrderCardView>(this);
  },

  // Every time: orders move while one pays, or while owners decide.
  onShow() {
    void this.list?.refresh();
  },

  async fetch(after) {
    const { filter } = this.data;
    const answer = await call('listOrders', { filter, ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, saying: sayingFor('listOrders', answer.code) };
    return { ok: true, rows: answer.value.orders.map(orderCardView), next: answer.value.next };
  },

  chooseFilter({ detail }) {
    if (detail.value === this.data.filter) return;
    this.setData({ filter: detail.value });
    void this.list?.reload();
  },

  openOrder({ currentTarget }) {
    goTo('order', { orderId: currentTarget.dataset.orderId });
  },

  discover() {
    goTo('discover', {});
  },
});
