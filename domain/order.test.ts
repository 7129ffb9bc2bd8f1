import { refundWindowEnd } from './refundRules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Group } from './group';
import { balances, buildPaymentPosting, buildRefundPosting } from './ledger';
import {
  backsMembership,
  closeOrder,
  completeRefund,
  confirmPayment,
  failRefund,
  isTooOldToRefund,
  markRefundProcessing,
  placeOrder,
  refundableFen,
  refundableUntil,
  settleRefund,
  startRefund,
  type Approval,
  type Order,
  type RefundExit,
} from './order';
import { next } from './testing';
import { nextOf } from './transition';
import { backOffMs } from './effect';

fc.configureGlobal({ seed: 1 });

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
  qrPeriods: [],
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

const kinds = (from: Order): string[] => from.effects.map((effect) => effect.kind);
const paid = (at: Order = order()): Order => next(confirmPayment(at, 't1', now));
const byOwner = { reason: 'rejected', note: '资料不全', actor: 'owner' } as const;
const firstRefund = `${'a'.repeat(32)}-R1`;

describe('order', () => {
  it('A new order asks WeChat Pay for exactly its price until its time is over, in Beijing time', () => {
    expect(order().paymentRequest).toMatchObject({
      totalFee: 990,
      outTradeNo: 'a'.repeat(32),
      timeExpire: '20261122181500',
    });
  });

  it('A paid order is due at once, to admit and to post', () => {
    const after = next(confirmPayment(order(), 't1', later));
    expect(after).toMatchObject({ state: 'Paid', transactionId: 't1', paidAt: later, dueAt: later, rev: 1 });
    expect(kinds(after)).toEqual(['admit', 'postPayment']);
    expect(after.history).toEqual([
      { event: 'paymentConfirmed', from: 'AwaitingPayment', to: 'Paid', at: later, actor: 'system' },
    ]);
  });

  it('An order closed within five minutes tells WeChat Pay when they are over', () => {
    const after = next(closeOrder(order(), 'buyer', new Date(now.getTime() + 60_000)));
    expect(after.activeKey).toBe('a'.repeat(32));
    expect(after.effects.find((effect) => effect.kind === 'closePayment')?.at.getTime()).toBe(now.getTime() + 300_000);
  });

  it('An order closed after five minutes tells WeChat Pay at once', () => {
    const at = new Date(now.getTime() + 300_001);
    expect(next(closeOrder(order(), 'system', at)).effects).toEqual([
      { kind: 'freeSeat', at, attempts: 0 },
      { kind: 'closePayment', at, attempts: 0 },
    ]);
  });

  it('An order paid after it was closed refunds the whole price and keeps its seat free', () => {
    const after = next(confirmPayment(next(closeOrder(order(), 'buyer', now)), 't1', later));
    expect(after.state).toBe('Refunding');
    expect(after.refunds).toMatchObject([
      { no: firstRefund, fen: 990, reason: 'paidAfterClosing', state: 'Requested', note: '', idempotencyKey: null },
    ]);
    expect(kinds(after)).toEqual(['freeSeat', 'postPayment', 'submitRefund']);
  });

  it('An order is never paid twice, closed after its payment or refunded unpaid', () => {
    expect(confirmPayment(paid(), 't2', later)).toEqual({ kind: 'noop' });
    expect(closeOrder(paid(), 'buyer', later)).toEqual({ kind: 'refused', code: 'AlreadyPaid' });
    expect(startRefund(order(), byOwner, later)).toEqual({ kind: 'refused', code: 'NotPaid' });
    expect(startRefund(next(closeOrder(order(), 'buyer', now)), byOwner, later)).toEqual({
      kind: 'refused',
      code: 'NotPaid',
    });
  });

  it('A refund goes step by step, and every posting balances', () => {
    const started = next(startRefund(paid(), byOwner, later));
    expect(started).toMatchObject({ state: 'Refunding', activeKey: 'a'.repeat(32), refunds: [{ note: '资料不全' }] });
    const accepted = next(markRefundProcessing(started, firstRefund, later));
    expect(accepted.refunds).toMatchObject([{ state: 'Processing', endedAt: null }]);
    expect(kinds(accepted)).toEqual(['postPayment', 'freeSeat', 'confirmRefund']);
    const done = next(completeRefund(accepted, firstRefund, later));
    expect(done).toMatchObject({ state: 'Refunded', refundedFen: 990 });
    expect(kinds(done)).toEqual(['postPayment', 'freeSeat', 'postRefund']);
    expect(completeRefund(done, firstRefund, later)).toEqual({ kind: 'noop' });
    const refund = done.refunds[0]!;
    expect(refund).toMatchObject({ state: 'Succeeded', commissionFen: 24, endedAt: later });
    expect(balances(buildPaymentPosting(done, now)) && balances(buildRefundPosting(done, refund, later))).toBe(true);
  });

  const settled = (at: Order, exit: RefundExit, no = firstRefund) => next(settleRefund(at, no, exit, 'oAdam', later));
  const wholeFailed = (): Order =>
    next(failRefund(next(startRefund(paid(), byOwner, now)), firstRefund, now, '余额不足'));
  const partFailed = (fen: number): Order =>
    next(failRefund(next(startRefund(paid(), byOwner, now, fen)), firstRefund, now));

  it('A refund that failed is asked for again under its own number', () => {
    const failed = wholeFailed();
    expect(failed).toMatchObject({
      state: 'RefundFailed',
      refunds: [{ state: 'Failed', endedAt: now, failure: '余额不足' }],
    });
    expect(kinds(failed)).not.toContain('submitRefund');
    expect(startRefund(failed, byOwner, later)).toEqual({ kind: 'refused', code: 'RefundUnsettled' });
    const again = settled(failed, { exit: 'again' });
    expect(again).toMatchObject({
      state: 'Refunding',
      refunds: [{ no: firstRefund, fen: 990, state: 'Requested', retriedAt: later, endedAt: null }],
    });
    expect(again.refunds[0]).not.toHaveProperty('failure');
    expect(again.effects.filter(({ kind }) => kind === 'submitRefund')).toEqual([
      { kind: 'submitRefund', at: later, attempts: 0, refundNo: firstRefund },
    ]);
    expect(settleRefund(again, firstRefund, { exit: 'again' }, 'oAdam', later)).toEqual({ kind: 'noop' });
    expect(next(completeRefund(again, firstRefund, later))).toMatchObject({ state: 'Refunded', refundedFen: 990 });
  });

  it('A corrected refund keeps its number, and its rest stays before the operator', () => {
    const corrected = settled(wholeFailed(), { exit: 'correct', fen: 590 });
    const rest = `${'a'.repeat(32)}-R2`;
    expect(corrected).toMatchObject({
      state: 'Refunding',
      needsAttentionAt: later,
      refunds: [
        { no: firstRefund, fen: 590, state: 'Requested' },
        { no: rest, fen: 400, state: 'Failed', failure: `${firstRefund} 更正金额后余下的部分` },
      ],
    });
    const notes = (order: Order) => order.effects.flatMap(({ audit }) => audit?.note ?? []);
    expect(notes(corrected)).toEqual(['990 → 590']);
    expect(notes(settled(wholeFailed(), { exit: 'again' }))).toEqual(['']);
    const partly = next(completeRefund(corrected, firstRefund, later));
    expect(partly).toMatchObject({ state: 'RefundFailed', refundedFen: 590, needsAttentionAt: null });
    expect(settled(partly, { exit: 'byHand', note: '银行转账' }, rest)).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
    });
    const tooMuch = { kind: 'refused', code: 'RefundTooLarge' };
    expect(settleRefund(wholeFailed(), firstRefund, { exit: 'correct', fen: 990 }, 'oAdam', later)).toEqual(tooMuch);
    expect(settleRefund(wholeFailed(), firstRefund, { exit: 'correct', fen: 0 }, 'oAdam', later)).toEqual(tooMuch);
  });

  it('A refund paid by hand counts as back, and its posting leaves WeChat Pay’s account alone', () => {
    const done = settled(wholeFailed(), { exit: 'byHand', note: '微信转账' });
    expect(done).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      refunds: [{ state: 'PaidByHand', commissionFen: 24, exitNote: '微信转账', endedAt: later }],
    });
    expect(done.effects.find(({ kind }) => kind === 'postRefund')).toMatchObject({ refundNo: firstRefund });
    expect(done.effects.find(({ kind }) => kind === 'audit')?.audit).toEqual({
      _id: `${firstRefund}:PaidByHand:3`,
      at: later,
      operatorOpenid: 'oAdam',
      action: 'settleRefund',
      subject: 'a'.repeat(32),
      note: '微信转账',
      fen: 990,
      before: 'Failed',
      after: 'PaidByHand',
    });
    expect(buildRefundPosting(done, done.refunds[0]!, later).lines).toEqual([
      { account: 'byHand:1900000109', fen: -990 },
      { account: 'owed:g1', fen: 966 },
      { account: 'commission:g1', fen: 24 },
    ]);
  });

  it('A whole refund that is given up ends the order with the money kept, and can be taken up again', () => {
    const given = settled(wholeFailed(), { exit: 'giveUp', note: '对方不要了' });
    expect(given).toMatchObject({ state: 'RefundGivenUp', refundedFen: 0, refunds: [{ state: 'GivenUp' }] });
    expect(kinds(given)).not.toContain('postRefund');
    expect(refundableFen(given)).toBe(0);
    expect(settled(given, { exit: 'again' })).toMatchObject({ state: 'Refunding', refunds: [{ no: firstRefund }] });
    expect(next(completeRefund(given, firstRefund, later))).toMatchObject({ state: 'Refunded', refundedFen: 990 });
  });

  it('A failed part leaves the rest refundable, whatever becomes of the part', () => {
    const failed = partFailed(300);
    expect(refundableFen(failed)).toBe(690);
    const resting = next(startRefund(failed, byOwner, later));
    expect(resting).toMatchObject({ state: 'Refunding', needsAttentionAt: now, refunds: [{ fen: 300 }, { fen: 690 }] });
    expect(backsMembership(resting)).toBe(false);
    const partly = next(completeRefund(resting, `${'a'.repeat(32)}-R2`, later));
    expect(partly).toMatchObject({ state: 'RefundFailed', refundedFen: 690 });
    expect(settled(partly, { exit: 'giveUp', note: '多退的' })).toMatchObject({
      state: 'RefundGivenUp',
      refundedFen: 690,
    });
    expect(settled(partly, { exit: 'byHand', note: '转账' })).toMatchObject({ state: 'Refunded', refundedFen: 990 });
  });

  it('A part that is given up leaves the order Paid, and its money is not refundable under a new number', () => {
    const given = settled(partFailed(300), { exit: 'giveUp', note: '误操作' });
    expect(given).toMatchObject({ state: 'Paid', refundedFen: 0, refunds: [{ state: 'GivenUp' }] });
    expect(given.history.at(-1)).toMatchObject({ event: 'partialRefundGivenUp', actor: 'operator' });
    expect(refundableFen(given)).toBe(690);
    expect(settled(partFailed(300), { exit: 'byHand', note: '转账' })).toMatchObject({
      state: 'Paid',
      refundedFen: 300,
    });
  });

  it('A refund that arrived can no longer fail, and a failed one can still arrive', () => {
    const started = next(startRefund(paid(), byOwner, now));
    const arrived = next(completeRefund(started, firstRefund, later));
    expect(failRefund(arrived, firstRefund, later)).toEqual({ kind: 'refused', code: 'RefundEnded' });
    expect(markRefundProcessing(arrived, firstRefund, later)).toEqual({ kind: 'noop' });
    const failed = next(failRefund(started, firstRefund, later));
    expect(failRefund(failed, firstRefund, later)).toEqual({ kind: 'noop' });
    expect(markRefundProcessing(failed, firstRefund, later)).toEqual({ kind: 'refused', code: 'RefundEnded' });
    expect(next(completeRefund(failed, firstRefund, later))).toMatchObject({ state: 'Refunded', refundedFen: 990 });
  });

  it('A refund number that the order does not know is refused', () => {
    const unknown = { kind: 'refused', code: 'RefundNotFound' };
    expect(markRefundProcessing(paid(), 'x', later)).toEqual(unknown);
    expect(completeRefund(paid(), 'x', later)).toEqual(unknown);
    expect(failRefund(paid(), 'x', later)).toEqual(unknown);
  });

  it.each([
    [1, 'moved'],
    [989, 'moved'],
    [990, 'moved'],
    [0, 'RefundTooLarge'],
    [991, 'RefundTooLarge'],
  ] as const)('A refund of %i of 990 fen ends as %s', (fen, end) => {
    const decision = startRefund(paid(), byOwner, later, fen);
    expect(decision.kind === 'refused' ? decision.code : decision.kind).toBe(end);
    if (decision.kind !== 'moved') return;
    expect(decision.next.refunds).toMatchObject([{ fen }]);
    // A partial refund leaves the membership's order alone.
    expect(backsMembership(decision.next)).toBe(fen < 990);
    expect(kinds(decision.next).includes('freeSeat')).toBe(fen === 990);
    expect(kinds(decision.next).includes('admit')).toBe(fen < 990);
  });

  it('An order whose membership has ended refunds only the whole rest', () => {
    const ended = { ...paid(), activeKey: 'a'.repeat(32) };
    expect(startRefund(ended, byOwner, later, 400)).toEqual({ kind: 'refused', code: 'RefundWholeOnly' });
    expect(startRefund(ended, byOwner, later, 990).kind).toBe('moved');
  });

  it('A second refund is refused while one runs, and when nothing is left', () => {
    const started = next(startRefund(paid(), byOwner, now));
    expect(startRefund(started, byOwner, later)).toEqual({ kind: 'refused', code: 'RefundRunning' });
    const done = next(completeRefund(started, firstRefund, later));
    expect(startRefund(done, byOwner, later)).toEqual({ kind: 'refused', code: 'NothingLeft' });
  });

  it('A partial refund brings the order back to Paid with what is left', () => {
    const part = next(startRefund(paid(), byOwner, later, 400));
    const after = next(completeRefund(part, firstRefund, later));
    expect(after).toMatchObject({ state: 'Paid', refundedFen: 400, refunds: [{ fen: 400, commissionFen: 10 }] });
    expect(refundableFen(after)).toBe(590);
    expect(refundableFen(part)).toBe(0);
  });

  it('An operator’s refund carries its audit record and its key', () => {
    const operator = { openid: 'oAdam', idempotencyKey: 'k1' };
    const request = { reason: 'byOperator', note: '群主停更', actor: 'operator', operator } as const;
    const started = next(startRefund(paid(), request, later, 300));
    expect(started.refunds).toMatchObject([{ idempotencyKey: 'k1', reason: 'byOperator' }]);
    expect(started.effects.find(({ kind }) => kind === 'audit')).toEqual({
      kind: 'audit',
      at: later,
      attempts: 0,
      audit: {
        _id: firstRefund,
        at: later,
        operatorOpenid: 'oAdam',
        action: 'refundOrder',
        subject: 'a'.repeat(32),
        note: '群主停更',
        fen: 300,
        before: 'Paid',
        after: 'Refunding',
      },
    });
  });

  it('WeChat Pay refunds an order for a year, to the millisecond', () => {
    const yearMs = 365 * 24 * 3_600_000;
    expect(refundableUntil(order())).toBeNull();
    expect(isTooOldToRefund(order(), new Date(now.getTime() + 2 * yearMs))).toBe(false);
    expect(isTooOldToRefund(paid(), new Date(now.getTime() + yearMs))).toBe(false);
    expect(isTooOldToRefund(paid(), new Date(now.getTime() + yearMs + 1))).toBe(true);
  });

  it('An order never refunds more than was paid, whatever is tried in any sequence', () => {
    const steps = [
      (at: Order) => confirmPayment(at, 't', later),
      (at: Order) => closeOrder(at, 'system', later),
      (at: Order) => startRefund(at, byOwner, later),
      (at: Order) => startRefund(at, byOwner, later, 300),
      (at: Order) => markRefundProcessing(at, at.refunds.at(-1)?.no ?? '', later),
      (at: Order) => completeRefund(at, at.refunds.at(-1)?.no ?? '', later),
      (at: Order) => failRefund(at, at.refunds.at(-1)?.no ?? '', later),
      ...(['again', 'byHand', 'giveUp'] as const).map(
        (exit) => (at: Order) => settleRefund(at, at.refunds.at(-1)?.no ?? '', { exit, note: 'n' }, 'oAdam', later),
      ),
      (at: Order) => settleRefund(at, at.refunds[0]?.no ?? '', { exit: 'correct', fen: 100 }, 'oAdam', later),
      (at: Order) => completeRefund(at, at.refunds[0]?.no ?? '', later),
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(steps.length - 1), { maxLength: 25 }), (picks) => {
        let at = order();
        for (const pick of picks) at = nextOf(steps[pick]!(at)) ?? at;
        const promised = at.refunds.reduce((sum, row) => sum + row.fen, 0);
        expect(at.refundedFen).toBeLessThanOrEqual(at.priceFen);
        expect(promised).toBeLessThanOrEqual(at.priceFen);
      }),
      { seed: 20_261_122 },
    );
  });
});

describe('order of an approved membership', () => {
  const approval = { seatId: 'e#1-0', payUntil: new Date(now.getTime() + 8 * 60_000) };

  it('An order of an approval keeps the approval’s admission rule, whatever the group’s is now, and ends with the approval', () => {
    const made = order({ admission: 'instant' }, approval);
    expect(made).toMatchObject({ seatId: 'e#1-0', payUntil: approval.payUntil, terms: { admission: 'reviewThenPay' } });
    const long = { ...approval, payUntil: new Date(now.getTime() + 24 * 3_600_000) };
    expect(order({}, long).payUntil.getTime()).toBe(now.getTime() + 900_000);
  });

  it('An order of an approval that closes leaves the seat alone, and so does late money', () => {
    const after = next(closeOrder(order({}, approval), 'buyer', now));
    expect(kinds(after)).toEqual(['closePayment']);
    expect(kinds(next(confirmPayment(after, 't1', later)))).toEqual(['postPayment', 'submitRefund']);
  });

  it('A refund of late money that is asked for again leaves the seat to the approval, which may still be paid for', () => {
    const late = next(confirmPayment(next(closeOrder(order({}, approval), 'buyer', now)), 't1', later));
    const failed = next(failRefund(late, firstRefund, later));
    const again = next(settleRefund(failed, firstRefund, { exit: 'again' }, 'oAdam', later));
    expect(kinds(again)).not.toContain('freeSeat');
  });

  it('An order of an approval that is refunded gives the seat back, because the round is over', () => {
    const started = next(startRefund(paid(order({}, approval)), { ...byOwner, reason: 'byBuyer' }, later));
    expect(kinds(started)).toContain('freeSeat');
  });

  it('An order takes no seat if the group has no limit', () => {
    expect(order({ capacity: null }, { ...approval, seatId: null }).seatId).toBeNull();
    expect(order({ capacity: null }).seatId).toBeNull();
    expect(kinds(next(closeOrder(order({ capacity: null }), 'buyer', now)))).toEqual(['closePayment']);
  });
});

it('An order forgets the buyer’s words to the owner when it closes or goes back as a whole', () => {
  const written = { ...order(), encryptedMessage: 'k.words' };
  expect(next(closeOrder(written, 'buyer', now)).encryptedMessage).toBeNull();
  expect(next(confirmPayment(written, 't1', now)).encryptedMessage).toBe('k.words');
  const held = next(confirmPayment(written, 't1', now));
  expect(next(startRefund(held, byOwner, later)).encryptedMessage).toBeNull();
  expect(next(startRefund(held, byOwner, later, 1)).encryptedMessage).toBe('k.words');
});

it('A buyer’s refund window lasts as many days as the group gave at the time of sale', () => {
  expect(refundWindowEnd(order({ refundDays: 3 }), null, null, now)).toBeNull();
  expect(refundWindowEnd(paid(order({ refundDays: 3 })), null, null, now)?.getTime()).toBe(
    now.getTime() + 72 * 3_600_000,
  );
});

describe('effects', () => {
  it('A failed effect is tried at the next sweep, then after 1, 2, 4, … minutes, at most an hour', () => {
    expect([1, 2, 3, 4, 7, 8, 9].map(backOffMs)).toEqual([
      0, 60_000, 120_000, 240_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
    expect(backOffMs(40)).toBe(3_600_000);
  });
});
