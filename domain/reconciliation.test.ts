import { describe, expect, it } from 'vitest';
import type { Posting } from './ledger';
import type { Order } from './order';
import type { Refund } from './refund';
import {
  bookingWindowOf,
  comparePayment,
  compareRefund,
  openReconciliation,
  findMissingFromBill,
  deferReconciliation,
  otherBillDays,
} from './reconciliation';

const merchant = '1900000109';
const beijing = (text: string): Date => new Date(`${text}+08:00`);

const refund = (over: Partial<Refund> = {}): Refund =>
  ({ no: 'o1-R1', fen: 400, state: 'Succeeded', requestedAt: beijing('2026-11-22T12:00:00'), ...over }) as Refund;
const order = (over: Partial<Order> = {}): Order =>
  ({
    _id: 'o1',
    state: 'Paid',
    priceFen: 990,
    paymentRequest: { subMchId: merchant },
    createdAt: beijing('2026-11-22T12:00:00'),
    refunds: [refund()],
    ...over,
  }) as Order;
const posting = (kind: Posting['kind'], fen: number): Posting =>
  ({
    _id: kind === 'payment' ? 'o1:paid' : 'o1-R1',
    kind,
    orderId: 'o1',
    at: beijing('2026-11-22T12:00:01'),
    lines: [{ account: `wechatPay:${merchant}`, fen: kind === 'payment' ? fen : -fen }],
  }) as unknown as Posting;

const billed = { orderId: 'o1', fen: 990, state: 'SUCCESS' };
const billedRefund = { refundNo: 'o1-R1', refundId: '50301', orderId: 'o1', fen: 400, state: 'SUCCESS' };
const paid = posting('payment', 990);
const refunded = posting('refund', 400);

describe('a new reconciliation', () => {
  it('A new reconciliation waits, knows nothing and has not been tried', () => {
    const openedAt = beijing('2026-11-23T10:30:00');
    expect(openReconciliation('2026-11-22', merchant, openedAt)).toEqual({
      _id: '2026-11-22:1900000109',
      rev: 0,
      state: 'Waiting',
      day: '2026-11-22',
      subMchId: merchant,
      openedAt,
      attempts: 0,
      why: '',
      bill: null,
      ours: null,
      differences: 0,
      finishedAt: null,
    });
  });
});

describe('comparePayment', () => {
  it.each([
    ['A payment on which both sides agree is no difference', billed, order(), paid, undefined],
    ['A payment of an unknown order is not ours', billed, undefined, undefined, 'notOurs'],
    [
      'A payment to another merchant is not ours',
      billed,
      order({ paymentRequest: { subMchId: 'x' } as never }),
      paid,
      'notOurs',
    ],
    ['A payment of another amount differs in its amount', { ...billed, fen: 989 }, order(), paid, 'amountDiffers'],
    [
      'A payment of another amount for an unpaid order differs in its amount',
      { ...billed, fen: 989 },
      order(),
      undefined,
      'amountDiffers',
    ],
    [
      'A payment booked with another amount differs in its amount',
      billed,
      order(),
      posting('payment', 991),
      'amountDiffers',
    ],
    [
      'A payment for an order that is unpaid here differs in its state',
      billed,
      order({ state: 'Closed' }),
      undefined,
      'stateDiffers',
    ],
    [
      'A payment revoked at WeChat Pay differs in its state',
      { ...billed, state: 'REVOKED' },
      order(),
      paid,
      'stateDiffers',
    ],
  ])('%s', (_title, row, ours, booked, kind) => {
    expect(comparePayment(row, merchant, ours, booked)?.kind).toBe(kind);
  });
});

describe('compareRefund', () => {
  it.each([
    ['A refund on which both sides agree is no difference', billedRefund, order(), refunded, undefined],
    ['A refund of an unknown order is not ours', billedRefund, undefined, undefined, 'refundNotOurs'],
    ['A refund with an unknown number is not ours', { ...billedRefund, refundNo: 'manual-1' }, order(), undefined, 'refundNotOurs'],
    ['A refund of another amount differs in its amount', { ...billedRefund, fen: 401 }, order(), refunded, 'refundAmountDiffers'],
    ['A refund under way on both sides is no difference', { ...billedRefund, state: 'PROCESSING' }, order({ refunds: [refund({ state: 'Processing' })] }), undefined, undefined],
    ['A refund that arrived after the bill was written is no difference', { ...billedRefund, state: 'PROCESSING' }, order(), refunded, undefined],
    ['A refund that arrived at WeChat Pay but failed here differs in its state', billedRefund, order({ refunds: [refund({ state: 'Failed' })] }), undefined, 'stateDiffers'],
    ['A refund that arrived and was never booked differs in its state', billedRefund, order(), undefined, 'stateDiffers'],
    ['A refund that failed at WeChat Pay but arrived here differs in its state', { ...billedRefund, state: 'CHANGE' }, order(), refunded, 'stateDiffers'],
    ['A refund that failed on both sides is no difference', { ...billedRefund, state: 'CHANGE' }, order({ refunds: [refund({ state: 'Failed' })] }), undefined, undefined],
  ])('%s', (_title, row, ours, booked, kind) => {
    expect(compareRefund(row, merchant, ours, booked)?.kind).toBe(kind);
  }); // oxfmt-ignore
});

it('A posting missing from every bill is reported with our amount and state', () => {
  expect(findMissingFromBill(paid, order())).toMatchObject({
    kind: 'notInBill',
    orderId: 'o1',
    refundNo: null,
    ourFen: 990,
  });
  expect(findMissingFromBill(refunded, order())).toMatchObject({
    kind: 'refundNotInBill',
    refundNo: 'o1-R1',
    ourState: 'Succeeded',
  });
  expect(findMissingFromBill(paid, undefined)).toMatchObject({ kind: 'notInBill', ourState: null });
});

describe('bill days', () => {
  it('Booking windows end ten minutes before midnight and follow each other without a gap', () => {
    expect(bookingWindowOf('2026-11-22').until).toEqual(beijing('2026-11-22T23:50:00'));
    expect(bookingWindowOf('2026-11-23').from).toEqual(beijing('2026-11-22T23:50:00'));
  });

  it('A payment may be in the bill of any other day on which it could be paid', () => {
    const late = order({ createdAt: beijing('2026-11-22T23:30:00') });
    expect(otherBillDays(paid, late, '2026-11-23')).toEqual(['2026-11-22']);
    expect(otherBillDays(paid, late, '2026-11-26')).toEqual(['2026-11-23', '2026-11-22']);
    expect(otherBillDays(paid, order(), '2026-11-22')).toEqual([]);
    expect(otherBillDays(paid, undefined, '2026-11-22')).toEqual(['2026-11-21']);
  });

  it('A refund may be in the bill of any other day from its request to its booking, at most ten days', () => {
    const booked: Posting = { ...refunded, at: beijing('2026-11-25T00:00:01') };
    expect(otherBillDays(booked, order(), '2026-11-25')).toEqual(['2026-11-24', '2026-11-23', '2026-11-22']);
    const longAgo = order({ refunds: [refund({ requestedAt: beijing('2026-09-01T00:00:00') })] });
    const days = otherBillDays(booked, longAgo, '2026-11-25');
    expect([days.length, days[0], days.at(-1)]).toEqual([10, '2026-11-24', '2026-11-15']);
  });
});

it('A reconciliation is missed once WeChat Pay no longer keeps its bill, 88 days later', () => {
  const opened = openReconciliation('2026-11-22', merchant, beijing('2026-11-23T10:30:00'));
  expect(deferReconciliation(opened, 'no answer', beijing('2026-12-22T10:30:00'))).toMatchObject({
    state: 'Waiting',
    attempts: 1,
  });
  const lastMoment = beijing('2027-02-17T23:59:59.999');
  expect(deferReconciliation(opened, 'no answer', lastMoment)).toMatchObject({ state: 'Waiting', why: 'no answer' });
  const over = beijing('2027-02-18T00:00:00');
  expect(deferReconciliation(opened, 'no answer', over)).toMatchObject({ state: 'Missed' });
});
