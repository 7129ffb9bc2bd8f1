import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBuild } from './built';

type Purchase = { kind: string; orderId?: string; sheetSaidPaid?: boolean; code?: string };
interface PurchaseModule {
  purchase(groupId: string, shownFen: number, acceptPrice: (fen: number) => Promise<boolean>): Promise<Purchase>;
}
interface PendingPurchases {
  endPurchaseOf(order: { groupId: string; orderId: string }): void;
}
type Called = { name: string; data: Record<string, unknown>; storedBefore: unknown };

const built = openBuild();
let purchases: PurchaseModule;
let pendingPurchases: PendingPurchases;
beforeAll(() => {
  purchases = built.load<PurchaseModule>('services/purchase.js');
  pendingPurchases = built.load<PendingPurchases>('services/pendingPurchases.js');
});

const storage = new Map<string, unknown>();
const calls: Called[] = [];
let answers: (object | Error)[];
let sheet: 'paid' | 'cancelled';
let sheets: number;

const phone = {
  getStorageSync: (key: string) => storage.get(key) ?? '',
  setStorageSync: (key: string, value: unknown) => void storage.set(key, value),
  removeStorageSync: (key: string) => void storage.delete(key),
  getRandomValues: ({ length }: { length: number }) =>
    Promise.resolve({ randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer }),
  requestPayment: () => {
    sheets += 1;
    return sheet === 'paid' ? Promise.resolve({}) : Promise.reject(new Error('requestPayment:fail cancel'));
  },
  cloud: {
    callFunction: ({ name, data }: { name: string; data: Record<string, unknown> }) => {
      calls.push({ name, data, storedBefore: storage.get('purchase:g1') });
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) return Promise.reject(answer ?? new Error('no answer'));
      return Promise.resolve({ result: answer });
    },
  },
};

beforeEach(() => {
  vi.stubGlobal('wx', phone);
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(console, 'info').mockReturnValue();
  storage.clear();
  calls.length = 0;
  answers = [];
  sheet = 'paid';
  sheets = 0;
});

const ok = (value: object): object => ({ ok: true, value });
const refused = (code: string): object => ({ ok: false, code, message: code });
const created = (orderId: string, priceFen = 990): object => ok({ orderId, priceFen, payment: {}, payUntilMs: 0 });
const accept = (): Promise<boolean> => Promise.resolve(true);
const decline = (): Promise<boolean> => Promise.resolve(false);
const keysSent = (): unknown[] =>
  calls.filter(({ name }) => name === 'createOrder').map(({ data }) => data['idempotencyKey']);

describe('purchase', () => {
  it('A purchase is saved on the phone under a version 4 UUID before it is sent', async () => {
    answers = [created('o1')];
    expect(await purchases.purchase('g1', 990, accept)).toEqual({
      kind: 'sheetShown',
      orderId: 'o1',
      sheetSaidPaid: true,
    });
    expect(keysSent()[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(calls[0]?.storedBefore).toEqual({ idempotencyKey: keysSent()[0] });
    expect(storage.get('purchase:g1')).toEqual({ idempotencyKey: keysSent()[0], orderId: 'o1' });
  });

  it('A purchase keeps its key when the network is lost, WeChat Pay is unavailable or the sheet is cancelled', async () => {
    answers = [new Error('request:fail'), refused('PaymentUnavailable'), created('o1'), created('o1')];
    sheet = 'cancelled';
    expect(await purchases.purchase('g1', 990, accept)).toEqual({ kind: 'refused', code: 'Offline' });
    expect(await purchases.purchase('g1', 990, accept)).toMatchObject({ kind: 'refused', code: 'PaymentUnavailable' });
    expect(await purchases.purchase('g1', 990, accept)).toMatchObject({ kind: 'sheetShown', sheetSaidPaid: false });
    await purchases.purchase('g1', 990, accept);
    expect(new Set(keysSent()).size).toBe(1);
  });

  it('A purchase whose order has closed is restarted once', async () => {
    answers = [created('o1'), refused('OrderClosed'), created('o2')];
    await purchases.purchase('g1', 990, accept);
    expect(await purchases.purchase('g1', 990, accept)).toMatchObject({ kind: 'sheetShown', orderId: 'o2' });
    expect(new Set(keysSent()).size).toBe(2);
    answers = [refused('OrderClosed'), refused('OrderClosed')];
    expect(await purchases.purchase('g1', 990, accept)).toMatchObject({ kind: 'refused', code: 'OrderClosed' });
  });

  it('A purchase that is already paid names its order and ends', async () => {
    answers = [created('o1'), refused('AlreadyPaid'), created('o2')];
    await purchases.purchase('g1', 990, accept);
    expect(await purchases.purchase('g1', 990, accept)).toEqual({
      kind: 'refused',
      code: 'AlreadyPaid',
      orderId: 'o1',
    });
    await purchases.purchase('g1', 990, accept);
    expect(new Set(keysSent()).size).toBe(2);
  });

  it('A purchase at another price than the shown one needs consent, and is cancelled when the person declines', async () => {
    answers = [created('o1', 1990), ok({ state: 'Closed' })];
    const asked: number[] = [];
    const purchase = await purchases.purchase('g1', 990, (fen) => (asked.push(fen), decline()));
    expect(purchase).toEqual({ kind: 'priceDeclined' });
    expect(asked).toEqual([1990]);
    expect(sheets).toBe(0);
    expect(calls.at(-1)).toMatchObject({ name: 'cancelOrder', data: { orderId: 'o1' } });
    expect(storage.size).toBe(0);
  });

  it('Another order of the group does not end a purchase', async () => {
    answers = [created('o2')];
    await purchases.purchase('g1', 990, accept);
    pendingPurchases.endPurchaseOf({ groupId: 'g1', orderId: 'o1' });
    expect(storage.size).toBe(1);
    pendingPurchases.endPurchaseOf({ groupId: 'g1', orderId: 'o2' });
    expect(storage.size).toBe(0);
  });
});

interface CallModule {
  call: (name: string, input: object) => Promise<{ ok: boolean; code?: string }>;
}

describe('call', () => {
  it.each([
    [{ errMsg: 'cloud.callFunction:fail request:fail ' }, 'Offline'],
    [
      { errCode: -504002, errMsg: 'cloud.callFunction:fail Error: errCode: -504002 functions execute fail' },
      'Internal',
    ],
    [
      { errCode: -504003, errMsg: 'cloud.callFunction:fail Error: errCode: -504003 Invoking task timed out' },
      'Internal',
    ],
  ])('A call that fails with %o answers %s', async (error, code) => {
    const { call } = built.load<CallModule>('services/call.js');
    answers = [Object.assign(new Error(error.errMsg), error)];
    expect(await call('login', {})).toMatchObject({ ok: false, code });
  });

  it('A call with a malformed result is Internal', async () => {
    const { call } = built.load<CallModule>('services/call.js');
    answers = [{ hello: 'there' }];
    expect(await call('login', {})).toMatchObject({ ok: false, code: 'Internal' });
  });
});
