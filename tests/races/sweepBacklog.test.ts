import { describe, expect, it } from 'vitest';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import { minuteMs, RaceStack } from './raceStack';

/** More than twice a sweep's page size. */
const crowd = 450;

describe('the backlog of a sweep', () => {
  it('A refund behind 450 unpaid orders is submitted by the very next sweep', async () => {
    const stack = new RaceStack();
    const groupId = stack.group({ capacity: null });
    for (let index = 0; index < crowd; index += 1) await stack.unpaid(groupId, `visitor-${index}`);
    stack.nowMs += minuteMs;
    const orderId = await stack.paid(groupId, 'ann');
    const silent = {
      ...stack.ports,
      payments: { ...stack.ports.payments, refund: async () => ({ kind: 'unknown', why: 'no answer' }) as const },
    };
    await stack.call('requestRefund', 'ann', { orderId })(silent, () => Promise.resolve());
    const refund = () => stack.documents.orders.get(orderId)?.refunds.at(-1)?.state;
    expect(refund()).toBe('Requested');
    stack.nowMs += minuteMs;
    const result = await sweep(stack.ports);
    expect(result).toMatchObject({ paidOrders: 1, unpaidOrders: crowd, left: 0 });
    expect(refund()).not.toBe('Requested');
  });
});
