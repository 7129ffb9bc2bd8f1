import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sql from 'libsql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startEmulatorProcess } from './fixtures/emulator-process';
import { startEmulator } from './index';

const functionsDir = inject('fixtureFunctions');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-state-'));
  writeFileSync(
    join(folder, 'emulator.json'),
    JSON.stringify({ env: 'demo-state', functionsDir, stateDir: 'state', database: 'database.json', timers: false }),
  );
  writeFileSync(
    join(folder, 'database.json'),
    JSON.stringify({ collections: { notes: { indexes: [] }, received: { indexes: [] } } }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process that has exited may stay listed as a zombie until its exit code is read. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

const call = (data: object): object => ({ function: 'probe', data, as: 'alice' });
const testOrder = {
  functionName: 'payNotify',
  envId: 'demo-state',
  subMchId: '1900000109',
  nonceStr: 'n',
  body: 'entry',
  outTradeNo: 'order-1',
  totalFee: 5,
  spbillCreateIp: '127.0.0.1',
  tradeType: 'JSAPI',
};

describe('SIGKILL', () => {
  it('A killed emulator ends its function processes and keeps everything it acknowledged', async () => {
    const first = await startEmulatorProcess(['--config', join(folder, 'emulator.json')]);
    await first.control('POST', 'clock', { advanceMs: 86_400_000 });
    await first.control('POST', 'call', call({ op: 'add', data: { _id: 'kept' } }));
    await first.control('POST', 'call', call({ op: 'pay', api: 'unifiedOrder', data: testOrder }));
    await first.control('POST', 'pay/next', { outcome: 'late' });
    await first.control('POST', 'pay/next', { outcome: 'refundFails' });
    await first.control('POST', 'pay/confirm', { outTradeNo: 'order-1' });
    const upload = await first.control('POST', 'storage/upload?path=a.txt', 'text');
    const { nowMs } = await first.control('GET', 'clock');
    const { result } = await first.control('POST', 'call', call({ op: 'context' }));
    await first.stop('SIGKILL');
    await expect.poll(() => isAlive((result as { pid: number }).pid)).toBe(false);

    const second = await startEmulatorProcess(['--config', join(folder, 'emulator.json')]);
    expect(Number((await second.control('GET', 'clock'))['nowMs'])).toBeGreaterThanOrEqual(Number(nowMs));
    expect((await second.control('GET', 'collections/notes'))['documents']).toMatchObject([{ _id: 'kept' }]);
    expect((await second.control('POST', 'pay/next', { outcome: 'never' }))['outcomes']).toMatchObject([
      { outcome: 'refundFails' },
      { outcome: 'never' },
    ]);
    const { files } = await second.control('POST', 'storage/urls', { fileIDs: [upload['fileID']] });
    expect(files).toMatchObject([{ status: 0 }]);
    expect((await second.control('GET', 'collections/received'))['documents']).toEqual([]);
    await second.control('POST', 'clock', { advanceMs: 180_000 });
    expect((await second.control('GET', 'collections/received'))['documents']).toMatchObject([
      { outTradeNo: 'order-1' },
    ]);
    await second.stop('SIGTERM');
  });
});

describe('a saved state', () => {
  it('A loaded state restores documents, orders, files and the time', async () => {
    const emulator = await startEmulator({
      env: 'demo-test',
      functionsDir,
      stateDir: ':temporary:',
      database: join(folder, 'database.json'),
      timers: false,
    });
    await emulator.call('probe', { op: 'add', data: { _id: 'before' } });
    const { result } = await emulator.call('probe', { op: 'upload', name: 'a.txt', data: { text: 'before' } });
    await emulator.control('POST', 'state/save', { name: 'early' });
    const { nowMs } = await emulator.control('GET', 'clock');
    await emulator.call('probe', { op: 'add', data: { _id: 'after' } });
    await emulator.call('probe', { op: 'upload', name: 'a.txt', data: { text: 'after' } });
    await emulator.advance(86_400_000);

    await emulator.control('POST', 'state/load', { name: 'early' });
    expect((await emulator.control('GET', 'collections/notes'))['documents']).toMatchObject([{ _id: 'before' }]);
    const { fileID } = result as { fileID: string };
    expect((await emulator.call('probe', { op: 'download', name: fileID })).result).toBe('before');
    expect(Number((await emulator.control('GET', 'clock'))['nowMs']) - Number(nowMs)).toBeLessThan(3_600_000);

    await emulator.control('POST', 'reset');
    expect((await emulator.control('GET', 'collections/notes'))['documents']).toEqual([]);
    await expect(emulator.control('POST', 'state/load', { name: 'nothing' })).rejects.toThrow('nothing');
    await expect(emulator.control('POST', 'state/save', { name: '../x' })).rejects.toThrow('named by');
    await emulator.stop();
  });
});

describe('an outdated state', () => {
  it('The emulator refuses a state with other tables than its own and keeps one that it wrote', async () => {
    const options = { env: 'demo-test', functionsDir, timers: false };
    const outdated = mkdtempSync(join(folder, 'outdated-'));
    const sql = new Sql(join(outdated, 'state.db'));
    sql.exec('CREATE TABLE pay_orders (out_trade_no TEXT)');
    sql.close();
    const refusal = `the state in ${outdated} was written by another version of the emulator`;
    await expect(startEmulator({ ...options, stateDir: outdated })).rejects.toThrow(refusal);

    const current = mkdtempSync(join(folder, 'current-'));
    await (await startEmulator({ ...options, stateDir: current })).stop();
    await (await startEmulator({ ...options, stateDir: current })).stop();
  });
});

describe('access', () => {
  it('The emulator refuses an environment that could be a real one', async () => {
    const options = { env: 'prod-1', functionsDir, database: { collections: {} } };
    await expect(startEmulator(options)).rejects.toThrow('must begin with "demo-"');
  });

  it('The server refuses other origins and tokens without a running invocation', async () => {
    const emulator = await startEmulator({
      env: 'demo-test',
      functionsDir,
      stateDir: ':temporary:',
      database: { collections: {} },
      extraRoutes: (request, response) => {
        if (request.url !== '/extra') return false;
        response.end('extra');
        return true;
      },
    });
    const get = async (path: string, headers: Record<string, string> = {}): Promise<[number, string]> => {
      const response = await fetch(emulator.url + path, { headers });
      return [response.status, await response.text()];
    };
    expect((await get('/_emulator', { origin: 'https://elsewhere.example' }))[0]).toBe(403);
    expect((await get('/_emulator', { origin: emulator.url }))[0]).toBe(200);
    expect((await get('/_emulator/nothing'))[0]).toBe(404);
    expect((await get('/nothing'))[0]).toBe(404);
    expect(await get('/extra')).toEqual([200, 'extra']);
    const orphan = await fetch(`${emulator.url}/admin?env=demo-test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'database.addCollection', collectionName: 'mine', sessionToken: 'invented' }),
    });
    expect(await orphan.json()).toMatchObject({ code: 'SIGN_PARAM_INVALID' });
    const operator = await fetch(`${emulator.url}/admin?env=demo-test`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'TC3-HMAC-SHA256 Credential=demo-operator/2026-01-01/tcb/tc3_request, Signature=0',
      },
      body: JSON.stringify({ action: 'database.addCollection', collectionName: 'mine' }),
    });
    expect(await operator.json()).not.toHaveProperty('code');
    expect(await emulator.control('GET', 'collections')).toEqual({ collections: ['mine'] });
    await emulator.stop();
  });
});
