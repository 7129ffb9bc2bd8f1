import { describe, expect, it } from 'vitest';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import { minuteMs, RaceStage } from './stage';

/** More than a sweep reads at once. */
const crowd = 450;

describe('a refund behind a crowd that has not paid', () => {
  it('is asked for by the very next sweep', async () => {
    const stage = new RaceStage();
    const groupId = stage.group({ capacity: null });
    for (let index = 0; index < crowd; index += 1) await stage.unpaid(groupId, `visitor-${index}`);
    stage.nowMs += minuteMs;
    const orderId = await stage.paid(groupId, 'ann');
    const silent = {
      ...stage.ports,
      payments: { ...stage.ports.payments, refund: async () => ({ kind: 'unknown', why: 'no answer' }) as const },
    };
    await stage.call('requestRefund', 'ann', { orderId })(silent, () => Promise.resolve());
    const refund = () => stage.documents.orders.get(orderId)?.refunds.at(-1)?.state;
    expect(refund()).toBe('Asked');
    stage.nowMs += minuteMs;
    const result = await sweep(stage.ports);
    expect(result).toMatchObject({ orders: crowd + 1, left: 0 });
    expect(refund()).not.toBe('Asked');
  });
});
