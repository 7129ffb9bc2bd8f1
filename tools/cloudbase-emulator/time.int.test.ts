import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator();
});
beforeEach(() => testEmulator.control('POST', 'reset', { keepProcesses: true }));
afterAll(() => testEmulator.stop());

interface Received {
  readonly atMs: number;
  readonly event: Record<string, unknown>;
  readonly wx: Record<string, unknown>;
}
async function received(): Promise<readonly Received[]> {
  const { documents } = await testEmulator.control<{ documents: Received[] }>(
    'GET',
    `collections/received?sort=${JSON.stringify({ atMs: 1 })}`,
  );
  return documents;
}
const nowMs = async (): Promise<number> => (await testEmulator.control<{ nowMs: number }>('GET', 'clock')).nowMs;

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
  await testEmulator.probe({ op: 'pay', api: 'unifiedOrder', data });
  await testEmulator.control('POST', 'pay/confirm', { outTradeNo: 'order-1' });
  await testEmulator.running.idle();
  return nowMs();
}

describe('the clock', () => {
  interface Dates {
    readonly now: number;
    readonly constructed: number;
  }

  it('The emulator’s clock is what running and new functions see', async () => {
    const before = await testEmulator.probe<Dates>({ op: 'date' });
    await testEmulator.control('POST', 'clock', { advanceMs: 24 * hourMs });
    const after = await testEmulator.probe<Dates>({ op: 'date' });
    expect(after.now - before.now).toBeGreaterThanOrEqual(24 * hourMs);
    expect(after.now - before.now).toBeLessThan(25 * hourMs);
    expect(after.constructed).toBeGreaterThanOrEqual(after.now);
    await testEmulator.running.call('probe', { op: 'exit' });
    const fresh = await testEmulator.probe<Dates & { loadedAtMs: number }>({ op: 'date' });
    expect(fresh.loadedAtMs).toBeGreaterThanOrEqual(after.now);
  });

  it('The shifted Date otherwise behaves like Date', async () => {
    expect(await testEmulator.probe({ op: 'date' })).toMatchObject({
      fixed: 5,
      text: 'string',
      isDate: true,
      sameConstructor: true,
    });
  });

  it('The clock can be set forward and back', async () => {
    const later = (await nowMs()) + hourMs;
    expect(await testEmulator.control('POST', 'clock', { setMs: later })).toMatchObject({
      nowMs: expect.any(Number) as number,
    });
    expect(await nowMs()).toBeGreaterThanOrEqual(later);
    await testEmulator.control('POST', 'clock', { setMs: 0 });
    expect(await nowMs()).toBeLessThan(minuteMs);
  });
});

describe('a notification that is not acknowledged', () => {
  it('An unacknowledged notification is redelivered fifteen times by WeChat Pay’s schedule', async () => {
    const first = await pay();
    await testEmulator.running.advance(48 * hourMs);
    const at = (await received()).map(({ atMs }) => Math.round((atMs - first) / secondMs));
    const waits = at.slice(1).map((second, index) => second - at[index]!);
    const expected = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600];
    expect(waits).toHaveLength(expected.length);
    for (const [index, wait] of waits.entries()) expect(Math.abs(wait - expected[index]!)).toBeLessThanOrEqual(2);
  });

  it('An acknowledged notification is not redelivered', async () => {
    await pay();
    await testEmulator.running.advance(15 * secondMs);
    expect(await received()).toHaveLength(2);
    await testEmulator.probe({ op: 'add', data: { _id: 'acknowledge' } });
    await testEmulator.running.advance(48 * hourMs);
    expect(await received()).toHaveLength(3);
  });
});

describe('timers', () => {
  it('timers/<function>/run calls the function like the platform does', async () => {
    const { result } = await testEmulator.control<{ result: { env: Record<string, string> } }>(
      'POST',
      'timers/tick/run',
    );
    expect(result.env).toMatchObject({ TRIGGER_SRC: 'timer', TCB_SOURCE: 'wx_trigger' });
    expect(result.env).not.toHaveProperty('WX_OPENID');
    const [tick] = await received();
    expect(tick?.wx).toEqual({ ENV: 'demo-test', SOURCE: 'wx_trigger' });
    expect(tick?.event).toEqual({
      Type: 'Timer',
      TriggerName: 'everyFiveMinutes',
      Time: expect.stringMatching(/Z$/) as string,
      Message: '',
    });
  });

  it('timers/<function>/run is refused for a function without a timer', async () => {
    await expect(testEmulator.control('POST', 'timers/probe/run')).rejects.toThrow('no timer');
  });

  it('Each timer that falls due while the clock is advanced fires once, unless timers are off', async () => {
    await testEmulator.running.advance(hourMs);
    expect(await received()).toEqual([]);
    await testEmulator.control('POST', 'timers', { enabled: true });
    await testEmulator.running.advance(hourMs);
    await testEmulator.control('POST', 'timers', { enabled: false });
    expect(await received()).toHaveLength(1);
  });

  it('An enabled timer fires when it is due', async () => {
    const [interval, remainder] = [5 * minuteMs, 300];
    const now = await nowMs();
    await testEmulator.control('POST', 'clock', { setMs: Math.ceil(now / interval) * interval + interval - remainder });
    await testEmulator.control('POST', 'timers', { enabled: true });
    await expect.poll(async () => (await received()).length, { timeout: 10_000 }).toBe(1);
    await testEmulator.control('POST', 'timers', { enabled: false });
  });
});
