import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from '../fixtures/test-emulator';
import type { EmulatorOptions } from '../index';

const functionRules: NonNullable<EmulatorOptions['functionRules']> = {
  '*': { invoke: 'auth != null' },
  payNotify: { invoke: false },
  tick: { invoke: false },
};
const testOrder = {
  ...{ functionName: 'payNotify', envId: 'demo-test', subMchId: '1900000109', nonceStr: 'n', body: 'entry' },
  ...{ outTradeNo: 'order-1', totalFee: 5, spbillCreateIp: '127.0.0.1', tradeType: 'JSAPI' },
};

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator({ functionRules });
});
afterAll(() => testEmulator.stop());

interface PayOrders {
  readonly orders: readonly { readonly notifications: readonly { readonly state: string }[] }[];
}

/** Pays an order and returns the state of its notification. */
async function notificationState(emulator: TestEmulator): Promise<string | undefined> {
  await emulator.probe({ op: 'add', data: { _id: 'acknowledge' } });
  await emulator.probe({ op: 'pay', api: 'unifiedOrder', data: testOrder });
  await emulator.control('POST', 'pay/confirm', { outTradeNo: 'order-1' });
  await emulator.running.idle();
  const { orders } = await emulator.control<PayOrders>('GET', 'pay/orders?outTradeNo=order-1');
  return orders[0]?.notifications[0]?.state;
}

describe('a function whose rule forbids invocation', () => {
  it('A client call is refused with PERMISSION_DENIED and nothing runs', async () => {
    const { error } = await testEmulator.running.call('payNotify', { outTradeNo: 'forged' });
    expect(error).toMatchObject({ errCode: -501023, errMsg: expect.stringContaining('PERMISSION_DENIED') as string });
    expect(await testEmulator.control('GET', 'collections/received')).toEqual({ documents: [] });
    const { invocations } = await testEmulator.control<{ invocations: object[] }>('GET', 'invocations');
    expect(invocations.at(-1)).toMatchObject({ function: 'payNotify', outcome: 'forbidden' });
  });

  it('Functions, timers and WeChat Pay can still call a function that is closed to clients', async () => {
    const inner = await testEmulator.probe<{ failed?: unknown }>({ op: 'call', name: 'payNotify', data: {} });
    expect(inner.failed).toBeUndefined();
    expect(await testEmulator.control('POST', 'timers/tick/run')).toHaveProperty('result');
    expect(await notificationState(testEmulator)).toBe('delivered');
  });

  it('With callbacksToo, a function closed to clients is also closed to WeChat Pay', async () => {
    const strict = await startTestEmulator({ functionRules, functionRulesBind: 'callbacksToo' });
    expect(await notificationState(strict)).toBe('pending');
    await strict.stop();
  });
});

describe('functionRules', () => {
  it('The emulator does not start with a rule that CloudBase does not know', async () => {
    const rule = { invoke: "auth.openid == 'me'" } as unknown as { invoke: boolean };
    await expect(startTestEmulator({ functionRules: { '*': rule } })).rejects.toThrow('Invalid type');
  });

  it('Rules for unknown functions, or without an entry for *, are among the warnings', async () => {
    const odd = await startTestEmulator({ functionRules: { nobody: { invoke: true } } });
    expect(odd.running.warnings()).toEqual([
      'functionRules: production requires a rule for "*"',
      'functionRules: there is no function nobody',
    ]);
    await odd.stop();
  });

  it('A function without its own rule can be called and causes no warning', async () => {
    expect(await testEmulator.probe({ op: 'nothing' })).toBeNull();
    expect(testEmulator.running.warnings()).toEqual([]);
  });
});
