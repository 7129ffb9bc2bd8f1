import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage();
});
beforeEach(async () => {
  await stage.door('POST', 'reset', { keepProcesses: true });
  await stage.door('POST', 'collections/notes', { documents: [{ _id: 'a', n: 1, text: 'x' }] });
});
afterAll(() => stage.end());

async function act(name: string): Promise<unknown> {
  const { result, error } = await stage.emulator.call('wire', { act: name });
  if (error) throw new Error(error.errMsg);
  return result;
}

const text = (part: string | RegExp): string => expect.stringMatching(part) as string;

/** PROTOCOL §2: what an application sees of an error depends on the family of the call. */
describe('an error reaches the application', () => {
  it.each([
    ['missingDocument', { errCode: -1, errMsg: text('document.get:fail document with _id nobody does not exist') }],
    ['badUpdate', { errCode: -502001, errMsg: text(/^document\.update:fail -502001 database request fail\. .*\$inc/) }],
    ['missingCollection', { errCode: -502005, errMsg: text(/collection\.add:fail -502005 .*not exist/) }],
    ['duplicate', { errCode: -502001, errMsg: text(/E11000 duplicate key/) }],
  ])('of a document call without its code: %s', async (name, seen) => {
    const answer = (await act(name)) as { thrown: Record<string, unknown> };
    expect(answer).toMatchObject({ thrown: seen });
    expect(answer.thrown).not.toHaveProperty('code');
  });

  it.each([
    ['badAggregate', { errCode: -1, code: 'DATABASE_REQUEST_FAILED' }],
    ['collectionTwice', { errCode: -1, code: 'DATABASE_COLLECTION_ALREADY_EXIST' }],
    ['missingFunction', { errCode: -1, code: 'FUNCTIONS_REQUEST_FAIL', errMsg: text('callFunction:fail') }],
    ['badPath', { errCode: -1, code: 'STORAGE_SIGN_PARAM_INVALID' }],
    ['expiredCommit', { code: 'DATABASE_TRANSACTION_FAIL' }],
  ])('of other calls with its code: %s', async (name, seen) => {
    expect(await act(name)).toMatchObject({ thrown: seen });
  });

  it.each([
    ['badOperationInTransaction', { errCode: -502001, errMsg: text(/document\.update:fail/) }],
    ['duplicateInTransaction', { errCode: -502001, errMsg: text(/E11000/) }],
    ['queryInTransaction', { errCode: -501007, errMsg: text('only documents by _id') }],
  ])('of an operation in a transaction as outside it: %s', async (name, seen) => {
    expect(await act(name)).toMatchObject({ thrown: seen });
    expect(await stage.door('GET', 'collections/notes')).toEqual({ documents: [{ _id: 'a', n: 1, text: 'x' }] });
  });

  it('of a rollback as its reason', async () => {
    expect(await act('rollback')).toEqual({ thrown: { my: 'reason' } });
  });
});

/** PROTOCOL §3: what the SDK sends is not always what was meant; production takes it at its word, and so must the emulator. */
describe('traps of the SDK', () => {
  it.each([
    ['emptyObjectDropped', { _id: 'a', n: 2, text: 'x', kept: {} }],
    ['addToSetEach', { _id: 'a', n: 1, text: 'x', wrong: [{ each: [1, 2] }], right: [1, 2] }],
    ['elemMatchAnd', [0, 1]],
    ['buffer', { type: 'Buffer', data: [] }],
    ['removeWithoutWhere', { stats: { removed: 1 }, left: 0 }],
    ['subdocumentFlattened', { deep: { x: 5, y: 2 }, found: 1 }],
    ['callCounted', { counted: 0, touched: true }],
    ['dates', { sent: '1970-01-01T00:00:00.005Z', kept: 5, served: true }],
  ])('%s', async (name, returned) => {
    expect(await act(name)).toEqual({ returned });
  });

  it('an expression inside a field is refused', async () => {
    expect(await act('nestedExpression')).toMatchObject({ thrown: { errCode: -502001 } });
  });
});

describe('limits', () => {
  it('of reading: 100 by default, 20 rows of an aggregate, what is asked for otherwise', async () => {
    expect(await act('limits')).toEqual({ returned: [100, 120, 20, 50] });
  });
});

/** PROTOCOL §1 and §4: what a function is given besides its event. */
describe('the second argument of main', () => {
  it('tells the limits and the name, as the old SDKs read them', async () => {
    const { context } = await stage.probe<{ context: Record<string, unknown> }>({ op: 'context' });
    expect(context).toEqual({
      memory_limit_in_mb: 256,
      time_limit_in_ms: 10_000,
      request_id: expect.stringMatching(/^[\w-]{36}$/) as string,
      function_name: 'probe',
      function_version: '$LATEST',
      namespace: 'demo-test',
      environ: '',
      environment: '{}',
    });
  });
});
