import type { cancelOrder as contract } from '../../contracts/cancelOrder';
import { closeOrder } from '../../domain/order';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import { closeUnpaid } from '../_shared/workflows/syncPayment';
import type { RateLimitStore } from '../_shared/ports';

export const cancelOrder: Operation<typeof contract, OrderEffectStores & RateLimitStore> = async (
  context,
  { orderId },
) => {
  const { ports, caller } = context;
  const order = await ports.store.order(orderId);
  if (order?.openid !== caller.openid) return refuse('OrderNotFound');
  const decision = closeOrder(order, 'buyer', ports.clock.now());
  if (decision.kind === 'noop') return answer({ state: 'Closed' });
  if (decision.kind === 'refused') return refuse(decision.code);
  // Every cancelled order leaves a document and a payment at WeChat Pay.
  if (!(await withinRateLimit(context, 'cancelOrder'))) return refuse('TooManyAttempts');
  const closing = await closeUnpaid(ports, order);
  if (closing === 'closed') return answer({ state: 'Closed' });
  if (closing === 'AlreadyPaid') await syncPaymentAndApply(ports, { order, membership: null });
  return refuse(closing);
};
