import type { cancelOrder as contract } from '../../contracts/cancelOrder';
import { answer, refuse, type Operation } from '../_shared/operation';
import { settleAndFollow } from '../_shared/orderTodos';
import { closeUnpaid } from '../_shared/settle';

export const cancelOrder: Operation<typeof contract> = async ({ ports, caller }, { orderId }) => {
  const order = await ports.store.order(orderId);
  if (order?.openid !== caller.openid) return refuse('OrderNotFound');
  if (order.state === 'Closed') return answer({ state: 'Closed' });
  if (order.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
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
