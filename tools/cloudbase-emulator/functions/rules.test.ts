import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseStage } from '../fixtures/stage';
import type { Stage } from '../fixtures/stage';
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

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage({ functionRules });
});
afterAll(() => stage.end());

interface Books {
  readonly orders: readonly { readonly notifications: readonly { readonly state: string }[] }[];
}

async function payAndLook(on: Stage): Promise<string | undefined> {
  await on.probe({ op: 'add', data: { _id: 'acknowledge' } });
  await on.probe({ op: 'pay', api: 'unifiedOrder', data: testOrder });
  await on.door('POST', 'pay/confirm', { outTradeNo: 'order-1' });
  await on.emulator.idle();
  const { orders } = await on.door<Books>('GET', 'pay/orders?outTradeNo=order-1');
  return orders[0]?.notifications[0]?.state;
}

describe('a function whose rule says no', () => {
  it('cannot be invoked by a client, who learns why; nothing runs', async () => {
    const { error } = await stage.emulator.call('payNotify', { outTradeNo: 'forged' });
    expect(error).toMatchObject({ errCode: -501023, errMsg: expect.stringContaining('PERMISSION_DENIED') as string });
    expect(await stage.door('GET', 'collections/told')).toEqual({ documents: [] });
    const { invocations } = await stage.door<{ invocations: object[] }>('GET', 'invocations');
    expect(invocations.at(-1)).toMatchObject({ function: 'payNotify', outcome: 'forbidden' });
  });

  it('is still called by functions, timers and WeChat Pay', async () => {
    const inner = await stage.probe<{ failed?: unknown }>({ op: 'call', name: 'payNotify', data: {} });
    expect(inner.failed).toBeUndefined();
    expect(await stage.door('POST', 'timers/tick/run')).toHaveProperty('result');
    expect(await payAndLook(stage)).toBe('delivered');
  });

  it('is closed to WeChat Pay, too, if that is supposed', async () => {
    const strict = await raiseStage({ functionRules, functionRulesBind: 'callbacksToo' });
    expect(await payAndLook(strict)).toBe('pending');
    await strict.end();
  });
});

describe('rules', () => {
  it('that CloudBase does not know are refused at the start', async () => {
    const rule = { invoke: "auth.openid == 'me'" } as unknown as { invoke: boolean };
    await expect(raiseStage({ functionRules: { '*': rule } })).rejects.toThrow('Invalid type');
  });

  it('for nobody, or without one for all others, are warned of', async () => {
    const odd = await raiseStage({ functionRules: { nobody: { invoke: true } } });
    expect(odd.emulator.warnings()).toEqual([
      'functionRules: production demands a rule for "*"',
      'functionRules: there is no function nobody',
    ]);
    await odd.end();
  });

  it('say nothing of functions that have none', async () => {
    expect(await stage.probe({ op: 'nothing' })).toBeNull();
    expect(stage.emulator.warnings()).toEqual([]);
  });
});
