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

/** The calls of each run, in the order in which runs took the lease: whoever made the most took it first. */
function runsOf(calls: Awaited<ReturnType<typeof sweepCalls>>) {
  const requests = [...new Set(calls.map((call) => call.requestId))];
  const runs = requests.map((requestId) => calls.filter((call) => call.requestId === requestId));
  return runs.sort((a, b) => b.length - a.length);
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
    const both = await sweepCalls(() => Promise.all([run(), run()]));
    const [first = [], second = []] = runsOf(both);
    // The second finds the lease taken: it has looked, and tried to take it. Or it came when the first was done, on a slow machine.
    const firstEnd = Math.max(...first.map(({ n }) => n));
    if (second.some(({ n }) => n < firstEnd)) expect(second.length).toBeLessThanOrEqual(2);
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
