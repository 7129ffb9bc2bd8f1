import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';
import type { LoggedCall } from './call-log';

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator();
});
beforeEach(() => testEmulator.control('POST', 'reset', { keepProcesses: true }));
afterAll(() => testEmulator.stop());

interface Failed {
  readonly failed?: { readonly errCode: number; readonly message: string };
}

const addFault = (body: object): Promise<unknown> => testEmulator.control('POST', 'faults', body);
const add = (data: object): Promise<Failed> => testEmulator.probe<Failed>({ op: 'add', data });
const notes = async (): Promise<readonly unknown[]> =>
  (await testEmulator.control<{ documents: { _id: unknown }[] }>('GET', 'collections/notes')).documents
    .map(({ _id }) => _id)
    .sort();
const calls = async (): Promise<readonly LoggedCall[]> =>
  (await testEmulator.control<{ calls: LoggedCall[] }>('GET', 'calls')).calls;

describe('a fault of a call', () => {
  it('A call with the fault before is refused without an effect', async () => {
    await addFault({ target: 'database', mode: 'before' });
    expect((await add({ _id: 'a' })).failed?.errCode).toBe(-501001);
    expect(await notes()).toEqual([]);
    expect((await calls()).at(-1)).toMatchObject({ action: 'database.insertDocument', fault: 'before' });
  });

  it('A call with the fault after takes effect but its answer is lost', async () => {
    await addFault({ target: 'database', mode: 'after' });
    expect((await add({ _id: 'a' })).failed).toBeDefined();
    expect(await notes()).toEqual(['a']);
  });

  it('A call with the fault slow takes effect later', async () => {
    await addFault({ target: 'database', mode: 'slow', ms: 300 });
    const before = performance.now();
    expect((await add({ _id: 'a' })).failed).toBeUndefined();
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
    expect((await calls()).at(-1)).toMatchObject({ fault: 'slow', tookMs: expect.any(Number) as number });
  });

  it('A call that is slower than its function’s time limit takes effect although the function is stopped', async () => {
    await addFault({ target: 'database', mode: 'slow', ms: 11_000 });
    const { error } = await testEmulator.running.call('probe', { op: 'add', data: { _id: 'a' } });
    expect(error?.errMsg).toContain('timed out after 10 seconds');
    await expect.poll(notes, { timeout: 5000 }).toEqual(['a']);
  });

  it.each([
    ['before', []],
    ['after', ['a']],
  ])('A call that fails with http500 %s it took effect gives the SDK only the status', async (when, written) => {
    await addFault({ target: 'database', mode: 'http500', when });
    expect((await add({ _id: 'a' })).failed).toMatchObject({
      errCode: -501001,
      message: expect.stringContaining('500 Internal Server Error') as string,
    });
    expect(await notes()).toEqual(written);
  });

  it.each(['before', 'http500', 'slow'])(
    'The fault %s applies to pay, openapi and function calls alike',
    async (mode) => {
      const pay = { op: 'pay', api: 'queryOrder', data: { subMchId: '1', outTradeNo: 'x', nonceStr: 'n' } };
      const openapi = { op: 'openapi', api: 'wxa.sec.order.isTradeManaged', data: {} };
      const call = { op: 'call', name: 'probe', data: { op: 'nothing' } };
      for (const event of [pay, openapi, call]) {
        await addFault({ target: 'any', mode, ms: 1 });
        const answer = await testEmulator.probe<Failed>(event);
        expect(answer.failed !== undefined).toBe(mode !== 'slow');
      }
    },
  );

  it('A fault applies exactly count times', async () => {
    await addFault({ target: 'database', mode: 'before', count: 2 });
    expect((await add({ _id: 'a' })).failed).toBeDefined();
    expect((await add({ _id: 'b' })).failed).toBeDefined();
    expect((await add({ _id: 'c' })).failed).toBeUndefined();
  });

  it.each([
    ['another target', { target: 'pay' }],
    ['another function', { target: 'database', function: 'tick' }],
    ['another action', { target: 'database', action: 'database.removeDocument' }],
  ])('A fault does not apply to calls of %s', async (_name, filter) => {
    await addFault({ mode: 'before', ...filter });
    expect((await add({ _id: 'a' })).failed).toBeUndefined();
    expect(await testEmulator.control('DELETE', 'faults')).toEqual({ faults: [] });
  });

  it('A fault can select a pay method by its name', async () => {
    await addFault({ target: 'pay', mode: 'before', action: 'queryOrder' });
    const { failed } = await testEmulator.probe<Failed>({ op: 'pay', api: 'queryOrder', data: {} });
    expect(failed?.message).toContain('emulated fault');
  });

  it.each([
    ['before', 0, []],
    ['after', 0, ['n0']],
    ['before', 1, ['n0']],
    ['after', 1, ['n0', 'n1']],
    ['after', 2, ['n0', 'n1', 'n2']],
  ])('A crash %s call number %i ends the process exactly there', async (when, skip, written) => {
    await addFault({ target: 'any', mode: 'crash', when, skip });
    const { error } = await testEmulator.running.call('probe', { op: 'addThree' });
    expect(error?.errMsg).toContain('SIGKILL');
    expect(await notes()).toEqual(written);
    expect(await testEmulator.control('GET', 'faults')).toEqual({ faults: [] });
  });

  it('A conflict applies to transactions only, and the SDK retries', async () => {
    await addFault({ target: 'database', mode: 'conflict', action: 'database.commitTransaction' });
    expect((await add({ _id: 'a' })).failed).toBeUndefined();
    expect(await testEmulator.probe({ op: 'transaction', data: { n: 1 } })).toBe('done');
    expect(await notes()).toEqual(['a', 't']);
    expect((await calls()).filter((call) => call.action === 'database.commitTransaction').slice(-2)).toMatchObject([
      { fault: 'conflict' },
      {},
    ]);
  });
});

describe('a fault of a run', () => {
  it('A run with the fault slow starts later', async () => {
    await addFault({ target: 'function', function: 'probe', mode: 'slow', ms: 200 });
    const { tookMs, error } = await testEmulator.running.call('probe', { op: 'nothing' });
    expect(error).toBeUndefined();
    expect(tookMs).toBeGreaterThanOrEqual(195);
  });

  it.each([
    ['before', {}, []],
    ['after', {}, ['a']],
    ['crash', { when: 'before' }, []],
    ['crash', { when: 'after' }, ['a']],
  ])('A run with the fault %s %o fails with -504002', async (mode, more, written) => {
    await addFault({ target: 'function', function: 'probe', mode, ...more });
    const { error } = await testEmulator.running.call('probe', { op: 'add', data: { _id: 'a' } });
    expect(error?.errCode).toBe(-504002);
    expect(await notes()).toEqual(written);
  });
});

describe('the call log', () => {
  it('The call log names the caller, the action and its cost', async () => {
    const { next } = await testEmulator.control<{ next: number }>('GET', 'calls');
    const { requestId } = await testEmulator.running.call('probe', { op: 'add', data: { _id: 'a' } });
    const { calls: logged } = await testEmulator.control<{ calls: LoggedCall[] }>('GET', `calls?since=${next}`);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      n: next,
      requestId,
      function: 'probe',
      target: 'database',
      action: 'database.insertDocument',
      collections: ['notes'],
      documentsWritten: 1,
    });
  });
});
