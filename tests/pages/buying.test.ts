import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildForTest, type Built } from './built';

type Purchase = { kind: string; orderId?: string; sheetSaidPaid?: boolean; code?: string };
interface Buying {
  buy(groupId: string, shownFen: number, agree: (fen: number) => Promise<boolean>): Promise<Purchase>;
}
interface Requests {
  endPurchaseOf(order: { groupId: string; orderId: string }): void;
}
type Called = { name: string; data: Record<string, unknown>; storedBefore: unknown };

let built: Built;
let buying: Buying;
let requests: Requests;
beforeAll(async () => {
  built = await buildForTest();
  buying = built.load<Buying>('services/buying.js');
  requests = built.load<Requests>('services/requests.js');
});
afterAll(() => built.remove());

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
const yes = (): Promise<boolean> => Promise.resolve(true);
const no = (): Promise<boolean> => Promise.resolve(false);
const idsSent = (): unknown[] =>
  calls.filter(({ name }) => name === 'createOrder').map(({ data }) => data['idempotencyKey']);

describe('a purchase', () => {
  it('is kept on the phone, under a version 4 UUID, before it is sent', async () => {
    answers = [created('o1')];
    expect(await buying.buy('g1', 990, yes)).toEqual({ kind: 'asked', orderId: 'o1', sheetSaidPaid: true });
    expect(idsSent()[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(calls[0]?.storedBefore).toEqual({ idempotencyKey: idsSent()[0] });
    expect(storage.get('purchase:g1')).toEqual({ idempotencyKey: idsSent()[0], orderId: 'o1' });
  });

  it('keeps its id when the network is lost, when WeChat Pay is away and when the sheet is cancelled', async () => {
    answers = [new Error('request:fail'), refused('PaymentUnavailable'), created('o1'), created('o1')];
    sheet = 'cancelled';
    expect(await buying.buy('g1', 990, yes)).toEqual({ kind: 'refused', code: 'Offline' });
    expect(await buying.buy('g1', 990, yes)).toMatchObject({ kind: 'refused', code: 'PaymentUnavailable' });
    expect(await buying.buy('g1', 990, yes)).toMatchObject({ kind: 'asked', sheetSaidPaid: false });
    await buying.buy('g1', 990, yes);
    expect(new Set(idsSent()).size).toBe(1);
  });

  it('begins anew once by itself when its order is closed', async () => {
    answers = [created('o1'), refused('OrderClosed'), created('o2')];
    await buying.buy('g1', 990, yes);
    expect(await buying.buy('g1', 990, yes)).toMatchObject({ kind: 'asked', orderId: 'o2' });
    expect(new Set(idsSent()).size).toBe(2);
    answers = [refused('OrderClosed'), refused('OrderClosed')];
    expect(await buying.buy('g1', 990, yes)).toMatchObject({ kind: 'refused', code: 'OrderClosed' });
  });

  it('that is paid names its order and is over', async () => {
    answers = [created('o1'), refused('AlreadyPaid'), created('o2')];
    await buying.buy('g1', 990, yes);
    expect(await buying.buy('g1', 990, yes)).toEqual({ kind: 'refused', code: 'AlreadyPaid', orderId: 'o1' });
    await buying.buy('g1', 990, yes);
    expect(new Set(idsSent()).size).toBe(2);
  });

  it('at another price than the one shown is asked about first, and given up when declined', async () => {
    answers = [created('o1', 1990), ok({ state: 'Closed' })];
    const asked: number[] = [];
    const purchase = await buying.buy('g1', 990, (fen) => (asked.push(fen), no()));
    expect(purchase).toEqual({ kind: 'priceDeclined' });
    expect(asked).toEqual([1990]);
    expect(sheets).toBe(0);
    expect(calls.at(-1)).toMatchObject({ name: 'cancelOrder', data: { orderId: 'o1' } });
    expect(storage.size).toBe(0);
  });

  it('is not ended by looking at another order of the group', async () => {
    answers = [created('o2')];
    await buying.buy('g1', 990, yes);
    requests.endPurchaseOf({ groupId: 'g1', orderId: 'o1' });
    expect(storage.size).toBe(1);
    requests.endPurchaseOf({ groupId: 'g1', orderId: 'o2' });
    expect(storage.size).toBe(0);
  });
});

interface CallModule {
  call: (name: string, input: object) => Promise<{ ok: boolean; code?: string }>;
}

describe('a call', () => {
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
  ])('that fails with %o is %s', async (error, code) => {
    const { call } = built.load<CallModule>('services/call.js');
    answers = [Object.assign(new Error(error.errMsg), error)];
    expect(await call('login', {})).toMatchObject({ ok: false, code });
  });

  it('that is answered by something else than an answer is Internal', async () => {
    const { call } = built.load<CallModule>('services/call.js');
    answers = [{ hello: 'there' }];
    expect(await call('login', {})).toMatchObject({ ok: false, code: 'Internal' });
  });
});
