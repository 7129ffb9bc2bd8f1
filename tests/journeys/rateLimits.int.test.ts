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

/** The writes and the calls of WeChat Pay that `work` caused. */
async function costOf(work: () => Promise<void>) {
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  await work();
  await stack.idle();
  const { calls } = await stack.callsSince(next);
  return { database: calls.filter((call) => call.target === 'database').length, calls };
}

describe('rate limits', () => {
  it('A person who begins and cancels too many orders keeps the last one and can go on in the next hour', async () => {
    const groupId = await stack.group({ capacity: 3, seatsLeft: 3 });
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
    // Somebody else is not meant.
    await stack.callOk('cancelOrder', { orderId: await stack.buy(groupId, 'alice') }, 'alice');
    await stack.advance(hourMs);
    await stack.callOk('getOrder', { orderId }, 'mallory');
    await stack.callOk('cancelOrder', { orderId: await stack.buy(groupId, 'mallory') }, 'mallory');
  });

  it('A thousand attempts at other people’s tickets write one counter and one security event', async () => {
    const groupId = await stack.group();
    const attempts = 1000;
    const { database, calls } = await costOf(async () => {
      for (let count = 0; count < attempts; count += 1) await stack.call('getTicket', { groupId }, 'mallory');
    });
    expect(await stack.call('getTicket', { groupId }, 'mallory')).toMatchObject({ code: 'TooManyAttempts' });
    const written = new Set(calls.filter((call) => call.documentsWritten > 0).flatMap((call) => call.collections));
    expect([...written].sort()).toEqual(['rateLimits', 'securityEvents']);
    expect(await eventsOf('getTicket')).toHaveLength(1);
    expect(await stack.documents('rateLimits', { _id: { $regex: '^getTicket' } })).toHaveLength(1);
    // Each try is a reading, a count that is refused, and an event that is there already.
    expect(database).toBeLessThanOrEqual(4 * attempts);
  });

  it('A person who changes their name too often reaches WeChat’s content check no more', async () => {
    const { calls } = await costOf(async () => {
      for (let count = 0; count < rateLimits.saveProfile + 10; count += 1) {
        await stack.call('saveProfile', { nickname: `甲${count}` }, 'mallory');
      }
    });
    expect(calls.filter((call) => call.target === 'openapi')).toHaveLength(rateLimits.saveProfile);
    expect(await stack.call('saveProfile', { nickname: '乙' }, 'mallory')).toMatchObject({ code: 'TooManyAttempts' });
  });

  it('A person who asks for unpaid money too often reaches WeChat Pay no more', async () => {
    const orderId = await stack.buy(await stack.group(), 'mallory');
    const { calls } = await costOf(async () => {
      for (let count = 0; count < rateLimits.requestRefund + 10; count += 1) {
        await stack.call('requestRefund', { orderId }, 'mallory');
      }
    });
    expect(calls.filter((call) => call.target === 'pay')).toHaveLength(rateLimits.requestRefund);
  });

  it('A person who keeps trying while WeChat Pay is down has one order and reaches it only so often', async () => {
    const groupId = await stack.group();
    await stack.control('POST', 'faults', { target: 'pay', mode: 'before', action: 'unifiedOrder', count: 10_000 });
    const { calls } = await costOf(async () => {
      for (let count = 0; count < rateLimits.payAgain + 10; count += 1) {
        await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'trudy');
      }
    });
    await stack.control('DELETE', 'faults');
    expect(calls.filter((call) => call.api === 'unifiedOrder').length).toBeLessThanOrEqual(rateLimits.payAgain + 1);
    expect(await stack.documents('orders', { openid: stack.openid('trudy') })).toHaveLength(1);
  });

  it('A person who forges callbacks is recorded once an hour, and nothing else is written', async () => {
    const { calls } = await costOf(async () => {
      for (let count = 0; count < 200; count += 1) await stack.raw('payNotify', { outTradeNo: 'x' }, 'trudy');
    });
    const forged = { kind: 'forgedCallback', openid: stack.openid('trudy') };
    expect((await stack.documents('securityEvents', forged)).length).toBeLessThanOrEqual(2);
    expect(calls.filter((call) => call.target === 'database')).toHaveLength(200);
  });

  it('The sweep deletes rate limit windows that are over', async () => {
    expect((await stack.documents('rateLimits')).length).toBeGreaterThan(0);
    await stack.advance(2 * hourMs);
    await stack.sweep();
    expect(await stack.documents('rateLimits')).toEqual([]);
  });
});
