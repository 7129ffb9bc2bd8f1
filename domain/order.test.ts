import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Group } from './group';
import { balances, buildPaymentPosting, buildRefundPosting } from './ledger';
import {
  closeOrder,
  closePaymentNotBeforeMs,
  placeOrder,
  confirmPayment,
  markRefundProcessing,
  completeRefund,
  failRefund,
  startRefund,
  refundDeadline,
  type Approval,
  type Order,
} from './order';
import { backOffMs, hourMs } from './effect';

const now = new Date('2026-11-22T10:00:00Z');
const later = new Date(now.getTime() + 20 * 60_000);

const group: Group = {
  _id: 'g1',
  rev: 0,
  state: 'Listed',
  managers: ['oOwner'],
  ownerName: 'Olivia',
  ownerIntro: '',
  ownerAvatarFileId: '',
  name: '晨读',
  intro: '',
  description: '',
  benefits: [],
  category: 'reading',
  coverFileId: '',
  priceFen: 990,
  admission: 'instant',
  reviewHours: 0,
  refundDays: 7,
  capacity: 3,
  seatsLeft: 3,
  seats: [],
  qrValidUntil: null,
  searchText: '',
  subMchId: null,
  commissionPermyriad: null,
  history: [],
  createdAt: now,
  effects: [],
  dueAt: null,
};

function order(over: Partial<Group> = {}, approval: Approval | null = null): Order {
  return placeOrder(
    {
      orderId: 'a'.repeat(32),
      openid: 'oBuyer',
      membershipId: 'e'.repeat(32),
      round: 1,
      group: { ...group, ...over },
      approval,
      subMchId: '1900000109',
      commissionPermyriad: 250,
      ownMerchant: false,
      clientIp: '127.0.0.1',
    },
    now,
  );
}

const kinds = (from: Order | null): string[] => (from?.effects ?? []).map((effect) => effect.kind);

describe('an order', () => {
  it('asks WeChat Pay for exactly its price, until its time is over, in Beijing time', () => {
    expect(order().paymentRequest).toMatchObject({
      totalFee: 990,
      outTradeNo: 'a'.repeat(32),
      timeExpire: '20261122181500',
    });
  });

  it('once paid must admit and post, and is due at once', () => {
    const paid = confirmPayment(order(), 't1', later);
    expect(paid).toMatchObject({ state: 'Paid', transactionId: 't1', dueAt: later, rev: 1 });
    expect(kinds(paid)).toEqual(['admit', 'postPayment']);
  });

  it('closed before five minutes are over tells WeChat Pay when they are', () => {
    const after = closeOrder(order(), 'buyer', new Date(now.getTime() + 60_000));
    expect(after?.activeKey).toBe(after?._id);
    expect(after?.effects.find((effect) => effect.kind === 'closePayment')?.at.getTime()).toBe(
      now.getTime() + closePaymentNotBeforeMs,
    );
  });

  it('paid after it was closed gives the whole price back and keeps its seat free', () => {
    const after = confirmPayment(closeOrder(order(), 'buyer', now)!, 't1', later);
    expect(after?.state).toBe('Refunding');
    expect(after?.refunds).toMatchObject([
      { no: `${'a'.repeat(32)}-R1`, fen: 990, reason: 'paidAfterClosing', state: 'Requested' },
    ]);
    expect(kinds(after)).toEqual(['freeSeat', 'postPayment', 'submitRefund']);
  });

  it('is never paid twice, closed after payment or refunded unpaid', () => {
    const paid = confirmPayment(order(), 't1', now)!;
    expect(confirmPayment(paid, 't2', later)).toBeNull();
    expect(closeOrder(paid, 'buyer', later)).toBeNull();
    expect(startRefund(order(), { reason: 'rejected', note: '', actor: 'owner' }, later)).toBeNull();
  });

  it('gives its money back step by step, and every posting balances', () => {
    const paid = confirmPayment(order(), 't1', now)!;
    const asked = startRefund(paid, { reason: 'rejected', note: '资料不全', actor: 'owner' }, later)!;
    const no = asked.refunds[0]!.no;
    const accepted = markRefundProcessing(asked, no, later)!;
    expect(kinds(accepted)).toEqual(['postPayment', 'freeSeat', 'confirmRefund']);
    const done = completeRefund(accepted, no, later)!;
    expect(done).toMatchObject({ state: 'Refunded', refundedFen: 990 });
    expect(completeRefund(done, no, later)).toBeNull();
    const refund = done.refunds[0]!;
    expect(refund.commissionFen).toBe(24);
    expect(balances(buildPaymentPosting(done, now)) && balances(buildRefundPosting(done, refund, later))).toBe(true);
  });

  it('whose refund failed asks again under a new number', () => {
    const paid = confirmPayment(order(), 't1', now)!;
    const request = { reason: 'rejected', note: '', actor: 'owner' } as const;
    const asked = startRefund(paid, request, now)!;
    const failed = failRefund(asked, asked.refunds[0]!.no, later)!;
    expect(failed.state).toBe('RefundFailed');
    expect(startRefund(failed, request, later)?.refunds.map((row) => row.no.slice(-2))).toEqual(['R1', 'R2']);
  });

  it('never gives back more than was paid, whatever is tried in whatever order', () => {
    const request = { reason: 'rejected', note: '', actor: 'owner' } as const;
    const steps = [
      (at: Order) => confirmPayment(at, 't', later),
      (at: Order) => closeOrder(at, 'system', later),
      (at: Order) => startRefund(at, request, later),
      (at: Order) => markRefundProcessing(at, at.refunds.at(-1)?.no ?? '', later),
      (at: Order) => completeRefund(at, at.refunds.at(-1)?.no ?? '', later),
      (at: Order) => failRefund(at, at.refunds.at(-1)?.no ?? '', later),
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(steps.length - 1), { maxLength: 25 }), (picks) => {
        let at = order();
        for (const pick of picks) at = steps[pick]!(at) ?? at;
        const promised = at.refunds.filter((row) => row.state !== 'Failed').reduce((sum, row) => sum + row.fen, 0);
        expect(at.refundedFen).toBeLessThanOrEqual(at.priceFen);
        expect(promised).toBeLessThanOrEqual(at.priceFen);
      }),
    );
  });
});

describe('an order of an approved membership', () => {
  const approval = { seatId: 'e#1-0', payUntil: new Date(now.getTime() + 8 * 60_000) };

  it('is sold as what it is, whatever the group is now, and ends with the approval', () => {
    const made = order({ admission: 'instant' }, approval);
    expect(made).toMatchObject({ seatId: 'e#1-0', payUntil: approval.payUntil, terms: { admission: 'reviewThenPay' } });
    const long = { ...approval, payUntil: new Date(now.getTime() + 24 * hourMs) };
    expect(order({}, long).payUntil).toEqual(order().payUntil);
  });

  it('that closes leaves the seat alone, and so does late money', () => {
    const after = closeOrder(order({}, approval), 'buyer', now)!;
    expect(kinds(after)).toEqual(['closePayment']);
    expect(kinds(confirmPayment(after, 't1', later))).toEqual(['postPayment', 'submitRefund']);
  });

  it('whose money goes back gives the seat back: the round is over', () => {
    const paid = confirmPayment(order({}, approval), 't1', now)!;
    expect(kinds(startRefund(paid, { reason: 'byBuyer', note: '', actor: 'buyer' }, later))).toContain('freeSeat');
  });

  it('takes no seat where the group has no limit', () => {
    expect(order({ capacity: null }, { ...approval, seatId: null }).seatId).toBeNull();
  });
});

it('money may be taken back for as many days as the group gave when it was sold', () => {
  expect(refundDeadline(order({ refundDays: 3 }))).toBeNull();
  const paid = confirmPayment(order({ refundDays: 3 }), 't1', now)!;
  expect(refundDeadline(paid)?.getTime()).toBe(now.getTime() + 72 * hourMs);
});

describe('backing off', () => {
  it('tries again at the next sweep, then ever later, never later than an hour', () => {
    expect([1, 2, 3, 4].map(backOffMs)).toEqual([0, 60_000, 120_000, 240_000]);
    expect(backOffMs(40)).toBe(hourMs);
  });
});
