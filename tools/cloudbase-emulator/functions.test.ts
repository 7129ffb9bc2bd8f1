import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';
import type { RecordedCall, RecordedInvocation } from './record';

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage({ environment: { KEY: 'for all' }, instancesPerFunction: 3 });
});
afterAll(() => stage.end());

async function lastInvocation(): Promise<RecordedInvocation> {
  const { invocations } = await stage.door<{ invocations: RecordedInvocation[] }>('GET', 'invocations');
  return invocations.at(-1)!;
}

interface Context {
  readonly wx: Record<string, unknown>;
  readonly event: Record<string, unknown>;
  readonly pid: number;
}

describe('a client call', () => {
  it('tells the function who called, and nothing a client could have made up', async () => {
    const { wx, event } = await stage.probe<Context>({ op: 'context', userInfo: { openId: 'somebody else' } });
    const alice = stage.emulator.openidOf('alice');
    expect(wx).toEqual({
      OPENID: alice,
      APPID: 'wxdemo0000000000ff',
      CLIENTIP: '127.0.0.1',
      ENV: 'demo-test',
      SOURCE: 'wx_client',
    });
    expect(event).toEqual({ op: 'context', userInfo: { appId: 'wxdemo0000000000ff', openId: alice } });
  });

  it('gives each person an openid of their own, always the same and never all digits', () => {
    const [alice, bob] = [stage.emulator.openidOf('alice'), stage.emulator.openidOf('bob')];
    expect(alice).toMatch(/^o[\w-]{27}$/);
    expect(alice).toBe(stage.emulator.openidOf('alice'));
    expect(alice).not.toBe(bob);
  });

  it('replaces the environment before each call', async () => {
    await stage.probe({ op: 'setEnv', data: { LEFT_BEHIND: 'yes', KEY: 'changed' } });
    const env = await stage.probe<Record<string, string>>({ op: 'env' }, 'bob');
    expect(env).toMatchObject({ KEY: 'for all', FLAVOUR: 'probe', WX_OPENID: stage.emulator.openidOf('bob') });
    expect(env).not.toHaveProperty('LEFT_BEHIND');
    expect(env).not.toHaveProperty('HOME');
  });

  it('answers null when main returns nothing', async () => {
    expect(await stage.emulator.call('probe', { op: 'nothing' })).toHaveProperty('result', null);
  });

  it('refuses an event and a result beyond 6 MB, and takes what is just below', async () => {
    const [limit, wrapping] = [6 * 1024 * 1024, 200];
    const event = await stage.emulator.call('probe', { op: 'nothing', filler: 'x'.repeat(limit) });
    expect(event.error?.errMsg).toContain('larger than 6 MB');
    const result = await stage.emulator.call('probe', { op: 'big', ms: limit });
    expect(result.error?.errMsg).toContain('larger than 6 MB');
    const below = await stage.emulator.call('probe', {
      op: 'big',
      ms: limit - wrapping,
      filler: 'x'.repeat(5_000_000),
    });
    expect(below.result).toHaveLength(limit - wrapping);
  });
});

describe('a failing function', () => {
  it('fails the call with the stack of what it threw', async () => {
    const { error } = await stage.emulator.call('probe', { op: 'throw' });
    expect(error?.errCode).toBe(-504002);
    expect(error?.errMsg).toMatch(/functions execute fail \| errMsg: Error: boom\n {4}at .*\/var\/user\/index\.js/);
  });

  it('fails the caller inside another function with FUNCTIONS_EXECUTE_FAIL', async () => {
    const { failed } = await stage.probe<{ failed: Record<string, string> }>({
      op: 'call',
      name: 'probe',
      data: { op: 'throwText' },
    });
    expect(failed['code']).toBe('FUNCTIONS_EXECUTE_FAIL');
    expect(failed['message']).toContain('{"errorCode":1,"errorMessage":"only text","statusCode":430}');
  });

  it.each([
    ['exits', { op: 'exit' }, 'the process exited with code 3'],
    ['leaves a rejection to nobody', { op: 'reject' }, 'nobody awaits me'],
    ['eats more memory than it has', { op: 'hoard' }, 'the process exited with SIGABRT'],
    ['hoards outside the heap', { op: 'hoardBytes' }, 'Memory limit exceeded'],
  ])('is replaced by a new instance when it %s', async (_name, event, message) => {
    expect((await stage.emulator.call('probe', event)).error?.errMsg).toContain(message);
    expect(await stage.emulator.call('probe', { op: 'nothing' })).toHaveProperty('result');
  });

  it('is stopped when its time is over', async () => {
    const { error } = await stage.emulator.call('impatient');
    expect(error).toEqual({
      errCode: -504003,
      errMsg: 'cloud.callFunction:fail Error: errCode: -504003  | errMsg: Invoking task timed out after 1 seconds',
    });
    expect((await lastInvocation()).outcome).toBe('timeout');
  });

  it('that does not exist is not found', async () => {
    expect((await stage.emulator.call('nobody')).error?.errCode).toBe(-501000);
    expect((await stage.emulator.call('../probe')).error?.errCode).toBe(-501000);
  });
});

describe('instances', () => {
  it('run one invocation at a time, grow to the limit, then let callers wait', async () => {
    // Nobody leaves before three have come, so three processes must be there; the other three calls have to use them again.
    const place = join(mkdtempSync(join(tmpdir(), 'emulator-meet-')), 'place');
    const calls = Array.from({ length: 6 }, () => stage.emulator.call('meet', { place, expected: 3 }));
    const pids = (await Promise.all(calls)).map(({ result }) => (result as Context).pid);
    rmSync(dirname(place), { recursive: true });
    expect(new Set(pids).size).toBe(3);
  });

  it('write down what was printed, each line at its invocation', async () => {
    await stage.probe({ op: 'log' });
    const { log, as } = await lastInvocation();
    expect(as).toBe('alice');
    expect(log).toContainEqual({ level: 'log', text: 'a line { n: 1 }' });
    expect(log).toContainEqual({ level: 'error', text: 'a complaint' });
  });

  it('tell what was printed while loading at the first invocation, and there only', async () => {
    await stage.emulator.call('probe', { op: 'exit' });
    await stage.door('POST', 'reset');
    await stage.probe({ op: 'nothing' });
    expect((await lastInvocation()).log).toContainEqual({ level: 'log', text: 'loading' });
    await stage.probe({ op: 'nothing' });
    expect((await lastInvocation()).log).toEqual([]);
  });

  it('are refused what they ask for after they returned', async () => {
    await stage.probe({ op: 'leak' });
    await expect
      .poll(async () => (await stage.door<{ calls: RecordedCall[] }>('GET', 'calls')).calls.at(-1))
      .toMatchObject({
        function: 'probe',
        action: 'database.insertDocument',
        error: expect.stringContaining('over') as string,
      });
    const { documents } = await stage.door<{ documents: unknown[] }>('GET', 'collections/notes');
    expect(documents).toEqual([]);
  });
});

describe('a function called by a function', () => {
  it('sees the same person and the whole chain', async () => {
    const data = { op: 'call', name: 'probe', data: { op: 'context' } };
    const answer = await stage.emulator.call('probe', { op: 'call', name: 'probe', data }, 'bob');
    const inner = (answer.result as { result: { result: Context } }).result.result;
    expect(inner.wx).toMatchObject({ OPENID: stage.emulator.openidOf('bob'), SOURCE: 'wx_client,scf,scf' });
    expect(answer.costs.functions).toBe(2);
  });

  it('has its calls counted at the one that called it', async () => {
    const data = { op: 'call', name: 'probe', data: { op: 'add', data: { a: 1 } } };
    expect((await stage.emulator.call('probe', data)).costs).toMatchObject({ functions: 1, database: 1 });
  });
});

describe('a call of the platform', () => {
  it('has no person behind it', async () => {
    const { result } = await stage.door<{ result: Context }>('POST', 'call', {
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
    const { cloudID } = await stage.door<{ cloudID: string }>('POST', 'cloudID', {
      as: 'alice',
      group: 'readers',
      ...more,
    });
    return { $cloudID: cloudID };
  };

  it('takes the place of a cloudID and is listed as genuine', async () => {
    const entry = await issue();
    const { wx, event } = await stage.probe<Context>({ op: 'context', entry, nested: { entry } });
    expect(event['entry']).toMatchObject({
      cloudID: entry.$cloudID,
      data: { opengid: expect.any(String) as string, chat_type: 3 },
    });
    expect(event['nested']).toEqual({ entry });
    expect(JSON.parse(String(wx['OPEN_DATA_INFO']))).toEqual({ keys: ['entry'] });
  });

  it('is never believed when a client sends its shape', async () => {
    const { wx } = await stage.probe<Context>({ op: 'context', entry: { cloudID: 'x', data: { opengid: 'mine' } } });
    expect(wx).not.toHaveProperty('OPEN_DATA_INFO');
  });

  it.each([
    ['made up', () => issue({ forged: true })],
    ["somebody else's", () => issue({ as: 'bob' })],
    [
      'older than five minutes',
      async () => {
        const entry = await issue();
        await stage.emulator.advance(5 * 60_000 + 1000);
        return entry;
      },
    ],
  ])('is withheld from a cloudID that is %s', async (_name, make) => {
    const { wx, event } = await stage.probe<Context>({ op: 'context', entry: await make() });
    expect(event['entry']).toMatchObject({
      cloudID: expect.any(String) as string,
      errCode: expect.any(Number) as number,
    });
    expect(event['entry']).not.toHaveProperty('data');
    expect(wx).not.toHaveProperty('OPEN_DATA_INFO');
  });

  it('is given for five cloudIDs a call and no more', async () => {
    const entries = await Promise.all(Array.from({ length: 6 }, (_, n) => issue({ group: `g${n}` })));
    const { wx } = await stage.probe<Context>({
      op: 'context',
      ...Object.fromEntries(entries.map((entry, n) => [`e${n}`, entry])),
    });
    expect(JSON.parse(String(wx['OPEN_DATA_INFO']))).toEqual({ keys: ['e0', 'e1', 'e2', 'e3', 'e4'] });
  });
});
