import type { Contracts, InputOf } from '../../../contracts';
import { orderCardView, type OrderCardView } from '../../components/order-card/view';
import { call } from '../../services/call';
import { cardSkeleton, tailLabels } from '../../services/skeletons';
import { choicesOf } from '../../services/labels';
import { goTo } from '../../services/navigation';
import { orderStatePresentations } from '../../services/orderPresentation';
import { listHandlers, createList, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { messageFor } from '../../services/refusalMessages';

type Filter = NonNullable<InputOf<Contracts['listOrders']>['filter']>;

const filterLabels: Record<Filter, string> = {
  all: '全部',
  awaitingPayment: orderStatePresentations.AwaitingPayment.label,
  paid: orderStatePresentations.Paid.label,
  refund: '退款',
  closed: orderStatePresentations.Closed.label,
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
  filters: { label: string; value: Filter }[];
  emptyTitles: typeof emptyTitles;
  skeletonCards: number[];
  skeleton: typeof cardSkeleton;
  tails: typeof tailLabels;
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
    filters: choicesOf(filterLabels),
    emptyTitles,
    skeletonCards: [1, 2, 3],
    skeleton: cardSkeleton,
    tails: tailLabels,
  },

  ...listHandlers,

  onLoad() {
    this.list = createList<OrderCardView>(this, ({ orderId }) => orderId);
  },

  // Orders change while the person pays and while owners decide.
  onShow() {
    void this.list?.comeBack();
  },

  async fetch(after) {
    const { filter } = this.data;
    const answer = await call('listOrders', { filter, ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, failure: messageFor('listOrders', answer.code) };
    return { ok: true, rows: answer.value.orders.map(orderCardView), next: answer.value.next };
  },

  chooseFilter({ detail }) {
    if (detail.value === this.data.filter) return;
    this.setData({ filter: detail.value });
    void this.list?.reload();
  },

  openOrder({ currentTarget }) {
    this.list?.leaveFor(currentTarget.dataset.orderId);
    goTo('order', { orderId: currentTarget.dataset.orderId });
  },

  discover() {
    goTo('discover', {});
  },
});
