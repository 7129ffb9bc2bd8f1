import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import type { Order } from '../../domain/order';
import {
  closedOrder,
  days,
  later,
  membership,
  membershipId,
  now,
  order,
  orderId,
  paidOrder,
  paymentConfirmed,
  refund,
  refundingOrder,
  support,
  user,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const key = '16fd2706-8baf-433b-82eb-8c7fada847da';
const input = { orderId, fen: 990, note: '群已解散', idempotencyKey: key };
const part = { ...input, fen: 400 };
const paid = (stack: OperationStack, over: Partial<Order> = {}): OperationStack =>
  stack.given({ orders: [paidOrder(over)], memberships: [membership()] });
const reads = ['orderWithMembership'];
const endedMembership = membership({ rev: 1, state: 'Revoked', round: 2 });
/** The whole refund has failed: the membership has ended, and the order has released its active key. */
const failed = (over: Partial<Order> = {}): Order =>
  refundingOrder({
    state: 'RefundFailed',
    refunds: [refund({ state: 'Failed', endedAt: now })],
    effects: [],
    dueAt: null,
    ...over,
  });
const operator = { openid: 'oAdam', idempotencyKey: key };
const request = { reason: 'byOperator', note: '群已解散', actor: 'operator', operator } as const;

describeRefusals('refundOrder', { as: 'oAdam', input }, {
  NotAllowed: [
    { when: 'a buyer asks', arrange: (stack) => void paid(stack), as: 'oAnn', calls: ['user'] },
    { when: 'a supporter asks', arrange: (stack) => void paid(stack).given({ users: [support] }), as: 'oSue', calls: ['user'] },
  ],
  OrderNotFound: [{ when: 'there is no such order', arrange: () => undefined, calls: reads }],
  NotPaid: [
    { when: 'it is closed', arrange: (stack) => void stack.given({ orders: [closedOrder()] }), calls: reads },
    {
      when: 'it awaits its payment',
      arrange: (stack) => void stack.given({ orders: [order()] }),
      calls: [...reads, 'queryOrder(order)'],
    },
  ],
  PaymentInProgress: [
    { when: 'the membership has not followed the payment', arrange: (stack) => void stack.given({ orders: [paidOrder()] }), calls: reads },
    {
      when: 'the membership still is another order’s',
      arrange: (stack) => void paid(stack).given({ memberships: [membership({ orderId: 'another' })] }),
      calls: reads,
    },
  ],
  RefundRunning: [
    { when: 'all of it is on its way back', arrange: (stack) => void stack.given({ orders: [refundingOrder()] }), calls: reads },
    {
      when: 'a part of it is on its way back',
      arrange: (stack) => void paid(stack, { state: 'Refunding', refunds: [refund({ fen: 1, idempotencyKey: 'another' })] }),
      calls: reads,
    },
    {
      when: 'another request for all of it waits for that part',
      arrange: (stack) => {
        const other = { ...request, operator: { openid: 'oAdam', idempotencyKey: 'another' } };
        const effects = [{ kind: 'refund', at: now, attempts: 0, orderId, refund: other } as const];
        paid(stack, { state: 'Refunding' }).given({ memberships: [membership({ state: 'Revoked', round: 2, effects })] });
      },
      calls: reads,
    },
  ],
  RefundTooLarge: [
    { when: 'a fen more is asked than was paid', arrange: (stack) => void paid(stack), input: { ...input, fen: 991 }, calls: reads },
    {
      when: 'a fen more is asked than is left',
      arrange: (stack) => void paid(stack, { refundedFen: 400 }),
      input: { ...input, fen: 591 },
      calls: reads,
    },
    {
      when: 'a fen more is asked than is left beside a failed part',
      arrange: (stack) => void paid(stack, { state: 'RefundFailed', refunds: [refund({ fen: 400, state: 'Failed', endedAt: now })] }),
      input: { ...input, fen: 591 },
      calls: reads,
    },
  ],
  RefundWholeOnly: [
    {
      when: 'the membership ended while a part was on its way',
      arrange: (stack) => void paid(stack).given({ memberships: [endedMembership] }),
      input: part,
      calls: reads,
    },
  ],
  RefundUnsettled: [
    {
      when: 'the whole refund has failed, which keeps its own number',
      arrange: (stack) => void stack.given({ orders: [failed()], memberships: [endedMembership] }),
      calls: reads,
    },
    {
      when: 'the rest was given up',
      arrange: (stack) => void stack.given({ orders: [failed({ state: 'RefundGivenUp' })], memberships: [endedMembership] }),
      calls: reads,
    },
  ],
  NothingLeft: [
    { when: 'everything went back', arrange: (stack) => void stack.given({ orders: [refundingOrder({ state: 'Refunded' })] }), calls: reads },
  ],
  TooOld: [
    {
      when: 'a year since the payment is over by a millisecond',
      arrange: (stack) => void paid(stack, { paidAt: later(-365 * 86_400_000 - 1) }),
      calls: reads,
    },
  ],
  Busy: [
    {
      when: 'somebody else moves the order three times',
      arrange: (stack) => {
        paid(stack).meanwhile('saveOrder', () => stack.touch('orders', orderId), 3);
      },
      input: part,
      calls: Array.from({ length: 3 }, () => ['orderWithMembership', 'saveOrder']).flat(),
      changes: { orders: [paidOrder({ rev: 6 })] },
    },
    {
      when: 'somebody else moves the membership three times',
      arrange: (stack) => {
        paid(stack).meanwhile('saveMembership', () => stack.touch('memberships', membershipId), 3);
      },
      calls: Array.from({ length: 3 }, () => ['orderWithMembership', 'saveMembership']).flat(),
      changes: { memberships: [membership({ rev: 3 })] },
    },
  ],
}); // oxfmt-ignore

const no = `${orderId}-R1`;
const audit = (fen: number) => ({
  kind: 'audit' as const,
  at: now,
  attempts: 0,
  audit: {
    _id: no,
    at: now,
    operatorOpenid: 'oAdam',
    action: 'refundOrder' as const,
    subject: orderId,
    note: '群已解散',
    fen,
    before: 'Paid',
    after: 'Refunding',
  },
});
const confirmRefund = { kind: 'confirmRefund', at: now, attempts: 0, refundNo: no } as const;
const freeSeat = { kind: 'freeSeat', at: now, attempts: 0 } as const;
const asked = (fen: number) =>
  refund({
    fen,
    state: 'Processing',
    reason: 'byOperator',
    note: '群已解散',
    idempotencyKey: key,
    requestedAt: now,
  });
const refunding = { event: 'refundRequested', from: 'Paid', to: 'Refunding', at: now, actor: 'operator' } as const;
const done = (state: Order['state'], refundNo: string | null = no) => ({ ok: true, value: { state, refundNo } });
const revoked: Membership = membership({
  rev: 1,
  state: 'Revoked',
  round: 2,
  stateAt: now,
  history: [
    ...membership().history,
    { event: 'revoked', from: 'Admitted', to: 'Revoked', at: now, actor: 'operator', round: 1 },
  ],
  effects: [{ kind: 'refund', at: now, attempts: 0, orderId, refund: request }],
  dueAt: now,
});

describe('refundOrder', () => {
  it('refundOrder ends the membership, refunds everything and records it', async () => {
    const stack = paid(new OperationStack());
    expect(await stack.call('refundOrder', 'oAdam', input)).toEqual(done('Refunding'));
    const refunded = ['saveMembership', 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder'];
    expect(stack.calls).toEqual([...reads, ...refunded]);
    expect(stack.changes).toEqual({
      memberships: [revoked],
      orders: [
        paidOrder({
          rev: 5,
          state: 'Refunding',
          activeKey: orderId,
          refunds: [asked(990)],
          history: [paymentConfirmed, refunding],
          effects: [freeSeat, audit(990), confirmRefund],
          dueAt: now,
        }),
      ],
    });
  });

  it.each([1, 400, 989])('refundOrder refunds %i fen and keeps the membership', async (fen) => {
    const stack = paid(new OperationStack());
    expect(await stack.call('refundOrder', 'oAdam', { ...input, fen })).toEqual(done('Refunding'));
    expect(stack.calls).toEqual([...reads, 'saveOrder', `refund(order, order-R1, ${fen})`, 'saveOrder']);
    expect(stack.changes).toEqual({
      orders: [
        paidOrder({
          rev: 5,
          state: 'Refunding',
          refunds: [asked(fen)],
          history: [paymentConfirmed, refunding],
          effects: [audit(fen), confirmRefund],
          dueAt: now,
        }),
      ],
    });
  });

  it('refundOrder ends the membership when exactly the rest is requested', async () => {
    const earlier = refund({ fen: 400, state: 'Succeeded', endedAt: now });
    const stack = paid(new OperationStack(), { refundedFen: 400, refunds: [earlier] });
    const answer = await stack.call('refundOrder', 'oAdam', { ...input, fen: 590 });
    expect(answer).toEqual(done('Refunding', `${orderId}-R2`));
    expect(stack.documents.memberships.get(membershipId)).toEqual(revoked);
    expect(stack.calls).toContain('refund(order, order-R2, 590)');
  });

  it('refundOrder is allowed for an admin named in the database', async () => {
    const stack = paid(new OperationStack()).given({ users: [user({ _id: 'oAda', operator: 'admin' })] });
    expect(await stack.call('refundOrder', 'oAda', part)).toEqual(done('Refunding'));
    expect(stack.calls[0]).toBe('user');
  });

  it('refundOrder refunds the rest beside a failed part under a new number, because it is new money', async () => {
    const part400 = refund({ fen: 400, state: 'Failed', endedAt: now });
    const stack = paid(new OperationStack(), { state: 'RefundFailed', refunds: [part400] });
    const second = `${orderId}-R2`;
    expect(await stack.call('refundOrder', 'oAdam', { ...input, fen: 100 })).toEqual(done('Refunding', second));
    expect(stack.calls).toEqual([...reads, 'saveOrder', 'refund(order, order-R2, 100)', 'saveOrder']);
    expect(stack.changes['orders']).toMatchObject([
      { state: 'Refunding', refunds: [part400, { no: second, fen: 100, state: 'Processing' }], needsAttentionAt: now },
    ]);
  });

  it('refundOrder refunds until the last millisecond of the year after the payment', async () => {
    const stack = paid(new OperationStack(), { paidAt: days(-365) });
    expect(await stack.call('refundOrder', 'oAdam', part)).toEqual(done('Refunding'));
  });

  it.each([
    ['a part', paidOrder({ state: 'Refunding', refunds: [asked(400)] }), 'Refunding'],
    ['all', refundingOrder({ refunds: [asked(990)], effects: [], dueAt: null }), 'Refunding'],
    ['all, which has arrived,', refundingOrder({ state: 'Refunded', refunds: [asked(990)], effects: [] }), 'Refunded'],
    ['a part, which has arrived,', paidOrder({ refundedFen: 400, refunds: [asked(400)] }), 'Paid'],
  ] as const)('refundOrder returns the same refund for a repeated request for %s', async (_what, before, state) => {
    const stack = new OperationStack().given({ orders: [before], memberships: [membership()] });
    expect(await stack.call('refundOrder', 'oAdam', input)).toEqual(done(state));
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('refundOrder repeats its answer to a request that waits for a partial refund', async () => {
    const stack = paid(new OperationStack(), { state: 'Refunding', refunds: [refund({ fen: 1 })] });
    stack.given({ memberships: [revoked] });
    expect(await stack.call('refundOrder', 'oAdam', input)).toEqual(done('Refunding', null));
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('refundOrder submits a promised refund once no partial refund is under way', async () => {
    const stack = paid(new OperationStack()).given({ memberships: [revoked] });
    expect(await stack.call('refundOrder', 'oAdam', input)).toEqual(done('Refunding'));
    expect(stack.calls).toEqual([...reads, 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder']);
  });

  it('refundOrder accepts a whole refund that has to wait for a concurrent partial one', async () => {
    const stack = paid(new OperationStack());
    const meanwhile = paidOrder({ rev: 4, state: 'Refunding', refunds: [refund({ fen: 1, state: 'Processing' })] });
    stack.meanwhile('saveOrder', () => stack.documents.orders.put(meanwhile));
    expect(await stack.call('refundOrder', 'oAdam', input)).toEqual(done('Refunding', null));
    expect(stack.calls).toEqual([...reads, 'saveMembership', 'saveOrder', 'order']);
    expect(stack.changes).toEqual({ memberships: [revoked], orders: [meanwhile] });
  });

  it('refundOrder leaves the rest to the sweep when WeChat Pay does not answer', async () => {
    const stack = paid(new OperationStack());
    stack.pay.refund = unknown;
    expect(await stack.call('refundOrder', 'oAdam', part)).toEqual(done('Refunding'));
    expect(stack.calls).toEqual([...reads, 'saveOrder', 'refund(order, order-R1, 400)']);
    expect(stack.changes).toEqual({
      orders: [
        paidOrder({
          rev: 4,
          state: 'Refunding',
          refunds: [{ ...asked(400), state: 'Requested' }],
          history: [paymentConfirmed, refunding],
          effects: [{ ...confirmRefund, kind: 'submitRefund' }, audit(400)],
          dueAt: now,
        }),
      ],
    });
  });

  it('refundOrder retries after another call moved the order', async () => {
    const stack = paid(new OperationStack());
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId), 2);
    expect(await stack.call('refundOrder', 'oAdam', part)).toEqual(done('Refunding'));
    const attempt = ['orderWithMembership', 'saveOrder'];
    expect(stack.calls).toEqual([...attempt, ...attempt, ...attempt, 'refund(order, order-R1, 400)', 'saveOrder']);
  });

  it('refundOrder refunds an order that turns out to be paid right now', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade();
    expect(await stack.call('refundOrder', 'oAdam', part)).toEqual(done('Refunding'));
    expect(stack.documents.memberships.get(membershipId)?.state).toBe('Admitted');
  });
});
