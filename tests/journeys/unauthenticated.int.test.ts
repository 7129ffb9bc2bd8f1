import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

/** A payment callback exactly as WeChat Pay would send it, for an unpaid order. */
function callback(orderId: string) {
  return {
    returnCode: 'SUCCESS',
    resultCode: 'SUCCESS',
    appid: 'wx0123456789abcdef',
    mchId: '1800000000',
    subMchId: '1900000109',
    subOpenid: stack.openid('mallory'),
    tradeType: 'JSAPI',
    bankType: 'OTHERS',
    totalFee: 990,
    cashFee: 990,
    feeType: 'CNY',
    transactionId: '4200000000202611220000000001',
    outTradeNo: orderId,
    timeEnd: '20261122180000',
    nonceStr: 'abc',
  };
}

describe('a forged callback', () => {
  it('A forged callback sent by a client changes nothing and is recorded', async () => {
    const orderId = await stack.buy(await stack.group(), 'mallory');
    const before = await stack.document('orders', orderId);
    const { result } = await stack.raw('payNotify', callback(orderId), 'mallory');
    expect(result).toEqual({ errcode: 1, errmsg: 'refused' });
    const refund = {
      outTradeNo: orderId,
      outRefundNo: `${orderId}-R1`,
      totalFee: 990,
      refundFee: 990,
      refundStatus: 'SUCCESS',
    };
    await stack.raw('refundNotify', refund, 'mallory');
    expect(await stack.document('orders', orderId)).toEqual(before);
    expect(await stack.documents('memberships', { openid: stack.openid('mallory') })).toEqual([]);
    const events = await stack.documents('securityEvents', { kind: 'forgedCallback' });
    expect(events).toMatchObject([
      { function: 'payNotify', source: 'wx_client', openid: stack.openid('mallory') },
      { function: 'refundNotify', source: 'wx_client' },
    ]);
  });

  it('A callback from WeChat Pay counts only when WeChat Pay confirms it on a query', async () => {
    const orderId = await stack.buy(await stack.group(), 'mallory');
    const { result } = await stack.raw('payNotify', callback(orderId), 'mallory', 'wx_paycallback');
    expect(result).toMatchObject({ errcode: 1 });
    expect(await stack.document('orders', orderId)).toMatchObject({ state: 'AwaitingPayment' });
  });

  it('A client can’t run the sweep with a forged timer event', async () => {
    expect((await stack.raw('sweep', { Type: 'Timer', TriggerName: 'everyMinute' }, 'mallory')).result).toEqual({
      refused: true,
    });
    expect(await stack.documents('securityEvents', { kind: 'forgedTimer' })).toHaveLength(1);
  });
});

describe('a payment that differs from its order', () => {
  it.each(['wrongAmount', 'wrongMerchant'])('A payment of %s changes no order and is recorded', async (outcome) => {
    const orderId = await stack.buy(await stack.group(), 'bob');
    await stack.scriptOutcome(outcome);
    await stack.pay(orderId);
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'AwaitingPayment',
      membershipState: null,
    });
    // The callback, the sweep and the buyer's page all find it, but it is reported once.
    expect(await stack.documents('securityEvents', { kind: 'paymentMismatch', orderId })).toHaveLength(1);
  });
});

describe('an unauthenticated person', () => {
  it('An outsider sees no ticket, no order and no openid', async () => {
    const groupId = await stack.group({ admission: 'payThenReview' });
    const orderId = await stack.buyAndPay(groupId, 'alice');
    expect(await stack.call('getTicket', { groupId }, 'mallory')).toMatchObject({ code: 'NotAdmitted' });
    expect(await stack.call('getTicket', { groupId: 'nowhere' }, 'mallory')).toMatchObject({ code: 'NotAdmitted' });
    expect(await stack.call('getTicket', { groupId }, 'olivia')).toMatchObject({ code: 'NotAdmitted' });
    expect(await stack.call('getOrder', { orderId }, 'mallory')).toMatchObject({ code: 'OrderNotFound' });
    const answers = await Promise.all([
      stack.call('login', {}, 'mallory'),
      stack.call('listGroups', {}, 'mallory'),
      stack.call('getGroup', { groupId }, 'mallory'),
      stack.call('listOrders', {}, 'mallory'),
      stack.call('listMyGroups', {}, 'olivia'),
      stack.call('listApplications', { filter: 'waiting' }, 'olivia'),
      stack.call('getOrder', { orderId }, 'alice'),
      stack.call('listOrders', {}, 'alice'),
    ]);
    const text = JSON.stringify(answers);
    for (const person of ['alice', 'olivia']) expect(text).not.toContain(stack.openid(person));
    expect(text).not.toContain('groupQrs/');
  });
});
