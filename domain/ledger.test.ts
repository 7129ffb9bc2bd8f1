import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balances, buildClosedDay, noFigures, buildPaymentPosting, buildRefundPosting, type Posting } from './ledger';
import { moneyTermsOf, readPermyriad, shareOf } from './money';
import { completeRefund, type Order } from './order';
import type { Refund } from './refund';
import { next } from './testing';
import { beijingDay, dayAfter, dayStart, daysOfMonth } from './time';

fc.configureGlobal({ seed: 1 });

const now = new Date('2026-11-22T10:00:00Z');

/** The fields of an order that postings use. */
function order(priceFen: number, commissionPermyriad: number, ownMerchant = false): Order {
  const parts = { _id: 'o1', groupId: 'g1', priceFen, terms: { commissionPermyriad, ownMerchant } };
  return { ...parts, paymentRequest: { subMchId: '1900000109' } } as unknown as Order;
}

/** The order after refunds of these amounts, one after another. */
function refundAll(terms: Order, amounts: readonly number[]): Order {
  const none: Order = { ...terms, rev: 0, refundedFen: 0, refunds: [], history: [], effects: [] };
  return amounts.reduce<Order>((before, fen, index) => {
    const refund = { no: `o1-R${index + 1}`, fen, commissionFen: 0, state: 'Processing' } as Refund;
    const refunding: Order = { ...before, state: 'Refunding', refunds: [...before.refunds, refund] };
    return next(completeRefund(refunding, refund.no, now));
  }, none);
}

const postingsOf = (terms: Order, amounts: readonly number[]): Posting[] => [
  buildPaymentPosting(terms, now),
  ...refundAll(terms, amounts).refunds.map((refund) => buildRefundPosting(terms, refund, now)),
];

function balanceOf(postings: readonly Posting[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { account, fen } of postings.flatMap(({ lines }) => lines)) sums[account] = (sums[account] ?? 0) + fen;
  return sums;
}

const lines = (posting: Posting): Record<string, number> => balanceOf([posting]);

describe('buildPaymentPosting', () => {
  it('A payment’s posting owes the owner the price less the commission', () => {
    expect(lines(buildPaymentPosting(order(990, 250), now))).toEqual({
      'wechatPay:1900000109': 990,
      'owed:g1': -966,
      'commission:g1': -24,
    });
  });

  it('A posting has no lines of zero', () => {
    expect(lines(buildPaymentPosting(order(990, 0), now))).toEqual({ 'wechatPay:1900000109': 990, 'owed:g1': -990 });
  });

  it('A payment to the owner’s own merchant makes the owner owe the commission and nothing else', () => {
    expect(lines(buildPaymentPosting(order(990, 250, true), now))).toEqual({
      'wechatPay:1900000109': 990,
      'received:g1': -990,
      'owed:g1': 24,
      'commission:g1': -24,
    });
  });

  it('A posting that lacks a line does not balance', () => {
    const posting = buildPaymentPosting(order(990, 250), now);
    expect(balances(posting)).toBe(true);
    expect(
      posting.lines.map((_line, left) => balances({ ...posting, lines: posting.lines.toSpliced(left, 1) })),
    ).toEqual(posting.lines.map(() => false));
  });

  it('A posting is booked on the Beijing day of its time', () => {
    expect(buildPaymentPosting(order(990, 0), new Date('2026-11-30T15:59:59.999Z')).day).toBe('2026-11-30');
    expect(buildPaymentPosting(order(990, 0), new Date('2026-11-30T16:00:00Z')).day).toBe('2026-12-01');
  });
});

describe('buildRefundPosting', () => {
  const amounts = fc
    .tuple(
      fc.integer({ min: 1, max: 50_000 }),
      fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { maxLength: 8 }),
    )
    .map(([price, parts]) => {
      const split: number[] = [];
      let left = price;
      for (const part of parts) {
        const fen = Math.min(left - 1, Math.ceil(left * part));
        if (fen < 1) break;
        split.push(fen);
        left -= fen;
      }
      return { price, split, left };
    });

  it('Refunds in any parts leave every account at zero once everything is refunded', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 3000 }), fc.boolean(), ({ price, split, left }, rate, own) => {
        const postings = postingsOf(order(price, rate, own), [...split, left]);
        expect(postings).toHaveLength(split.length + 2);
        expect(postings.every(balances)).toBe(true);
        expect(Object.values(balanceOf(postings)).every((fen) => fen === 0)).toBe(true);
      }),
    );
  });

  it('A partial refund leaves the commission of the rest, rounded down', () => {
    expect(balanceOf(postingsOf(order(990, 250), [400]))).toEqual({
      'wechatPay:1900000109': 590,
      'owed:g1': -576,
      'commission:g1': -14,
    });
  });

  it('Partial refunds leave the commission of the amount that was kept', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 3000 }), ({ price, split }, rate) => {
        const kept = price - split.reduce((sum, fen) => sum + fen, 0);
        const balance = balanceOf(postingsOf(order(price, rate), split));
        const commission = Math.floor((kept * rate) / 10_000);
        expect(balance['commission:g1'] ?? 0).toBe(0 - commission);
        expect(balance['owed:g1'] ?? 0).toBe(commission - kept);
      }),
    );
  });
});

it('A share is rounded down to whole fen', () => {
  expect([shareOf(990, 250), shareOf(1, 3000), shareOf(50_000, 3000), shareOf(39, 256)]).toEqual([24, 0, 15_000, 0]);
});

it.each([
  ['', 0],
  ['0', 0],
  ['250', 250],
  ['3000', 3000],
])('The commission setting "%s" is read as %i', (text, permyriad) => expect(readPermyriad(text)).toBe(permyriad));

it.each(['3001', '-1', '2.5', '2,5', '1e2', ' 250', 'ten', '00250'])(
  'The commission setting "%s" is refused',
  (text) => {
    expect(() => readPermyriad(text)).toThrow(/COMMISSION_PERMYRIAD/);
  },
);

describe('moneyTermsOf', () => {
  const installation = { subMchId: 'm1', commissionPermyriad: 250 };
  it('The installation’s terms fill in those a group lacks', () => {
    const none = { subMchId: null, commissionPermyriad: null };
    expect(moneyTermsOf(none, installation)).toEqual({ subMchId: 'm1', commissionPermyriad: 250, ownMerchant: false });
    const own = { subMchId: 'm2', commissionPermyriad: 0 };
    expect(moneyTermsOf(own, installation)).toEqual({ subMchId: 'm2', commissionPermyriad: 0, ownMerchant: true });
    expect(moneyTermsOf({ ...none, subMchId: 'm1' }, installation).ownMerchant).toBe(false);
  });

  it.each([3001, -1, 2.5, NaN])('A group with the invalid commission rate %d can’t be sold', (commissionPermyriad) => {
    expect(() => moneyTermsOf({ subMchId: null, commissionPermyriad }, installation)).toThrow(/commissionPermyriad/);
  });
});

describe('Beijing time', () => {
  it('Days and months begin and end at midnight in Beijing', () => {
    expect(dayStart('2026-12-01').toISOString()).toBe('2026-11-30T16:00:00.000Z');
    expect([dayAfter('2026-12-31'), dayAfter('2028-03-01', -1)]).toEqual(['2027-01-01', '2028-02-29']);
    expect(daysOfMonth('2026-12')).toEqual({ first: '2026-12-01', last: '2026-12-31' });
    expect(daysOfMonth('2027-02')).toEqual({ first: '2027-02-01', last: '2027-02-28' });
    expect(daysOfMonth('2028-02').last).toBe('2028-02-29');
  });

  it('Every moment lies within its Beijing day', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (at) => {
        const day = beijingDay(at);
        expect(dayStart(day) <= at && at < dayStart(dayAfter(day))).toBe(true);
      }),
    );
  });
});

it('A closed day adds to the amount owed before it', () => {
  const first = buildClosedDay('g1', '2026-11-20', { ...noFigures, owedFen: 966 }, null);
  const second = buildClosedDay('g1', '2026-11-22', { ...noFigures, owedFen: -1000 }, first);
  expect([first._id, first.owedAfterFen, second.owedAfterFen]).toEqual(['g1:2026-11-20', 966, -34]);
});
