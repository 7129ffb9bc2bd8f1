import type { getOrder as contract } from '../../contracts/getOrder';
import { answer, refuse, type Operation } from '../_shared/operation';
import { settleAndFollow } from '../_shared/orderTodos';
import { orderDetail } from '../_shared/orderViews';

export const getOrder: Operation<typeof contract> = async ({ ports, caller }, { orderId }) => {
  const found = await ports.store.orderWithEntry(orderId);
  // Somebody else's order is as absent as none.
  if (found?.order.openid !== caller.openid) return refuse('OrderNotFound');
  return answer(orderDetail(await settleAndFollow(ports, found)));
};
