import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';
import type { LoggedCall, LoggedInvocation } from './call-log';

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator({ environment: { KEY: 'shared' }, instancesPerFunction: 3 });
});
afterAll(() => testEmulator.stop());

async function lastInvocation(): Promise<LoggedInvocation> {
  const { invocations } = await testEmulator.control<{ invocations: LoggedInvocation[] }>('GET', 'invocations');
  return invocations.at(-1)!;
}

interface Context {
  readonly wx: Record<string, unknown>;
  readonly event: Record<string, unknown>;
  readonly pid: number;
}

describe('a client call', () => {
  it('A client call gives the function its caller’s identity and ignores a forged one', async () => {
    const { wx, event } = await testEmulator.probe<Context>({ op: 'context', userInfo: { openId: 'somebody else' } });
    const alice = testEmulator.running.openidOf('alice');
    expect(wx).toEqual({
      OPENID: alice,
      APPID: 'wxdemo0000000000ff',
      CLIENTIP: '127.0.0.1',
      ENV: 'demo-test',
      SOURCE: 'wx_client',
    });
    expect(event).toEqual({ op: 'context', userInfo: { appId: 'wxdemo0000000000ff', openId: alice } });
  });

  it('Every person has a stable openid of their own that is never all digits', () => {
    const [alice, bob] = [testEmulator.running.openidOf('alice'), testEmulator.running.openidOf('bob')];
    expect(alice).toMatch(/^o[\w-]{27}$/);
    expect(alice).toBe(testEmulator.running.openidOf('alice'));
    expect(alice).not.toBe(bob);
  });

  it('The environment is replaced before each call', async () => {
    await testEmulator.probe({ op: 'setEnv', data: { LEFT_BEHIND: 'yes', KEY: 'changed' } });
    const env = await testEmulator.probe<Record<string, string>>({ op: 'env' }, 'bob');
    expect(env).toMatchObject({ KEY: 'shared', FLAVOUR: 'probe', WX_OPENID: testEmulator.running.openidOf('bob') });
    expect(env).not.toHaveProperty('LEFT_BEHIND');
    expect(env).not.toHaveProperty('HOME');
  });

  it('A call answers null when main returns nothing', async () => {
    expect(await testEmulator.running.call('probe', { op: 'nothing' })).toHaveProperty('result', null);
  });

  it('An event or a result above 6 MB is refused, and smaller ones pass', async () => {
    const [limit, wrapping] = [6 * 1024 * 1024, 200];
    const event = await testEmulator.running.call('probe', { op: 'nothing', filler: 'x'.repeat(limit) });
    expect(event.error?.errMsg).toContain('larger than 6 MB');
    const result = await testEmulator.running.call('probe', { op: 'big', ms: limit });
    expect(result.error?.errMsg).toContain('larger than 6 MB');
    const below = await testEmulator.running.call('probe', {
      op: 'big',
      ms: limit - wrapping,
      filler: 'x'.repeat(5_000_000),
    });
    expect(below.result).toHaveLength(limit - wrapping);
  });
});

describe('a failing function', () => {
  it('A function that throws fails its call with the stack trace', async () => {
    const { error } = await testEmulator.running.call('probe', { op: 'throw' });
    expect(error?.errCode).toBe(-504002);
    expect(error?.errMsg).toMatch(/functions execute fail \| errMsg: Error: boom\n {4}at .*\/var\/user\/index\.js/);
  });

  it('A function that throws fails a calling function with FUNCTIONS_EXECUTE_FAIL', async () => {
    const { failed } = await testEmulator.probe<{ failed: Record<string, string> }>({
      op: 'call',
      name: 'probe',
      data: { op: 'throwText' },
    });
    expect(failed['code']).toBe('FUNCTIONS_EXECUTE_FAIL');
    expect(failed['message']).toContain('{"errorCode":1,"errorMessage":"only text","statusCode":430}');
  });

  it.each([
    ['exits', { op: 'exit' }, 'the process exited with code 3'],
    ['leaves a rejection unhandled', { op: 'reject' }, 'unhandled'],
    ['fills its heap', { op: 'fillHeap' }, 'the process exited with SIGABRT'],
    ['fills memory outside the heap', { op: 'fillBuffers' }, 'Memory limit exceeded'],
  ])('A new instance replaces one whose function %s', async (_name, event, message) => {
    expect((await testEmulator.running.call('probe', event)).error?.errMsg).toContain(message);
    expect(await testEmulator.running.call('probe', { op: 'nothing' })).toHaveProperty('result');
  });

  it('A function that exceeds its time limit is stopped', async () => {
    const { error } = await testEmulator.running.call('shortTimeout');
    expect(error).toEqual({
      errCode: -504003,
      errMsg: 'cloud.callFunction:fail Error: errCode: -504003  | errMsg: Invoking task timed out after 1 seconds',
    });
    expect((await lastInvocation()).outcome).toBe('timeout');
  });

  it('A missing function is not found', async () => {
    expect((await testEmulator.running.call('nobody')).error?.errCode).toBe(-501000);
    expect((await testEmulator.running.call('../probe')).error?.errCode).toBe(-501000);
  });
});

describe('instances', () => {
  it('Instances run one invocation at a time and grow to the limit; further callers wait', async () => {
    // Each call waits until three have started, so three processes must run; the other three calls have to reuse them.
    const folder = join(mkdtempSync(join(tmpdir(), 'emulator-barrier-')), 'folder');
    const calls = Array.from({ length: 6 }, () => testEmulator.running.call('barrier', { folder, expected: 3 }));
    const pids = (await Promise.all(calls)).map(({ result }) => (result as Context).pid);
    rmSync(dirname(folder), { recursive: true });
    expect(new Set(pids).size).toBe(3);
  });

  it('The log of an invocation holds the lines that it printed', async () => {
    await testEmulator.probe({ op: 'log' });
    const { log, as } = await lastInvocation();
    expect(as).toBe('alice');
    expect(log).toContainEqual({ level: 'log', text: 'a line { n: 1 }' });
    expect(log).toContainEqual({ level: 'error', text: 'a complaint' });
  });

  it('Lines printed while loading are in the first invocation’s log only', async () => {
    await testEmulator.running.call('probe', { op: 'exit' });
    await testEmulator.control('POST', 'reset');
    await testEmulator.probe({ op: 'nothing' });
    expect((await lastInvocation()).log).toContainEqual({ level: 'log', text: 'loading' });
    await testEmulator.probe({ op: 'nothing' });
    expect((await lastInvocation()).log).toEqual([]);
  });

  it('A request after the function returned is refused and logged', async () => {
    await testEmulator.probe({ op: 'leak' });
    await expect
      .poll(async () => (await testEmulator.control<{ calls: LoggedCall[] }>('GET', 'calls')).calls.at(-1))
      .toMatchObject({
        function: 'probe',
        action: 'database.insertDocument',
        error: expect.stringContaining('over') as string,
      });
    const { documents } = await testEmulator.control<{ documents: unknown[] }>('GET', 'collections/notes');
    expect(documents).toEqual([]);
  });
});

describe('a function called by a function', () => {
  it('A function called by a function sees the same person and the whole source chain', async () => {
    const data = { op: 'call', name: 'probe', data: { op: 'context' } };
    const answer = await testEmulator.running.call('probe', { op: 'call', name: 'probe', data }, 'bob');
    const inner = (answer.result as { result: { result: Context } }).result.result;
    expect(inner.wx).toMatchObject({ OPENID: testEmulator.running.openidOf('bob'), SOURCE: 'wx_client,scf,scf' });
    expect(answer.costs.functions).toBe(2);
  });

  it('A nested function’s calls are counted for its caller', async () => {
    const data = { op: 'call', name: 'probe', data: { op: 'add', data: { a: 1 } } };
    expect((await testEmulator.running.call('probe', data)).costs).toMatchObject({ functions: 1, database: 1 });
  });
});

describe('a call of the platform', () => {
  it('A call of the platform has no person behind it', async () => {
    const { result } = await testEmulator.control<{ result: Context }>('POST', 'call', {
      function: 'probe',
      data: { op: 'context' },
      source: 'wx_paycallback',
    });
    expect(result.wx).toEqual({ ENV: 'demo-test', SOURCE: 'wx_paycallback' });
    expect(result.event).toEqual({ op: 'context' });
  });
});

describe('open data', () => {
  const issue = async (more: object = {}): Promise<{ $cloudID: string }> => {
    const { cloudID } = await testEmulator.control<{ cloudID: string }>('POST', 'cloudID', {
      as: 'alice',
      group: 'readers',
      ...more,
    });
    return { $cloudID: cloudID };
  };

  it('Open data replaces its cloudID and is listed in OPEN_DATA_INFO', async () => {
    const entry = await issue();
    const { wx, event } = await testEmulator.probe<Context>({ op: 'context', entry, nested: { entry } });
    expect(event['entry']).toMatchObject({
      cloudID: entry.$cloudID,
      data: { opengid: expect.any(String) as string, chat_type: 3 },
    });
    expect(event['nested']).toEqual({ entry });
    expect(JSON.parse(String(wx['OPEN_DATA_INFO']))).toEqual({ keys: ['entry'] });
  });

  it('A client’s object in the shape of open data is not listed in OPEN_DATA_INFO', async () => {
    const { wx } = await testEmulator.probe<Context>({
      op: 'context',
      entry: { cloudID: 'x', data: { opengid: 'mine' } },
    });
    expect(wx).not.toHaveProperty('OPEN_DATA_INFO');
  });

  it.each([
    ['forged', () => issue({ forged: true })],
    ['another person’s', () => issue({ as: 'bob' })],
    [
      'older than five minutes',
      async () => {
        const entry = await issue();
        await testEmulator.running.advance(5 * 60_000 + 1000);
        return entry;
      },
    ],
  ])('A cloudID that is %s gives no open data', async (_name, make) => {
    const { wx, event } = await testEmulator.probe<Context>({ op: 'context', entry: await make() });
    expect(event['entry']).toMatchObject({
      cloudID: expect.any(String) as string,
      errCode: expect.any(Number) as number,
    });
    expect(event['entry']).not.toHaveProperty('data');
    expect(wx).not.toHaveProperty('OPEN_DATA_INFO');
  });

  it('At most five cloudIDs per call are replaced', async () => {
    const entries = await Promise.all(Array.from({ length: 6 }, (_, n) => issue({ group: `g${n}` })));
    const { wx } = await testEmulator.probe<Context>({
      op: 'context',
      ...Object.fromEntries(entries.map((entry, n) => [`e${n}`, entry])),
    });
    expect(JSON.parse(String(wx['OPEN_DATA_INFO']))).toEqual({ keys: ['e0', 'e1', 'e2', 'e3', 'e4'] });
  });
});
