import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from './fixtures/program';
import { bundleFixtures } from './fixtures/stage';
import { startEmulator } from './index';

let folder: string;
let functionsDir: string;
beforeAll(async () => {
  functionsDir = await bundleFixtures();
  folder = mkdtempSync(join(tmpdir(), 'emulator-state-'));
  writeFileSync(
    join(folder, 'emulator.json'),
    JSON.stringify({ env: 'demo-state', functionsDir, stateDir: 'state', database: 'database.json', timers: false }),
  );
  writeFileSync(
    join(folder, 'database.json'),
    JSON.stringify({ collections: { notes: { indexes: [] }, told: { indexes: [] } } }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(functionsDir, { recursive: true, force: true });
});

/** A process that has ended may stay listed as a zombie until somebody asks for its exit code. */
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

describe('killed without warning', () => {
  it('takes its function processes along and forgets nothing it answered for', async () => {
    const first = await startProgram(['--config', join(folder, 'emulator.json')]);
    await first.door('POST', 'clock', { advanceMs: 86_400_000 });
    await first.door('POST', 'call', call({ op: 'add', data: { _id: 'kept' } }));
    await first.door('POST', 'call', call({ op: 'pay', api: 'unifiedOrder', data: testOrder }));
    await first.door('POST', 'pay/next', { fate: 'late' });
    await first.door('POST', 'pay/next', { fate: 'refundFails' });
    await first.door('POST', 'pay/confirm', { outTradeNo: 'order-1' });
    const upload = await first.door('POST', 'storage/upload?path=a.txt', 'text');
    const { nowMs } = await first.door('GET', 'clock');
    const { result } = await first.door('POST', 'call', call({ op: 'context' }));
    await first.end('SIGKILL');
    await expect.poll(() => isAlive((result as { pid: number }).pid)).toBe(false);

    const second = await startProgram(['--config', join(folder, 'emulator.json')]);
    expect(Number((await second.door('GET', 'clock'))['nowMs'])).toBeGreaterThanOrEqual(Number(nowMs));
    expect((await second.door('GET', 'collections/notes'))['documents']).toMatchObject([{ _id: 'kept' }]);
    expect((await second.door('POST', 'pay/next', { fate: 'never' }))['fates']).toMatchObject([
      { fate: 'refundFails' },
      { fate: 'never' },
    ]);
    const { files } = await second.door('POST', 'storage/urls', { fileIDs: [upload['fileID']] });
    expect(files).toMatchObject([{ status: 0 }]);
    expect((await second.door('GET', 'collections/told'))['documents']).toEqual([]);
    await second.door('POST', 'clock', { advanceMs: 180_000 });
    expect((await second.door('GET', 'collections/told'))['documents']).toMatchObject([{ about: 'order-1' }]);
    await second.end('SIGTERM');
  });
});

describe('a saved state', () => {
  it('comes back whole: documents, books, files and time', async () => {
    const emulator = await startEmulator({
      env: 'demo-test',
      functionsDir,
      stateDir: ':temporary:',
      database: join(folder, 'database.json'),
      timers: false,
    });
    await emulator.call('probe', { op: 'add', data: { _id: 'before' } });
    const { result } = await emulator.call('probe', { op: 'upload', name: 'a.txt', data: { text: 'before' } });
    await emulator.door('POST', 'state/save', { name: 'early' });
    const { nowMs } = await emulator.door('GET', 'clock');
    await emulator.call('probe', { op: 'add', data: { _id: 'after' } });
    await emulator.call('probe', { op: 'upload', name: 'a.txt', data: { text: 'after' } });
    await emulator.advance(86_400_000);

    await emulator.door('POST', 'state/load', { name: 'early' });
    expect((await emulator.door('GET', 'collections/notes'))['documents']).toMatchObject([{ _id: 'before' }]);
    const { fileID } = result as { fileID: string };
    expect((await emulator.call('probe', { op: 'download', name: fileID })).result).toBe('before');
    expect(Number((await emulator.door('GET', 'clock'))['nowMs']) - Number(nowMs)).toBeLessThan(3_600_000);

    await emulator.door('POST', 'reset');
    expect((await emulator.door('GET', 'collections/notes'))['documents']).toEqual([]);
    await expect(emulator.door('POST', 'state/load', { name: 'nothing' })).rejects.toThrow('nothing');
    await expect(emulator.door('POST', 'state/save', { name: '../x' })).rejects.toThrow('named by');
    await emulator.stop();
  });
});

describe('the front door', () => {
  it('refuses an environment that could be a real one', async () => {
    const options = { env: 'prod-1', functionsDir, database: { collections: {} } };
    await expect(startEmulator(options)).rejects.toThrow('must begin with "demo-"');
  });

  it('lets in nobody from elsewhere, and no token that is not of a running invocation', async () => {
    const emulator = await startEmulator({
      env: 'demo-test',
      functionsDir,
      stateDir: ':temporary:',
      database: { collections: {} },
      extraRoutes: (request, response) => {
        if (request.url !== '/preview') return false;
        response.end('the preview');
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
    expect(await get('/preview')).toEqual([200, 'the preview']);
    const stray = await fetch(`${emulator.url}/admin?env=demo-test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'database.addCollection', collectionName: 'mine', sessionToken: 'invented' }),
    });
    expect(await stray.json()).toMatchObject({ code: 'SIGN_PARAM_INVALID' });
    const operator = await fetch(`${emulator.url}/admin?env=demo-test`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'TC3-HMAC-SHA256 Credential=demo-operator/2026-01-01/tcb/tc3_request, Signature=0',
      },
      body: JSON.stringify({ action: 'database.addCollection', collectionName: 'mine' }),
    });
    expect(await operator.json()).not.toHaveProperty('code');
    expect(await emulator.door('GET', 'collections')).toEqual({ collections: ['mine'] });
    await emulator.stop();
  });
});
