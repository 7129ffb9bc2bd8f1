import type { cancelOrder as contract } from '../../contracts/cancelOrder';
import { withinLimit } from '../_shared/limited';
import { answer, refuse, type Operation } from '../_shared/operation';
import { settleAndFollow } from '../_shared/orderTodos';
import { closeUnpaid } from '../_shared/settle';

export const cancelOrder: Operation<typeof contract> = async (context, { orderId }) => {
  const { ports, caller } = context;
  const order = await ports.store.order(orderId);
  if (order?.openid !== caller.openid) return refuse('OrderNotFound');
  if (order.state === 'Closed') return answer({ state: 'Closed' });
  if (order.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
  // Begun and cancelled again and again, each is one more document and one more payment at WeChat Pay.
  if (!(await withinLimit(context, 'cancelOrder'))) return refuse('TooManyTries');
  switch (await closeUnpaid(ports, order)) {
    case 'closed':
      return answer({ state: 'Closed' });
    case 'paid':
      await settleAndFollow(ports, { order, entry: null });
      return refuse('AlreadyPaid');
    case 'paying':
      return refuse('PaymentInProgress');
    case 'unknown':
      return refuse('PaymentUnavailable');
    case 'busy':
      return refuse('Busy');
  }
};
