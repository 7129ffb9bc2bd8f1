import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs, World } from '../../ops/stage/world';
import { breachesAtRest } from './truth';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

async function sweepCalls(work: () => Promise<unknown>) {
  const { next } = await world.callsSince(Number.MAX_SAFE_INTEGER);
  await work();
  await world.idle();
  const { calls } = await world.callsSince(next);
  return calls.filter((call) => call.function === 'sweep' && call.target !== 'function');
}

const run = () => world.door('POST', 'timers/sweep/run', {});

async function someWork(person: string): Promise<string> {
  const orderId = await world.buyAndPay(await world.group({ capacity: 2, seatsLeft: 2 }), person);
  await world.must('requestRefund', { orderId }, person);
  return orderId;
}

describe('the sweep', () => {
  it('with nothing to do is one call', async () => {
    await world.rest();
    expect(await sweepCalls(run)).toHaveLength(1);
  });

  it('twice at once does the work once, and no harm', async () => {
    for (let count = 0; count < 5; count += 1) await someWork(`pair-${count}`);
    const alone = (await sweepCalls(run)).length;
    for (let count = 5; count < 10; count += 1) await someWork(`pair-${count}`);
    const both = await sweepCalls(() => Promise.all([run(), run()]));
    // The second finds the lease taken: it has looked, and tried to take it.
    expect(both.length).toBeLessThanOrEqual(alone + 3);
    expect(both.filter((call) => call.api === 'queryRefund').length).toBeLessThanOrEqual(5);
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('that died holds the others off for a minute, not for ever', async () => {
    const orderId = await someWork('lost');
    const dies = { target: 'database', mode: 'crash', when: 'before', function: 'sweep', skip: 2 };
    await world.door('POST', 'faults', dies);
    await run();
    expect(await sweepCalls(run)).toHaveLength(1);
    expect((await world.document('orders', orderId))['todo']).not.toEqual([]);
    await world.advance(minuteMs);
    expect((await sweepCalls(run)).length).toBeGreaterThan(1);
    await world.rest();
    expect(await world.document('orders', orderId)).toMatchObject({ state: 'Refunded', todo: [] });
  });
});
