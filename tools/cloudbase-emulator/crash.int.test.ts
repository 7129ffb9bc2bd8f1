import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startEmulatorProcess, type Answer, type EmulatorProcess } from './fixtures/emulator-process';

/** The emulator's lifetimes under load, from an early kill to a late one. */
const lifetimesMs = [0, 120, 300, 550, 900];
const merchant = '1900000109';

const functionsDir = inject('fixtureFunctions');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-crash-'));
  const unique = { name: 'by_no', keys: [['no', 1]], unique: true };
  const database = { collections: { notes: { indexes: [unique] }, received: { indexes: [] } } };
  const options = { env: 'demo-crash', functionsDir, stateDir: 'state', database, timers: false };
  writeFileSync(join(folder, 'emulator.json'), JSON.stringify(options));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Everything the emulator acknowledged, which must survive any later crash. */
interface Acknowledged {
  readonly notes: Map<string, number>;
  readonly orders: Set<string>;
  readonly paid: Set<string>;
  readonly files: Map<string, string>;
}

const sizesOf = ({ notes, orders, paid, files }: Acknowledged): readonly number[] =>
  [notes, orders, paid, files].map(({ size }) => size);

/** Repeats an action until the emulator is killed. */
async function repeatUntil(isKilled: () => boolean, action: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; !isKilled(); n += 1) {
    // A request that was in progress at the crash was not acknowledged.
    await action(n).catch(() => undefined);
  }
}

/** Writes through every interface until the emulator is killed, and notes what was acknowledged. */
function writeEverywhere(
  emulator: EmulatorProcess,
  acknowledged: Acknowledged,
  life: number,
): readonly Promise<void>[] {
  const { child, control, url } = emulator;
  const isKilled = (): boolean => child.killed;
  const call = async (data: Answer): Promise<Answer> => {
    const { result } = await control<{ result: Answer & { failed?: unknown } }>('POST', 'call', {
      function: 'probe',
      data,
    });
    if (!result || result.failed !== undefined) throw new Error('refused');
    return result;
  };
  const callFunction = async (n: number): Promise<void> => {
    const id = `f-${life}-${n}`;
    await call({ op: 'add', data: { _id: id, no: id, n } });
    acknowledged.notes.set(id, n);
  };
  const sendAsOperator = async (n: number): Promise<void> => {
    const id = `d-${life}-${n}`;
    await sendToAdmin(url, 'database.insertDocument', { data: [JSON.stringify({ _id: id, no: id, n: -1 })] });
    acknowledged.notes.set(id, -1);
    const change = { query: JSON.stringify({ _id: id }), data: JSON.stringify({ $set: { n } }) };
    await sendToAdmin(url, 'database.modifyDocument', { ...change, queryType: 'DOC', merge: true });
    acknowledged.notes.set(id, n);
  };
  const payOrder = async (n: number): Promise<void> => {
    const outTradeNo = `o-${life}-${n}`;
    await call({ op: 'pay', api: 'unifiedOrder', data: orderOf(outTradeNo) });
    acknowledged.orders.add(outTradeNo);
    const { tradeState } = await control('POST', 'pay/confirm', { outTradeNo });
    if (tradeState === 'SUCCESS') acknowledged.paid.add(outTradeNo);
  };
  const uploadFile = async (n: number): Promise<void> => {
    const { fileID } = await control<{ fileID?: string }>('POST', `storage/upload?path=${life}/${n}.txt`, { n });
    if (fileID) acknowledged.files.set(fileID, JSON.stringify({ n }));
  };
  return [callFunction, sendAsOperator, payOrder, uploadFile].map((action) => repeatUntil(isKilled, action));
}

async function sendToAdmin(url: string, action: string, body: Answer): Promise<void> {
  const response = await fetch(`${url}/admin?env=demo-crash`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'TC3-HMAC-SHA256 Credential=demo-operator/x/tcb' },
    body: JSON.stringify({ action, collectionName: 'notes', ...body }),
  });
  if ('code' in ((await response.json()) as Answer)) throw new Error('refused');
}

const orderOf = (outTradeNo: string): Answer => ({
  ...{ functionName: 'payNotify', envId: 'demo-crash', subMchId: merchant, nonceStr: 'n', body: 'entry' },
  ...{ outTradeNo, totalFee: 5, spbillCreateIp: '127.0.0.1', tradeType: 'JSAPI' },
});

async function expectAllKept({ control, url }: EmulatorProcess, acknowledged: Acknowledged): Promise<void> {
  const { documents } = await control<{ documents: { _id: string; n: number; no: string }[] }>(
    'GET',
    'collections/notes',
  );
  const kept = new Map(documents.map(({ _id, n }) => [_id, n]));
  for (const [id, n] of acknowledged.notes) expect([id, kept.get(id)]).toEqual([id, Math.max(n, kept.get(id) ?? n)]);
  const { orders } = await control<{ orders: { outTradeNo: string; tradeState: string }[] }>('GET', 'pay/orders');
  const states = new Map(orders.map(({ outTradeNo, tradeState }) => [outTradeNo, tradeState]));
  for (const number of acknowledged.orders) expect(states.has(number)).toBe(true);
  for (const number of acknowledged.paid) expect([number, states.get(number)]).toEqual([number, 'SUCCESS']);
  for (const [fileID, text] of [...acknowledged.files].slice(-20)) {
    const { files } = await control<{ files: { tempFileURL: string }[] }>('POST', 'storage/urls', {
      fileIDs: [fileID],
    });
    expect(await (await fetch(files[0]!.tempFileURL)).text()).toBe(text);
  }
  // The indexes agree with the documents: each document is found by its key, and the unique key is taken.
  for (const { no } of documents.slice(-50)) {
    const found = await control<{ documents: unknown[] }>('GET', `collections/notes?query=${JSON.stringify({ no })}`);
    expect(found.documents).toHaveLength(1);
    const twin = { _id: `twin-${no}`, no };
    await expect(sendToAdmin(url, 'database.insertDocument', { data: [JSON.stringify(twin)] })).rejects.toThrow(
      'refused',
    );
  }
}

it(`An emulator that is killed ${lifetimesMs.length} times while it is written to loses nothing that it acknowledged`, async () => {
  const acknowledged: Acknowledged = { notes: new Map(), orders: new Set(), paid: new Set(), files: new Map() };
  const start = (): Promise<EmulatorProcess> => startEmulatorProcess(['--config', join(folder, 'emulator.json')]);
  for (const [life, lifetimeMs] of lifetimesMs.entries()) {
    const emulator = await start();
    await expectAllKept(emulator, acknowledged);
    // Waits for the function's process, so that all kinds of writes run before the kill.
    await emulator.control('POST', 'call', { function: 'probe', data: { op: 'nothing' } });
    const work = writeEverywhere(emulator, acknowledged, life);
    const before = sizesOf(acknowledged);
    const hasWorked = (): boolean => sizesOf(acknowledged).every((size, at) => size > (before[at] ?? 0));
    while (!hasWorked()) await sleep(10);
    await sleep(lifetimeMs);
    await emulator.stop('SIGKILL');
    await Promise.all(work);
  }
  const last = await start();
  await expectAllKept(last, acknowledged);
  await last.stop('SIGTERM');
  for (const size of sizesOf(acknowledged)) expect(size).toBeGreaterThanOrEqual(lifetimesMs.length);
});
