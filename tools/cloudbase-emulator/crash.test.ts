import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram } from './fixtures/program';
import type { Answer, Program } from './fixtures/program';
import { bundleFixtures } from './fixtures/stage';

const kills = 5;
const longestLifeMs = 900;
const merchant = '1900000109';

let folder: string;
let functionsDir: string;
beforeAll(async () => {
  functionsDir = await bundleFixtures();
  folder = mkdtempSync(join(tmpdir(), 'emulator-crash-'));
  const unique = { name: 'by_no', keys: [['no', 1]], unique: true };
  const database = { collections: { notes: { indexes: [unique] }, told: { indexes: [] } } };
  const options = { env: 'demo-crash', functionsDir, stateDir: 'state', database, timers: false };
  writeFileSync(join(folder, 'emulator.json'), JSON.stringify(options));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(functionsDir, { recursive: true, force: true });
});

/** What the emulator said was done: it must be found so after whatever happened next. */
interface Acknowledged {
  readonly notes: Map<string, number>;
  readonly orders: Set<string>;
  readonly paid: Set<string>;
  readonly files: Map<string, string>;
}

const sizesOf = ({ notes, orders, paid, files }: Acknowledged): readonly number[] =>
  [notes, orders, paid, files].map(({ size }) => size);

/** Does one thing after another until the emulator is gone, and writes down what was acknowledged. */
async function until(gone: () => boolean, act: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; !gone(); n += 1) {
    // A request that was under way when the emulator died is nobody's promise.
    await act(n).catch(() => undefined);
  }
}

function load(program: Program, acknowledged: Acknowledged, life: number): readonly Promise<void>[] {
  const { child, door, url } = program;
  const gone = (): boolean => child.killed;
  const call = async (data: Answer): Promise<Answer> => {
    const { result } = await door<{ result: Answer & { failed?: unknown } }>('POST', 'call', {
      function: 'probe',
      data,
    });
    if (!result || result.failed !== undefined) throw new Error('refused');
    return result;
  };
  const byFunction = async (n: number): Promise<void> => {
    const id = `f-${life}-${n}`;
    await call({ op: 'add', data: { _id: id, no: id, n } });
    acknowledged.notes.set(id, n);
  };
  const directly = async (n: number): Promise<void> => {
    const id = `d-${life}-${n}`;
    await operate(url, 'database.insertDocument', { data: [JSON.stringify({ _id: id, no: id, n: -1 })] });
    acknowledged.notes.set(id, -1);
    const change = { query: JSON.stringify({ _id: id }), data: JSON.stringify({ $set: { n } }) };
    await operate(url, 'database.modifyDocument', { ...change, queryType: 'DOC', merge: true });
    acknowledged.notes.set(id, n);
  };
  const byMoney = async (n: number): Promise<void> => {
    const outTradeNo = `o-${life}-${n}`;
    await call({ op: 'pay', api: 'unifiedOrder', data: orderOf(outTradeNo) });
    acknowledged.orders.add(outTradeNo);
    const { tradeState } = await door('POST', 'pay/confirm', { outTradeNo });
    if (tradeState === 'SUCCESS') acknowledged.paid.add(outTradeNo);
  };
  const byFile = async (n: number): Promise<void> => {
    const { fileID } = await door<{ fileID?: string }>('POST', `storage/upload?path=${life}/${n}.txt`, { n });
    if (fileID) acknowledged.files.set(fileID, JSON.stringify({ n }));
  };
  return [byFunction, directly, byMoney, byFile].map((act) => until(gone, act));
}

async function operate(url: string, action: string, body: Answer): Promise<void> {
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

async function expectAllThere({ door, url }: Program, acknowledged: Acknowledged): Promise<void> {
  const { documents } = await door<{ documents: { _id: string; n: number; no: string }[] }>('GET', 'collections/notes');
  const kept = new Map(documents.map(({ _id, n }) => [_id, n]));
  for (const [id, n] of acknowledged.notes) expect([id, kept.get(id)]).toEqual([id, Math.max(n, kept.get(id) ?? n)]);
  const { orders } = await door<{ orders: { outTradeNo: string; tradeState: string }[] }>('GET', 'pay/orders');
  const states = new Map(orders.map(({ outTradeNo, tradeState }) => [outTradeNo, tradeState]));
  for (const number of acknowledged.orders) expect(states.has(number)).toBe(true);
  for (const number of acknowledged.paid) expect([number, states.get(number)]).toEqual([number, 'SUCCESS']);
  for (const [fileID, text] of [...acknowledged.files].slice(-20)) {
    const { files } = await door<{ files: { tempFileURL: string }[] }>('POST', 'storage/urls', { fileIDs: [fileID] });
    expect(await (await fetch(files[0]!.tempFileURL)).text()).toBe(text);
  }
  // Its indexes agree with its documents: every document is found by its key, and its key is taken.
  for (const { no } of documents.slice(-50)) {
    const found = await door<{ documents: unknown[] }>('GET', `collections/notes?query=${JSON.stringify({ no })}`);
    expect(found.documents).toHaveLength(1);
    const twin = { _id: `twin-${no}`, no };
    await expect(operate(url, 'database.insertDocument', { data: [JSON.stringify(twin)] })).rejects.toThrow('refused');
  }
}

it(`killed ${kills} times while it is written to, loses nothing that was acknowledged`, async () => {
  const acknowledged: Acknowledged = { notes: new Map(), orders: new Set(), paid: new Set(), files: new Map() };
  const start = (): Promise<Program> => startProgram(['--config', join(folder, 'emulator.json')]);
  for (let life = 0; life < kills; life += 1) {
    const program = await start();
    await expectAllThere(program, acknowledged);
    // The first call of a function waits for its process; then writes come from all sides until the end.
    await program.door('POST', 'call', { function: 'probe', data: { op: 'nothing' } });
    const work = load(program, acknowledged, life);
    const before = sizesOf(acknowledged);
    const hasWorked = (): boolean => sizesOf(acknowledged).every((size, at) => size > (before[at] ?? 0));
    while (!hasWorked()) await sleep(10);
    await sleep(Math.random() * longestLifeMs);
    await program.end('SIGKILL');
    await Promise.all(work);
  }
  const last = await start();
  await expectAllThere(last, acknowledged);
  await last.end('SIGTERM');
  for (const size of sizesOf(acknowledged)) expect(size).toBeGreaterThanOrEqual(kills);
});
