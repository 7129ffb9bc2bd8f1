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
const billedBack = { refundNo: 'o1-R1', orderId: 'o1', fen: 400, state: 'SUCCESS' };
const paid = posting('payment', 990);
const back = posting('refund', 400);

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

describe('a payment in the bill', () => {
  it.each([
    ['agrees', billed, order(), paid, undefined],
    ['is not ours', billed, undefined, undefined, 'notOurs'],
    ['is another merchant’s', billed, order({ paymentRequest: { subMchId: 'x' } as never }), paid, 'notOurs'],
    ['is of another amount', { ...billed, fen: 989 }, order(), paid, 'amountDiffers'],
    ['is of another amount, and unpaid here', { ...billed, fen: 989 }, order(), undefined, 'amountDiffers'],
    ['was booked with another amount', billed, order(), posting('payment', 991), 'amountDiffers'],
    ['is unpaid here', billed, order({ state: 'Closed' }), undefined, 'stateDiffers'],
    ['was revoked there', { ...billed, state: 'REVOKED' }, order(), paid, 'stateDiffers'],
  ])('comparePayment judges a payment that %s', (_what, row, ours, booked, kind) => {
    expect(comparePayment(row, merchant, ours, booked)?.kind).toBe(kind);
  });
});

describe('a refund in the bill', () => {
  it.each([
    ['agrees', billedBack, order(), back, undefined],
    ['is not ours', billedBack, undefined, undefined, 'refundNotOurs'],
    ['has another number', { ...billedBack, refundNo: 'desk-1' }, order(), undefined, 'refundNotOurs'],
    ['is of another amount', { ...billedBack, fen: 401 }, order(), back, 'refundAmountDiffers'],
    ['is on its way on both sides', { ...billedBack, state: 'PROCESSING' }, order({ refunds: [refund({ state: 'Processing' })] }), undefined, undefined],
    ['was on its way when the bill was written', { ...billedBack, state: 'PROCESSING' }, order(), back, undefined],
    ['arrived there only', billedBack, order({ refunds: [refund({ state: 'Failed' })] }), undefined, 'stateDiffers'],
    ['arrived and was never booked', billedBack, order(), undefined, 'stateDiffers'],
    ['failed there only', { ...billedBack, state: 'CHANGE' }, order(), back, 'stateDiffers'],
    ['failed on both sides', { ...billedBack, state: 'CHANGE' }, order({ refunds: [refund({ state: 'Failed' })] }), undefined, undefined],
  ])('compareRefund judges a refund that %s', (_what, row, ours, booked, kind) => {
    expect(compareRefund(row, merchant, ours, booked)?.kind).toBe(kind);
  }); // prettier-ignore
});

it('A posting that stands in no bill is reported with our amount and state', () => {
  expect(findMissingFromBill(paid, order())).toMatchObject({
    kind: 'notInBill',
    orderId: 'o1',
    refundNo: null,
    ourFen: 990,
  });
  expect(findMissingFromBill(back, order())).toMatchObject({
    kind: 'refundNotInBill',
    refundNo: 'o1-R1',
    ourState: 'Succeeded',
  });
  expect(findMissingFromBill(paid, undefined)).toMatchObject({ kind: 'notInBill', ourState: null });
});

describe('days', () => {
  it('Booking windows follow each other without a gap, ten minutes before midnight', () => {
    expect(bookingWindowOf('2026-11-22').until).toEqual(beijing('2026-11-22T23:50:00'));
    expect(bookingWindowOf('2026-11-23').from).toEqual(beijing('2026-11-22T23:50:00'));
  });

  it('A payment may stand in the bills of the days on which it could be paid', () => {
    const late = order({ createdAt: beijing('2026-11-22T23:30:00') });
    expect(otherBillDays(paid, late, '2026-11-23')).toEqual(['2026-11-22']);
    expect(otherBillDays(paid, late, '2026-11-26')).toEqual(['2026-11-23', '2026-11-22']);
    expect(otherBillDays(paid, order(), '2026-11-22')).toEqual([]);
    expect(otherBillDays(paid, undefined, '2026-11-22')).toContain('2026-11-21');
  });

  it('A refund may stand in the bills from its request to its booking, ten at most', () => {
    const booked: Posting = { ...back, at: beijing('2026-11-25T00:00:01') };
    expect(otherBillDays(booked, order(), '2026-11-25')).toEqual(['2026-11-24', '2026-11-23', '2026-11-22']);
    const longAgo = order({ refunds: [refund({ requestedAt: beijing('2026-09-01T00:00:00') })] });
    expect(otherBillDays(booked, longAgo, '2026-11-25')).toHaveLength(10);
  });
});

it('A day whose bill WeChat Pay no longer keeps is missed and not tried again', () => {
  const opened = openReconciliation('2026-11-22', merchant, beijing('2026-11-23T10:30:00'));
  expect(deferReconciliation(opened, 'silent', beijing('2026-12-22T10:30:00'))).toMatchObject({
    state: 'Waiting',
    attempts: 1,
  });
  expect(deferReconciliation(opened, 'silent', beijing('2027-02-20T10:30:00'))).toMatchObject({ state: 'Missed' });
});
