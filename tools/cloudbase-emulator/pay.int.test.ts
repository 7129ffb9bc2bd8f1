import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';

const merchant = '1900000109';
const minuteMs = 60_000;

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator({ subMchIds: [merchant, '1900000222'] });
});
beforeEach(async () => {
  await testEmulator.control('POST', 'reset', { keepProcesses: true });
  await testEmulator.probe({ op: 'add', data: { _id: 'acknowledge' } });
});
afterAll(() => testEmulator.stop());

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
  return testEmulator.probe<Answer>({ op: 'pay', api, data }, as);
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
const confirm = (body: object = { outTradeNo: 'order-1' }): Promise<Answer> =>
  testEmulator.control('POST', 'pay/confirm', body);

async function orderAndPay(more: object = {}): Promise<void> {
  await order(more);
  await confirm();
}

interface Received {
  readonly event: Answer;
  readonly wx: Answer;
}
async function received(): Promise<readonly Received[]> {
  await testEmulator.running.idle();
  return (await testEmulator.control<{ documents: Received[] }>('GET', 'collections/received')).documents;
}

interface LedgerOrder {
  readonly tradeState: string;
  readonly refundedFee: number;
  readonly notifications: readonly { readonly kind: string; readonly state: string; readonly attempts: number }[];
}
async function ledgerOrder(): Promise<LedgerOrder> {
  const { orders } = await testEmulator.control<{ orders: LedgerOrder[] }>('GET', 'pay/orders?outTradeNo=order-1');
  return orders[0]!;
}

const refusedAs = (description: string): object => ({
  returnCode: 'SUCCESS',
  resultCode: 'FAIL',
  errCode: 0,
  errCodeDes: expect.stringContaining(description) as string,
});

describe('unifiedOrder', () => {
  it('unifiedOrder returns a signed payment', async () => {
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

  it('unifiedOrder answers an exact repeat with the same prepay_id and refuses a different one', async () => {
    const first = await order();
    expect((await order({ nonceStr: 'twice' }))['prepayId']).toBe(first['prepayId']);
    expect(await order({ totalFee: 1 })).toMatchObject(refusedAs('商户订单号重复'));
    expect(await order({}, 'bob')).toMatchObject(refusedAs('商户订单号重复'));
  });

  it('unifiedOrder renews a prepay_id that expired after two hours', async () => {
    const first = await order();
    await testEmulator.running.advance(2 * 60 * minuteMs);
    await expect(confirm()).rejects.toThrow('prepay_id');
    expect((await order())['prepayId']).not.toBe(first['prepayId']);
    await confirm();
  });

  it('unifiedOrder refuses a number that is paid or closed', async () => {
    await orderAndPay();
    expect(await order()).toMatchObject(refusedAs('该订单已支付'));
    await order({ outTradeNo: 'order-2' });
    await testEmulator.running.advance(5 * minuteMs);
    await pay('closeOrder', { subMchId: merchant, outTradeNo: 'order-2', nonceStr: 'c' });
    expect(await order({ outTradeNo: 'order-2' })).toMatchObject(refusedAs('订单已关闭'));
  });

  it.each([
    ['an unknown merchant', { subMchId: '1' }, 'sub_mch_id'],
    ['no function', { functionName: '' }, 'function_name'],
    ['another environment', { envId: 'production' }, 'env_id'],
    ['a number with other characters', { outTradeNo: 'order#1' }, 'out_trade_no'],
    ['a number of 33 characters', { outTradeNo: 'x'.repeat(33) }, 'out_trade_no'],
    ['an amount of zero', { totalFee: 0 }, 'total_fee'],
    ['a fraction of a fen', { totalFee: 9.9 }, 'total_fee'],
    ['a body beyond 128 bytes', { body: '群'.repeat(43) }, 'body'],
    ['a nonce beyond 32', { nonceStr: 'n'.repeat(33) }, 'nonce_str'],
    ['another trade type', { tradeType: 'NATIVE' }, 'trade_type'],
    ['an expiry in the past', { timeExpire: '20200101000000' }, 'time_expire'],
    ['an invalid expiry', { timeExpire: '20261301000000' }, 'time_expire'],
  ])('unifiedOrder refuses %s', async (_name, more, word) => {
    expect(await order(more)).toMatchObject({ returnCode: 'FAIL', returnMsg: expect.stringContaining(word) as string });
    expect(await query()).toMatchObject(refusedAs('订单不存在'));
  });

  it('unifiedOrder needs a buyer', async () => {
    const { result } = await testEmulator.control<{ result: Answer }>('POST', 'call', {
      function: 'probe',
      data: { op: 'pay', api: 'unifiedOrder', data: testOrder },
      source: 'wx_trigger',
    });
    expect(result).toMatchObject({ returnCode: 'FAIL', returnMsg: expect.stringContaining('openid') as string });
  });
});

describe('a payment', () => {
  it('A confirmed payment is notified to the function that the order names', async () => {
    const { payment } = await order({ attach: 'note' });
    const { transactionId } = await confirm({ payment, as: 'alice' });
    const [first, ...others] = await received();
    expect(others).toEqual([]);
    expect(first?.wx).toEqual({ ENV: 'demo-test', SOURCE: 'wx_paycallback' });
    expect(first?.event).toMatchObject({
      returnCode: 'SUCCESS',
      resultCode: 'SUCCESS',
      subMchId: merchant,
      subOpenid: testEmulator.running.openidOf('alice'),
      totalFee: 990,
      cashFee: 990,
      transactionId,
      outTradeNo: 'order-1',
      attach: 'note',
      timeEnd: expect.stringMatching(/^\d{14}$/) as string,
    });
    expect(first?.event['openid']).not.toBe(testEmulator.running.openidOf('alice'));
    expect((await ledgerOrder()).notifications).toMatchObject([{ kind: 'payment', state: 'delivered', attempts: 1 }]);
  });

  it('queryOrder finds a payment by either number', async () => {
    await orderAndPay();
    const answer = await query();
    expect(answer).toMatchObject({ tradeState: 'SUCCESS', totalFee: 990, subMchId: merchant, outTradeNo: 'order-1' });
    expect(await query({ outTradeNo: undefined, transactionId: answer['transactionId'] })).toMatchObject({
      outTradeNo: 'order-1',
    });
  });

  it('A second payment, another person’s payment and a forged signature are refused', async () => {
    const { payment } = await order();
    await expect(confirm({ payment, as: 'bob' })).rejects.toThrow('不一致');
    await expect(confirm({ payment: { ...(payment as object), timeStamp: '1' } })).rejects.toThrow('签名');
    await confirm();
    await expect(confirm()).rejects.toThrow('已支付');
  });

  it('A payment after the order expired is refused', async () => {
    const in10Minutes = new Date(Date.now() + 8 * 60 * minuteMs + 10 * minuteMs);
    await order({ timeExpire: in10Minutes.toISOString().replace(/\D/g, '').slice(0, 14) });
    expect(await query()).toMatchObject({ tradeState: 'NOTPAY' });
    await testEmulator.running.advance(10 * minuteMs);
    expect(await query()).toMatchObject({ tradeState: 'CLOSED' });
    await expect(confirm()).rejects.toThrow('已关闭');
  });
});

describe('closeOrder', () => {
  it('closeOrder is refused for five minutes and is final afterwards', async () => {
    await order();
    expect(await close()).toMatchObject(refusedAs('5分钟'));
    await testEmulator.running.advance(5 * minuteMs);
    expect(await close()).toMatchObject({ resultCode: 'SUCCESS' });
    expect(await close()).toMatchObject(refusedAs('订单已关闭'));
    expect(await query()).toMatchObject({ tradeState: 'CLOSED' });
    await expect(confirm()).rejects.toThrow('已关闭');
  });

  it('closeOrder refuses an unknown or paid order', async () => {
    expect(await close()).toMatchObject(refusedAs('订单不存在'));
    await orderAndPay();
    expect(await close()).toMatchObject(refusedAs('该订单已支付'));
  });
});

describe('refund', () => {
  it('A refund that was just accepted is being processed', async () => {
    // On a slow machine the money has moved before it is asked about, so several refunds are tried.
    let tries = 0;
    const stateOfNewRefund = async (): Promise<unknown> => {
      const outTradeNo = `order-${(tries += 1)}`;
      await order({ outTradeNo });
      await confirm({ outTradeNo });
      await refund({ outTradeNo, outRefundNo: `${outTradeNo}-R1` });
      return queryRefund({ outTradeNo });
    };
    await expect.poll(stateOfNewRefund).toMatchObject({ refundCount: 1, refundStatus_0: 'PROCESSING' });
  });

  it('A refund is accepted first, then succeeds and is notified', async () => {
    await orderAndPay({ attach: 'note' });
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS', outRefundNo: 'order-1-R1', refundFee: 990 });
    expect(await query()).toMatchObject({ tradeState: 'REFUND' });
    const last = (await received()).at(-1);
    expect(last?.event).toMatchObject({
      returnCode: 'SUCCESS',
      outTradeNo: 'order-1',
      outRefundNo: 'order-1-R1',
      totalFee: 990,
      refundFee: 990,
      settlementRefundFee: 990,
      refundStatus: 'SUCCESS',
      successTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
    });
    expect(last?.event).not.toHaveProperty('attach');
    expect(await queryRefund({ outRefundNo: 'order-1-R1' })).toMatchObject({
      outRefundNo_0: 'order-1-R1',
      refundFee_0: 990,
      refundStatus_0: 'SUCCESS',
    });
    expect(await ledgerOrder()).toMatchObject({ tradeState: 'REFUND', refundedFee: 990 });
  });

  it('Partial refunds never exceed the order’s total', async () => {
    await orderAndPay();
    await refund({ refundFee: 400 });
    expect(await refund({ outRefundNo: 'order-1-R2', refundFee: 591 })).toMatchObject(refusedAs('累计退款金额'));
    expect(await refund({ outRefundNo: 'order-1-R2', refundFee: 590 })).toMatchObject({ resultCode: 'SUCCESS' });
    await testEmulator.running.idle();
    expect(await queryRefund()).toMatchObject({ refundCount: 2, refundFee_0: 400, refundFee_1: 590 });
    expect(await ledgerOrder()).toMatchObject({ refundedFee: 990 });
  });

  it('A repeated refund with the same number refunds once', async () => {
    await orderAndPay();
    const first = await refund({ refundFee: 400 });
    expect((await refund({ refundFee: 400, nonceStr: 'again' }))['refundId']).toBe(first['refundId']);
    expect(await refund({ refundFee: 300 })).toMatchObject(refusedAs('退款单号重复'));
    await testEmulator.running.idle();
    expect(await ledgerOrder()).toMatchObject({ refundedFee: 400 });
  });

  it('A refund needs a paid order, its correct total and an age of at most a year', async () => {
    expect(await refund()).toMatchObject(refusedAs('订单不存在'));
    await order();
    expect(await refund()).toMatchObject(refusedAs('订单状态错误'));
    await confirm();
    expect(await refund({ totalFee: 991 })).toMatchObject({ returnCode: 'FAIL' });
    expect(await queryRefund()).toMatchObject(refusedAs('退款订单查询失败'));
    await testEmulator.running.advance(366 * 24 * 60 * minuteMs);
    expect(await refund()).toMatchObject(refusedAs('退款期限'));
  });

  const atDesk = (body: object): Promise<Answer> =>
    testEmulator.control('POST', 'pay/refund', { outTradeNo: 'order-1', ...body });

  it('A refund at the merchant’s desk is listed and counted like any other, and calls nobody unless asked to', async () => {
    await orderAndPay();
    const before = (await received()).length;
    const part = await atDesk({ refundFee: 300 });
    await testEmulator.running.idle();
    expect(await query()).toMatchObject({ tradeState: 'REFUND' });
    expect(await queryRefund()).toMatchObject({
      refundCount: 1,
      outRefundNo_0: part['outRefundNo'],
      refundId_0: part['refundId'],
      refundStatus_0: 'SUCCESS',
    });
    expect(await received()).toHaveLength(before);
    expect(await refund()).toMatchObject(refusedAs('累计退款金额'));
    await atDesk({ notify: 'notified' });
    await testEmulator.running.idle();
    expect(await ledgerOrder()).toMatchObject({ refundedFee: 990 });
    await expect(atDesk({})).rejects.toThrow('累计退款金额');
  });

  it('A refund that failed is finished at the merchant’s desk under its own number', async () => {
    await orderAndPay();
    await testEmulator.control('POST', 'pay/next', { outcome: 'refundFails' });
    await refund();
    await testEmulator.running.idle();
    await atDesk({ outRefundNo: 'order-1-R1' });
    expect((await received()).at(-1)?.event).toMatchObject({
      outRefundNo: 'order-1-R1',
      refundStatus: 'SUCCESS',
      refundRequestSource: 'VENDOR_PLATFORM',
    });
    expect(await ledgerOrder()).toMatchObject({ refundedFee: 990 });
    await expect(atDesk({ outRefundNo: 'order-1-R1' })).rejects.toThrow('订单状态错误');
  });

  it('A list of refunds is turned ten at a time', async () => {
    await orderAndPay();
    for (let part = 0; part < 12; part += 1) await atDesk({ refundFee: 10 });
    expect(await queryRefund()).toMatchObject({ refundCount: 10 });
    expect(await queryRefund({ outTradeNo: 'order-1', offset: 10 })).toMatchObject({
      refundCount: 2,
      totalRefundCount: 12,
    });
  });

  it('A refund can fail after it was accepted and be retried under the same number', async () => {
    await orderAndPay();
    await testEmulator.control('POST', 'pay/next', { outcome: 'refundFails' });
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS' });
    expect((await received()).at(-1)?.event).toMatchObject({ refundStatus: 'CHANGE' });
    expect(await ledgerOrder()).toMatchObject({ tradeState: 'REFUND', refundedFee: 0 });
    // Its money is stuck at WeChat Pay, so a new number would give it back a second time.
    expect(await refund({ outRefundNo: 'order-1-R2' })).toMatchObject(refusedAs('累计退款金额'));
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS' });
    await testEmulator.running.idle();
    expect(await ledgerOrder()).toMatchObject({ refundedFee: 990 });
  });
});

describe('scripted outcomes', () => {
  const script = (outcome: string): Promise<unknown> => testEmulator.control('POST', 'pay/next', { outcome });

  it('The outcome decline refuses the payment and leaves the order payable', async () => {
    await script('decline');
    await order();
    await expect(confirm()).rejects.toThrow('declined');
    expect(await query()).toMatchObject({ tradeState: 'PAYERROR' });
    expect(await confirm()).toMatchObject({ tradeState: 'SUCCESS' });
  });

  it('The outcome never sends no notification', async () => {
    await script('never');
    await orderAndPay();
    await testEmulator.running.advance(48 * 60 * minuteMs);
    expect(await received()).toEqual([]);
    expect(await query()).toMatchObject({ tradeState: 'SUCCESS' });
  });

  it('The outcome late sends the notification three minutes later', async () => {
    await script('late');
    await orderAndPay();
    await testEmulator.running.advance(2 * minuteMs);
    expect(await received()).toEqual([]);
    await testEmulator.running.advance(minuteMs);
    expect(await received()).toHaveLength(1);
  });

  it('The outcome twice sends two notifications at once', async () => {
    await script('twice');
    await orderAndPay();
    expect(await received()).toHaveLength(2);
    expect((await ledgerOrder()).notifications).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  it.each([
    ['wrongAmount', { totalFee: 989 }],
    ['wrongMerchant', { subMchId: '1900000222' }],
  ])('The outcome %s misreports the notification and queryOrder but not the ledger', async (outcome, misreport) => {
    await script(outcome);
    await orderAndPay();
    expect((await received())[0]?.event).toMatchObject(misreport);
    expect(await query()).toMatchObject({ tradeState: 'SUCCESS', ...misreport });
    expect(await ledgerOrder()).toMatchObject({ totalFee: 990, subMchId: merchant });
  });

  it('Scripted outcomes apply in order, each exactly count times', async () => {
    await testEmulator.control('POST', 'pay/next', { outcome: 'decline', count: 2 });
    expect(await script('never')).toEqual({
      outcomes: [
        { outcome: 'decline', count: 2 },
        { outcome: 'never', count: 1 },
      ],
    });
    await order();
    await expect(confirm()).rejects.toThrow('declined');
    await expect(confirm()).rejects.toThrow('declined');
    await confirm();
    expect(await received()).toEqual([]);
  });
});

describe('pay/next', () => {
  it('pay/next still takes the word that scripts of earlier versions send', async () => {
    expect(await testEmulator.control('POST', 'pay/next', { fate: 'late' })).toEqual({
      outcomes: [{ outcome: 'late', count: 1 }],
    });
  });
});

describe('pay/refuse', () => {
  it('A scripted refusal with an errCode answers result_code FAIL, and the SDK loses the code', async () => {
    await testEmulator.control('POST', 'pay/refuse', {
      api: 'unifiedOrder',
      errCode: 'SYSTEMERROR',
      errCodeDes: '系统超时',
    });
    expect(await order()).toMatchObject(refusedAs('系统超时'));
    expect(await order()).toMatchObject({ resultCode: 'SUCCESS' });
  });

  it('A scripted refusal without an errCode answers return_code FAIL', async () => {
    await orderAndPay();
    await testEmulator.control('POST', 'pay/refuse', { api: 'refund', errCodeDes: '签名错误', count: 2 });
    expect(await refund()).toMatchObject({ returnCode: 'FAIL', returnMsg: '签名错误' });
    expect(await refund()).toMatchObject({ returnCode: 'FAIL' });
    expect(await refund()).toMatchObject({ resultCode: 'SUCCESS' });
    await expect(testEmulator.control('POST', 'pay/refuse', { api: 'toString' })).rejects.toThrow('api');
  });
});

describe('downloadBill', () => {
  it('downloadBill lists a day’s payments and refunds once the day is over', async () => {
    const noonInBeijing = Date.UTC(2031, 4, 6, 4);
    const billDate = '20310506';
    await testEmulator.control('POST', 'clock', { setMs: noonInBeijing });
    await orderAndPay();
    await refund({ refundFee: 400 });
    await testEmulator.running.idle();
    const bill = { subMchId: merchant, nonceStr: 'b', billDate, billType: 'ALL' };
    expect(await pay('downloadBill', bill)).toMatchObject({ returnCode: 'FAIL', returnMsg: 'No Bill Exist' });
    await testEmulator.running.advance(36 * 60 * minuteMs);
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
