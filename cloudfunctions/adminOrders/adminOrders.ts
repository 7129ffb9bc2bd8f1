import type { adminOrders as contract } from '../../contracts/adminOrders';
import type { ParsedInputOf } from '../../contracts/contract';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { operatorRole } from '../_shared/runtime/operatorRole';
import { orderFile } from '../_shared/views/orderViews';
import { page, pageStart } from '../_shared/runtime/paging';
import type { OrderQuery, Ports, UserStore, OrderStore } from '../_shared/ports';

const pageSize = 15;

export const adminOrders: Operation<typeof contract, UserStore & OrderStore> = async (context, input) => {
  if (!(await operatorRole(context))) return refuse('NotAllowed');
  const { ports } = context;
  const query = await queryOf(ports, input);
  if (!query) return refuse('OrderNotFound');
  const after = input.lookup === 'order' ? null : pageStart(input.after);
  const files = await ports.store.orderFiles(query, after, pageSize + 1);
  if (input.lookup === 'order' && files.length === 0) return refuse('OrderNotFound');
  const { shown, next } = page(files, pageSize, ({ order }) => ({ value: order.createdAt.getTime(), id: order._id }));
  return answer({ orders: shown.map((file) => orderFile(file, ports.clock.now())), next });
};

/** A buyer is identified by one of their orders, since an openid never leaves the server. `null`: no such order. */
async function queryOf(ports: Ports<OrderStore>, input: ParsedInputOf<typeof contract>): Promise<OrderQuery | null> {
  switch (input.lookup) {
    case 'order':
      return { orderId: input.orderId };
    case 'buyer': {
      const order = await ports.store.order(input.sameBuyerAs);
      return order && { openid: order.openid };
    }
    case 'group':
      return { groupId: input.groupId };
    case 'state':
      return { state: input.filter === 'all' ? null : input.filter };
  }
}
