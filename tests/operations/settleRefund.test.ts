import { describe, expect, it } from 'vitest';
import type { InputOf, Contracts } from '../../contracts';
import type { Order } from '../../domain/order';
import { recordRefunds } from '../../domain/refundsElsewhere';
import { nextOf } from '../../domain/transition';
import { later, now, orderId, paidOrder, refund, refundingOrder, securityEvent, support } from './documents';
import { listedRefund, OperationStack, refundList, refundRow, unknown } from './operationStack';
import { describeRefusals } from './refusals';

type Input = InputOf<Contracts['settleRefund']>;
const no = `${orderId}-R1`;
const which = { orderId, refundNo: no };
const again: Input = { ...which, exit: 'again' };
const correct: Input = { ...which, exit: 'correct', fen: 590 };
const byHand: Input = { ...which, exit: 'byHand', note: '银行转账' };
const giveUp: Input = { ...which, exit: 'giveUp', note: '对方不要了' };

const failedRow = refund({ state: 'Failed', endedAt: now, failure: '余额不足' });
const failed = (over: Partial<Order> = {}): Order =>
  refundingOrder({ state: 'RefundFailed', refunds: [failedRow], effects: [], dueAt: null, ...over });
const given = (over: Partial<Order> = {}): OperationStack => new OperationStack().given({ orders: [failed(over)] });
const elsewhere = listedRefund({ fen: 300 });
const partFailed = (): Order =>
  paidOrder({
    state: 'RefundFailed',
    refunds: [refund({ fen: 300, state: 'Failed', endedAt: now, failure: '余额不足' })],
  });
const reads = ['order'];
const asks = [...reads, 'queryRefunds(order)'];

describeRefusals('settleRefund', { as: 'oAdam', input: again }, {
  NotAllowed: [
    { when: 'a buyer asks', arrange: (stack) => void stack.given({ orders: [failed()] }), as: 'oAnn', calls: ['user'] },
    { when: 'a supporter asks', arrange: (stack) => void stack.given({ orders: [failed()], users: [support] }), as: 'oSue', calls: ['user'] },
  ],
  OrderNotFound: [{ when: 'there is no such order', arrange: () => undefined, calls: reads }],
  RefundNotFound: [
    {
      when: 'the order has no such refund',
      arrange: (stack) => void stack.given({ orders: [failed()] }),
      input: { ...again, refundNo: 'another' },
      calls: reads,
    },
  ],
  RefundRunning: [
    {
      when: 'it is under way and should be given up',
      arrange: (stack) => void stack.given({ orders: [refundingOrder()] }),
      input: giveUp,
      calls: reads,
    },
    {
      when: 'another refund of the order is under way',
      arrange: (stack) =>
        void stack.given({ orders: [failed({ state: 'Refunding', refunds: [failedRow, refund({ no: 'other', fen: 1, state: 'Processing' })] })] }),
      calls: reads,
    },
  ],
  RefundEnded: [
    {
      when: 'it has arrived',
      arrange: (stack) => void stack.given({ orders: [failed({ state: 'Refunded', refunds: [refund({ state: 'Succeeded' })] })] }),
      calls: reads,
    },
    {
      when: 'WeChat Pay refunded another amount, which is reported',
      arrange: (stack) => {
        stack.given({ orders: [failed()] });
        stack.pay.queryRefund = refundRow('SUCCESS', 989);
      },
      calls: [...asks, 'addSecurityEvent'],
      changes: {
        securityEvents: [
          securityEvent({
            _id: `refundMismatch:${orderId}:${no}: WeChat Pay says 989 fen, ours is 990`,
            kind: 'refundMismatch',
            function: 'refund',
            detail: `${no}: WeChat Pay says 989 fen, ours is 990`,
          }),
        ],
      },
    },
  ],
  RefundedElsewhere: [
    {
      when: 'the merchant has refunded a part elsewhere, which is recorded',
      arrange: (stack) => {
        stack.given({ orders: [partFailed()] });
        stack.pay.queryRefunds = refundList(elsewhere);
      },
      input: byHand,
      calls: [...asks, 'addSecurityEvent', 'saveOrder'],
      changes: {
        orders: [nextOf(recordRefunds(partFailed(), [elsewhere], now))],
        securityEvents: [
          securityEvent({
            _id: `refundNotOurs:${orderId}:5030000001`,
            kind: 'refundNotOurs',
            function: 'refund',
            detail: '300 fen of 990, WeChat Pay refund 5030000001 under desk-1: SUCCESS',
          }),
        ],
      },
    },
  ],
  RefundTooLarge: [990, 991].map((fen) => ({
    when: `its 990 fen are corrected to ${fen}`,
    arrange: (stack: OperationStack) => void stack.given({ orders: [failed()] }),
    input: { ...which, exit: 'correct', fen } as const,
    calls: reads,
  })),
  AmountFixed: (['CHANGE', 'REFUNDCLOSE'] as const).map((status) => ({
    when: `WeChat Pay knows it as ${status} and the amount is corrected`,
    arrange: (stack: OperationStack) => {
      stack.given({ orders: [failed()] });
      stack.pay.queryRefund = refundRow(status);
    },
    input: correct,
    calls: asks,
  })),
  TooOld: [
    {
      when: 'a year since the payment is over by a millisecond',
      arrange: (stack) => void stack.given({ orders: [failed({ paidAt: later(-365 * 86_400_000 - 1) })] }),
      calls: reads,
    },
  ],
  PaymentUnavailable: [
    {
      when: 'WeChat Pay does not answer',
      arrange: (stack) => {
        stack.given({ orders: [failed()] });
        stack.pay.queryRefund = unknown;
      },
      input: byHand,
      calls: asks,
    },
  ],
  Busy: [
    {
      when: 'somebody else moves the order three times',
      arrange: (stack) => {
        stack.given({ orders: [failed()] }).meanwhile('saveOrder', () => stack.touch('orders', orderId), 3);
      },
      calls: Array.from({ length: 3 }, () => [...asks, 'saveOrder']).flat(),
      changes: { orders: [failed({ rev: 8 })] },
    },
  ],
}); // oxfmt-ignore

const done = (state: Order['state'], refundState: string) => ({ ok: true, value: { state, refundState } });

describe('settleRefund', () => {
  it('settleRefund asks for a failed refund again under its own number', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('CHANGE');
    expect(await stack.call('settleRefund', 'oAdam', again)).toEqual(done('Refunding', 'Processing'));
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder']);
    const [after] = stack.changes['orders'] as [Order];
    expect(after.refunds).toEqual([refund({ state: 'Processing', retriedAt: now })]);
    expect(after.effects.map(({ kind }) => kind)).toEqual(['audit', 'confirmRefund']);
  });

  it('settleRefund asks again with a smaller amount, and the rest stays before the operator', async () => {
    const stack = given();
    expect(await stack.call('settleRefund', 'oAdam', correct)).toEqual(done('Refunding', 'Processing'));
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'refund(order, order-R1, 590)', 'saveOrder']);
    expect(stack.changes['orders']).toMatchObject([
      {
        needsAttentionAt: now,
        refunds: [
          { no, fen: 590, state: 'Processing' },
          { no: `${orderId}-R2`, fen: 400, state: 'Failed' },
        ],
      },
    ]);
  });

  it('settleRefund records a refund that was paid by hand, with a note', async () => {
    const stack = given();
    expect(await stack.call('settleRefund', 'oAdam', byHand)).toEqual(done('Refunded', 'PaidByHand'));
    expect(stack.calls).toEqual([...asks, 'saveOrder']);
    expect(stack.changes['orders']).toMatchObject([
      { refundedFen: 990, refunds: [{ state: 'PaidByHand', exitNote: '银行转账', commissionFen: 32 }] },
    ]);
  });

  it('settleRefund gives a refund up, with a note in the audit', async () => {
    const stack = given();
    expect(await stack.call('settleRefund', 'oAdam', giveUp)).toEqual(done('RefundGivenUp', 'GivenUp'));
    const [after] = stack.changes['orders'] as [Order];
    expect(after.effects).toMatchObject([
      { kind: 'audit', audit: { action: 'settleRefund', note: '对方不要了', fen: 990 } },
    ]);
  });

  it.each([
    [byHand, 'PaidByHand', 'Refunded'],
    [giveUp, 'GivenUp', 'RefundGivenUp'],
  ] as const)('settleRefund repeats its answer to the same request: $exit', async (input, refundState, state) => {
    const stack = given();
    await stack.call('settleRefund', 'oAdam', input);
    expect(await stack.call('settleRefund', 'oAdam', input)).toEqual(done(state, refundState));
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('settleRefund never has a refund paid twice: one that arrived after all is recorded instead', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS');
    expect(await stack.call('settleRefund', 'oAdam', byHand)).toMatchObject({ code: 'RefundEnded' });
    expect(stack.changes['orders']).toMatchObject([{ state: 'Refunded', refunds: [{ state: 'Succeeded' }] }]);
  });

  it('settleRefund follows a refund that somebody restarted at WeChat Pay’s desk', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('PROCESSING');
    expect(await stack.call('settleRefund', 'oAdam', giveUp)).toMatchObject({ code: 'RefundRunning' });
    expect(stack.changes['orders']).toMatchObject([{ state: 'Refunding', refunds: [{ state: 'Requested' }] }]);
  });

  it('settleRefund settles a failed part while the membership goes on', async () => {
    const part = refund({ fen: 300, state: 'Failed', endedAt: now });
    const stack = new OperationStack().given({ orders: [paidOrder({ state: 'RefundFailed', refunds: [part] })] });
    expect(await stack.call('settleRefund', 'oAdam', byHand)).toEqual(done('Paid', 'PaidByHand'));
    expect(stack.changes['orders']).toMatchObject([{ refundedFen: 300 }]);
  });

  it('The same retry again succeeds after the money has arrived', async () => {
    const arrived = refund({ state: 'Succeeded', retriedAt: now, endedAt: now });
    const stack = given({ state: 'Refunded', refunds: [arrived] });
    const answer = { ok: true, value: { state: 'Refunded', refundState: 'Succeeded' } };
    expect(await stack.call('settleRefund', 'oAdam', again)).toEqual(answer);
    expect(await stack.call('settleRefund', 'oAdam', correct)).toMatchObject({ code: 'RefundEnded' });
    expect(stack.changes).toEqual({});
  });
});
