import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateLimits } from '../../domain/rateLimit';
import { hourMs, TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

const eventsOf = (name: string) => stack.documents('securityEvents', { kind: 'tooManyAttempts', function: name });

/** The calls that `work` makes, and the number of those to the database. */
async function costOf(work: () => Promise<void>) {
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  await work();
  await stack.idle();
  const { calls } = await stack.callsSince(next);
  return { database: calls.filter((call) => call.target === 'database').length, calls };
}

describe('rate limits', () => {
  it('A person who creates and cancels too many orders keeps the last one and can continue in the next hour', async () => {
    // In a group with seats to hold, a person waits after two orders.
    const groupId = await stack.group();
    for (let count = 0; count < rateLimits.cancelOrder; count += 1) {
      await stack.callOk('cancelOrder', { orderId: await stack.buy(groupId, 'mallory') }, 'mallory');
    }
    const orderId = await stack.buy(groupId, 'mallory');
    for (let count = 0; count < 5; count += 1) {
      expect(await stack.call('cancelOrder', { orderId }, 'mallory')).toMatchObject({ code: 'TooManyAttempts' });
      expect(await stack.buy(groupId, 'mallory')).toBe(orderId);
    }
    expect(await stack.documents('orders', { openid: stack.openid('mallory') })).toHaveLength(
      rateLimits.cancelOrder + 1,
    );
    expect(await eventsOf('cancelOrder')).toHaveLength(1);
    // Other people are not affected.
    await stack.callOk('cancelOrder', { orderId: await stack.buy(groupId, 'alice') }, 'alice');
    await stack.advance(hourMs);
    await stack.callOk('getOrder', { orderId }, 'mallory');
    await stack.callOk('cancelOrder', { orderId: await stack.buy(groupId, 'mallory') }, 'mallory');
  });

  it('Two hundred attempts at other people’s tickets write one counter and one security event', async () => {
    const groupId = await stack.group();
    const attempts = 200;
    const { database, calls } = await costOf(async () => {
      for (let count = 0; count < attempts; count += 1) await stack.call('getTicket', { groupId }, 'mallory');
    });
    expect(await stack.call('getTicket', { groupId }, 'mallory')).toMatchObject({ code: 'TooManyAttempts' });
    const written = new Set(calls.filter((call) => call.documentsWritten > 0).flatMap((call) => call.collections));
    expect([...written].sort()).toEqual(['rateLimits', 'securityEvents']);
    expect(await eventsOf('getTicket')).toHaveLength(1);
    expect(await stack.documents('rateLimits', { _id: { $regex: '^getTicket' } })).toHaveLength(1);
    // Each attempt costs a read, a refused increment and an event that already exists.
    expect(database).toBeLessThanOrEqual(4 * attempts);
  });

  it('A person who changes their name too often no longer reaches WeChat’s content check', async () => {
    const { calls } = await costOf(async () => {
      for (let count = 0; count < rateLimits.saveProfile + 10; count += 1) {
        await stack.call('saveProfile', { nickname: `甲${count}` }, 'mallory');
      }
    });
    expect(calls.filter((call) => call.target === 'openapi')).toHaveLength(rateLimits.saveProfile);
    expect(await stack.call('saveProfile', { nickname: '乙' }, 'mallory')).toMatchObject({ code: 'TooManyAttempts' });
  });

  it('A person who requests refunds of unpaid orders too often no longer reaches WeChat Pay', async () => {
    const orderId = await stack.buy(await stack.group(), 'mallory');
    const { calls } = await costOf(async () => {
      for (let count = 0; count < rateLimits.requestRefund + 10; count += 1) {
        await stack.call('requestRefund', { orderId }, 'mallory');
      }
    });
    expect(calls.filter((call) => call.target === 'pay')).toHaveLength(rateLimits.requestRefund);
  });

  it('A person who keeps trying while WeChat Pay is down leaves ten orders an hour, none of which holds a seat, and operators are told', async () => {
    const groupId = await stack.group({ capacity: 3, seatsLeft: 3 });
    await stack.control('POST', 'faults', { target: 'pay', mode: 'before', action: 'unifiedOrder', count: 10_000 });
    const { calls } = await costOf(async () => {
      for (let count = 0; count < 30; count += 1) {
        await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'trudy');
      }
    });
    await stack.control('DELETE', 'faults');
    const asked = calls.filter((call) => call.api === 'unifiedOrder').length;
    expect(asked).toBeGreaterThanOrEqual(10);
    // The run may pass a full hour.
    expect(asked).toBeLessThanOrEqual(20);
    const orders = await stack.documents('orders', { openid: stack.openid('trudy') });
    expect(orders).toHaveLength(asked);
    expect(new Set(orders.map(({ state }) => state))).toEqual(new Set(['Closed']));
    expect(await stack.documents('groups', { _id: groupId })).toMatchObject([{ seatsLeft: 3, seats: [] }]);
    const { securityEvents } = await stack.callOk('adminIssues', {}, 'adam');
    expect(securityEvents.some(({ kind, count }) => kind === 'paymentsFailing' && count > 1)).toBe(true);
  });

  it('A person who forges callbacks is recorded once an hour and causes a bounded number of writes', async () => {
    const { calls } = await costOf(async () => {
      for (let count = 0; count < 200; count += 1) await stack.raw('payNotify', { outTradeNo: 'x' }, 'trudy');
    });
    const forged = { kind: 'forgedCallback', openid: stack.openid('trudy') };
    expect((await stack.documents('securityEvents', forged)).length).toBeLessThanOrEqual(2);
    expect(calls.filter((call) => call.target === 'database').length).toBeLessThanOrEqual(2 * 200);
    // The event, and its count up to a hundred, for each full hour that the run touches.
    expect(calls.reduce((sum, call) => sum + call.documentsWritten, 0)).toBeLessThanOrEqual(2 * 100);
  });

  it('The sweep deletes expired rate-limit windows', async () => {
    expect((await stack.documents('rateLimits')).length).toBeGreaterThan(0);
    await stack.advance(2 * hourMs);
    await stack.sweep();
    expect(await stack.documents('rateLimits')).toEqual([]);
  });
});
