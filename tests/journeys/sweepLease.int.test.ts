import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs, TestStack } from '../testStack';
import { violationsAtRest } from './invariants';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

async function sweepCalls(work: () => Promise<unknown>) {
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  await work();
  await stack.idle();
  return callsOfSweep(next);
}

async function callsOfSweep(since: number) {
  const { calls } = await stack.callsSince(since);
  return calls.filter((call) => call.function === 'sweep' && call.target !== 'function');
}

const run = () => stack.control('POST', 'timers/sweep/run', {});

async function someWork(person: string): Promise<string> {
  const orderId = await stack.buyAndPay(await stack.group({ capacity: 2, seatsLeft: 2 }), person);
  await stack.callOk('requestRefund', { orderId }, person);
  return orderId;
}

describe('the sweep', () => {
  it('A sweep with nothing to do makes one call', async () => {
    await stack.drain();
    expect(await sweepCalls(run)).toHaveLength(1);
  });

  it('A sweep that starts while another one runs makes one call', async () => {
    for (let count = 0; count < 5; count += 1) await someWork(`pair-${count}`);
    const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
    // The first has taken the lease; its third call is delayed, so it is still running when the second one starts.
    const held = { target: 'database', mode: 'slow', ms: 10_000, function: 'sweep', skip: 2 };
    await stack.control('POST', 'faults', held);
    const atWork = run();
    await expect.poll(async () => (await callsOfSweep(next)).length, { timeout: 60_000 }).toBe(2);
    const first = (await callsOfSweep(next))[0]?.requestId;
    await Promise.all([run(), atWork]);
    await stack.idle();
    const calls = await callsOfSweep(next);
    expect(calls.filter(({ requestId }) => requestId !== first)).toHaveLength(1);
    expect(calls.filter(({ requestId }) => requestId === first).length).toBeGreaterThan(5);
  });

  it('Two concurrent sweeps run each effect once', async () => {
    for (let count = 5; count < 10; count += 1) await someWork(`pair-${count}`);
    const both = await sweepCalls(() => Promise.all([run(), run()]));
    expect(both.filter((call) => call.api === 'queryRefund').length).toBeLessThanOrEqual(5);
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A sweep that died blocks others for a minute, not forever', async () => {
    const orderId = await someWork('lost');
    const dies = { target: 'database', mode: 'crash', when: 'before', function: 'sweep', skip: 2 };
    await stack.control('POST', 'faults', dies);
    await run();
    expect(await sweepCalls(run)).toHaveLength(1);
    expect((await stack.document('orders', orderId))['effects']).not.toEqual([]);
    await stack.advance(minuteMs);
    expect((await sweepCalls(run)).length).toBeGreaterThan(1);
    await stack.drain();
    expect(await stack.document('orders', orderId)).toMatchObject({ state: 'Refunded', effects: [] });
  });
});
