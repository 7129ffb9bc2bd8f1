import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { perform } from './fixtures/node-sdk-acts';
import type { Act } from './fixtures/node-sdk-acts';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';
import type { RecordedCall } from './record';

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage();
});
beforeEach(() => stage.door('POST', 'reset', { keepProcesses: true }));
afterAll(() => stage.end());

async function insideFunction(act: Act): Promise<unknown> {
  const { result, error } = await stage.emulator.call('plain', { act });
  if (error) throw new Error(error.errMsg);
  return result;
}

/** A program on the operator's machine, which knows the address and a secret. What JSON would make of it, for comparison. */
async function outside(act: Act): Promise<unknown> {
  const app = tcb.init({
    ...{ env: 'demo-test', secretId: 'demo-operator', secretKey: 'anything' },
    serviceUrl: `${stage.emulator.url}/admin`,
  });
  return JSON.parse(JSON.stringify(await perform(app, act))) as unknown;
}

const conflictAt = (when: string): Promise<unknown> => stage.door('POST', 'database', { conflictAt: when });

// Away from the cloud the SDK asks a name server of Tencent's where it runs; the answer is "nowhere" at once.
vi.stubEnv('TENCENTCLOUD', 'true');

describe.each([
  ['in a function', insideFunction],
  ['in an operator’s program', outside],
] as const)('plain node-sdk %s', (where, run) => {
  it('reads and writes documents', async () => {
    expect(await run('documents')).toMatchObject({
      found: [{ a: 3, tags: ['x', 'y'], at: new Date(5).toISOString() }],
      total: 1,
      returned: { updated: 1, doc: { a: 4 } },
      removed: 1,
    });
  });

  it('runs a transaction, by itself or by hand', async () => {
    expect(await run('transaction')).toEqual({ attempts: 1, n: 1 });
    expect(await run('manual')).toEqual({ outside: 0, after: 1 });
    expect(await run('rollback')).toEqual({ reason: 'changed my mind', left: 0 });
  });

  it('tries again after a conflict, told at the operation or at commit', async () => {
    expect(await run('conflict')).toEqual({ attempts: 2, n: 11 });
    await conflictAt('op');
    const told = await run('conflict');
    await conflictAt('commit');
    expect(told).toEqual({ attempts: 2, n: 11 });
  });

  it('aggregates', async () => {
    expect(await run('aggregate')).toEqual([
      { _id: 'a', sum: 3 },
      { _id: 'b', sum: 4 },
    ]);
  });

  it('keeps files', async () => {
    expect(await run('storage')).toEqual({
      text: 'plain',
      size: 5,
      codes: ['SUCCESS', 'SUCCESS', 'STORAGE_FILE_NONEXIST', 'SUCCESS'],
    });
  });

  it('calls functions, with data and without', async () => {
    const { context, without } = (await run('call')) as { context: { wx: Record<string, unknown> }; without: unknown };
    expect(without).toEqual({ errcode: 1, errmsg: 'not yet' });
    const inFunction = where === 'in a function';
    expect(context.wx['OPENID']).toBe(inFunction ? stage.emulator.openidOf('alice') : undefined);
    if (inFunction) expect(context.wx['SOURCE']).toBe('wx_client,scf');
  });

  it('hears of errors by their codes', async () => {
    expect(await run('missing')).toMatchObject({ failed: { code: 'FUNCTIONS_REQUEST_FAIL' } });
    expect(await run('duplicate')).toMatchObject({
      failed: { code: 'DATABASE_REQUEST_FAILED', message: expect.stringContaining('E11000') as string },
    });
    expect(await run('nowhere')).toMatchObject({ failed: { code: 'DATABASE_COLLECTION_NOT_EXIST' } });
  });
});

describe('a transaction', () => {
  it('is over after thirty seconds of the emulator’s clock', async () => {
    const app = tcb.init({
      ...{ env: 'demo-test', secretId: 'demo-operator', secretKey: 'anything' },
      serviceUrl: `${stage.emulator.url}/admin`,
    });
    const transaction = (await (app.database() as { startTransaction(): Promise<unknown> }).startTransaction()) as {
      collection(name: string): { doc(id: string): { set(data: object): Promise<unknown> } };
      commit(): Promise<unknown>;
    };
    await transaction.collection('notes').doc('t').set({ n: 1 });
    await stage.emulator.advance(31_000);
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'DATABASE_TRANSACTION_FAIL' });
    expect(await stage.door('GET', 'collections/notes')).toEqual({ documents: [] });
  });

  it('of an operator is in the record of calls', async () => {
    await outside('transaction');
    const { calls } = await stage.door<{ calls: RecordedCall[] }>('GET', 'calls');
    expect(calls.at(-2)).toMatchObject({ function: '(operator)', action: 'database.commitTransaction' });
  });
});

describe('the switch for conflicts', () => {
  it('is a door, and outlasts a reset', async () => {
    await conflictAt('op');
    await stage.door('POST', 'reset', { keepProcesses: true });
    expect(await stage.door('GET', 'database')).toEqual({ conflictAt: 'op' });
    await conflictAt('commit');
    await expect(conflictAt('never')).rejects.toThrow('conflictAt');
  });
});
