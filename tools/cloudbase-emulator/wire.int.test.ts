import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator();
});
beforeEach(async () => {
  await testEmulator.control('POST', 'reset', { keepProcesses: true });
  await testEmulator.control('POST', 'collections/notes', { documents: [{ _id: 'a', n: 1, text: 'x' }] });
});
afterAll(() => testEmulator.stop());

async function runScenario(name: string): Promise<unknown> {
  const { result, error } = await testEmulator.running.call('wire', { scenario: name });
  if (error) throw new Error(error.errMsg);
  return result;
}

const text = (part: string | RegExp): string => expect.stringMatching(part) as string;

/** See docs/protocol.md#errors. */
describe('errors as an application sees them', () => {
  it.each([
    ['missingDocument', { errCode: -1, errMsg: text('document.get:fail document with _id nobody does not exist') }],
    ['badUpdate', { errCode: -502001, errMsg: text(/^document\.update:fail -502001 database request fail\. .*\$inc/) }],
    ['missingCollection', { errCode: -502005, errMsg: text(/collection\.add:fail -502005 .*not exist/) }],
    ['duplicate', { errCode: -502001, errMsg: text(/E11000 duplicate key/) }],
  ])('The error of a document call arrives without its code: %s', async (name, seen) => {
    const answer = (await runScenario(name)) as { thrown: Record<string, unknown> };
    expect(answer).toMatchObject({ thrown: seen });
    expect(answer.thrown).not.toHaveProperty('code');
  });

  it.each([
    ['badAggregate', { errCode: -1, code: 'DATABASE_REQUEST_FAILED' }],
    ['collectionTwice', { errCode: -1, code: 'DATABASE_COLLECTION_ALREADY_EXIST' }],
    ['missingFunction', { errCode: -1, code: 'FUNCTIONS_REQUEST_FAIL', errMsg: text('callFunction:fail') }],
    ['badPath', { errCode: -1, code: 'STORAGE_SIGN_PARAM_INVALID' }],
    ['expiredCommit', { code: 'DATABASE_TRANSACTION_FAIL' }],
  ])('The error of another call arrives with its code: %s', async (name, seen) => {
    expect(await runScenario(name)).toMatchObject({ thrown: seen });
  });

  it.each([
    ['badOperationInTransaction', { errCode: -502001, errMsg: text(/document\.update:fail/) }],
    ['duplicateInTransaction', { errCode: -502001, errMsg: text(/E11000/) }],
    ['queryInTransaction', { errCode: -501007, errMsg: text('only documents by _id') }],
  ])('The error of an operation arrives the same inside a transaction: %s', async (name, seen) => {
    expect(await runScenario(name)).toMatchObject({ thrown: seen });
    expect(await testEmulator.control('GET', 'collections/notes')).toEqual({
      documents: [{ _id: 'a', n: 1, text: 'x' }],
    });
  });

  it('The error of a rollback is its reason', async () => {
    expect(await runScenario('rollback')).toEqual({ thrown: { my: 'reason' } });
  });
});

/** Requests of the SDK that mean something else than the code suggests; production obeys the bytes (docs/protocol.md#sdk-pitfalls). */
describe('SDK pitfalls', () => {
  it.each([
    ['emptyObjectDropped', { _id: 'a', n: 2, text: 'x', kept: {} }],
    ['addToSetEach', { _id: 'a', n: 1, text: 'x', wrong: [{ each: [1, 2] }], right: [1, 2] }],
    ['elemMatchAnd', [0, 1]],
    ['buffer', { type: 'Buffer', data: [] }],
    ['removeWithoutWhere', { stats: { removed: 1 }, left: 0 }],
    ['subdocumentFlattened', { deep: { x: 5, y: 2 }, found: 1 }],
    ['callCounted', { counted: 0, touched: true }],
    ['dates', { sent: '1970-01-01T00:00:00.005Z', kept: 5, served: true }],
  ])('The pitfall %s behaves as in production', async (name, returned) => {
    expect(await runScenario(name)).toEqual({ returned });
  });

  it('An expression inside a field is refused', async () => {
    expect(await runScenario('nestedExpression')).toMatchObject({ thrown: { errCode: -502001 } });
  });
});

describe('limits', () => {
  it('A query returns 100 documents and an aggregate 20 rows unless they set a limit', async () => {
    expect(await runScenario('limits')).toEqual({ returned: [100, 120, 20, 50] });
  });
});

/** See docs/protocol.md#functions. */
describe('the second argument of main', () => {
  it('The second argument of main holds the limits and names that older SDKs read', async () => {
    const { context } = await testEmulator.probe<{ context: Record<string, unknown> }>({ op: 'context' });
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
