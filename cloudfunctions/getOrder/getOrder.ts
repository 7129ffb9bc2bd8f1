import type { getOrder as contract } from '../../contracts/getOrder';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import { orderDetail } from '../_shared/views/orderViews';

export const getOrder: Operation<typeof contract, OrderEffectStores> = async ({ ports, caller }, { orderId }) => {
  const found = await ports.store.orderWithMembership(orderId);
  // Somebody else's order must look nonexistent.
  if (found?.order.openid !== caller.openid) return refuse('OrderNotFound');
  const current = await syncPaymentAndApply(ports, found);
  return answer(orderDetail({ ...current, group: found.group }, ports.clock.now()));
};
