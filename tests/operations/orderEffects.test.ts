import { describe, expect, it } from 'vitest';
import { rescheduleOrder, runOrderEffects } from '../../cloudfunctions/_shared/outbox/orderEffects';
import type { Membership } from '../../domain/membership';
import type { Order, OrderEffect } from '../../domain/order';
import {
  admittedNow,
  admittedTransition,
  qrClock,
  approvedOrder,
  closedOrder,
  days,
  group,
  hours,
  later,
  membership,
  membershipId,
  minutes,
  now,
  order,
  orderId,
  paidOrder,
  paymentConfirmed,
  paymentPosting,
  refund,
  refundingOrder,
  refundPosting,
  refundRequested,
  securityEvent,
} from './documents';
import { listedRefund, refundList, OperationStack, refundRow, trade, unknown } from './operationStack';

const no = `${orderId}-R1`;
const effect = (kind: OrderEffect['kind'], over: Partial<OrderEffect> = {}): OrderEffect => ({
  kind,
  at: now,
  attempts: 0,
  ...over,
});
const due = (before: Order, ...effects: OrderEffect[]): Order => ({ ...before, effects, dueAt: now });
const stackOf = (before: Order, standing?: Membership): OperationStack =>
  new OperationStack().given({
    orders: [before],
    memberships: standing ? [standing] : [],
    groups: [group({ seatsLeft: 1, seats: [orderId] })],
  });
/** Runs the due effects of the order in this stack; returns whether none failed. */
const work = (stack: OperationStack) =>
  stack.run((ports) =>
    runOrderEffects(ports, {
      order: stack.documents.orders.get(orderId)!,
      membership: stack.documents.memberships.get(membershipId),
    }),
  );
/** The order with one effect fewer, or a different one. */
const left = (before: Order, ...effects: OrderEffect[]): Order => ({
  ...before,
  rev: before.rev + 1,
  effects,
  dueAt: effects[0]?.at ?? null,
});
const tried = (before: OrderEffect): OrderEffect => ({ ...before, attempts: 1 });
const seatFree = group();

describe('the effect syncPayment', () => {
  const awaiting = (over: Partial<Order> = {}): Order => due(order(over), effect('syncPayment'));

  it('The effect syncPayment records a payment, admits and posts', async () => {
    const stack = stackOf(awaiting());
    stack.pay.queryOrder = trade();
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['queryOrder(order)', 'saveOrder', 'addMembership', 'addPosting', 'saveOrder']);
    expect(stack.changes).toEqual({
      orders: [
        order({
          rev: 3,
          state: 'Paid',
          transactionId: '4200000001',
          paidAt: now,
          history: [{ ...paymentConfirmed, at: now }],
          effects: [],
          dueAt: null,
        }),
      ],
      memberships: [admittedNow()],
      ledger: [paymentPosting()],
    });
  });

  it.each([
    ['NOTPAY', trade({ state: 'NOTPAY' })],
    ['PAYERROR', trade({ state: 'PAYERROR' })],
    ['no such payment', { kind: 'absent' } as const],
  ])('The effect syncPayment of an order a minute old asks again a minute later when WeChat Pay says %s', async (_what, word) => {
    const before = awaiting();
    const stack = stackOf(before);
    stack.pay.queryOrder = word;
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['queryOrder(order)', 'saveOrder']);
    expect(stack.changes).toEqual({
      orders: [order({ rev: 2, effects: [{ ...effect('syncPayment'), at: minutes(1) }], dueAt: minutes(1) })],
    });
  }); // oxfmt-ignore

  it('The effect syncPayment of an order younger than a minute stays due without a write, so every sweep asks', async () => {
    const stack = stackOf(awaiting({ createdAt: later(-59_999) }));
    stack.pay.queryOrder = trade({ state: 'NOTPAY' });
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['queryOrder(order)'], {}]);
  });

  it.each([
    ['USERPAYING', trade({ state: 'USERPAYING' })],
    ['ACCEPT', trade({ state: 'ACCEPT' })],
  ])('The effect syncPayment stays due without a write while WeChat Pay says %s', async (_what, word) => {
    const stack = stackOf(awaiting({ payUntil: later(1) }));
    stack.pay.queryOrder = word;
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['queryOrder(order)'], {}]);
  });

  it('The effect syncPayment waits for a payment that is under way even after its deadline', async () => {
    const stack = stackOf(awaiting({ payUntil: hours(-1) }));
    stack.pay.queryOrder = trade({ state: 'USERPAYING' });
    expect(await work(stack)).toBe(true);
    expect(stack.changes).toEqual({});
  });

  it('The effect syncPayment closes an expired order, and its payment once that is allowed', async () => {
    const stack = stackOf(awaiting({ payUntil: now, createdAt: minutes(-5) }));
    expect(await work(stack)).toBe(true);
    const closing = ['queryOrder(order)', 'saveOrder', 'freeSeat'];
    const following = ['freeSeat', 'freeSeat', 'queryOrder(order)', 'closeOrder(order)', 'saveOrder'];
    expect(stack.calls).toEqual([...closing, ...following]);
    expect(stack.changes).toEqual({
      groups: [seatFree],
      orders: [
        order({
          rev: 3,
          state: 'Closed',
          activeKey: orderId,
          payUntil: now,
          createdAt: minutes(-5),
          history: [{ event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: now, actor: 'system' }],
          effects: [],
          dueAt: null,
        }),
      ],
    });
  });

  it.each([
    ['does not answer', unknown, {}],
    ['reports another amount', trade({ totalFee: 1 }), { securityEvents: [securityEvent()] }],
  ])('The effect syncPayment is retried when WeChat Pay %s', async (_what, word, reported) => {
    const before = awaiting();
    const stack = stackOf(before);
    stack.pay.queryOrder = word;
    expect(await work(stack)).toBe(false);
    expect(stack.changes).toEqual({ ...reported, orders: [left(before, tried(effect('syncPayment')))] });
  });

  it('The effect syncPayment is retried when another call keeps the order from closing', async () => {
    const stack = stackOf(awaiting({ payUntil: now }));
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
    expect(await work(stack)).toBe(false);
    expect(stack.calls).toEqual(['queryOrder(order)', 'saveOrder', 'order', 'saveOrder']);
  });

  it('The effect syncPayment of a paid order is dropped', async () => {
    const before = due(paidOrder(), effect('syncPayment'));
    const stack = stackOf(before, membership());
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['saveOrder'], { orders: [left(before)] }]);
  });
});

describe('the effects of a payment', () => {
  it('The effect admit does nothing for an existing membership', async () => {
    const before = due(paidOrder(), effect('admit'));
    const stack = stackOf(before, membership());
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['saveOrder'], { orders: [left(before)] }]);
  });

  it('The effect admit finds the membership that another call granted a moment earlier', async () => {
    const stack = stackOf(due(paidOrder(), effect('admit')));
    stack.meanwhile('addMembership', () => void stack.documents.memberships.add(membership()));
    expect(await work(stack)).toBe(true);
    // The order's time to pay is over, so the group is looked at first.
    expect(stack.calls).toEqual(['group', 'addMembership', 'membership', 'saveOrder']);
  });

  it('The effect admit retries when another call moves the membership meanwhile', async () => {
    const ended = membership({ state: 'Revoked', round: 2, orderId: 'an earlier one' });
    const second = { round: 2, activeKey: `${membershipId}#2` };
    const stack = stackOf(due(paidOrder(second), effect('admit')), ended);
    stack.meanwhile('saveMembership', () => stack.touch('memberships', membershipId));
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['group', 'saveMembership', 'membership', 'saveMembership', 'saveOrder']);
    expect(stack.changes['memberships']).toEqual([
      membership({
        rev: 2,
        round: 2,
        appliedAt: now,
        stateAt: now,
        history: [
          admittedTransition,
          { event: 'admitted', from: 'Revoked', to: 'Admitted', at: now, actor: 'system', round: 2 },
        ],
        ...qrClock,
      }),
    ]);
  });

  it('The effect admit adds no membership for an order of a later round, but reads the existing one', async () => {
    const second = { round: 2, activeKey: `${membershipId}#2` };
    const before = due(paidOrder(second), effect('admit'));
    const stack = stackOf(before);
    // None exists, so nothing can be granted: a refund starts, and has not arrived yet.
    expect(await work(stack)).toBe(false);
    const back = ['saveOrder', 'refund(order, order-R1, 990)', 'saveOrder', 'freeSeat', 'queryRefund(order, order-R1)'];
    expect(stack.calls).toEqual(['group', 'membership', ...back, 'saveOrder']);
    expect(stack.changes['memberships']).toBeUndefined();
    expect(stack.documents.orders.get(orderId)?.refunds).toMatchObject([{ reason: 'notAdmissible', fen: 990 }]);
  });

  it('The effect admit refunds the order of an approval whose membership is gone', async () => {
    const { terms } = approvedOrder();
    const stack = stackOf(due(paidOrder({ terms }), effect('admit')));
    expect(await work(stack)).toBe(false);
    expect(stack.calls.slice(0, 2)).toEqual(['group', 'membership']);
    expect(stack.documents.orders.get(orderId)?.refunds).toMatchObject([{ reason: 'notAdmissible' }]);
  });

  it('The effect admit of an order being refunded grants nothing', async () => {
    const before = due(refundingOrder(), effect('admit'));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['saveOrder'], { orders: [left(before)] }]);
  });

  it('The effect postPayment books the payment, the commission and the amount owed', async () => {
    const before = due(paidOrder(), effect('postPayment'));
    const stack = stackOf(before, membership());
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['addPosting', 'saveOrder']);
    expect(stack.changes).toEqual({ ledger: [paymentPosting()], orders: [left(before)] });
  });

  it('The effect postPayment leaves an existing posting alone', async () => {
    const before = due(paidOrder(), effect('postPayment'));
    const stack = stackOf(before).given({ ledger: [paymentPosting({ day: '2026-11-20' })] });
    expect(await work(stack)).toBe(true);
    expect(stack.changes).toEqual({ orders: [left(before)] });
  });

  it('The effect audit writes the record of an operator’s action', async () => {
    const audit = { _id: no, at: now, operatorOpenid: 'oAdam' } as NonNullable<OrderEffect['audit']>;
    const before = due(paidOrder(), effect('audit', { audit }));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['addAudit', 'saveOrder']);
    expect(stack.changes).toEqual({ audit: [audit], orders: [left(before)] });
  });

  it('Two audit records of one order are both written', async () => {
    const audits = ['a', 'b'].map((_id) => ({ _id }) as NonNullable<OrderEffect['audit']>);
    const stack = stackOf(due(paidOrder(), ...audits.map((audit) => effect('audit', { audit })), effect('audit')));
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['addAudit', 'addAudit', 'saveOrder']);
    expect(stack.documents.orders.get(orderId)?.effects).toEqual([]);
  });

  it.each([
    ['frees its seat', orderId, ['freeSeat', 'saveOrder'], { groups: [seatFree] }],
    ['has no seat to free', null, ['saveOrder'], {}],
  ])('The effect freeSeat of an order %s', async (_what, seatId, calls, freed) => {
    const before = due(closedOrder({ seatId }), effect('freeSeat'));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(calls);
    expect(stack.changes).toEqual({ ...freed, orders: [left(before)] });
  });
});

describe('the effect closePayment', () => {
  const closed = (over: Partial<Order> = {}): Order => due(closedOrder(over), effect('closePayment'));
  const asks = ['freeSeat', 'queryOrder(order)'];

  it.each([
    ['has no such payment', { kind: 'absent' } as const, []],
    ['has closed it', trade({ state: 'CLOSED' }), []],
    ['has revoked it', trade({ state: 'REVOKED' }), []],
    ['awaits the payment', trade({ state: 'NOTPAY' }), ['closeOrder(order)']],
    ['has seen it fail', trade({ state: 'PAYERROR' }), ['closeOrder(order)']],
    ['sees it being paid', trade({ state: 'USERPAYING' }), ['closeOrder(order)']],
  ])('The effect closePayment is done when WeChat Pay %s', async (_what, word, calls) => {
    const before = closed();
    const stack = stackOf(before);
    stack.pay.queryOrder = word;
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual([...asks, ...calls, 'saveOrder']);
    expect(stack.changes).toEqual({ groups: [seatFree], orders: [left(before)] });
  });

  it.each([
    ['does not answer', unknown, []],
    ['reports another amount', trade({ totalFee: 989 }), ['queryOrder(order)', 'addSecurityEvent']],
  ])('The effect closePayment is retried when WeChat Pay %s', async (_what, word, calls) => {
    const before = closed();
    const stack = stackOf(before);
    stack.pay.queryOrder = word;
    expect(await work(stack)).toBe(false);
    expect(stack.calls).toEqual([...asks, ...calls, 'saveOrder']);
    expect(stack.documents.orders.get(orderId)).toEqual(left(before, tried(effect('closePayment'))));
  });

  it('The effect closePayment is retried when WeChat Pay reports a payment and then does not answer', async () => {
    const before = closed();
    const stack = stackOf(before);
    stack.answerOnce('queryOrder', trade());
    stack.pay.queryOrder = unknown;
    expect(await work(stack)).toBe(false);
    expect(stack.calls).toEqual([...asks, 'queryOrder(order)', 'saveOrder']);
    expect(stack.documents.orders.get(orderId)).toEqual(left(before, tried(effect('closePayment'))));
  });

  it.each([
    ['before the payment’s time is over', minutes(1), false],
    ['ten minutes after it, less a millisecond', later(-599_999), false],
    ['ten minutes after it', later(-600_000), true],
  ])('The effect closePayment asked %s that finds no such payment is settled as it should', async (_when, payUntil, done) => {
    const before = closed({ payUntil });
    const stack = stackOf(before);
    stack.pay.queryOrder = { kind: 'absent' };
    expect(await work(stack)).toBe(done);
    expect(stack.documents.orders.get(orderId)).toEqual(left(before, ...(done ? [] : [tried(effect('closePayment'))])));
  }); // oxfmt-ignore

  it('A payment that WeChat Pay did not know at first is found and refunded', async () => {
    const stack = stackOf(closed({ payUntil: minutes(1) }));
    stack.answerOnce('queryOrder', { kind: 'absent' });
    stack.pay.queryOrder = trade();
    expect(await work(stack)).toBe(false);
    await work(stack);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Refunding', refunds: [{ fen: 990 }] });
  });

  it.each([{ kind: 'refused', why: '订单生成后不能马上关闭' } as const, unknown])(
    'The effect closePayment is retried when WeChat Pay does not close it: $kind',
    async (closing) => {
      const before = closed();
      const stack = stackOf(before);
      stack.pay.closeOrder = closing;
      expect(await work(stack)).toBe(false);
      expect(stack.documents.orders.get(orderId)).toEqual(left(before, tried(effect('closePayment'))));
      expect(stack.logged).toEqual([{ what: 'payment not closed', details: { orderId, why: closing.why } }]);
    },
  );

  it('The effect closePayment refunds a payment made meanwhile', async () => {
    const before = closed();
    const stack = stackOf(before);
    stack.pay.queryOrder = trade();
    expect(await work(stack)).toBe(false);
    const paid = ['queryOrder(order)', 'saveOrder', 'freeSeat', 'addPosting', 'refund(order, order-R1, 990)'];
    expect(stack.calls).toEqual([...asks, ...paid, 'saveOrder', 'queryRefund(order, order-R1)', 'saveOrder']);
    expect(stack.documents.orders.get(orderId)).toEqual({
      ...before,
      rev: 5,
      state: 'Refunding',
      transactionId: '4200000001',
      paidAt: now,
      refunds: [refund({ reason: 'paidAfterClosing', state: 'Processing', requestedAt: now })],
      history: [
        ...before.history,
        { event: 'paymentConfirmed', from: 'Closed', to: 'Refunding', at: now, actor: 'system' },
      ],
      effects: [effect('confirmRefund', { refundNo: no, attempts: 1 })],
    });
  });

  it('The effect closePayment books a payment that the merchant had wholly refunded elsewhere: nothing goes back twice', async () => {
    const stack = stackOf(closed());
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = refundList(listedRefund());
    expect(await work(stack)).toBe(true);
    expect(stack.calls.slice(0, asks.length + 4)).toEqual([...asks, 'queryOrder(order)', 'queryRefunds(order)', 'addSecurityEvent', 'saveOrder']);
    expect(stack.calls).not.toContainEqual(expect.stringMatching(/^refund\(/));
    expect(stack.changes['securityEvents']).toMatchObject([{ kind: 'refundNotOurs', orderId }]);
    expect(stack.changes['orders']).toMatchObject([{ state: 'Refunded', refundedFen: 990, effects: [] }]);
    expect(stack.changes['ledger']).toHaveLength(2);
  }); // oxfmt-ignore

  it('The effect closePayment gives back the rest of a payment that the merchant had partly refunded elsewhere', async () => {
    const stack = stackOf(closed());
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 300 }));
    await work(stack);
    expect(stack.calls).toContain('refund(order, order-R1, 690)');
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Refunding', refundedFen: 300 });
  });

  it('The effect closePayment books nothing and tells an operator when WeChat Pay lists more refunds than were paid', async () => {
    const stack = stackOf(closed());
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 991 }));
    expect(await work(stack)).toBe(false);
    const kinds = stack.documents.securityEvents.map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['refundMismatch', 'refundNotOurs']);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Closed', paidAt: null });
    expect(stack.changes['ledger']).toBeUndefined();
  });

  it('The effect closePayment waits while WeChat Pay does not say how much of the payment went back', async () => {
    const before = closed();
    const stack = stackOf(before);
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    expect(await work(stack)).toBe(false);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Closed', paidAt: null });
  });

  it('The effect closePayment leaves the seat of an approval alone', async () => {
    const { seatId } = approvedOrder();
    const stack = stackOf(closed({ seatId }));
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['queryOrder(order)', 'closeOrder(order)', 'saveOrder']);
  });
});

describe('the effects of a refund', () => {
  const submit = effect('submitRefund', { refundNo: no });
  const confirm = effect('confirmRefund', { refundNo: no });
  const requested = (over: Partial<Order> = {}): Order => due(refundingOrder({ refunds: [refund()], ...over }), submit);
  const processing = (over: Partial<Order> = {}): Order => due(refundingOrder(over), confirm);
  const history = [paymentConfirmed, refundRequested];

  it('The effect submitRefund submits the refund and then queries it', async () => {
    const before = requested();
    const stack = stackOf(before);
    expect(await work(stack)).toBe(false);
    const asked = ['refund(order, order-R1, 990)', 'saveOrder', 'queryRefund(order, order-R1)', 'saveOrder'];
    expect(stack.calls).toEqual(asked);
    const after = { ...before, rev: 7, refunds: [refund({ state: 'Processing' })], effects: [tried(confirm)] };
    expect(stack.changes).toEqual({ orders: [after] });
  });

  it.each([{ kind: 'refused', why: '余额不足' } as const, unknown])(
    'The effect submitRefund is retried, under the same number, when WeChat Pay does not accept it: $kind',
    async (answer) => {
      const before = requested();
      const stack = stackOf(before);
      stack.pay.refund = answer;
      expect(await work(stack)).toBe(false);
      expect(stack.changes).toEqual({ orders: [left(before, tried(submit))] });
      expect(stack.logged).toEqual([{ what: 'refund not accepted', details: { refundNo: no, why: answer.why } }]);
    },
  );

  it('The effect submitRefund of a refund that WeChat Pay refuses for good puts it before an operator', async () => {
    const stack = stackOf(requested());
    stack.pay.refund = { kind: 'refused', why: '余额不足', outlook: 'forGood' };
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['refund(order, order-R1, 990)', 'queryRefunds(order)', 'saveOrder']);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'RefundFailed',
      refunds: [refund({ state: 'Failed', endedAt: now, failure: '余额不足' })],
      // Another sweep may have submitted it at the same moment, and WeChat Pay accepted that.
      effects: [effect('confirmRefund', { refundNo: no, at: minutes(5) })],
    });
  });

  it('A refund that is refused because the merchant refunded a part elsewhere gives way, and the rest is asked for', async () => {
    const stack = stackOf(requested({ activeKey: orderId }));
    stack.answerOnce('refund', { kind: 'refused', why: '累计退款金额大于支付金额', outlook: 'forGood' });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 300 }));
    await work(stack);
    expect(stack.calls).toContain('refund(order, order-R3, 690)');
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Refunding',
      refundedFen: 300,
      refunds: [
        { no, fen: 990, state: 'Superseded' },
        { fen: 300, state: 'Succeeded', reason: 'byMerchant' },
        { no: `${orderId}-R3`, fen: 690, state: 'Processing' },
      ],
    });
  });

  it('A refund that is refused because the merchant refunded everything elsewhere gives way, and the order is Refunded', async () => {
    const stack = stackOf(requested({ activeKey: orderId }));
    stack.pay.refund = { kind: 'refused', why: '订单已全额退款', outlook: 'forGood' };
    stack.pay.queryRefunds = refundList(listedRefund());
    expect(await work(stack)).toBe(true);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      effects: [],
      refunds: [{ state: 'Superseded' }, { state: 'Succeeded', reason: 'byMerchant' }],
    });
  });

  const refused = refund({ state: 'Failed', endedAt: now, failure: '余额不足' });
  const refusedOrder = () => due(refundingOrder({ state: 'RefundFailed', refunds: [refused] }), confirm);
  const payment = 'queryOrder(order)';
  it.each([
    ['abandoned it', refundRow('CHANGE'), 'SUCCESS', true, [], 'RefundFailed'],
    ['does not know it and holds the money', { kind: 'absent' } as const, 'SUCCESS', true, [payment], 'RefundFailed'],
    ['does not find it although money has left', { kind: 'absent' } as const, 'REFUND', false, [payment], 'RefundFailed'],
    ['accepted another request for it', refundRow('PROCESSING'), 'REFUND', false, [], 'RefundFailed'],
    ['does not answer', unknown, 'REFUND', false, [], 'RefundFailed'],
  ] as const)('A refused refund is looked up once more: WeChat Pay %s', async (_what, answer, state, ended, more, after) => {
    const stack = stackOf(refusedOrder());
    stack.pay.queryRefund = answer;
    stack.pay.queryOrder = trade({ state });
    expect(await work(stack)).toBe(ended);
    expect(stack.calls).toEqual(['queryRefunds(order)', ...more, 'saveOrder']);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: after, effects: ended ? [] : [tried(confirm)] });
  }); // oxfmt-ignore

  it.each([
    ['GivenUp', 'Refunded', undefined],
    ['PaidByHand', 'RefundFailed', 'refundMismatch'],
  ] as const)('A refund that was refused, then %s, and arrived after all is seen', async (state, after, event) => {
    const stack = stackOf(due(refundingOrder({ state: 'RefundFailed', refunds: [{ ...refused, state }] }), confirm));
    stack.pay.queryRefund = refundRow('SUCCESS');
    expect(await work(stack)).toBe(true);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: after, effects: [] });
    expect(stack.documents.securityEvents[0]?.kind).toBe(event);
  });

  it('A refused refund that WeChat Pay does not know after twelve lookups stays failed, although money has left', async () => {
    const ended: boolean[] = [];
    for (const attempts of [10, 11]) {
      const stack = stackOf(
        due(refundingOrder({ state: 'RefundFailed', refunds: [refused] }), { ...confirm, attempts }),
      );
      stack.pay.queryRefund = { kind: 'absent' };
      stack.pay.queryOrder = trade({ state: 'REFUND' });
      ended.push(await work(stack));
    }
    expect(ended).toEqual([false, true]);
  });

  it('A refused refund that arrived after all is recorded when it is looked up once more', async () => {
    const stack = stackOf(refusedOrder());
    stack.pay.queryRefund = refundRow('SUCCESS');
    expect(await work(stack)).toBe(true);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Refunded', refundedFen: 990, effects: [] });
  });

  it('The effect submitRefund of a refused refund goes on when WeChat Pay knows it from before', async () => {
    const stack = stackOf(requested());
    stack.pay.refund = { kind: 'refused', why: '余额不足', outlook: 'forGood' };
    stack.pay.queryRefund = refundRow('PROCESSING');
    await work(stack);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ refunds: [{ state: 'Processing' }] });
  });

  it.each([
    ['unclear', 4, undefined, 'Requested'],
    ['unclear', 5, undefined, 'Failed'],
    ['passing', 100, 'passing', 'Requested'],
  ] as const)('A refusal that is %s leaves a refund tried %i times before as it should', async (_what, tries, outlook, state) => {
    const stack = stackOf(due(refundingOrder({ refunds: [refund()] }), { ...submit, attempts: tries }));
    stack.pay.refund = { kind: 'refused', why: '业务错误', ...(outlook && { outlook }) };
    await work(stack);
    expect(stack.documents.orders.get(orderId)?.refunds).toMatchObject([{ state }]);
  }); // oxfmt-ignore

  it('A refund that was asked for again does not fail once more by WeChat Pay’s old answer', async () => {
    const before = due(refundingOrder({ refunds: [refund({ retriedAt: now })] }), confirm);
    const stack = stackOf(before);
    stack.pay.queryRefund = refundRow('CHANGE');
    expect(await work(stack)).toBe(false);
    expect(stack.documents.orders.get(orderId)?.refunds).toEqual([refund({ retriedAt: now })]);
  });

  it('The effect submitRefund is done when another call recorded the refund meanwhile', async () => {
    const stack = stackOf(requested());
    const other = refundingOrder({ rev: 9, effects: [], dueAt: null });
    stack.meanwhile('saveOrder', () => stack.given({ orders: [other] }));
    expect(await work(stack)).toBe(true);
    expect(stack.changes).toEqual({ orders: [other] });
  });

  it('The effect submitRefund is retried when another call changed the order meanwhile', async () => {
    const stack = stackOf(requested());
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
    expect(await work(stack)).toBe(false);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ effects: [tried(submit)], refunds: [refund()] });
  });

  it.each([
    ['submitRefund', 'Requested', { kind: 'accepted' } as const, refundRow('PROCESSING', 590)],
    ['confirmRefund', 'Processing', { kind: 'accepted' } as const, refundRow('SUCCESS', 590)],
  ] as const)(
    'The effect %s is tried again when its write was lost, although an earlier refund has ended',
    async (kind, state, accepted, found) => {
      const second = `${orderId}-R2`;
      const earlier = refund({ fen: 400, state: 'Succeeded', endedAt: now });
      const refunds = [earlier, refund({ no: second, fen: 590, state })];
      const pending = effect(kind, { refundNo: second });
      const stack = stackOf(due(refundingOrder({ refundedFen: 400, refunds }), pending));
      stack.pay.refund = accepted;
      stack.pay.queryRefund = found;
      stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
      expect(await work(stack)).toBe(false);
      expect(stack.documents.orders.get(orderId)).toMatchObject({ effects: [tried(pending)], refunds });
    },
  );

  it('The effect submitRefund is done although an earlier refund was never taken', async () => {
    const second = `${orderId}-R2`;
    const refunds = [refund({ fen: 400 }), refund({ no: second, fen: 590 })];
    const stack = stackOf(due(refundingOrder({ refunds }), effect('submitRefund', { refundNo: second })));
    stack.pay.refund = { kind: 'accepted' };
    await work(stack);
    expect(stack.documents.orders.get(orderId)?.effects.map(({ kind }) => kind)).toEqual(['confirmRefund']);
  });

  it('The effect submitRefund still submits exactly a year after the payment', async () => {
    const stack = stackOf(requested({ paidAt: days(-365) }));
    await work(stack);
    expect(stack.calls[0]).toBe('refund(order, order-R1, 990)');
  });

  const tooOld = later(-365 * 86_400_000 - 1);

  /** A failed refund is looked up once more: another call may have submitted it at the same time. */
  const recheck = effect('confirmRefund', { refundNo: no, at: minutes(5) });

  it('The effect submitRefund fails for good a year after the payment if WeChat Pay does not know it', async () => {
    const before = requested({ paidAt: tooOld });
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['queryRefunds(order)', 'saveOrder']);
    expect(stack.changes).toEqual({
      orders: [
        {
          ...left(before, recheck),
          state: 'RefundFailed',
          refunds: [refund({ state: 'Failed', endedAt: now })],
          history: [...history, { event: 'refundFailed', from: 'Refunding', to: 'RefundFailed', at: now, actor: 'system' }],
        },
      ],
    });
  }); // oxfmt-ignore

  it('The effect submitRefund continues a year after the payment if WeChat Pay knows it', async () => {
    const before = requested({ paidAt: tooOld });
    const stack = stackOf(before);
    stack.pay.queryRefund = refundRow('PROCESSING');
    expect(await work(stack)).toBe(false);
    const asks = 'queryRefund(order, order-R1)';
    expect(stack.calls).toEqual(['queryRefunds(order)', 'saveOrder', asks, 'saveOrder']);
    const after = { ...before, rev: 7, refunds: [refund({ state: 'Processing' })], effects: [tried(confirm)] };
    expect(stack.changes).toEqual({ orders: [after] });
  });

  it('The effect submitRefund is retried a year after the payment when WeChat Pay does not answer', async () => {
    const before = requested({ paidAt: tooOld });
    const stack = stackOf(before);
    stack.pay.queryRefund = unknown;
    expect(await work(stack)).toBe(false);
    expect(stack.changes).toEqual({ orders: [left(before, tried(submit))] });
  });

  it('The effect confirmRefund records that the refund succeeded, and posts it', async () => {
    const before = processing();
    const stack = stackOf(before);
    stack.pay.queryRefund = refundRow('SUCCESS');
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['queryRefund(order, order-R1)', 'saveOrder', 'addPosting', 'saveOrder']);
    expect(stack.changes).toEqual({
      ledger: [refundPosting()],
      orders: [
        {
          ...before,
          rev: 7,
          state: 'Refunded',
          refundedFen: 990,
          refunds: [refund({ state: 'Succeeded', commissionFen: 32, endedAt: now })],
          history: [...history, { event: 'refundConfirmed', from: 'Refunding', to: 'Refunded', at: now, actor: 'system' }],
          effects: [],
          dueAt: null,
        },
      ],
    });
  }); // oxfmt-ignore

  it.each(['CHANGE', 'REFUNDCLOSE'] as const)('The effect confirmRefund records that WeChat Pay abandoned it: %s', async (status) => {
    const before = processing();
    const stack = stackOf(before);
    stack.pay.queryRefund = refundRow(status);
    expect(await work(stack)).toBe(true);
    expect(stack.documents.orders.get(orderId)).toEqual({
      ...left(before, recheck),
      state: 'RefundFailed',
      refunds: [refund({ state: 'Failed', endedAt: now })],
      history: [...history, { event: 'refundFailed', from: 'Refunding', to: 'RefundFailed', at: now, actor: 'system' }],
    });
  }); // oxfmt-ignore

  it.each([
    ['is processing it', refundRow('PROCESSING'), []],
    ['is processing another amount', refundRow('PROCESSING', 1), []],
    ['does not know it', { kind: 'absent' } as const, []],
    ['does not answer', unknown, []],
    ['refunded another amount', refundRow('SUCCESS', 989), ['addSecurityEvent']],
  ])('The effect confirmRefund is retried when WeChat Pay %s', async (_what, answer, calls) => {
    const before = processing();
    const stack = stackOf(before);
    stack.pay.queryRefund = answer;
    expect(await work(stack)).toBe(false);
    expect(stack.calls).toEqual(['queryRefund(order, order-R1)', ...calls, 'saveOrder']);
    expect(stack.documents.orders.get(orderId)).toEqual(left(before, tried(confirm)));
  });

  it.each(['submitRefund', 'confirmRefund'] as const)('The effect %s of a refund that has ended is dropped', async (kind) => {
    const before = due(refundingOrder({ refunds: [refund({ endedAt: now })] }), effect(kind, { refundNo: no }));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['saveOrder'], { orders: [left(before)] }]);
  }); // oxfmt-ignore

  it.each(['submitRefund', 'confirmRefund', 'postRefund'] as const)('The effect %s without a refund is dropped', async (kind) => {
    const before = due(refundingOrder(), effect(kind, { refundNo: `${orderId}-R9` }));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['saveOrder'], { orders: [left(before)] }]);
  }); // oxfmt-ignore

  it('The effect postRefund books the refund', async () => {
    const before = due(
      refundingOrder({ state: 'Refunded', refunds: [refund({ state: 'Succeeded', commissionFen: 32 })] }),
      effect('postRefund', { refundNo: no }),
    );
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['addPosting', 'saveOrder']);
    expect(stack.changes).toEqual({ ledger: [refundPosting()], orders: [left(before)] });
  });

  it('Effects of two refunds of one order are kept apart', async () => {
    const second = `${orderId}-R2`;
    const refunds = [refund({ fen: 1, state: 'Processing' }), refund({ no: second, fen: 989, state: 'Processing' })];
    const before = due(refundingOrder({ refunds }), confirm, effect('confirmRefund', { refundNo: second }));
    const stack = stackOf(before);
    stack.answerOnce('queryRefund', refundRow('PROCESSING', 1));
    stack.pay.queryRefund = unknown;
    expect(await work(stack)).toBe(false);
    expect(stack.calls).toEqual(['queryRefund(order, order-R1)', 'queryRefund(order, order-R2)', 'saveOrder']);
    const effects = [tried(confirm), tried(effect('confirmRefund', { refundNo: second }))];
    expect(stack.changes).toEqual({ orders: [left(before, ...effects)] });
  });
});

describe('effects of an order in time', () => {
  it.each([
    ['due at this moment is run', now, 1],
    ['due a millisecond later is left', later(1), 0],
  ])('An effect %s', async (_when, at, done) => {
    const stack = stackOf(due(paidOrder(), effect('postPayment', { at })), membership());
    expect(await work(stack)).toBe(true);
    expect(stack.documents.ledger.rows.size).toBe(done);
    expect(stack.calls).toHaveLength(2 * done);
  });

  it('A finished effect is removed while another waits', async () => {
    const waits = effect('closePayment', { at: hours(1) });
    const before = due(closedOrder(), effect('freeSeat'), waits);
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.documents.orders.get(orderId)).toEqual(left(before, waits));
  });

  it.each([
    [0, 0],
    [1, 60_000],
    [2, 120_000],
    [6, 1_920_000],
    [7, 3_600_000],
    [10, 3_600_000],
  ])('An effect that failed %i times before is retried after %i ms', async (attempts, ms) => {
    const before = due(closedOrder(), effect('closePayment', { attempts }));
    const stack = stackOf(before);
    stack.pay.queryOrder = unknown;
    expect(await work(stack)).toBe(false);
    const after = effect('closePayment', { attempts: attempts + 1, at: later(ms) });
    expect(stack.documents.orders.get(orderId)).toEqual(left(before, after));
  });

  it('An effect that fails for the twelfth time needs an operator’s attention, and that time stays', async () => {
    const before = due(closedOrder(), effect('closePayment', { attempts: 11 }));
    const stack = stackOf(before);
    stack.pay.queryOrder = unknown;
    await work(stack);
    const first = effect('closePayment', { attempts: 12, at: hours(1), needsAttentionAt: now });
    expect(stack.documents.orders.get(orderId)).toEqual({ ...left(before, first), needsAttentionAt: now });
    stack.nowMs += 3_600_000;
    await work(stack);
    const second = { ...first, attempts: 13, at: hours(2) };
    expect(stack.documents.orders.get(orderId)).toMatchObject({ effects: [second], needsAttentionAt: now });
  });

  it.each([
    ['an hour', 3_600_000, null],
    ['five days less a millisecond', 431_999_999, null],
    ['five days', 432_000_000, now],
  ])(
    'A refund that WeChat Pay has been processing for %s alarms nobody before five days',
    async (_what, agoMs, needsAttentionAt) => {
      const running = refund({ state: 'Processing', requestedAt: later(-agoMs) });
      const before = due(
        refundingOrder({ refunds: [running] }),
        effect('confirmRefund', { refundNo: no, attempts: 60 }),
      );
      const stack = stackOf(before);
      stack.pay.queryRefund = refundRow('PROCESSING');
      expect(await work(stack)).toBe(false);
      const after = stack.documents.orders.get(orderId);
      expect(after).toMatchObject({ needsAttentionAt, dueAt: hours(1), effects: [{ attempts: 61, at: hours(1) }] });
    },
  );

  it('An error while a refund is being processed alarms nobody before five days', async () => {
    const running = refund({ state: 'Processing', requestedAt: days(-4) });
    const before = due(refundingOrder({ refunds: [running] }), effect('confirmRefund', { refundNo: no, attempts: 60 }));
    const stack = stackOf(before);
    await stack.run((ports) => rescheduleOrder(ports, { order: before, membership: null }));
    expect(stack.documents.orders.get(orderId)?.needsAttentionAt).toBeNull();
  });

  it('A refund that was asked for again gets its five days anew', async () => {
    const running = refund({ state: 'Processing', requestedAt: days(-9), retriedAt: days(-4) });
    const stack = stackOf(
      due(refundingOrder({ refunds: [running] }), effect('confirmRefund', { refundNo: no, attempts: 60 })),
    );
    stack.pay.queryRefund = refundRow('PROCESSING');
    await work(stack);
    expect(stack.documents.orders.get(orderId)?.needsAttentionAt).toBeNull();
  });

  it('rescheduleOrder reschedules the due effects of an order, and no others', async () => {
    const before = due(closedOrder(), effect('freeSeat', { attempts: 2 }), effect('closePayment', { at: later(1) }));
    const stack = stackOf(before);
    await stack.run((ports) => rescheduleOrder(ports, { order: before, membership: null }));
    expect(stack.calls).toEqual(['saveOrder']);
    const effects = [effect('freeSeat', { attempts: 3, at: minutes(2) }), effect('closePayment', { at: later(1) })];
    expect(stack.changes).toEqual({ orders: [{ ...left(before, ...effects), dueAt: later(1) }] });
  });

  it('Effects of an order run in sequence, followed by the effects they lead to', async () => {
    const before = due(paidOrder(), effect('postPayment'), effect('admit'));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['addPosting', 'group', 'addMembership', 'saveOrder']);
  });
});
