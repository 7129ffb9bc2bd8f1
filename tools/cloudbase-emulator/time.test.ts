import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage();
});
beforeEach(() => stage.door('POST', 'reset', { keepProcesses: true }));
afterAll(() => stage.end());

interface Told {
  readonly about: string;
  readonly atMs: number;
  readonly event: Record<string, unknown>;
  readonly wx: Record<string, unknown>;
}
async function told(): Promise<readonly Told[]> {
  const { documents } = await stage.door<{ documents: Told[] }>(
    'GET',
    `collections/told?sort=${JSON.stringify({ atMs: 1 })}`,
  );
  return documents;
}
const nowMs = async (): Promise<number> => (await stage.door<{ nowMs: number }>('GET', 'clock')).nowMs;

async function pay(): Promise<number> {
  const data = {
    functionName: 'payNotify',
    envId: 'demo-test',
    subMchId: '1900000109',
    nonceStr: 'n',
    body: 'entry',
    outTradeNo: 'order-1',
    totalFee: 1,
    spbillCreateIp: '127.0.0.1',
    tradeType: 'JSAPI',
  };
  await stage.probe({ op: 'pay', api: 'unifiedOrder', data });
  await stage.door('POST', 'pay/confirm', { outTradeNo: 'order-1' });
  await stage.emulator.idle();
  return nowMs();
}

describe('the clock', () => {
  interface Dates {
    readonly now: number;
    readonly constructed: number;
  }

  it('is what functions see, in instances old and new', async () => {
    const before = await stage.probe<Dates>({ op: 'date' });
    await stage.door('POST', 'clock', { advanceMs: 24 * hourMs });
    const after = await stage.probe<Dates>({ op: 'date' });
    expect(after.now - before.now).toBeGreaterThanOrEqual(24 * hourMs);
    expect(after.now - before.now).toBeLessThan(25 * hourMs);
    expect(after.constructed).toBeGreaterThanOrEqual(after.now);
    await stage.emulator.call('probe', { op: 'exit' });
    const fresh = await stage.probe<Dates & { loadedAtMs: number }>({ op: 'date' });
    expect(fresh.loadedAtMs).toBeGreaterThanOrEqual(after.now);
  });

  it('leaves Date what it is in every other way', async () => {
    expect(await stage.probe({ op: 'date' })).toMatchObject({
      fixed: 5,
      text: 'string',
      isDate: true,
      sameConstructor: true,
    });
  });

  it('can be set forward and back', async () => {
    const later = (await nowMs()) + hourMs;
    expect(await stage.door('POST', 'clock', { setMs: later })).toMatchObject({ nowMs: expect.any(Number) as number });
    expect(await nowMs()).toBeGreaterThanOrEqual(later);
    await stage.door('POST', 'clock', { setMs: 0 });
    expect(await nowMs()).toBeLessThan(minuteMs);
  });
});

describe('a notification that is not acknowledged', () => {
  it('comes again by the schedule of WeChat Pay, fifteen times, then no more', async () => {
    const first = await pay();
    await stage.emulator.advance(48 * hourMs);
    const at = (await told()).map(({ atMs }) => Math.round((atMs - first) / secondMs));
    const waits = at.slice(1).map((second, index) => second - at[index]!);
    const expected = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600];
    expect(waits).toHaveLength(expected.length);
    for (const [index, wait] of waits.entries()) expect(Math.abs(wait - expected[index]!)).toBeLessThanOrEqual(2);
  });

  it('stops coming once it is', async () => {
    await pay();
    await stage.emulator.advance(15 * secondMs);
    expect(await told()).toHaveLength(2);
    await stage.probe({ op: 'add', data: { _id: 'acknowledge' } });
    await stage.emulator.advance(48 * hourMs);
    expect(await told()).toHaveLength(3);
  });
});

describe('timers', () => {
  it('run when told to, as the platform calls them', async () => {
    const { result } = await stage.door<{ result: { env: Record<string, string> } }>('POST', 'timers/tick/run');
    expect(result.env).toMatchObject({ TRIGGER_SRC: 'timer', TCB_SOURCE: 'wx_trigger' });
    expect(result.env).not.toHaveProperty('WX_OPENID');
    const [tick] = await told();
    expect(tick?.wx).toEqual({ ENV: 'demo-test', SOURCE: 'wx_trigger' });
    expect(tick?.event).toEqual({
      Type: 'Timer',
      TriggerName: 'everyFiveMinutes',
      Time: expect.stringMatching(/Z$/) as string,
      Message: '',
    });
  });

  it('are refused for functions without one', async () => {
    await expect(stage.door('POST', 'timers/probe/run')).rejects.toThrow('no timer');
  });

  it('that fell due while the clock was advanced fire once each; none while they are off', async () => {
    await stage.emulator.advance(hourMs);
    expect(await told()).toEqual([]);
    await stage.door('POST', 'timers', { enabled: true });
    await stage.emulator.advance(hourMs);
    await stage.door('POST', 'timers', { enabled: false });
    expect(await told()).toHaveLength(1);
  });

  it('fire by themselves when their time comes', async () => {
    const [interval, shy] = [5 * minuteMs, 300];
    const now = await nowMs();
    await stage.door('POST', 'clock', { setMs: Math.ceil(now / interval) * interval + interval - shy });
    await stage.door('POST', 'timers', { enabled: true });
    await expect.poll(async () => (await told()).length, { timeout: 10_000 }).toBe(1);
    await stage.door('POST', 'timers', { enabled: false });
  });
});
