import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World, hourMs } from '../../ops/stage/world';
import { breachesAtRest } from './truth';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

describe('a buyer who wants out', () => {
  it('gets the money back before a code was shown, and the seat goes to somebody else', async () => {
    const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await world.buyAndPay(groupId, 'alice');
    expect((await world.must('requestRefund', { orderId }, 'alice')).state).toBe('Refunding');
    expect(await world.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    expect(await world.call('requestRefund', { orderId }, 'alice')).toMatchObject({ ok: true });
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      membershipState: 'Refunded',
      refunds: [{ fen: 990, reason: 'byBuyer', state: 'Done' }],
    });
    await world.buyAndPay(groupId, 'bob');
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('does not, once a code was shown', async () => {
    const groupId = await world.group();
    const orderId = await world.buyAndPay(groupId, 'alice');
    await world.must('getTicket', { groupId }, 'alice');
    expect(await world.call('requestRefund', { orderId }, 'alice')).toMatchObject({ code: 'QrAlreadyShown' });
  });

  it('either sees the code or gets the money, whoever is quicker', async () => {
    for (let round = 0; round < 6; round += 1) {
      const groupId = await world.group();
      const orderId = await world.buyAndPay(groupId, 'carol');
      const [ticket, refund] = await Promise.all([
        world.call('getTicket', { groupId }, 'carol'),
        world.call('requestRefund', { orderId }, 'carol'),
      ]);
      expect([ticket.ok, refund.ok].filter(Boolean)).toHaveLength(1);
    }
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('gets it back while under review, and not seven days after being admitted', async () => {
    const reviewed = await world.group({ admission: 'payThenReview' });
    const waiting = await world.buyAndPay(reviewed, 'dave');
    expect(await world.must('requestRefund', { orderId: waiting }, 'dave')).toEqual({ state: 'Refunding' });
    const { applications } = await world.must('listApplications', { filter: 'waiting', groupId: reviewed }, 'olivia');
    expect(applications).toEqual([]);
    const orderId = await world.buyAndPay(await world.group(), 'dave');
    await world.advance(7 * 24 * hourMs + 1000);
    expect(await world.call('requestRefund', { orderId }, 'dave')).toMatchObject({ code: 'RefundWindowOver' });
  });

  it('finds nothing to have back of an unpaid order, or of another’s', async () => {
    const groupId = await world.group();
    const orderId = await world.buy(groupId, 'erin');
    expect(await world.call('requestRefund', { orderId }, 'erin')).toMatchObject({ code: 'NotPaid' });
    expect(await world.call('requestRefund', { orderId }, 'mallory')).toMatchObject({ code: 'OrderNotFound' });
  });
});
