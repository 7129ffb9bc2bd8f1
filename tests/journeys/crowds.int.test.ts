import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations, violationsAtRest } from './invariants';
import { TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin({ instancesPerFunction: 16 });
});
afterAll(() => stack.end());

describe('many buyers at once', () => {
  it('Two simultaneous requests of one person create one live order', async () => {
    const groupId = await stack.group({ capacity: 3, seatsLeft: 3 });
    const answers = await Promise.all(
      [1, 2].map(() => stack.callOk('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')),
    );
    expect(answers[0]?.orderId).toBe(answers[1]?.orderId);
    expect(await stack.documents('orders', { groupId })).toHaveLength(1);
    expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 2 });
  });

  it('40 buyers with two requests each for 7 seats end as 7 members on 7 seats', async () => {
    const groupId = await stack.group({ capacity: 7, seatsLeft: 7 });
    const buyers = Array.from({ length: 40 }, (_, index) => `buyer-${index}`);
    const answers = await Promise.all(
      buyers.flatMap((as) =>
        [1, 2].map(() => stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, as)),
      ),
    );
    const orderIds = new Set(answers.flatMap((answer) => (answer.ok ? [answer.value.orderId] : [])));
    expect(orderIds.size).toBe(7);
    const codes = new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.code])));
    expect([...codes].filter((code) => code !== 'GroupFull' && code !== 'OrderClosed')).toEqual([]);
    expect(await violations(stack)).toEqual([]);
    await Promise.all([...orderIds].map((orderId) => stack.pay(orderId)));
    await stack.drain();
    expect(await stack.documents('memberships', { groupId, state: 'Admitted' })).toHaveLength(7);
    expect((await stack.document('groups', groupId))['seats']).toHaveLength(7);
    expect(await violationsAtRest(stack)).toEqual([]);
  });
});
