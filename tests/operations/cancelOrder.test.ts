import { describe, expect, it } from 'vitest';
import {
  admittedNow,
  approvedOrder,
  attempts,
  chosenGroup,
  closedOrder,
  group,
  later,
  membership,
  membershipId,
  minutes,
  now,
  order,
  orderId,
  paidOrder,
  paymentPosting,
  refundingOrder,
  tooManyAttempts,
} from './documents';
import { listedRefund, refundList, OperationStack, trade, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const awaiting = (stack: OperationStack): void => {
  stack.documents.groups.add(group({ seatsLeft: 1, seats: [orderId] }));
  stack.documents.orders.add(order());
};
const asked = ['order', 'countAttempt', 'queryOrder(order)'];
const counted = { rateLimits: [attempts('cancelOrder', 1)] };

const paidNow = paidOrder({
  rev: 2,
  paidAt: now,
  createdAt: minutes(-1),
  payUntil: minutes(14),
  history: [{ event: 'paymentConfirmed', from: 'AwaitingPayment', to: 'Paid', at: now, actor: 'system' }],
  effects: [
    { kind: 'admit', at: now, attempts: 0 },
    { kind: 'postPayment', at: now, attempts: 0 },
  ],
  dueAt: now,
});

describeRefusals('cancelOrder', { as: 'oAnn', input: { orderId } }, {
  OrderNotFound: [
    { when: 'there is no such order', arrange: () => undefined, calls: ['order'] },
    { when: 'the order is somebody else’s', arrange: awaiting, as: 'oBen', calls: ['order'] },
  ],
  AlreadyPaid: [
    ...[paidOrder(), refundingOrder(), refundingOrder({ state: 'Refunded' }), paidOrder({ state: 'RefundFailed' })].map(
      (paid) => ({
        when: `the order is ${paid.state}`,
        arrange: ({ documents }: OperationStack) => void documents.orders.add(paid),
        calls: ['order'],
      }),
    ),
    {
      when: 'WeChat Pay says it is paid, and then the payment is written',
      arrange: (stack) => {
        awaiting(stack);
        stack.pay.queryOrder = trade();
      },
      calls: [...asked, 'queryOrder(order)', 'saveOrder', 'addMembership', 'addPosting'],
      changes: { ...counted, orders: [paidNow], memberships: [admittedNow()], ledger: [paymentPosting()] },
    },
    {
      when: 'the payment is written while it is being closed',
      arrange: (stack) => {
        awaiting(stack);
        stack.meanwhile('saveOrder', () => stack.documents.orders.put(paidOrder()));
      },
      calls: [...asked, 'saveOrder', 'order', 'queryOrder(order)'],
      changes: { ...counted, orders: [paidOrder()] },
    },
  ],
  PaymentInProgress: (['USERPAYING', 'ACCEPT'] as const).map((state) => ({
    when: `WeChat Pay says ${state}`,
    arrange: (stack: OperationStack) => {
      awaiting(stack);
      stack.pay.queryOrder = trade({ state });
    },
    calls: asked,
    changes: counted,
  })),
  PaymentUnavailable: [
    {
      when: 'WeChat Pay does not answer',
      arrange: (stack) => {
        awaiting(stack);
        stack.pay.queryOrder = unknown;
      },
      calls: asked,
      changes: counted,
    },
  ],
  Busy: [
    {
      when: 'somebody else changes the order meanwhile',
      arrange: (stack) => {
        awaiting(stack);
        stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
      },
      calls: [...asked, 'saveOrder', 'order'],
      changes: { ...counted, orders: [order({ rev: 2 })] },
    },
  ],
  TooManyAttempts: [
    {
      when: 'twenty orders were cancelled within this hour',
      arrange: (stack) => {
        awaiting(stack);
        stack.documents.rateLimits.add(attempts('cancelOrder', 20));
      },
      calls: ['order', 'countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('cancelOrder', 20)] },
      message: 'Too many attempts within this hour; the count starts again at the next full hour.',
    },
  ],
}); // oxfmt-ignore

const closing = { event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: now, actor: 'buyer' } as const;
const closedNow = order({
  rev: 2,
  state: 'Closed',
  activeKey: orderId,
  history: [closing],
  effects: [
    { kind: 'freeSeat', at: now, attempts: 0 },
    { kind: 'closePayment', at: minutes(4), attempts: 0 },
  ],
  dueAt: now,
});
const done = { ok: true, value: { state: 'Closed' } };

describe('cancelOrder', () => {
  it.each([
    ['has no such payment', { kind: 'absent' } as const],
    ['says NOTPAY', trade({ state: 'NOTPAY' })],
    ['says CLOSED', trade({ state: 'CLOSED' })],
    ['says REVOKED', trade({ state: 'REVOKED' })],
    ['says PAYERROR', trade({ state: 'PAYERROR' })],
  ])('cancelOrder closes the order and frees its seat when WeChat Pay %s', async (_what, word) => {
    const stack = new OperationStack();
    awaiting(stack);
    stack.pay.queryOrder = word;
    expect(await stack.call('cancelOrder', 'oAnn', { orderId })).toEqual(done);
    expect(stack.calls).toEqual([...asked, 'saveOrder', 'freeSeat']);
    expect(stack.changes).toEqual({ ...counted, orders: [closedNow], groups: [group()] });
  });

  it('cancelOrder refuses an order that was paid and partly refunded elsewhere, and grants its membership', async () => {
    const stack = new OperationStack();
    awaiting(stack);
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 300 }));
    expect(await stack.call('cancelOrder', 'oAnn', { orderId })).toMatchObject({ code: 'AlreadyPaid' });
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Paid', refundedFen: 300 });
    expect(stack.changes['memberships']).toMatchObject([{ state: 'Admitted' }]);
  });

  it('cancelOrder succeeds for a closed order without querying WeChat Pay', async () => {
    const stack = new OperationStack();
    stack.documents.orders.add(closedOrder());
    expect(await stack.call('cancelOrder', 'oAnn', { orderId })).toEqual(done);
    expect([stack.calls, stack.changes]).toEqual([['order'], {}]);
  });

  it.each([
    ['a millisecond before five minutes are over', -5 * 60_000 + 1, later(1)],
    ['exactly five minutes after its creation', -5 * 60_000, now],
    ['later', -5 * 60_000 - 1, now],
  ])('An order cancelled %s is closed at WeChat Pay as soon as WeChat Pay allows it', async (_when, createdMs, at) => {
    const stack = new OperationStack();
    stack.documents.orders.add(order({ createdAt: later(createdMs) }));
    await stack.call('cancelOrder', 'oAnn', { orderId });
    expect(stack.documents.orders.get(orderId)?.effects).toContainEqual({ kind: 'closePayment', at, attempts: 0 });
  });

  it('cancelOrder leaves an approval’s seat with the membership', async () => {
    const stack = new OperationStack();
    stack.documents.groups.add(chosenGroup());
    stack.documents.orders.add(approvedOrder());
    expect(await stack.call('cancelOrder', 'oAnn', { orderId })).toEqual(done);
    expect(stack.calls).toEqual([...asked, 'saveOrder']);
    const effects = [{ kind: 'closePayment', at: minutes(4), attempts: 0 }];
    const { terms, seatId } = approvedOrder();
    expect(stack.changes).toEqual({
      ...counted,
      orders: [{ ...closedNow, terms, seatId, effects, dueAt: minutes(4) }],
    });
  });

  it('cancelOrder allows the twentieth cancellation within an hour', async () => {
    const stack = new OperationStack();
    awaiting(stack);
    stack.documents.rateLimits.add(attempts('cancelOrder', 19));
    expect(await stack.call('cancelOrder', 'oAnn', { orderId })).toEqual(done);
    expect(stack.documents.rateLimits.rows.size).toBe(1);
    expect(stack.changes['rateLimits']).toEqual([attempts('cancelOrder', 20)]);
  });

  it('cancelOrder begins the next round of an ended membership when WeChat Pay reports a payment', async () => {
    const stack = new OperationStack();
    const ended = membership({ state: 'Revoked', round: 2, rev: 4, orderId: 'an earlier one' });
    const second = order({ round: 2, activeKey: `${membershipId}#2` });
    stack.documents.memberships.add(ended);
    stack.documents.orders.add(second);
    stack.pay.queryOrder = trade();
    expect(await stack.call('cancelOrder', 'oAnn', { orderId })).toMatchObject({ code: 'AlreadyPaid' });
    expect(stack.documents.memberships.get(membershipId)).toMatchObject({ state: 'Admitted', round: 2, rev: 5 });
  });
});
