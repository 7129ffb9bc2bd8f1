import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack, hourMs } from '../testStack';
import { violationsAtRest } from './invariants';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

describe('requestRefund', () => {
  it('A buyer who was shown no QR gets a refund, and the seat becomes free', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buyAndPay(groupId, 'alice');
    expect((await stack.callOk('requestRefund', { orderId }, 'alice')).state).toBe('Refunding');
    expect(await stack.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    expect(await stack.call('requestRefund', { orderId }, 'alice')).toMatchObject({ ok: true });
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      membershipState: 'Revoked',
      refunds: [{ fen: 990, reason: 'byBuyer', state: 'Succeeded' }],
    });
    await stack.buyAndPay(groupId, 'bob');
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('requestRefund refuses once a QR has been shown', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'alice');
    await stack.callOk('getTicket', { groupId }, 'alice');
    expect(await stack.call('requestRefund', { orderId }, 'alice')).toMatchObject({ code: 'QrAlreadyShown' });
  });

  it('A buyer either sees the QR or gets a refund, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const groupId = await stack.group();
      const orderId = await stack.buyAndPay(groupId, 'carol');
      const [ticket, refund] = await Promise.all([
        stack.call('getTicket', { groupId }, 'carol'),
        stack.call('requestRefund', { orderId }, 'carol'),
      ]);
      expect([ticket.ok, refund.ok].filter(Boolean)).toHaveLength(1);
    }
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A buyer can get a refund while under review, but not seven days after the payment', async () => {
    const reviewed = await stack.group({ admission: 'payThenReview' });
    const waiting = await stack.buyAndPay(reviewed, 'dave');
    expect(await stack.callOk('requestRefund', { orderId: waiting }, 'dave')).toEqual({ state: 'Refunding' });
    const { applications } = await stack.callOk('listApplications', { filter: 'waiting', groupId: reviewed }, 'olivia');
    expect(applications).toEqual([]);
    const orderId = await stack.buyAndPay(await stack.group(), 'dave');
    await stack.advance(7 * 24 * hourMs + 1000);
    expect(await stack.call('requestRefund', { orderId }, 'dave')).toMatchObject({ code: 'RefundWindowOver' });
  });

  it('requestRefund refuses an unpaid order and another person’s order', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buy(groupId, 'erin');
    expect(await stack.call('requestRefund', { orderId }, 'erin')).toMatchObject({ code: 'NotPaid' });
    expect(await stack.call('requestRefund', { orderId }, 'mallory')).toMatchObject({ code: 'OrderNotFound' });
  });
});
