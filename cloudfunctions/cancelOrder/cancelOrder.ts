import type { cancelOrder as contract } from '../../contracts/cancelOrder';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply } from '../_shared/outbox/orderEffects';
import { closeUnpaid } from '../_shared/workflows/syncPayment';

export const cancelOrder: Operation<typeof contract> = async (context, { orderId }) => {
  const { ports, caller } = context;
  const order = await ports.store.order(orderId);
  if (order?.openid !== caller.openid) return refuse('OrderNotFound');
  if (order.state === 'Closed') return answer({ state: 'Closed' });
  if (order.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
  // Begun and cancelled again and again, each is one more document and one more payment at WeChat Pay.
  if (!(await withinRateLimit(context, 'cancelOrder'))) return refuse('TooManyAttempts');
  switch (await closeUnpaid(ports, order)) {
    case 'closed':
      return answer({ state: 'Closed' });
    case 'paid':
      await syncPaymentAndApply(ports, { order, membership: null });
      return refuse('AlreadyPaid');
    case 'paying':
      return refuse('PaymentInProgress');
    case 'unknown':
      return refuse('PaymentUnavailable');
    case 'busy':
      return refuse('Busy');
  }
};
