import type { cancelOrder as contract } from '../../contracts/cancelOrder';
import { answer, refuse, type Operation } from '../_shared/operation';
import { settleAndFollow } from '../_shared/orderTodos';
import { closeOrder } from '../_shared/settle';

export const cancelOrder: Operation<typeof contract> = async ({ ports, caller }, { orderId }) => {
  const order = await ports.store.order(orderId);
  if (order?.openid !== caller.openid) return refuse('OrderNotFound');
  if (order.state === 'Closed') return answer({ state: 'Closed' });
  if (order.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
  const asked = await ports.payments.queryOrder(order.paymentRequest);
  if (asked.kind === 'unknown') return refuse('PaymentUnavailable');
  if (asked.kind === 'found') {
    if (asked.trade.state === 'USERPAYING' || asked.trade.state === 'ACCEPT') return refuse('PaymentInProgress');
    if (asked.trade.state === 'SUCCESS') {
      await settleAndFollow(ports, { order, entry: null });
      return refuse('AlreadyPaid');
    }
  }
  const after = await closeOrder(ports, order, 'buyer');
  return after.state === 'Closed'
    ? answer({ state: 'Closed' })
    : refuse(after.state === 'AwaitingPayment' ? 'Busy' : 'AlreadyPaid');
};
