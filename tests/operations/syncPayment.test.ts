import { describe, expect, it } from 'vitest';
import { syncPayment } from '../../cloudfunctions/_shared/workflows/syncPayment';
import { now, order, orderId } from './documents';
import { OperationStack } from './operationStack';

/** The part of the answer that the effects and operations that sync a payment don't show. */
describe('syncPayment', () => {
  const expired = order({ payUntil: now });
  const sync = (stack: OperationStack) =>
    stack.run((ports) => syncPayment(ports, { order: expired, membership: null }));

  it('syncPayment says that an order it closes is unpaid', async () => {
    const stack = new OperationStack().given({ orders: [expired] });
    expect(await sync(stack)).toMatchObject({ order: { state: 'Closed' }, payment: 'unpaid' });
  });

  it('syncPayment says nothing of the payment when another call keeps the order from closing', async () => {
    const stack = new OperationStack().given({ orders: [expired] });
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
    expect(await sync(stack)).toMatchObject({ order: { state: 'AwaitingPayment' }, payment: 'unknown' });
  });
});
