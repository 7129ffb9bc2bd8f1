import { describe, expect, it } from 'vitest';
import {
  applyForMembership,
  currentApproval,
  approveMembership,
  startQrDeadline,
  recordShownQr,
  enter,
  createMembership,
  lacksSeat,
  revokeForMissingQr,
  noValidQrAfterMs,
  payApprovedWithinMs,
  rejectMembership,
  returnToApplied,
  confirmSeat,
  stateOfRound,
  timeOut,
  withdraw,
  type Membership,
} from './membership';
import type { AdmissionRule } from './group';
import { leastPayTimeMs, type Order } from './order';

const now = new Date('2026-11-22T10:00:00Z');
const later = new Date('2026-11-23T10:00:00Z');

/** The parts of an order that a membership looks at. */
function order(id: string, round: number, admission: AdmissionRule): Order {
  const terms = { groupName: '', ownerName: '', coverFileId: '', admission, reviewHours: 24 };
  return { _id: id, membershipId: 'e', groupId: 'g', openid: 'o', round, priceFen: 990, terms } as unknown as Order;
}

describe('a membership', () => {
  it('of an instant group is admitted by payment', () => {
    expect(createMembership(order('o1', 1, 'instant'), now)).toMatchObject({
      state: 'Admitted',
      round: 1,
      effects: [],
      dueAt: null,
    });
  });

  it('of a reviewed group waits, with a clock', () => {
    expect(createMembership(order('o1', 1, 'payThenReview'), now)).toMatchObject({
      state: 'UnderReview',
      reviewUntil: later,
      dueAt: later,
    });
  });

  it('approved stops its clock', () => {
    expect(
      approveMembership(createMembership(order('o1', 1, 'payThenReview'), now), 'owner', now, false),
    ).toMatchObject({
      state: 'Admitted',
      dueAt: null,
    });
  });

  it('rejected owes its money back and begins another round', () => {
    const after = rejectMembership(createMembership(order('o1', 1, 'payThenReview'), now), '资料不全', 'owner', now)!;
    expect(after).toMatchObject({ state: 'Rejected', round: 2, rejectedReason: '资料不全' });
    expect(after.effects).toMatchObject([
      { kind: 'refund', orderId: 'o1', refund: { reason: 'rejected', note: '资料不全' } },
    ]);
  });

  it('can be had again after a rejection, by an order of the next round and no other', () => {
    const ended = rejectMembership(createMembership(order('o1', 1, 'payThenReview'), now), 'x', 'owner', now)!;
    expect(enter(ended, order('o2', 1, 'payThenReview'), later)).toBeNull();
    const again = enter(ended, order('o2', 2, 'payThenReview'), later)!;
    expect(again).toMatchObject({ state: 'UnderReview', round: 2, orderId: 'o2', rejectedReason: '' });
    // The refund of the first round is not forgotten.
    expect(again.effects.map((effect) => effect.kind)).toEqual(['refund', 'timeOut']);
    expect(stateOfRound(again, 1)).toBe('Rejected');
    expect(stateOfRound(again, 2)).toBe('UnderReview');
  });

  it('lives by one order at a time', () => {
    const live = createMembership(order('o1', 1, 'instant'), now);
    expect(enter(live, order('o2', 1, 'instant'), later)).toBeNull();
  });

  it('decided in time does not time out', () => {
    const decided = approveMembership(createMembership(order('o1', 1, 'payThenReview'), now), 'owner', now, false)!;
    expect(timeOut(decided, later)).toBeNull();
  });

  it('that was shown a code remembers which', () => {
    expect(recordShownQr(createMembership(order('o1', 1, 'instant'), now), 'c1', now)).toMatchObject({
      shownQrId: 'c1',
      rev: 1,
    });
  });
});

const kinds = (membership: Membership | null): string[] => (membership?.effects ?? []).map((effect) => effect.kind);
const application = { membershipId: 'e', groupId: 'g', openid: 'o', reviewHours: 24, encryptedMessage: 'k.sealed' };
const waiting = (): Membership => applyForMembership(null, application, now)!;
const holding = (): Membership => confirmSeat(approveMembership(waiting(), 'owner', now, true)!);

describe('an application', () => {
  it('waits with a clock, and has cost nothing', () => {
    expect(waiting()).toMatchObject({
      state: 'Applied',
      round: 1,
      admission: 'reviewThenPay',
      orderId: null,
      paidFen: 0,
      reviewUntil: later,
      dueAt: later,
    });
  });

  it('is not had twice, and not beside a standing', () => {
    expect(applyForMembership(waiting(), application, later)).toBeNull();
    expect(applyForMembership(createMembership(order('o1', 1, 'instant'), now), application, later)).toBeNull();
  });

  it('rejected or timed out moves no money, and the next round may begin', () => {
    for (const end of [rejectMembership(waiting(), '名额给老同学', 'owner', later), timeOut(waiting(), later)]) {
      expect(end).toMatchObject({ round: 2, orderId: null, effects: [], dueAt: null });
      expect(applyForMembership(end, application, later)).toMatchObject({
        state: 'Applied',
        round: 2,
        rejectedReason: '',
      });
    }
  });

  it('approved holds a seat of its own until its day and the last payment’s time are over', () => {
    const after = approveMembership(waiting(), 'owner', now, true)!;
    const payUntil = new Date(now.getTime() + payApprovedWithinMs);
    expect(after).toMatchObject({ state: 'Approved', payUntil });
    expect(after.seatId).not.toBeNull();
    expect(kinds(after)).toEqual(['secureSeat', 'timeOut']);
    expect(kinds(confirmSeat(after))).toEqual(['timeOut']);
    expect(confirmSeat(after).dueAt?.getTime()).toBe(payUntil.getTime() + leastPayTimeMs);
    expect(currentApproval(after, new Date(payUntil.getTime() - 1))).toMatchObject({ seatId: after.seatId });
    expect(currentApproval(after, payUntil)).toBeNull();
  });

  it('approved for a group without a limit needs no seat', () => {
    const after = approveMembership(waiting(), 'owner', now, false)!;
    expect(after.seatId).toBeNull();
    expect(lacksSeat(after)).toBe(false);
  });

  it('for which there was no seat waits again, until its old time; another approval takes another seat', () => {
    const first = approveMembership(waiting(), 'owner', now, true)!;
    const again = returnToApplied(first, now)!;
    expect(again).toMatchObject({ state: 'Applied', round: 1, payUntil: null, seatId: null });
    expect(again.effects.find((effect) => effect.kind === 'timeOut')?.at).toEqual(later);
    // A function that was taking the first one may come late.
    expect(again.effects.find((effect) => effect.kind === 'freeSeat')).toMatchObject({ seatId: first.seatId });
    expect(approveMembership(again, 'owner', now, true)?.seatId).not.toBe(first.seatId);
  });

  it('whose seat is sure keeps it', () => {
    expect(returnToApplied(holding(), later)).toBeNull();
  });

  it('approved is admitted by an order sold to it, of its own round and no other', () => {
    expect(enter(holding(), order('o1', 1, 'reviewThenPay'), later)).toMatchObject({
      state: 'Admitted',
      orderId: 'o1',
      paidFen: 990,
      payUntil: null,
      effects: [],
    });
    expect(enter(holding(), order('o1', 2, 'reviewThenPay'), later)).toBeNull();
    expect(enter(holding(), order('o1', 1, 'instant'), later)).toBeNull();
    expect(enter(waiting(), order('o1', 1, 'reviewThenPay'), later)).toBeNull();
    expect(enter(timeOut(holding(), later)!, order('o1', 2, 'reviewThenPay'), later)).toBeNull();
  });

  it.each([
    ['timed out', timeOut],
    ['withdrawn', withdraw],
  ])('approved and %s frees its seat once more a while later', (_how, end) => {
    const membership = holding();
    const after = end(membership, later)!;
    expect(after).toMatchObject({ round: 2, seatId: null, payUntil: null });
    expect(after.effects).toMatchObject([{ kind: 'freeSeat', seatId: membership.seatId }]);
    expect(after.dueAt! > later).toBe(true);
  });

  it('withdrawn takes its words along', () => {
    expect(withdraw(waiting(), later)).toMatchObject({ state: 'Withdrawn', encryptedMessage: null });
    expect(rejectMembership(waiting(), 'x', 'owner', later)?.encryptedMessage).not.toBeNull();
  });
});

describe('no way in', () => {
  const admitted = (): Membership => createMembership(order('o1', 1, 'instant'), now);

  it('gives the money back a day after no code was found', () => {
    const missed = startQrDeadline(admitted(), now);
    expect(missed.dueAt?.getTime()).toBe(now.getTime() + noValidQrAfterMs);
    const after = revokeForMissingQr(missed, later)!;
    expect(after).toMatchObject({ state: 'Revoked', round: 2 });
    expect(after.effects).toMatchObject([{ kind: 'refund', orderId: 'o1', refund: { reason: 'noValidQr' } }]);
  });

  it('is over once a code was shown', () => {
    const shown = recordShownQr(startQrDeadline(admitted(), now), 'c1', later);
    expect(kinds(shown)).toEqual(['countShownQr']);
    expect(revokeForMissingQr(shown, later)).toBeNull();
  });
});
