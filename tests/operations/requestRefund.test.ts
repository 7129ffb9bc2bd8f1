import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import type { Order } from '../../domain/order';
import {
  admittedTransition,
  approvedOrder,
  approvedSeat,
  attempts,
  closedOrder,
  days,
  group,
  hours,
  later,
  membership,
  membershipId,
  now,
  order,
  orderId,
  paidOrder,
  paymentConfirmed,
  paymentPosting,
  refund,
  refundingOrder,
  reviewBegun,
  reviewedMembership,
  reviewedOrder,
  tooManyAttempts,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const input = { orderId };
const admitted = (stack: OperationStack, over: Partial<Membership> = {}): OperationStack =>
  stack.given({ orders: [paidOrder()], memberships: [membership(over)] });
/** Ann paid thirty days ago, and the owner approved her only at this time. */
const approvedAfterReview = (stack: OperationStack, at: Date): OperationStack => {
  const approved = { event: 'approved', from: 'UnderReview', to: 'Admitted', at, actor: 'owner', round: 1 } as const;
  const inside = reviewedMembership({ state: 'Admitted', history: [reviewBegun, approved], effects: [], dueAt: null });
  return stack.given({ orders: [reviewedOrder({ paidAt: days(-30) })], memberships: [inside] });
};
const counted = { rateLimits: [attempts('requestRefund', 1)] };
const closedBySystem = { event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: now, actor: 'system' } as const;
const closePayment = { kind: 'closePayment', at: now, attempts: 0 } as const;

describeRefusals('requestRefund', { as: 'oAnn', input }, {
  OrderNotFound: [
    { when: 'there is no such order', arrange: () => undefined, calls: ['orderWithMembership'] },
    { when: 'the order is somebody else’s', arrange: (stack) => void admitted(stack), as: 'oBen', calls: ['orderWithMembership'] },
  ],
  NotPaid: [
    { when: 'the order is closed for good', arrange: (stack) => void stack.given({ orders: [closedOrder()] }), calls: ['orderWithMembership'] },
    {
      when: 'the order awaits its payment',
      arrange: (stack) => void stack.given({ orders: [order()] }),
      calls: ['orderWithMembership', 'countAttempt', 'queryOrder(order)'],
      changes: counted,
    },
    {
      when: 'the order is closed, and WeChat Pay still to be told',
      arrange: (stack) => void stack.given({ orders: [closedOrder({ effects: [closePayment], dueAt: now })] }),
      calls: ['orderWithMembership', 'countAttempt', 'queryOrder(order)'],
      changes: counted,
    },
    {
      when: 'the time to pay is over, and then the order is closed',
      arrange: (stack) => void stack.given({ orders: [order({ payUntil: now, seatId: null })] }),
      calls: ['orderWithMembership', 'countAttempt', 'queryOrder(order)', 'saveOrder'],
      changes: {
        ...counted,
        orders: [
          order({
            rev: 2,
            state: 'Closed',
            activeKey: orderId,
            seatId: null,
            payUntil: now,
            history: [closedBySystem],
            effects: [{ kind: 'closePayment', at: later(240_000), attempts: 0 }],
            dueAt: later(240_000),
          }),
        ],
      },
    },
  ],
  QrAlreadyShown: [
    { when: 'a QR was shown', arrange: (stack) => void admitted(stack, { shownQrId: 'qr1' }), calls: ['orderWithMembership'] },
    { when: 'the person is known to have joined', arrange: (stack) => void admitted(stack, { state: 'Joined' }), calls: ['orderWithMembership'] },
  ],
  RefundWindowOver: [
    {
      when: 'seven days since the payment are over by a millisecond',
      arrange: (stack) => void admitted(stack).given({ orders: [paidOrder({ paidAt: later(-7 * 86_400_000 - 1) })] }),
      calls: ['orderWithMembership'],
    },
    {
      when: 'seven days since the owner’s decision are over by a millisecond',
      arrange: (stack) => void approvedAfterReview(stack, later(-7 * 86_400_000 - 1)),
      calls: ['orderWithMembership'],
    },
  ],
  PaymentInProgress: [
    {
      when: 'the membership has not followed the payment yet',
      arrange: (stack) => void stack.given({ orders: [paidOrder()] }),
      calls: ['orderWithMembership'],
    },
    {
      when: 'the membership still is another order’s',
      arrange: (stack) => void admitted(stack, { orderId: 'another' }),
      calls: ['orderWithMembership'],
    },
  ],
  RefundRunning: [
    {
      when: 'an operator’s refund of a part is under way',
      arrange: (stack) => void admitted(stack).given({ orders: [paidOrder({ state: 'Refunding', refunds: [refund({ fen: 1 })] })] }),
      calls: ['orderWithMembership'],
    },
  ],
  TooManyAttempts: [
    {
      when: 'a refund of something unpaid was asked for thirty times within this hour',
      arrange: (stack) => void stack.given({ orders: [order()], rateLimits: [attempts('requestRefund', 30)] }),
      calls: ['orderWithMembership', 'countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('requestRefund', 30)] },
    },
  ],
  Busy: [
    {
      when: 'somebody else moves the membership three times',
      arrange: (stack) => {
        admitted(stack).meanwhile('saveMembership', () => stack.touch('memberships', membershipId), 3);
      },
      calls: Array.from({ length: 3 }, () => ['orderWithMembership', 'saveMembership']).flat(),
      changes: { memberships: [membership({ rev: 3 })] },
    },
  ],
}); // oxfmt-ignore

const byBuyer = { reason: 'byBuyer', note: '', actor: 'buyer' } as const;
const freeSeat = { kind: 'freeSeat', at: now, attempts: 0 } as const;
const confirmRefund = { kind: 'confirmRefund', at: now, attempts: 0, refundNo: `${orderId}-R1` } as const;

const revoked = (before: Membership): Membership => ({
  ...before,
  rev: 1,
  state: 'Revoked',
  round: 2,
  stateAt: now,
  history: [
    ...before.history,
    { event: 'revoked', from: before.state, to: 'Revoked', at: now, actor: 'buyer', round: 1 },
  ],
  effects: [{ kind: 'refund', at: now, attempts: 0, orderId, refund: byBuyer }],
  dueAt: now,
});
const goingBack = (before: Order, over: Partial<Order> = {}): Order => ({
  ...before,
  rev: 5,
  state: 'Refunding',
  activeKey: orderId,
  refunds: [refund({ state: 'Processing', requestedAt: now })],
  history: [paymentConfirmed, { event: 'refundRequested', from: 'Paid', to: 'Refunding', at: now, actor: 'buyer' }],
  effects: [freeSeat, confirmRefund],
  dueAt: now,
  ...over,
});
const done = (state: Order['state']) => ({ ok: true, value: { state } });
const calls = ['orderWithMembership', 'saveMembership', 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder'];

describe('requestRefund', () => {
  it('requestRefund ends the membership first and then refunds', async () => {
    const stack = admitted(new OperationStack());
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    expect(stack.calls).toEqual(calls);
    expect(stack.changes).toEqual({ memberships: [revoked(membership())], orders: [goingBack(paidOrder())] });
    expect(stack.requests).toEqual([paidOrder().paymentRequest]);
  });

  it('requestRefund refunds a person under review at any time', async () => {
    const old = reviewedOrder({ paidAt: days(-20) });
    const stack = new OperationStack().given({ orders: [old], memberships: [reviewedMembership()] });
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    expect(stack.calls).toEqual(calls);
    const history = [
      reviewBegun,
      { event: 'revoked', from: 'UnderReview', to: 'Revoked', at: now, actor: 'buyer', round: 1 },
    ];
    expect(stack.changes).toEqual({
      memberships: [{ ...revoked(reviewedMembership()), history }],
      orders: [goingBack(old)],
    });
  });

  it('requestRefund counts the refund window of the sale, to the last millisecond', async () => {
    const { terms } = paidOrder();
    const sold = paidOrder({ paidAt: days(-3), terms: { ...terms, refundDays: 3 } });
    const stack = admitted(new OperationStack()).given({ orders: [sold] });
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
  });

  it('requestRefund leaves the whole refund window after a review that took longer, to the last millisecond', async () => {
    const stack = approvedAfterReview(new OperationStack(), days(-7));
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
  });

  it('requestRefund counts the window from the payment when the owner decided before it', async () => {
    const decided = {
      event: 'approved',
      from: 'Applied',
      to: 'Approved',
      at: days(-9),
      actor: 'owner',
      round: 1,
    } as const;
    const sold = approvedOrder({ ...paidOrder({ paidAt: days(-7) }), seatId: approvedSeat });
    const history = [decided, admittedTransition];
    const stack = admitted(new OperationStack(), { admission: 'reviewThenPay', history }).given({ orders: [sold] });
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
  });

  it('requestRefund frees an approval’s seat with the refund', async () => {
    const sold = approvedOrder({ ...paidOrder(), seatId: approvedSeat });
    const stack = admitted(new OperationStack()).given({ orders: [sold] });
    await stack.call('requestRefund', 'oAnn', input);
    expect(stack.documents.orders.get(orderId)?.effects).toEqual([freeSeat, confirmRefund]);
  });

  it('requestRefund has no seat to free in a group without a limit', async () => {
    const stack = admitted(new OperationStack()).given({ orders: [paidOrder({ seatId: null })] });
    await stack.call('requestRefund', 'oAnn', input);
    expect(stack.documents.orders.get(orderId)?.effects).toEqual([confirmRefund]);
  });

  it('requestRefund refunds the rest although an operator’s refund of a part has failed', async () => {
    const part = refund({ fen: 300, state: 'Failed', endedAt: now });
    const stack = admitted(new OperationStack()).given({
      orders: [paidOrder({ state: 'RefundFailed', refunds: [part] })],
    });
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    expect(stack.calls).toContain('refund(order, order-R2, 690)');
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      activeKey: orderId,
      refunds: [part, { no: `${orderId}-R2`, fen: 690, state: 'Processing' }],
    });
  });

  it('requestRefund refunds only the rest after a partial refund', async () => {
    const part = refund({ fen: 1, commissionFen: 0, state: 'Succeeded', endedAt: now });
    const stack = admitted(new OperationStack()).given({ orders: [paidOrder({ refundedFen: 1, refunds: [part] })] });
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    expect(stack.calls).toContain('refund(order, order-R2, 989)');
    expect(stack.documents.orders.get(orderId)?.refunds).toEqual([
      part,
      refund({ no: `${orderId}-R2`, fen: 989, state: 'Processing', requestedAt: now }),
    ]);
  });

  it('requestRefund accepts the request even if WeChat Pay does not answer', async () => {
    const stack = admitted(new OperationStack());
    stack.pay.refund = unknown;
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    const submitRefund = { ...confirmRefund, kind: 'submitRefund' } as const;
    expect(stack.changes).toEqual({
      memberships: [revoked(membership())],
      orders: [
        goingBack(paidOrder(), { rev: 4, refunds: [refund({ requestedAt: now })], effects: [freeSeat, submitRefund] }),
      ],
    });
  });

  it.each(['Refunding', 'Refunded', 'RefundFailed'] as const)(
    'requestRefund succeeds without a change for an order that is %s',
    async (state) => {
      const stack = new OperationStack().given({ orders: [refundingOrder({ state, effects: [], dueAt: null })] });
      expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done(state));
      expect([stack.calls, stack.changes]).toEqual([['orderWithMembership'], {}]);
    },
  );

  it('requestRefund resubmits a refund at once that WeChat Pay had not accepted', async () => {
    const submitRefund = { ...confirmRefund, kind: 'submitRefund' } as const;
    const before = refundingOrder({ refunds: [refund()], effects: [submitRefund], dueAt: now });
    const stack = new OperationStack().given({ orders: [before] });
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    expect(stack.calls).toEqual(['orderWithMembership', 'refund(order, order-R1, 990)', 'saveOrder']);
    const processing = refund({ state: 'Processing' });
    expect(stack.changes).toEqual({
      orders: [{ ...before, rev: 6, refunds: [processing], effects: [confirmRefund] }],
    });
  });

  it('requestRefund refunds an order that turns out to be paid right now', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade();
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    const paying = ['orderWithMembership', 'countAttempt', 'queryOrder(order)', 'saveOrder', 'addMembership'];
    const paidBack = ['saveMembership', 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder'];
    expect(stack.calls).toEqual([...paying, 'addPosting', ...paidBack]);
    const before = membership({ appliedAt: now, stateAt: now, history: [{ ...admittedTransition, at: now }] });
    const { payUntil, createdAt } = order();
    expect(stack.changes).toEqual({
      ...counted,
      memberships: [revoked(before)],
      ledger: [paymentPosting()],
      orders: [
        goingBack(paidOrder({ createdAt, payUntil, paidAt: now }), {
          rev: 4,
          history: [
            { ...paymentConfirmed, at: now },
            { event: 'refundRequested', from: 'Paid', to: 'Refunding', at: now, actor: 'buyer' },
          ],
          effects: [{ kind: 'postPayment', at: now, attempts: 0 }, freeSeat, confirmRefund],
        }),
      ],
    });
  });

  it('requestRefund retries when a QR is shown meanwhile, and then refuses', async () => {
    const stack = admitted(new OperationStack());
    const shown = membership({ rev: 1, shownQrId: 'qr1' });
    stack.meanwhile('saveMembership', () => stack.documents.memberships.put(shown));
    expect(await stack.call('requestRefund', 'oAnn', input)).toMatchObject({ code: 'QrAlreadyShown' });
    expect(stack.calls).toEqual(['orderWithMembership', 'saveMembership', 'orderWithMembership']);
    expect(stack.changes).toEqual({ memberships: [shown] });
  });

  it('requestRefund continues with the order that another call wrote meanwhile', async () => {
    const stack = admitted(new OperationStack());
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
    expect(await stack.call('requestRefund', 'oAnn', input)).toEqual(done('Refunding'));
    expect(stack.calls).toEqual([
      ...calls.slice(0, 3),
      'order',
      'saveOrder',
      'refund(order, order-R1, 990)',
      'saveOrder',
    ]);
    expect(stack.changes['orders']).toEqual([goingBack(paidOrder(), { rev: 6 })]);
  });

  it('requestRefund allows the thirtieth request within an hour', async () => {
    const stack = new OperationStack().given({ orders: [order()], rateLimits: [attempts('requestRefund', 29)] });
    expect(await stack.call('requestRefund', 'oAnn', input)).toMatchObject({ code: 'NotPaid' });
  });

  const overSince = later(-7 * 86_400_000 - 3_600_000);
  const suspensions = (from: Date, until: Date) =>
    [
      { event: 'suspended', from: 'Listed', to: 'Suspended', at: from, actor: 'operator' },
      { event: 'restored', from: 'Suspended', to: 'Paused', at: until, actor: 'operator' },
    ] as const;

  it.each(['Suspended', 'Banned'] as const)(
    'requestRefund gives the money back after the window while the group is %s, if no QR was shown',
    async (state) => {
      const stack = admitted(new OperationStack()).given({
        groups: [group({ state })],
        orders: [paidOrder({ paidAt: overSince })],
      });
      expect(await stack.call('requestRefund', 'oAnn', input)).toMatchObject({
        ok: true,
        value: { state: 'Refunding' },
      });
      const seen = admitted(new OperationStack(), { shownQrId: 'qr1' }).given({ groups: [group({ state })] });
      expect(await seen.call('requestRefund', 'oAnn', input)).toMatchObject({ code: 'QrAlreadyShown' });
    },
  );

  it.each([
    ['an hour', hours(-10), hours(-9), true],
    ['a second less than an hour', hours(-10), later(-9 * 3_600_000 - 1000), false],
    ['an hour before the payment', hours(-200), hours(-190), false],
  ])('requestRefund adds a suspension of %s to the window', async (_what, from, until, inTime) => {
    const stack = admitted(new OperationStack()).given({
      groups: [group({ state: 'Paused', history: suspensions(from, until) })],
      orders: [paidOrder({ paidAt: overSince })],
    });
    expect((await stack.call('requestRefund', 'oAnn', input)).ok).toBe(inTime);
  });
});
