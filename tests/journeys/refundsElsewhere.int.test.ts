import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack, hourMs, minuteMs } from '../testStack';
import { violationsAtRest } from './invariants';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

/** The merchant refunds at WeChat Pay's own desk. */
async function refundAtDesk(outTradeNo: string, more: object = {}): Promise<void> {
  await stack.control('POST', 'pay/refund', { outTradeNo, ...more });
  await stack.idle();
}

const notify = 'refundNotify';
const eventsOf = async (orderId: string): Promise<unknown[]> =>
  (await stack.documents('securityEvents', { orderId })).map(({ kind }) => kind);
const fileOf = async (orderId: string) => {
  const { orders } = await stack.callOk('adminOrders', { lookup: 'order', orderId }, 'adam');
  return orders[0]!;
};

/** The operator's nights until WeChat Pay's bills of the days before are compared. */
async function nights(): Promise<void> {
  for (let night = 0; night < 3; night += 1) {
    await stack.advance(24 * hourMs);
    await stack.timer('closeDay');
    await stack.timer('reconcile');
    await stack.drain();
  }
}

const nothingDiffers = async (): Promise<void> => {
  expect(await stack.documents('differences')).toEqual([]);
  expect(await violationsAtRest(stack)).toEqual([]);
};

describe('a refund at WeChat Pay’s own desk', () => {
  it('A part refunded after the payment is booked, the membership goes on, and the rest can be refunded later', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'alice');
    await stack.callOk('getTicket', { groupId }, 'alice');
    await refundAtDesk(orderId, { refundFee: 300, notify });
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Paid',
      refundedFen: 300,
      membershipState: 'Admitted',
      refunds: [{ fen: 300, reason: 'byMerchant', state: 'Succeeded' }],
    });
    expect((await stack.callOk('getTicket', { groupId }, 'alice')).qrUrl).not.toBeNull();
    const file = await fileOf(orderId);
    expect(file).toMatchObject({ refundableFen: 690, refunds: [{ elsewhere: { refundId: expect.any(String) as string } }] });
    expect(await eventsOf(orderId)).toEqual(['refundNotOurs']);
    const rest = { orderId, fen: 690, note: '余下的也退', idempotencyKey: crypto.randomUUID() };
    await stack.callOk('refundOrder', rest, 'adam');
    await stack.drain();
    expect(await fileOf(orderId)).toMatchObject({ state: 'Refunded', refundedFen: 990, refundableFen: 0 });
    await nights();
    await nothingDiffers();
  }); // oxfmt-ignore

  it('A whole refund ends the membership although the QR was shown, and frees the seat', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buyAndPay(groupId, 'alice');
    await stack.callOk('getTicket', { groupId }, 'alice');
    await refundAtDesk(orderId, { notify });
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      membershipState: 'Revoked',
    });
    expect(await stack.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    await stack.buyAndPay(groupId, 'bob');
    await nights();
    await nothingDiffers();
  });

  it('A part refunded before we learn of the payment leaves a paid order with a membership', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buy(groupId, 'carol');
    await stack.scriptOutcome('never');
    await stack.pay(orderId);
    await refundAtDesk(orderId, { refundFee: 100 });
    expect(await stack.callOk('getOrder', { orderId }, 'carol')).toMatchObject({
      state: 'Paid',
      refundedFen: 100,
      membershipState: 'Admitted',
    });
    await stack.drain();
    await nights();
    await nothingDiffers();
  });

  it('A whole refund before we learn of the payment gives no membership, and the buyer can buy again', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buy(groupId, 'dave');
    await stack.scriptOutcome('never');
    await stack.pay(orderId);
    await refundAtDesk(orderId);
    expect(await stack.callOk('getOrder', { orderId }, 'dave')).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      membershipState: null,
    });
    await stack.drain();
    await stack.buyAndPay(groupId, 'dave');
    expect(await stack.callOk('getOrder', { orderId }, 'dave')).toMatchObject({ membershipState: null });
    await nights();
    await nothingDiffers();
  });

  it('A refund that nobody announced is learned from the bill, and the membership ends', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'erin');
    await refundAtDesk(orderId);
    await stack.drain();
    expect(await fileOf(orderId)).toMatchObject({ state: 'Paid' });
    await nights();
    expect(await fileOf(orderId)).toMatchObject({ state: 'Refunded', refundedFen: 990 });
    expect(await stack.call('getTicket', { groupId }, 'erin')).toMatchObject({ code: 'NotAdmitted' });
    expect(await eventsOf(orderId)).toEqual(['refundNotOurs']);
    await nothingDiffers();
  });

  it('An operator’s refund of more than the merchant has left at the desk gives way to the rest', async () => {
    const orderId = await stack.buyAndPay(await stack.group(), 'frank');
    await refundAtDesk(orderId, { refundFee: 300 });
    await stack.callOk('refundOrder', { orderId, fen: 990, note: '', idempotencyKey: crypto.randomUUID() }, 'adam');
    await stack.drain();
    expect(await fileOf(orderId)).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      refunds: [
        { fen: 990, state: 'Superseded' },
        { fen: 300, state: 'Succeeded', reason: 'byMerchant' },
        { fen: 690, state: 'Succeeded', reason: 'byOperator' },
      ],
    });
    await nights();
    await nothingDiffers();
  });

  it('A refund of ours that is finished at the desk after it failed is ours, and counted once', async () => {
    const orderId = await stack.buyAndPay(await stack.group(), 'grace');
    await stack.scriptOutcome('refundFails');
    await stack.callOk('requestRefund', { orderId }, 'grace');
    await stack.drain();
    expect(await fileOf(orderId)).toMatchObject({ state: 'RefundFailed' });
    await refundAtDesk(orderId, { outRefundNo: `${orderId}-R1` });
    await stack.advance(minuteMs);
    await stack.drain();
    expect(await fileOf(orderId)).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      refunds: [{ refundNo: `${orderId}-R1`, state: 'Succeeded', elsewhere: null }],
    });
    expect(await eventsOf(orderId)).toEqual([]);
    await nights();
    await nothingDiffers();
  });

  it('More than ten refunds of one payment are all booked', async () => {
    const orderId = await stack.buyAndPay(await stack.group(), 'heidi');
    for (let part = 0; part < 12; part += 1) await refundAtDesk(orderId, { refundFee: 10 });
    await refundAtDesk(orderId, { refundFee: 10, notify });
    await stack.drain();
    expect(await fileOf(orderId)).toMatchObject({ state: 'Paid', refundedFen: 130 });
    await nights();
    await nothingDiffers();
  });
});
