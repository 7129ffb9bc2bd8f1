import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runScenario, type Scenario } from './fixtures/node-sdk-scenarios';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';
import type { LoggedCall } from './call-log';

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator();
});
beforeEach(() => testEmulator.control('POST', 'reset', { keepProcesses: true }));
afterAll(() => testEmulator.stop());

async function runInFunction(scenario: Scenario): Promise<unknown> {
  const { result, error } = await testEmulator.running.call('nodeSdk', { scenario });
  if (error) throw new Error(error.errMsg);
  return result;
}

/** Runs a program on the operator's machine, which knows the address and a secret. The result passes through JSON, as a function's does. */
async function runInProgram(scenario: Scenario): Promise<unknown> {
  const app = tcb.init({
    ...{ env: 'demo-test', secretId: 'demo-operator', secretKey: 'anything' },
    serviceUrl: `${testEmulator.running.url}/admin`,
  });
  return JSON.parse(JSON.stringify(await runScenario(app, scenario))) as unknown;
}

const setConflictAt = (when: string): Promise<unknown> =>
  testEmulator.control('POST', 'database', { conflictAt: when });

// Outside the cloud the SDK looks up a host name of Tencent's to find out where it runs; this setting skips it.
vi.stubEnv('TENCENTCLOUD', 'true');

describe.each([
  ['in a function', runInFunction],
  ['in an operator’s program', runInProgram],
] as const)('plain node-sdk %s', (where, run) => {
  it(`Plain node-sdk ${where} reads and writes documents`, async () => {
    expect(await run('documents')).toMatchObject({
      found: [{ a: 3, tags: ['x', 'y'], at: new Date(5).toISOString() }],
      total: 1,
      returned: { updated: 1, doc: { a: 4 } },
      removed: 1,
    });
  });

  it(`Plain node-sdk ${where} runs transactions with runTransaction and with startTransaction`, async () => {
    expect(await run('transaction')).toEqual({ attempts: 1, n: 1 });
    expect(await run('manual')).toEqual({ outside: 0, after: 1 });
    expect(await run('rollback')).toEqual({ reason: 'changed my mind', left: 0 });
  });

  it(`Plain node-sdk ${where} retries after a conflict at commit or at an operation`, async () => {
    expect(await run('conflict')).toEqual({ attempts: 2, n: 11 });
    await setConflictAt('op');
    const atOperation = await run('conflict');
    await setConflictAt('commit');
    expect(atOperation).toEqual({ attempts: 2, n: 11 });
  });

  it(`Plain node-sdk ${where} aggregates`, async () => {
    expect(await run('aggregate')).toEqual([
      { _id: 'a', sum: 3 },
      { _id: 'b', sum: 4 },
    ]);
  });

  it(`Plain node-sdk ${where} stores files`, async () => {
    expect(await run('storage')).toEqual({
      text: 'plain',
      size: 5,
      codes: ['SUCCESS', 'SUCCESS', 'STORAGE_FILE_NONEXIST', 'SUCCESS'],
    });
  });

  it(`Plain node-sdk ${where} calls functions with and without data`, async () => {
    const { context, without } = (await run('call')) as { context: { wx: Record<string, unknown> }; without: unknown };
    expect(without).toEqual({ errcode: 1, errmsg: 'not yet' });
    const inFunction = where === 'in a function';
    expect(context.wx['OPENID']).toBe(inFunction ? testEmulator.running.openidOf('alice') : undefined);
    if (inFunction) expect(context.wx['SOURCE']).toBe('wx_client,scf');
  });

  it(`Plain node-sdk ${where} receives errors with their codes`, async () => {
    expect(await run('missing')).toMatchObject({ failed: { code: 'FUNCTIONS_REQUEST_FAIL' } });
    expect(await run('duplicate')).toMatchObject({
      failed: { code: 'DATABASE_REQUEST_FAILED', message: expect.stringContaining('E11000') as string },
    });
    expect(await run('nowhere')).toMatchObject({ failed: { code: 'DATABASE_COLLECTION_NOT_EXIST' } });
  });
});

describe('a transaction', () => {
  it('A transaction expires after thirty seconds of the emulator’s clock', async () => {
    const app = tcb.init({
      ...{ env: 'demo-test', secretId: 'demo-operator', secretKey: 'anything' },
      serviceUrl: `${testEmulator.running.url}/admin`,
    });
    const transaction = (await (app.database() as { startTransaction(): Promise<unknown> }).startTransaction()) as {
      collection(name: string): { doc(id: string): { set(data: object): Promise<unknown> } };
      commit(): Promise<unknown>;
    };
    await transaction.collection('notes').doc('t').set({ n: 1 });
    await testEmulator.running.advance(31_000);
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'DATABASE_TRANSACTION_FAIL' });
    expect(await testEmulator.control('GET', 'collections/notes')).toEqual({ documents: [] });
  });

  it('An operator program’s transaction is in the call log', async () => {
    await runInProgram('transaction');
    const { calls } = await testEmulator.control<{ calls: LoggedCall[] }>('GET', 'calls');
    expect(calls.at(-2)).toMatchObject({ function: '(operator)', action: 'database.commitTransaction' });
  });
});

describe('conflictAt', () => {
  it('conflictAt is set by the control API and survives a reset', async () => {
    await setConflictAt('op');
    await testEmulator.control('POST', 'reset', { keepProcesses: true });
    expect(await testEmulator.control('GET', 'database')).toEqual({ conflictAt: 'op' });
    await setConflictAt('commit');
    await expect(setConflictAt('never')).rejects.toThrow('conflictAt');
  });
});
