import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breachesAtRest } from './truth';
import { World } from '../../ops/stage/world';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

describe('buying membership to an instant group', () => {
  it('goes from the list to the live code', async () => {
    const groupId = await world.group({
      name: '清晨英语角',
      searchText: '清晨英语角 olivia',
      capacity: 3,
      seatsLeft: 3,
    });
    const { groups } = await world.must('listGroups', { query: '英语角' }, 'alice');
    expect(groups.map((group) => group.groupId)).toEqual([groupId]);
    const before = await world.must('getGroup', { groupId }, 'alice');
    expect(before).toMatchObject({ obstacle: null, mine: null, group: { memberCount: 0, seatsLeft: 3 } });

    const { orderId, priceFen, payment } = await world.must(
      'createOrder',
      { idempotencyKey: randomUUID(), groupId },
      'alice',
    );
    expect(priceFen).toBe(990);
    await world.door('POST', 'pay/confirm', { payment, as: 'alice' });
    await world.idle();

    const order = await world.must('getOrder', { orderId }, 'alice');
    expect(order).toMatchObject({ state: 'Paid', membershipState: 'Admitted', priceFen: 990 });
    expect(order.timeline.map((step) => step.event)).toEqual(['created', 'paymentConfirmed', 'admitted']);

    const ticket = await world.must('getTicket', { groupId }, 'alice');
    expect(await (await fetch(ticket.qrUrl ?? '')).text()).toBe('a picture of a code');
    expect((await world.must('getTicket', { groupId }, 'alice')).orderId).toBe(orderId);

    const after = await world.must('getGroup', { groupId }, 'alice');
    expect(after).toMatchObject({
      obstacle: 'AlreadyMember',
      mine: { membershipState: 'Admitted', orderId },
      group: { memberCount: 1, seatsLeft: 2 },
    });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
    expect((await world.document('groupQrs', `code-${groupId}`))['shownTo']).toHaveLength(1);
  });

  it('is settled by the buyer coming back when the notification never comes', async () => {
    const orderId = await world.buy(await world.group(), 'bob');
    await world.fate('never');
    await world.pay(orderId);
    expect(await world.document('orders', orderId)).toMatchObject({ state: 'AwaitingPayment' });
    expect(await world.must('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Paid',
      membershipState: 'Admitted',
    });
  });

  it('is settled by the next sweep when neither comes', async () => {
    const orderId = await world.buy(await world.group(), 'bob');
    await world.sweep();
    await world.fate('never');
    await world.pay(orderId);
    await world.sweep();
    expect(await world.document('orders', orderId)).toMatchObject({ state: 'Paid' });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('counts a notification that comes twice, once', async () => {
    const groupId = await world.group({ capacity: 2, seatsLeft: 2 });
    const orderId = await world.buy(groupId, 'carol');
    await world.fate('twice');
    await world.pay(orderId);
    expect(await world.document('orders', orderId)).toMatchObject({ state: 'Paid' });
    expect(await world.documents('ledger', { orderId })).toHaveLength(1);
    expect(await world.documents('memberships', { groupId })).toHaveLength(1);
    expect((await world.document('orders', orderId))['history']).toHaveLength(1);
  });

  it('answers the same order for the same request, and one live order for another', async () => {
    const groupId = await world.group();
    const idempotencyKey = randomUUID();
    const first = await world.must('createOrder', { idempotencyKey, groupId }, 'dave');
    expect(await world.must('createOrder', { idempotencyKey, groupId }, 'dave')).toEqual(first);
    expect((await world.must('createOrder', { idempotencyKey: randomUUID(), groupId }, 'dave')).orderId).toBe(
      first.orderId,
    );
    const elsewhere = await world.call('createOrder', { idempotencyKey, groupId: await world.group() }, 'dave');
    expect(elsewhere).toMatchObject({ ok: false, code: 'InvalidInput' });
  });

  it('does not begin where it could not end', async () => {
    const refusal = async (groupId: string, as = 'erin'): Promise<unknown> => {
      const answer = await world.call('createOrder', { idempotencyKey: randomUUID(), groupId }, as);
      return answer.ok ? 'bought' : answer.code;
    };
    const expired = new Date((await world.now()).getTime() - 1000);
    expect(await refusal('nowhere')).toBe('GroupNotFound');
    expect(await refusal(await world.group({ state: 'Paused' }))).toBe('GroupPaused');
    expect(await refusal(await world.group({}, null))).toBe('NoValidQr');
    expect(await refusal(await world.group({}, { expiresAt: expired }))).toBe('NoValidQr');
    expect(await refusal(await world.group({}, { quota: 1, shownTo: ['somebody'] }))).toBe('NoValidQr');
    const full = await world.group({ capacity: 1, seatsLeft: 1 });
    await world.buyAndPay(full, 'bob');
    expect(await refusal(full)).toBe('GroupFull');
    expect(await refusal(await world.group(), 'olivia')).toBe('OwnGroup');
    expect(await world.documents('orders', { openid: world.openid('erin') })).toEqual([]);
  });
});

describe('not paying', () => {
  it('can be cancelled: the seat is free at once, and WeChat Pay is told after five minutes', async () => {
    const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await world.buy(groupId, 'alice');
    expect(await world.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'bob')).toMatchObject({
      code: 'GroupFull',
    });
    expect(await world.must('cancelOrder', { orderId }, 'alice')).toEqual({ state: 'Closed' });
    expect(await world.must('cancelOrder', { orderId }, 'alice')).toEqual({ state: 'Closed' });
    expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
    await world.sweep();
    expect((await world.payOrders()).find((row) => row.outTradeNo === orderId)?.tradeState).toBe('NOTPAY');
    await world.advance(6 * 60_000);
    await world.sweep();
    expect((await world.payOrders()).find((row) => row.outTradeNo === orderId)?.tradeState).toBe('CLOSED');
    expect(await world.call('cancelOrder', { orderId }, 'bob')).toMatchObject({ code: 'OrderNotFound' });
  });

  it('in time closes the order and frees its seat', async () => {
    const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await world.buy(groupId, 'alice');
    await world.advance(16 * 60_000);
    await world.sweep();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Closed',
      membershipState: null,
    });
    expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
    expect(await world.buy(groupId, 'alice')).not.toBe(orderId);
  });

  it('because WeChat Pay declined leaves the order to be paid again', async () => {
    const orderId = await world.buy(await world.group(), 'alice');
    await world.fate('decline');
    await expect(world.pay(orderId)).rejects.toThrow();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({ state: 'AwaitingPayment' });
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({ state: 'Closed' });
  });

  it('in time, but then all the same, gives the money back', async () => {
    const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await world.buy(groupId, 'alice');
    await world.must('cancelOrder', { orderId }, 'alice');
    const other = await world.buyAndPay(groupId, 'bob');
    await world.pay(orderId);
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      refunds: [{ fen: 990, state: 'Done', reason: 'paidAfterClosing' }],
    });
    expect(await world.document('groups', groupId)).toMatchObject({ seats: [other], seatsLeft: 0 });
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('cancelled after all was paid is refused, and the payment counts', async () => {
    const orderId = await world.buy(await world.group(), 'frank');
    await world.fate('never');
    await world.pay(orderId);
    expect(await world.call('cancelOrder', { orderId }, 'frank')).toMatchObject({ ok: false, code: 'AlreadyPaid' });
    expect(await world.document('orders', orderId)).toMatchObject({ state: 'Paid' });
  });
});
