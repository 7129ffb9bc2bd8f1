import type { listOrders as contract, orderFilters } from '../../contracts/listOrders';
import type { OrderState } from '../../domain/order';
import { answer, type Operation } from '../_shared/runtime/operation';
import { orderSummary } from '../_shared/views/orderViews';
import { page, pageStart } from '../_shared/runtime/paging';
import type { OrderStore } from '../_shared/ports';

const pageSize = 15;

const statesOf: Readonly<Record<(typeof orderFilters)[number], readonly OrderState[] | null>> = {
  all: null,
  awaitingPayment: ['AwaitingPayment'],
  paid: ['Paid'],
  refund: ['Refunding', 'Refunded', 'RefundFailed'],
  closed: ['Closed'],
};

export const listOrders: Operation<typeof contract, OrderStore> = async ({ ports, caller }, input) => {
  const states = statesOf[input.filter ?? 'all'];
  const rows = await ports.store.ordersOf(caller.openid, states, pageStart(input.after), pageSize + 1);
  const { shown, next } = page(rows, pageSize, ({ order }) => ({ value: order.createdAt.getTime(), id: order._id }));
  return answer({ orders: shown.map(orderSummary), next });
};
