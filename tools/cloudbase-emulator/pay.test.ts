import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';

const merchant = '1900000109';
const minuteMs = 60_000;

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage({ subMchIds: [merchant, '1900000222'] });
});
beforeEach(async () => {
  await stage.door('POST', 'reset', { keepProcesses: true });
  await stage.probe({ op: 'add', data: { _id: 'acknowledge' } });
});
afterAll(() => stage.end());

type Answer = Record<string, unknown>;

const testOrder = {
  functionName: 'payNotify',
  envId: 'demo-test',
  subMchId: merchant,
  nonceStr: 'once',
  body: '入群: 读书会',
  outTradeNo: 'order-1',
  totalFee: 990,
  spbillCreateIp: '127.0.0.1',
  tradeType: 'JSAPI',
};

function pay(api: string, data: object, as = 'alice'): Promise<Answer> {
  return stage.probe<Answer>({ op: 'pay', api, data }, as);
}
const order = (more: object = {}, as?: string): Promise<Answer> => pay('unifiedOrder', { ...testOrder, ...more }, as);
const query = (more: object = {}): Promise<Answer> =>
  pay('queryOrder', { subMchId: merchant, outTradeNo: 'order-1', nonceStr: 'q', ...more });
const close = (): Promise<Answer> => pay('closeOrder', { subMchId: merchant, outTradeNo: 'order-1', nonceStr: 'c' });
const refund = (more: object = {}): Promise<Answer> =>
  pay('refund', {
    functionName: 'payNotify',
    envId: 'demo-test',
    subMchId: merchant,
    nonceStr: 'r',
    outTradeNo: 'order-1',
    outRefundNo: 'order-1-R1',
    totalFee: 990,
    refundFee: 990,
    ...more,
  });
const queryRefund = (more: object = { outTradeNo: 'order-1' }): Promise<Answer> =>
  pay('queryRefund', { subMchId: merchant, nonceStr: 'q', ...more });
const confirm = (body: object = { outTradeNo: 'order-1' }): Promise<Answer> => stage.door('POST', 'pay/confirm', body);

async function paid(more: object = {}): Promise<void> {
  await order(more);
  await confirm();
}

interface Told {
  readonly event: Answer;
  readonly wx: Answer;
}
async function told(): Promise<readonly Told[]> {
  await stage.emulator.idle();
  return (await stage.door<{ documents: Told[] }>('GET', 'collections/told')).documents;
}

interface Books {
  readonly tradeState: string;
  readonly refundedFee: number;
  readonly notifications: readonly { readonly kind: string; readonly state: string; readonly attempts: number }[];
}
async function books(): Promise<Books> {
  const { orders } = await stage.door<{ orders: Books[] }>('GET', 'pay/orders?outTradeNo=order-1');
  return orders[0]!;
}

const refusedAs = (description: string): object => ({
  returnCode: 'SUCCESS',
  resultCode: 'FAIL',
  errCode: 0,
  errCodeDes: expect.stringContaining(description) as string,
});

describe('unifiedOrder', () => {
  it('gives a signed payment', async () => {
    const answer = await order();
    expect(answer).toMatchObject({ returnCode: 'SUCCESS', resultCode: 'SUCCESS', tradeType: 'JSAPI' });
    expect(answer['payment']).toEqual({
      appId: 'wxdemo0000000000ff',
      timeStamp: expect.stringMatching(/^\d{10}$/) as string,
      nonceStr: expect.any(String) as string,
      package: `prepay_id=${String(answer['prepayId'])}`,
      signType: 'MD5',
      paySign: expect.stringMatching(/^[0-9A-F]{32}$/) as string,
    });
  });

  it('answers an exact repeat with the same prepay_id, and refuses one that differs', async () => {
    const first = await order();
    expect((await order({ nonceStr: 'twice' }))['prepayId']).toBe(first['prepayId']);
    expect(await order({ totalFee: 1 })).toMatchObject(refusedAs('商户订单号重复'));
    expect(await order({}, 'bob')).toMatchObject(refusedAs('商户订单号重复'));
  });

  it('renews the prepay_id when it has lost its force after two hours', async () => {
    const first = await order();
    await stage.emulator.advance(2 * 60 * minuteMs);
    await expect(confirm()).rejects.toThrow('prepay_id');
    expect((await order())['prepayId']).not.toBe(first['prepayId']);
    await confirm();
  });

  it('refuses what is paid and what is closed', async () => {
    await paid();
    expect(await order()).toMatchObject(refusedAs('该订单已支付'));
    await order({ outTradeNo: 'order-2' });
    await stage.emulator.advance(5 * minuteMs);
    await pay('closeOrder', { subMchId: merchant, outTradeNo: 'order-2', nonceStr: 'c' });
    expect(await order({ outTradeNo: 'order-2' })).toMatchObject(refusedAs('订单已关闭'));
  });

  it.each([
    ['an unknown merchant', { subMchId: '1' }, 'sub_mch_id'],
    ['no function', { functionName: '' }, 'function_name'],
    ['another environment', { envId: 'production' }, 'env_id'],
    ['a number with other characters', { outTradeNo: 'order#1' }, 'out_trade_no'],
    ['a number of 33 characters', { outTradeNo: 'x'.repeat(33) }, 'out_trade_no'],
    ['nothing to pay', { totalFee: 0 }, 'total_fee'],
    ['a fraction of a fen', { totalFee: 9.9 }, 'total_fee'],
    ['a body beyond 128 bytes', { body: '群'.repeat(43) }, 'body'],
    ['a nonce beyond 32', { nonceStr: 'n'.repeat(33) }, 'nonce_str'],
    ['another trade type', { tradeType: 'NATIVE' }, 'trade_type'],
    ['an end that is past', { timeExpire: '20200101000000' }, 'time_expire'],
    ['an end that is no time', { timeExpire: '20261301000000' }, 'time_expire'],
  ])('refuses %s', async (_name, more, word) => {
    expect(await order(more)).toMatchObject({ returnCode: 'FAIL', returnMsg: expect.stringContaining(word) as string });
    expect(await query()).toMatchObject(refusedAs('订单不存在'));
  });

  it('needs a buyer', async () => {
    const { result } = await stage.door<{ result: Answer }>('POST', 'call', {
      function: 'probe',
      data: { op: 'pay', api: 'unifiedOrder', data: testOrder },
      source: 'wx_trigger',
    });
    expect(result).toMatchObject({ returnCode: 'FAIL', returnMsg: expect.stringContaining('openid') as string });
  });
});

describe('a payment', () => {
  it('is confirmed in the sheet and told to the function named in the order', async () => {
    const { payment } = await order({ attach: 'note' });
    const { transactionId } = await confirm({ payment, as: 'alice' });
    const [one, ...others] = await told();
    expect(others).toEqual([]);
    expect(one?.wx).toEqual({ ENV: 'demo-test', SOURCE: 'wx_paycallback' });
    expect(one?.event).toMatchObject({
      returnCode: 'SUCCESS',
      resultCode: 'SUCCESS',
      subMchId: merchant,
      subOpenid: stage.emulator.openidOf('alice'),
      totalFee: 990,
      cashFee: 990,
      transactionId,
      outTradeNo: 'order-1',
      attach: 'note',
      timeEnd: expect.stringMatching(/^\d{14}$/) as string,
    });
    expect(one?.event['openid']).not.toBe(stage.emulator.openidOf('alice'));
    expect((await books()).notifications).toMatchObject([{ kind: 'payment', state: 'delivered', attempts: 1 }]);
  });

  it('is known to queryOrder by either number', async () => {
    await paid();
    const answer = await query();
    expect(answer).toMatchObject({ tradeState: 'SUCCESS', totalFee: 990, subMchId: merchant, outTradeNo: 'order-1' });
    expect(await query({ outTradeNo: undefined, transactionId: answer['transactionId'] })).toMatchObject({
      outTradeNo: 'order-1',
    });
  });

  it('is refused twice, by another person, or with a signature that does not fit', async () => {
    const { payment } = await order();
    await expect(confirm({ payment, as: 'bob' })).rejects.toThrow('不一致');
    await expect(confirm({ payment: { ...(payment as object), timeStamp: '1' } })).rejects.toThrow('签名');
    await confirm();
    await expect(confirm()).rejects.toThrow('已支付');
  });

  it('is refused once the order has ended by itself', async () => {
    const in10Minutes = new Date(Date.now() + 8 * 60 * minuteMs + 10 * minuteMs);
    await order({ timeExpire: in10Minutes.toISOString().replace(/\D/g, '').slice(0, 14) });
    expect(await query()).toMatchObject({ tradeState: 'NOTPAY' });
    await stage.emulator.advance(10 * minuteMs);
    expect(await query()).toMatchObject({ tradeState: 'CLOSED' });
    await expect(confirm()).rejects.toThrow('已关闭');
  });
});

describe('closeOrder', () => {
  it('waits for five minutes, then closes for good', async () => {
    await order();
    expect(await close()).toMatchObject(refusedAs('5分钟'));
    await stage.emulator.advance(5 * minuteMs);
    expect(await close()).toMatchObject({ resultCode: 'SUCCESS' });
    expect(await close()).toMatchObject(refusedAs('订单已关闭'));
    expect(await query()).toMatchObject({ tradeState: 'CLOSED' });
    await expect(confirm()).rejects.toThrow('已关闭');
  });

  it('refuses what does not exist and what is paid', async () => {
    expect(await close()).toMatchObject(refusedAs('订单不存在'));
    await paid();
    expect(await close()).toMatchObject(refusedAs('该订单已支付'));
  });
});

describe('refund', () => {
  it('is accepted first and succeeds a moment later, with a notification of its own', async () => {
    await paid({ attach: 'note' });
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS', outRefundNo: 'order-1-R1', refundFee: 990 });
    expect(await queryRefund()).toMatchObject({ refundCount: 1, refundStatus_0: 'PROCESSING' });
    expect(await query()).toMatchObject({ tradeState: 'REFUND' });
    const about = (await told()).at(-1);
    expect(about?.event).toMatchObject({
      returnCode: 'SUCCESS',
      outTradeNo: 'order-1',
      outRefundNo: 'order-1-R1',
      totalFee: 990,
      refundFee: 990,
      settlementRefundFee: 990,
      refundStatus: 'SUCCESS',
      successTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
    });
    expect(about?.event).not.toHaveProperty('attach');
    expect(await queryRefund({ outRefundNo: 'order-1-R1' })).toMatchObject({
      outRefundNo_0: 'order-1-R1',
      refundFee_0: 990,
      refundStatus_0: 'SUCCESS',
    });
    expect(await books()).toMatchObject({ tradeState: 'REFUND', refundedFee: 990 });
  });

  it('goes in parts, never beyond the whole', async () => {
    await paid();
    await refund({ refundFee: 400 });
    expect(await refund({ outRefundNo: 'order-1-R2', refundFee: 591 })).toMatchObject(refusedAs('累计退款金额'));
    expect(await refund({ outRefundNo: 'order-1-R2', refundFee: 590 })).toMatchObject({ resultCode: 'SUCCESS' });
    await stage.emulator.idle();
    expect(await queryRefund()).toMatchObject({ refundCount: 2, refundFee_0: 400, refundFee_1: 590 });
    expect(await books()).toMatchObject({ refundedFee: 990 });
  });

  it('is asked for once by one number, however often it is repeated', async () => {
    await paid();
    const first = await refund({ refundFee: 400 });
    expect((await refund({ refundFee: 400, nonceStr: 'again' }))['refundId']).toBe(first['refundId']);
    expect(await refund({ refundFee: 300 })).toMatchObject(refusedAs('退款单号重复'));
    await stage.emulator.idle();
    expect(await books()).toMatchObject({ refundedFee: 400 });
  });

  it('needs a paid order, its true total and a year at most', async () => {
    expect(await refund()).toMatchObject(refusedAs('订单不存在'));
    await order();
    expect(await refund()).toMatchObject(refusedAs('订单状态错误'));
    await confirm();
    expect(await refund({ totalFee: 991 })).toMatchObject({ returnCode: 'FAIL' });
    expect(await queryRefund()).toMatchObject(refusedAs('退款订单查询失败'));
    await stage.emulator.advance(366 * 24 * 60 * minuteMs);
    expect(await refund()).toMatchObject(refusedAs('退款期限'));
  });

  it('can fail after it was accepted, and be tried again by the same number', async () => {
    await paid();
    await stage.door('POST', 'pay/next', { fate: 'refundFails' });
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS' });
    expect((await told()).at(-1)?.event).toMatchObject({ refundStatus: 'CHANGE' });
    expect(await books()).toMatchObject({ tradeState: 'REFUND', refundedFee: 0 });
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS' });
    await stage.emulator.idle();
    expect(await books()).toMatchObject({ refundedFee: 990 });
  });
});

describe('fates', () => {
  const next = (fate: string): Promise<unknown> => stage.door('POST', 'pay/next', { fate });

  it('decline refuses the payment and leaves an order that can still be paid', async () => {
    await next('decline');
    await order();
    await expect(confirm()).rejects.toThrow('declined');
    expect(await query()).toMatchObject({ tradeState: 'PAYERROR' });
    expect(await confirm()).toMatchObject({ tradeState: 'SUCCESS' });
  });

  it('never tells nobody', async () => {
    await next('never');
    await paid();
    await stage.emulator.advance(48 * 60 * minuteMs);
    expect(await told()).toEqual([]);
    expect(await query()).toMatchObject({ tradeState: 'SUCCESS' });
  });

  it('late tells three minutes later', async () => {
    await next('late');
    await paid();
    await stage.emulator.advance(2 * minuteMs);
    expect(await told()).toEqual([]);
    await stage.emulator.advance(minuteMs);
    expect(await told()).toHaveLength(1);
  });

  it('twice tells twice at once', async () => {
    await next('twice');
    await paid();
    expect(await told()).toHaveLength(2);
    expect((await books()).notifications).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  it.each([
    ['wrongAmount', { totalFee: 989 }],
    ['wrongMerchant', { subMchId: '1900000222' }],
  ])('%s makes the notification and queryOrder lie alike, but not the books', async (fate, lie) => {
    await next(fate);
    await paid();
    expect((await told())[0]?.event).toMatchObject(lie);
    expect(await query()).toMatchObject({ tradeState: 'SUCCESS', ...lie });
    expect(await books()).toMatchObject({ totalFee: 990, subMchId: merchant });
  });

  it('strike as often as they were asked to, in order', async () => {
    await stage.door('POST', 'pay/next', { fate: 'decline', count: 2 });
    expect(await next('never')).toEqual({
      fates: [
        { fate: 'decline', count: 2 },
        { fate: 'never', count: 1 },
      ],
    });
    await order();
    await expect(confirm()).rejects.toThrow('declined');
    await expect(confirm()).rejects.toThrow('declined');
    await confirm();
    expect(await told()).toEqual([]);
  });
});

describe('a refusal that was asked for', () => {
  it('comes as result_code FAIL, its err_code lost in the SDK, as often as asked', async () => {
    await stage.door('POST', 'pay/refuse', { api: 'unifiedOrder', errCode: 'SYSTEMERROR', errCodeDes: '系统超时' });
    expect(await order()).toMatchObject(refusedAs('系统超时'));
    expect(await order()).toMatchObject({ resultCode: 'SUCCESS' });
  });

  it('comes as return_code FAIL when it has no err_code', async () => {
    await paid();
    await stage.door('POST', 'pay/refuse', { api: 'refund', errCodeDes: '签名错误', count: 2 });
    expect(await refund()).toMatchObject({ returnCode: 'FAIL', returnMsg: '签名错误' });
    expect(await refund()).toMatchObject({ returnCode: 'FAIL' });
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS' });
    await expect(stage.door('POST', 'pay/refuse', { api: 'toString' })).rejects.toThrow('api');
  });
});

describe('downloadBill', () => {
  it('lists what was paid and refunded on a day, once that day is over', async () => {
    const noonInBeijing = Date.UTC(2031, 4, 6, 4);
    const billDate = '20310506';
    await stage.door('POST', 'clock', { setMs: noonInBeijing });
    await paid();
    await refund({ refundFee: 400 });
    await stage.emulator.idle();
    const bill = { subMchId: merchant, nonceStr: 'b', billDate, billType: 'ALL' };
    expect(await pay('downloadBill', bill)).toMatchObject({ returnCode: 'FAIL', returnMsg: 'No Bill Exist' });
    await stage.emulator.advance(36 * 60 * minuteMs);
    const lines = String((await pay('downloadBill', bill))['data'])
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toContain('`order-1,');
    expect(lines[1]).toContain('`SUCCESS,');
    expect(lines[2]).toContain('`order-1-R1,`4.00,');
    expect(lines.at(-1)).toBe('`2,`9.90,`4.00,`0.00,`0.00,`9.90,`4.00');
  });
});
