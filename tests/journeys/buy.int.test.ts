import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderQrCard } from '../../ops/seed/qr';
import { violationsAtRest } from './invariants';
import { TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

describe('buying a membership of an instant group', () => {
  it('A buyer goes from the list of groups to the live QR', async () => {
    const groupId = await stack.group({
      name: '清晨英语角',
      searchText: '清晨英语角 olivia',
      capacity: 3,
      seatsLeft: 3,
    });
    const { groups } = await stack.callOk('listGroups', { query: '英语角' }, 'alice');
    expect(groups.map((group) => group.groupId)).toEqual([groupId]);
    const before = await stack.callOk('getGroup', { groupId }, 'alice');
    expect(before).toMatchObject({ obstacle: null, mine: null, group: { memberCount: 0, seatsLeft: 3 } });

    const { orderId, priceFen, payment } = await stack.callOk(
      'createOrder',
      { idempotencyKey: randomUUID(), groupId },
      'alice',
    );
    expect(priceFen).toBe(990);
    await stack.control('POST', 'pay/confirm', { payment, as: 'alice' });
    await stack.idle();

    const order = await stack.callOk('getOrder', { orderId }, 'alice');
    expect(order).toMatchObject({ state: 'Paid', membershipState: 'Admitted', priceFen: 990 });
    expect(order.timeline.map((step) => step.event)).toEqual(['created', 'paymentConfirmed', 'admitted']);

    const ticket = await stack.callOk('getTicket', { groupId }, 'alice');
    const picture = Buffer.from(await (await fetch(ticket.qrUrl ?? '')).arrayBuffer());
    expect(picture).toEqual(renderQrCard(`groupQrs/${groupId}.png`));
    expect((await stack.callOk('getTicket', { groupId }, 'alice')).orderId).toBe(orderId);

    const after = await stack.callOk('getGroup', { groupId }, 'alice');
    expect(after).toMatchObject({
      obstacle: 'AlreadyMember',
      mine: { membershipState: 'Admitted', orderId },
      group: { memberCount: 1, seatsLeft: 2 },
    });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
    expect((await stack.document('groupQrs', `qr-${groupId}`))['shownTo']).toHaveLength(1);
  });

  it('A payment whose notice never arrives counts as soon as the buyer comes back', async () => {
    const orderId = await stack.buy(await stack.group(), 'bob');
    await stack.scriptOutcome('never');
    await stack.pay(orderId);
    expect(await stack.document('orders', orderId)).toMatchObject({ state: 'AwaitingPayment' });
    expect(await stack.callOk('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Paid',
      membershipState: 'Admitted',
    });
  });

  it('A payment whose notice never arrives counts from the next sweep on', async () => {
    const orderId = await stack.buy(await stack.group(), 'bob');
    await stack.sweep();
    await stack.scriptOutcome('never');
    await stack.pay(orderId);
    await stack.sweep();
    expect(await stack.document('orders', orderId)).toMatchObject({ state: 'Paid' });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A payment notice that arrives twice counts once', async () => {
    const groupId = await stack.group({ capacity: 2, seatsLeft: 2 });
    const orderId = await stack.buy(groupId, 'carol');
    await stack.scriptOutcome('twice');
    await stack.pay(orderId);
    expect(await stack.document('orders', orderId)).toMatchObject({ state: 'Paid' });
    expect(await stack.documents('ledger', { orderId })).toHaveLength(1);
    expect(await stack.documents('memberships', { groupId })).toHaveLength(1);
    expect((await stack.document('orders', orderId))['history']).toHaveLength(1);
  });

  it('createOrder returns the same order for the same key, and the one live order for another key', async () => {
    const groupId = await stack.group();
    const idempotencyKey = randomUUID();
    const first = await stack.callOk('createOrder', { idempotencyKey, groupId }, 'dave');
    expect(await stack.callOk('createOrder', { idempotencyKey, groupId }, 'dave')).toEqual(first);
    expect((await stack.callOk('createOrder', { idempotencyKey: randomUUID(), groupId }, 'dave')).orderId).toBe(
      first.orderId,
    );
    const elsewhere = await stack.call('createOrder', { idempotencyKey, groupId: await stack.group() }, 'dave');
    expect(elsewhere).toMatchObject({ ok: false, code: 'InvalidInput' });
  });

  it('createOrder refuses a purchase that could not be completed', async () => {
    const refusal = async (groupId: string, as = 'erin'): Promise<unknown> => {
      const answer = await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, as);
      return answer.ok ? 'bought' : answer.code;
    };
    const expired = new Date((await stack.now()).getTime() - 1000);
    expect(await refusal('nowhere')).toBe('GroupNotFound');
    expect(await refusal(await stack.group({ state: 'Paused' }))).toBe('GroupPaused');
    expect(await refusal(await stack.group({}, null))).toBe('NoValidQr');
    expect(await refusal(await stack.group({}, { expiresAt: expired }))).toBe('NoValidQr');
    expect(await refusal(await stack.group({}, { quota: 1, shownTo: ['somebody'] }))).toBe('NoValidQr');
    const full = await stack.group({ capacity: 1, seatsLeft: 1 });
    await stack.buyAndPay(full, 'bob');
    expect(await refusal(full)).toBe('GroupFull');
    expect(await refusal(await stack.group(), 'olivia')).toBe('OwnGroup');
    expect(await stack.documents('orders', { openid: stack.openid('erin') })).toEqual([]);
  });
});

describe('an unpaid order', () => {
  it('A cancelled order frees its seat at once, and its payment is closed at WeChat Pay after five minutes', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buy(groupId, 'alice');
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'bob')).toMatchObject({
      code: 'GroupFull',
    });
    expect(await stack.callOk('cancelOrder', { orderId }, 'alice')).toEqual({ state: 'Closed' });
    expect(await stack.callOk('cancelOrder', { orderId }, 'alice')).toEqual({ state: 'Closed' });
    expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
    await stack.sweep();
    expect((await stack.payOrders()).find((row) => row.outTradeNo === orderId)?.tradeState).toBe('NOTPAY');
    await stack.advance(6 * 60_000);
    await stack.sweep();
    expect((await stack.payOrders()).find((row) => row.outTradeNo === orderId)?.tradeState).toBe('CLOSED');
    expect(await stack.call('cancelOrder', { orderId }, 'bob')).toMatchObject({ code: 'OrderNotFound' });
  });

  it('An order that is not paid in time closes and frees its seat', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buy(groupId, 'alice');
    await stack.advance(16 * 60_000);
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Closed',
      membershipState: null,
    });
    expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
    expect(await stack.buy(groupId, 'alice')).not.toBe(orderId);
  });

  it('An order whose payment WeChat Pay declined can be paid again', async () => {
    const orderId = await stack.buy(await stack.group(), 'alice');
    await stack.scriptOutcome('decline');
    await expect(stack.pay(orderId)).rejects.toThrow();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({ state: 'AwaitingPayment' });
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({ state: 'Closed' });
  });

  it('A payment that arrives for a closed order is refunded', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buy(groupId, 'alice');
    await stack.callOk('cancelOrder', { orderId }, 'alice');
    const other = await stack.buyAndPay(groupId, 'bob');
    await stack.pay(orderId);
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      refunds: [{ fen: 990, state: 'Succeeded', reason: 'paidAfterClosing' }],
    });
    expect(await stack.document('groups', groupId)).toMatchObject({ seats: [other], seatsLeft: 0 });
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('cancelOrder refuses after the payment, and the payment counts', async () => {
    const orderId = await stack.buy(await stack.group(), 'frank');
    await stack.scriptOutcome('never');
    await stack.pay(orderId);
    expect(await stack.call('cancelOrder', { orderId }, 'frank')).toMatchObject({ ok: false, code: 'AlreadyPaid' });
    expect(await stack.document('orders', orderId)).toMatchObject({ state: 'Paid' });
  });
});
