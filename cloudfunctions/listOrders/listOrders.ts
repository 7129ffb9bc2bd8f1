import type { listOrders as contract, orderFilters } from '../../contracts/listOrders';
import { orderStates, type OrderState } from '../../domain/order';
import { answer, type Operation } from '../_shared/runtime/operation';
import { orderSummary } from '../_shared/views/orderViews';
import { page, pageStart } from '../_shared/runtime/paging';
import type { OrderStore } from '../_shared/ports';

const pageSize = 15;

/** All other states follow a payment that goes back. Excluding these keeps a new state from standing under no filter. */
const notRefunds: readonly OrderState[] = ['AwaitingPayment', 'Paid', 'Closed'];

const statesOf: Readonly<Record<(typeof orderFilters)[number], readonly OrderState[] | null>> = {
  all: null,
  awaitingPayment: ['AwaitingPayment'],
  paid: ['Paid'],
  refund: orderStates.filter((state) => !notRefunds.includes(state)),
  closed: ['Closed'],
};

export const listOrders: Operation<typeof contract, OrderStore> = async ({ ports, caller }, input) => {
  const states = statesOf[input.filter ?? 'all'];
  const rows = await ports.store.ordersOf(caller.openid, states, pageStart(input.after), pageSize + 1);
  const { shown, next } = page(rows, pageSize, ({ order }) => ({ value: order.createdAt.getTime(), id: order._id }));
  return answer({ orders: shown.map(orderSummary), next });
};
