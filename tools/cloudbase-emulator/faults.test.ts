import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';
import type { RecordedCall } from './record';

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage();
});
beforeEach(() => stage.door('POST', 'reset', { keepProcesses: true }));
afterAll(() => stage.end());

interface Failed {
  readonly failed?: { readonly errCode: number; readonly message: string };
}

const fault = (body: object): Promise<unknown> => stage.door('POST', 'faults', body);
const add = (data: object): Promise<Failed> => stage.probe<Failed>({ op: 'add', data });
const notes = async (): Promise<readonly unknown[]> =>
  (await stage.door<{ documents: { _id: unknown }[] }>('GET', 'collections/notes')).documents
    .map(({ _id }) => _id)
    .sort();
const calls = async (): Promise<readonly RecordedCall[]> =>
  (await stage.door<{ calls: RecordedCall[] }>('GET', 'calls')).calls;

describe('a fault', () => {
  it('before: the call is refused and nothing happened', async () => {
    await fault({ target: 'database', mode: 'before' });
    expect((await add({ _id: 'a' })).failed?.errCode).toBe(-501001);
    expect(await notes()).toEqual([]);
    expect((await calls()).at(-1)).toMatchObject({ action: 'database.insertDocument', fault: 'before' });
  });

  it('after: it happened, but the answer was lost', async () => {
    await fault({ target: 'database', mode: 'after' });
    expect((await add({ _id: 'a' })).failed).toBeDefined();
    expect(await notes()).toEqual(['a']);
  });

  it('slow: it takes effect, later', async () => {
    await fault({ target: 'database', mode: 'slow', ms: 300 });
    const before = performance.now();
    expect((await add({ _id: 'a' })).failed).toBeUndefined();
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
    expect((await calls()).at(-1)).toMatchObject({ fault: 'slow', tookMs: expect.any(Number) as number });
  });

  it('slow beyond the time of a function: it is stopped, and the call takes effect all the same', async () => {
    await fault({ target: 'database', mode: 'slow', ms: 11_000 });
    const { error } = await stage.emulator.call('probe', { op: 'add', data: { _id: 'a' } });
    expect(error?.errMsg).toContain('timed out after 10 seconds');
    await expect.poll(notes, { timeout: 5000 }).toEqual(['a']);
  });

  it.each([
    ['before', []],
    ['after', ['a']],
  ])('http500 %s it took effect: the SDK knows only the number', async (when, written) => {
    await fault({ target: 'database', mode: 'http500', when });
    expect((await add({ _id: 'a' })).failed).toMatchObject({
      errCode: -501001,
      message: expect.stringContaining('500 Internal Server Error') as string,
    });
    expect(await notes()).toEqual(written);
  });

  it.each(['before', 'http500', 'slow'])('%s strikes pay, openapi and calls of functions alike', async (mode) => {
    const pay = { op: 'pay', api: 'queryOrder', data: { subMchId: '1', outTradeNo: 'x', nonceStr: 'n' } };
    const openapi = { op: 'openapi', api: 'wxa.sec.order.isTradeManaged', data: {} };
    const call = { op: 'call', name: 'probe', data: { op: 'nothing' } };
    for (const event of [pay, openapi, call]) {
      await fault({ target: 'any', mode, ms: 1 });
      const answer = await stage.probe<Failed>(event);
      expect(answer.failed !== undefined).toBe(mode !== 'slow');
    }
  });

  it('strikes as often as it was asked to, and no more', async () => {
    await fault({ target: 'database', mode: 'before', count: 2 });
    expect((await add({ _id: 'a' })).failed).toBeDefined();
    expect((await add({ _id: 'b' })).failed).toBeDefined();
    expect((await add({ _id: 'c' })).failed).toBeUndefined();
  });

  it.each([
    ['another target', { target: 'pay' }],
    ['another function', { target: 'database', function: 'tick' }],
    ['another action', { target: 'database', action: 'database.removeDocument' }],
  ])('lets calls of %s pass', async (_name, filter) => {
    await fault({ mode: 'before', ...filter });
    expect((await add({ _id: 'a' })).failed).toBeUndefined();
    expect(await stage.door('DELETE', 'faults')).toEqual({ faults: [] });
  });

  it('knows a pay method by its name', async () => {
    await fault({ target: 'pay', mode: 'before', action: 'queryOrder' });
    const { failed } = await stage.probe<Failed>({ op: 'pay', api: 'queryOrder', data: {} });
    expect(failed?.message).toContain('emulated fault');
  });

  it.each([
    ['before', 0, []],
    ['after', 0, ['n0']],
    ['before', 1, ['n0']],
    ['after', 1, ['n0', 'n1']],
    ['after', 2, ['n0', 'n1', 'n2']],
  ])('crash %s call %i: the process dies exactly there', async (when, skip, written) => {
    await fault({ target: 'any', mode: 'crash', when, skip });
    const { error } = await stage.emulator.call('probe', { op: 'adds' });
    expect(error?.errMsg).toContain('SIGKILL');
    expect(await notes()).toEqual(written);
    expect(await stage.door('GET', 'faults')).toEqual({ faults: [] });
  });

  it('conflict strikes transactions only, and the SDK tries again', async () => {
    await fault({ target: 'database', mode: 'conflict', action: 'database.commitTransaction' });
    expect((await add({ _id: 'a' })).failed).toBeUndefined();
    expect(await stage.probe({ op: 'transaction', data: { n: 1 } })).toBe('done');
    expect(await notes()).toEqual(['a', 't']);
    expect((await calls()).filter((call) => call.action === 'database.commitTransaction').slice(-2)).toMatchObject([
      { fault: 'conflict' },
      {},
    ]);
  });
});

describe('a fault of a function', () => {
  it('slow: it begins later', async () => {
    await fault({ target: 'function', function: 'probe', mode: 'slow', ms: 200 });
    const { tookMs, error } = await stage.emulator.call('probe', { op: 'nothing' });
    expect(error).toBeUndefined();
    expect(tookMs).toBeGreaterThanOrEqual(195);
  });

  it.each([
    ['before', {}, []],
    ['after', {}, ['a']],
    ['crash', { when: 'before' }, []],
    ['crash', { when: 'after' }, ['a']],
  ])('%s %o', async (mode, more, written) => {
    await fault({ target: 'function', function: 'probe', mode, ...more });
    const { error } = await stage.emulator.call('probe', { op: 'add', data: { _id: 'a' } });
    expect(error?.errCode).toBe(-504002);
    expect(await notes()).toEqual(written);
  });
});

describe('the record of calls', () => {
  it('says who called what, and what it cost', async () => {
    const { next } = await stage.door<{ next: number }>('GET', 'calls');
    const { requestId } = await stage.emulator.call('probe', { op: 'add', data: { _id: 'a' } });
    const { calls: since } = await stage.door<{ calls: RecordedCall[] }>('GET', `calls?since=${next}`);
    expect(since).toHaveLength(1);
    expect(since[0]).toMatchObject({
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
