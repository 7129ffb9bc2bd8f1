import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulatorProcess, type Answer, type EmulatorProcess } from './fixtures/emulator-process';

/**
 * Somebody else's functions in DevTools' layout: plain JavaScript, some with configuration, one with a package.json that was never installed.
 * They are copied to a folder outside the repository, so that they can find nothing of it, and started by the package's `bin` from there.
 */
const sources = fileURLToPath(new URL('./fixtures/third-party', import.meta.url));

let home: string;
let emulator: EmulatorProcess;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'third-party-'));
  cpSync(sources, join(home, 'cloudfunctions'), { recursive: true });
  // The project's own package.json must not change how its functions are loaded.
  writeFileSync(join(home, 'package.json'), '{"type": "module"}');
  emulator = await startEmulatorProcess(['--functions', 'cloudfunctions', '--state', 'state'], home);
  for (const name of ['users', 'todos', 'accounts', 'transfers', 'logs']) {
    await emulator.control('POST', 'collections', { name });
  }
});
afterAll(async () => {
  await emulator.stop('SIGTERM');
  rmSync(home, { recursive: true, force: true });
});

interface Called {
  readonly result: Answer;
  readonly error?: { readonly errMsg: string };
}
const call = (name: string, data: object = {}, as = 'alice'): Promise<Called> =>
  emulator.control('POST', 'call', { function: name, data, as });
const documents = async (collection: string): Promise<readonly Answer[]> =>
  (await emulator.control<{ documents: Answer[] }>('GET', `collections/${collection}`)).documents;

describe('a folder of functions, and nothing else', () => {
  it('The control API lists the functions without any configuration', async () => {
    expect(await emulator.control('GET', '')).toMatchObject({
      env: 'demo-local',
      functions: [
        { name: 'login' },
        { name: 'nightly', timer: '0 0 3 * * * *' },
        { name: 'pay' },
        { name: 'payCallback' },
        { name: 'todos' },
        { name: 'transfer' },
      ],
      warnings: [],
    });
  });

  it('An unindexed query is in the call log with index null', async () => {
    await call('todos', { action: 'list' });
    const { calls } = await emulator.control<{ calls: Answer[] }>('GET', 'calls');
    expect(calls.at(-1)).toMatchObject({ function: 'todos', collections: ['todos'], index: null });
  });

  it('A missing collection is an error, as in production, until the console creates it', async () => {
    const { error } = await call('pay', { goods: '一杯咖啡', fee: 1 });
    expect(error?.errMsg).toContain('Db or Table not exist: bills');
    expect(await emulator.control('POST', 'collections', { name: 'bills' })).toMatchObject({
      collections: expect.arrayContaining(['bills']) as string[],
    });
    const again = await emulator.control('POST', 'collections', { name: 'bills' });
    expect(again).toMatchObject({ error: { message: expect.stringContaining('ALREADY_EXIST') as string } });
  });
});

describe('a login', () => {
  it('The login function knows its caller and remembers them', async () => {
    const { openid } = (await emulator.control<{ people: { name: string; openid: string }[] }>('GET', '')).people[0]!;
    const first = await call('login', { hello: 1 });
    expect(first.result).toMatchObject({ openid, isNew: true, event: { hello: 1, userInfo: { openId: openid } } });
    expect((await call('login')).result).toMatchObject({ isNew: false });
    expect((await call('login', {}, 'bob')).result).toMatchObject({ isNew: true });
  });
});

describe('a list of todos', () => {
  const todos = async (action: string, data: object = {}, as = 'carol'): Promise<Answer> =>
    (await call('todos', { action, data }, as)).result;

  it('The todos function pages, counts, updates and groups', async () => {
    for (const n of Array.from({ length: 12 }, (_, at) => at + 10)) {
      await todos('add', { text: `todo ${n}`, tags: n % 2 ? ['odd'] : ['even', 'all'] });
    }
    const second = (await todos('list', { page: 1, size: 5 }))['data'] as Answer;
    expect(second).toMatchObject({ total: 12, page: 1, hasMore: true });
    const rows = second['data'] as { _id: string; text: string; due: string }[];
    expect(rows.map(({ text }) => text)).toEqual(['todo 15', 'todo 16', 'todo 17', 'todo 18', 'todo 19']);
    expect(Date.parse(rows[0]!.due)).toBeGreaterThan(0);
    expect(((await todos('list', { page: 2, size: 5 }))['data'] as Answer)['hasMore']).toBe(false);

    const { _id: id } = rows[0]!;
    expect(await todos('finish', { id })).toMatchObject({ data: { stats: { updated: 1 } } });
    expect(await todos('finish', { id })).toMatchObject({ data: { stats: { updated: 0 } } });
    expect(await todos('finish', { id }, 'bob')).toMatchObject({ data: { stats: { updated: 0 } } });
    expect((await todos('stats'))['data']).toMatchObject([
      { _id: 'all', count: 6 },
      { _id: 'even', count: 6 },
      { _id: 'odd', count: 6 },
    ]);
    expect(await todos('clear')).toMatchObject({ data: { stats: { removed: 1 } } });
  });
});

describe('a transfer', () => {
  const transfer = async (amount: number): Promise<Answer> =>
    (await call('transfer', { from: 'alice', to: 'bob', amount })).result;

  it('A node-sdk transaction moves money or changes nothing', async () => {
    const accounts = [
      { _id: 'alice', balance: 50 },
      { _id: 'bob', balance: 0 },
    ];
    await emulator.control('POST', 'collections/accounts', { documents: accounts });
    expect(await transfer(30)).toEqual({ ok: true, left: 20 });
    expect(await transfer(30)).toEqual({ ok: false, reason: 'insufficient' });
    expect(await documents('accounts')).toEqual([
      { _id: 'alice', balance: 20 },
      { _id: 'bob', balance: 30 },
    ]);
    expect(await documents('transfers')).toMatchObject([
      { from: 'alice', amount: 30, by: expect.any(String) as string },
    ]);
  });

  it('A node-sdk transaction retries after a conflict', async () => {
    const fault = { target: 'database', mode: 'conflict', action: 'database.commitTransaction' };
    await emulator.control('POST', 'faults', fault);
    expect(await transfer(5)).toEqual({ ok: true, left: 15 });
    expect(await documents('transfers')).toHaveLength(2);
  });
});

describe('a timer', () => {
  it('A timer fires at three in the morning in Beijing', async () => {
    const { nowMs } = await emulator.control<{ nowMs: number }>('GET', 'clock');
    const beijing = new Date(nowMs + 8 * 3_600_000);
    const three =
      Date.UTC(beijing.getUTCFullYear(), beijing.getUTCMonth(), beijing.getUTCDate() + 1, 3) - 8 * 3_600_000;
    const before = (await documents('logs')).length;
    await emulator.control('POST', 'clock', { setMs: three - 1000 });
    const half = (await documents('logs')).length;
    await emulator.control('POST', 'clock', { advanceMs: 2000 });
    const logs = await documents('logs');
    expect([half - before, logs.length - half]).toEqual([beijing.getUTCHours() < 3 ? 1 : 0, 1]);
    expect(logs.at(-1)).toMatchObject({ trigger: 'everyNight', source: 'wx_trigger', openid: null });
  });
});

describe('a payment', () => {
  it('A payment is signed, confirmed and notified to the function that the order names', async () => {
    const { result } = await call('pay', { goods: '一杯咖啡', fee: 1200 });
    const { outTradeNo, payment } = result as { outTradeNo: string; payment: Answer };
    expect(await emulator.control('POST', 'pay/confirm', { payment, as: 'alice' })).toMatchObject({
      tradeState: 'SUCCESS',
    });
    await emulator.control('POST', 'idle');
    expect(await documents('bills')).toMatchObject([{ _id: outTradeNo, paid: true, fee: 1200 }]);
    const { orders } = await emulator.control<{ orders: Answer[] }>('GET', `pay/orders?outTradeNo=${outTradeNo}`);
    expect(orders).toMatchObject([{ outTradeNo, notifications: [{ state: 'delivered', attempts: 1 }] }]);
  });

  it('An invalid order is refused in WeChat Pay’s words', async () => {
    expect((await call('pay', { goods: '', fee: 0 })).result).toHaveProperty('error');
  });
});

describe('starting', () => {
  it('The emulator warns about what production would refuse', async () => {
    const odd = mkdtempSync(join(tmpdir(), 'odd-functions-'));
    const write = (file: string, text: string): void => {
      mkdirSync(join(odd, file, '..'), { recursive: true });
      writeFileSync(join(odd, file), text);
    };
    const main = 'exports.main = async () => 1';
    const timer = (name: string, config: string): object => ({ name, type: 'timer', config });
    write('broken/index.js', main);
    write('broken/config.json', '{');
    write('eager/index.js', main);
    write('eager/config.json', JSON.stringify({ triggers: [timer('a', '0 0 3 * * *'), timer('b', '0 0 3 * * * *')] }));
    write('needy/index.js', "require('left-pad')");
    write('needy/package.json', '{"dependencies": {"left-pad": "1", "wx-server-sdk": "*"}}');
    write('slow/index.js', main);
    write('slow/config.json', '{"timeout": "long"}');
    const other = await startEmulatorProcess(['--functions', odd, '--state', join(odd, '.state')]);
    const { warnings } = await other.control<{ warnings: string[] }>('GET', '');
    expect(warnings).toEqual([
      expect.stringMatching(/^broken\/config\.json is not JSON/),
      'eager: 2 timers; production allows one per function',
      'eager: timer a must have seven fields, not 6',
      expect.stringMatching(/^needy: left-pad is not installed/),
      expect.stringMatching(/^slow\/config\.json: timeout: /),
    ]);
    await expect.poll(() => other.stderr()).toContain('! needy: left-pad');
    const answer = await other.control<Called>('POST', 'call', { function: 'needy', data: {} });
    expect(answer.error?.errMsg).toContain("Cannot find module 'left-pad'");
    await other.stop('SIGTERM');
    rmSync(odd, { recursive: true, force: true });
  });

  it('The emulator explains missing and invalid options', async () => {
    await expect(startEmulatorProcess([])).rejects.toThrow('usage: cloudbase-emulator --functions DIR');
    await expect(startEmulatorProcess(['--functions', home, '--env', 'prod'])).rejects.toThrow(
      'must begin with "demo-"',
    );
  });
});
