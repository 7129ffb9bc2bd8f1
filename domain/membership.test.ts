import { describe, expect, it } from 'vitest';
import type { AdmissionRule } from './group';
import {
  applyForMembership,
  approveMembership,
  confirmSeat,
  createMembership,
  currentApproval,
  enter,
  lacksSeat,
  noValidQrDeadline,
  recordShownQr,
  rejectionReason,
  rejectMembership,
  returnToApplied,
  revokeForMissingQr,
  revokeForRefund,
  rescheduleQrDeadline,
  stateOfRound,
  timeOut,
  withdraw,
  type Membership,
} from './membership';
import type { Order } from './order';
import { next } from './testing';

const hourMs = 3_600_000;
const now = new Date('2026-11-22T10:00:00Z');
const later = new Date('2026-11-23T10:00:00Z');
const inTime = new Date(later.getTime() - 1);

/** The parts of an order that a membership looks at. */
function order(id: string, round: number, admission: AdmissionRule): Order {
  const terms = { groupName: '', ownerName: '', coverFileId: '', admission, reviewHours: 24 };
  return { _id: id, membershipId: 'e', groupId: 'g', openid: 'o', round, priceFen: 990, terms } as unknown as Order;
}

const kinds = (membership: Membership): string[] => membership.effects.map((effect) => effect.kind);
const underReview = (): Membership => createMembership(order('o1', 1, 'payThenReview'), now);
const admitted = (): Membership => createMembership(order('o1', 1, 'instant'), now);
const application = { membershipId: 'e', groupId: 'g', openid: 'o', reviewHours: 24, encryptedMessage: 'k.sealed' };
const waiting = (): Membership => next(applyForMembership(null, application, now));
const approve = (membership: Membership, round = membership.round, limited = true, at = now) =>
  approveMembership(membership, { round, limited }, 'owner', at);
const reject = (membership: Membership, round = membership.round, at = now) =>
  rejectMembership(membership, { round, note: '资料不全' }, 'owner', at);
const approved = (): Membership => next(approve(waiting()));
const holding = (): Membership => confirmSeat(approved());
const refusal = (code: string) => ({ kind: 'refused', code });
const roomy = (_id: string) => ({ _id, quota: 190, shownCount: 0 });

describe('membership bought by a payment', () => {
  it('A payment for an instant group admits', () => {
    expect(admitted()).toMatchObject({ state: 'Admitted', round: 1, rev: 0, orderId: 'o1' });
    expect(admitted().history).toEqual([
      { event: 'admitted', from: null, to: 'Admitted', at: now, actor: 'system', round: 1 },
    ]);
  });

  it('A payment for a reviewed group waits for a decision until a deadline', () => {
    expect(underReview()).toMatchObject({ state: 'UnderReview', reviewUntil: later, dueAt: later, paidFen: 990 });
  });

  it('A payment for a reviewed group brings the buyer’s words to the owner, also into a later round', () => {
    const written = { ...order('o1', 1, 'payThenReview'), encryptedMessage: 'k.words' };
    expect(createMembership(written, now).encryptedMessage).toBe('k.words');
    const again = { ...order('o2', 2, 'payThenReview'), encryptedMessage: 'k.others' };
    expect(next(enter(next(reject(createMembership(written, now))), again, later)).encryptedMessage).toBe('k.others');
  });

  it('A buyer who takes the money back during the review takes the words back, and nobody else does', () => {
    const waiting = createMembership({ ...order('o1', 1, 'payThenReview'), encryptedMessage: 'k.words' }, now);
    const byBuyer = { reason: 'byBuyer', note: '', actor: 'buyer' } as const;
    const byOperator = { reason: 'byOperator', note: '给买家的话', actor: 'operator' } as const;
    expect(next(revokeForRefund(waiting, byBuyer, later)).encryptedMessage).toBeNull();
    expect(next(revokeForRefund(waiting, byOperator, later)).encryptedMessage).toBe('k.words');
    expect(next(revokeForRefund(next(approve(waiting)), byBuyer, later)).encryptedMessage).toBe('k.words');
  });

  it('An operator’s note to the buyer stays out of the membership, which the owner reads', () => {
    const byOperator = { reason: 'byOperator', note: '给买家的话', actor: 'operator' } as const;
    const after = next(revokeForRefund(underReview(), byOperator, later));
    expect([after.rejectedReason, rejectionReason(after)]).toEqual(['', '']);
    expect(rejectionReason({ ...after, rejectedReason: '给买家的话' })).toBe('');
    expect(rejectionReason(next(reject(underReview())))).toBe('资料不全');
  });

  it('An approval admits and removes the deadline', () => {
    expect(next(approve(underReview()))).toMatchObject({ state: 'Admitted', seatId: null });
    expect(kinds(next(approve(underReview())))).toEqual(['noValidQr']);
  });

  it('A rejection owes the money and ends the round', () => {
    const after = next(reject(underReview()));
    expect(after).toMatchObject({ state: 'Rejected', round: 2, rejectedReason: '资料不全' });
    expect(after.effects).toMatchObject([
      { kind: 'refund', orderId: 'o1', refund: { reason: 'rejected', note: '资料不全', actor: 'owner' } },
    ]);
  });

  it('A rejected person is admitted again by an order of the next round and no other', () => {
    const ended = next(reject(underReview()));
    expect(enter(ended, order('o2', 1, 'payThenReview'), later)).toEqual(refusal('OtherRound'));
    const again = next(enter(ended, order('o2', 2, 'payThenReview'), later));
    expect(again).toMatchObject({ state: 'UnderReview', round: 2, orderId: 'o2', rejectedReason: '' });
    // The refund of the first round is not forgotten.
    expect(kinds(again)).toEqual(['refund', 'timeOut']);
    expect(stateOfRound(again, 1)).toBe('Rejected');
    expect(stateOfRound(again, 2)).toBe('UnderReview');
    expect(stateOfRound(again, 3)).toBeNull();
  });

  it('A membership rests on one order at a time, and the same order again changes nothing', () => {
    expect(enter(admitted(), order('o2', 1, 'instant'), later)).toEqual(refusal('AlreadyMember'));
    expect(enter(admitted(), order('o1', 1, 'instant'), later)).toEqual({ kind: 'noop' });
    expect(enter(underReview(), order('o2', 1, 'payThenReview'), later)).toEqual(refusal('UnderReview'));
  });

  it('A decided review does not time out, and an undecided one refunds', () => {
    expect(timeOut(next(approve(underReview())), later)).toEqual(refusal('AlreadyDecided'));
    const over = next(timeOut(underReview(), later));
    expect(over).toMatchObject({ state: 'TimedOut', round: 2 });
    expect(over.effects).toMatchObject([
      { kind: 'refund', orderId: 'o1', refund: { reason: 'reviewTimedOut', note: '', actor: 'system' } },
    ]);
    expect(timeOut(over, later)).toEqual({ kind: 'noop' });
  });

  it('A shown QR is remembered and counted', () => {
    const shown = recordShownQr(admitted(), roomy('q1'), now);
    expect(shown).toMatchObject({ shownQrId: 'q1', rev: 1 });
    expect(shown.effects).toEqual([{ kind: 'countShownQr', at: now, attempts: 0, qrId: 'q1' }]);
  });

  it('The group learns of the last ten places of a quota', () => {
    const show = (shownCount: number) => recordShownQr(admitted(), { _id: 'q1', quota: 190, shownCount }, now).effects;
    expect(show(179)).toEqual([{ kind: 'countShownQr', at: now, attempts: 0, qrId: 'q1' }]);
    expect(show(180)).toEqual([{ kind: 'countShownQr', at: now, attempts: 0, qrId: 'q1', nearlyFull: true }]);
  });

  it('A revoked membership leaves its seat to its order, which frees it with the money', () => {
    const request = { reason: 'byBuyer', note: '', actor: 'buyer' } as const;
    const seated = { ...admitted(), seatId: 'e#1-1' };
    expect(kinds(next(revokeForRefund(seated, request, later)))).toEqual(['refund']);
  });

  it('A revoked membership owes the money of its round', () => {
    const request = { reason: 'byBuyer', note: '', actor: 'buyer' } as const;
    const after = next(revokeForRefund(admitted(), request, later));
    expect(after).toMatchObject({ state: 'Revoked', round: 2 });
    expect(after.effects).toMatchObject([{ kind: 'refund', orderId: 'o1', refund: request }]);
    expect(revokeForRefund(after, request, later)).toEqual({ kind: 'noop' });
    expect(revokeForRefund(waiting(), request, later)).toEqual(refusal('NotPaid'));
  });
});

describe('a review', () => {
  it('An owner decides until the last millisecond before the deadline', () => {
    for (const membership of [underReview(), waiting()]) {
      expect(approve(membership, 1, true, inTime).kind).toBe('moved');
      expect(reject(membership, 1, inTime).kind).toBe('moved');
      expect(approve(membership, 1, true, later)).toEqual(refusal('ReviewTimedOut'));
      expect(reject(membership, 1, later)).toEqual(refusal('ReviewTimedOut'));
    }
  });

  it('The same decision again is a noop, and another one comes too late', () => {
    const yes = next(approve(underReview()));
    expect(approve(yes, 1)).toEqual({ kind: 'noop' });
    expect(reject(yes, 1)).toEqual(refusal('AlreadyDecided'));
    const no = next(reject(underReview()));
    expect(reject(no, 1)).toEqual({ kind: 'noop' });
    expect(approve(no, 1)).toEqual(refusal('AlreadyDecided'));
    expect(approve(approved(), 1)).toEqual({ kind: 'noop' });
    expect(reject(approved(), 1)).toEqual(refusal('AlreadyDecided'));
  });

  it('A decision on a round that timed out is refused as such', () => {
    const over = next(timeOut(underReview(), later));
    expect(approve(over, 1, true, later)).toEqual(refusal('ReviewTimedOut'));
    expect(reject(over, 1, later)).toEqual(refusal('ReviewTimedOut'));
  });

  it('A decision never applies to another round than the owner has seen', () => {
    const again = next(applyForMembership(next(reject(waiting())), application, now));
    expect(again).toMatchObject({ state: 'Applied', round: 2 });
    expect(approve(again, 1)).toEqual(refusal('AlreadyDecided'));
    expect(approve(again, 3)).toEqual(refusal('AlreadyDecided'));
    expect(reject(again, 3)).toEqual(refusal('AlreadyDecided'));
    expect(approve(next(timeOut(waiting(), later)), 2)).toEqual(refusal('AlreadyDecided'));
  });

  it('A person who was admitted without a review can’t be approved or rejected', () => {
    expect(approve(admitted(), 1)).toEqual(refusal('AlreadyDecided'));
    expect(reject(admitted(), 1)).toEqual(refusal('AlreadyDecided'));
  });

  it('A withdrawn application can’t be decided on', () => {
    const gone = next(withdraw(waiting(), now));
    expect(approve(gone, 1)).toEqual(refusal('AlreadyDecided'));
    expect(reject(gone, 1)).toEqual(refusal('AlreadyDecided'));
  });
});

describe('an application', () => {
  it('An application waits until a deadline, and has cost nothing', () => {
    expect(waiting()).toMatchObject({
      state: 'Applied',
      round: 1,
      admission: 'reviewThenPay',
      orderId: null,
      paidFen: 0,
      reviewUntil: later,
      dueAt: later,
      encryptedMessage: 'k.sealed',
    });
  });

  it('A second application is a noop, and a member can’t apply', () => {
    expect(applyForMembership(waiting(), application, later)).toEqual({ kind: 'noop' });
    expect(applyForMembership(holding(), application, later)).toEqual({ kind: 'noop' });
    expect(applyForMembership(admitted(), application, later)).toEqual(refusal('AlreadyMember'));
    expect(applyForMembership(underReview(), application, later)).toEqual(refusal('UnderReview'));
  });

  it('An application rejected or timed out moves no money, and the next round may begin', () => {
    for (const end of [next(reject(waiting())), next(timeOut(waiting(), later))]) {
      expect(end).toMatchObject({ round: 2, orderId: null, effects: [], dueAt: null });
      expect(next(applyForMembership(end, application, later))).toMatchObject({
        state: 'Applied',
        round: 2,
        rejectedReason: '',
      });
    }
  });

  it('An approved application holds a seat of its own until its day and the last payment’s time are over', () => {
    const after = approved();
    const payUntil = new Date(now.getTime() + 24 * hourMs);
    expect(after).toMatchObject({ state: 'Approved', payUntil, seatId: 'e#1-0' });
    expect(kinds(after)).toEqual(['secureSeat', 'timeOut']);
    expect(kinds(confirmSeat(after))).toEqual(['timeOut']);
    expect(confirmSeat(after).dueAt?.getTime()).toBe(payUntil.getTime() + 360_000);
    expect(currentApproval(after, new Date(payUntil.getTime() - 1))).toEqual({
      seatId: 'e#1-0',
      payUntil: new Date(payUntil.getTime() + 360_000),
    });
    expect(currentApproval(after, payUntil)).toBeNull();
    expect(currentApproval(waiting(), now)).toBeNull();
  });

  it('An application approved for a group without a limit needs no seat', () => {
    const after = next(approve(waiting(), 1, false));
    expect(after.seatId).toBeNull();
    expect(lacksSeat(after)).toBe(false);
  });

  it('An approval for which there was no seat waits again until its original deadline, and the next one takes another seat', () => {
    const first = approved();
    const again = next(returnToApplied(first, now));
    expect(again).toMatchObject({ state: 'Applied', round: 1, payUntil: null, seatId: null });
    expect(again.effects.find((effect) => effect.kind === 'timeOut')?.at).toEqual(later);
    // A function that was taking the first seat may come late.
    expect(again.effects.find((effect) => effect.kind === 'freeSeat')).toEqual({
      kind: 'freeSeat',
      at: new Date(now.getTime() + 300_000),
      attempts: 0,
      seatId: 'e#1-0',
    });
    expect(next(approve(again)).seatId).toBe('e#1-2');
    expect(returnToApplied(again, now)).toEqual({ kind: 'noop' });
  });

  it('An approval whose seat is secured keeps it', () => {
    expect(returnToApplied(holding(), later)).toEqual(refusal('SeatSecured'));
    expect(returnToApplied(admitted(), later)).toEqual(refusal('AlreadyDecided'));
  });

  it('An approval is admitted by an order sold to it, of its own round and no other', () => {
    expect(next(enter(holding(), order('o1', 1, 'reviewThenPay'), later))).toMatchObject({
      state: 'Admitted',
      orderId: 'o1',
      paidFen: 990,
      payUntil: null,
      effects: [{ kind: 'noValidQr', at: new Date(later.getTime() + 24 * hourMs), attempts: 0 }],
    });
    expect(enter(holding(), order('o1', 2, 'reviewThenPay'), later)).toEqual(refusal('OtherRound'));
    expect(enter(holding(), order('o1', 1, 'instant'), later)).toEqual(refusal('OtherAdmissionRule'));
    expect(enter(waiting(), order('o1', 1, 'reviewThenPay'), later)).toEqual(refusal('OtherAdmissionRule'));
    expect(enter(waiting(), order('o1', 1, 'instant'), later)).toEqual(refusal('Applied'));
    const over = next(timeOut(holding(), later));
    expect(enter(over, order('o1', 2, 'reviewThenPay'), later)).toEqual(refusal('OtherAdmissionRule'));
  });

  it.each([
    ['times out', timeOut],
    ['is withdrawn', withdraw],
  ])('An approval that %s frees its seat once more five minutes later', (_how, end) => {
    const after = next<Membership>(end(holding(), later));
    expect(after).toMatchObject({ round: 2, seatId: null, payUntil: null });
    expect(after.effects).toMatchObject([{ kind: 'freeSeat', seatId: 'e#1-0' }]);
    expect(after.dueAt?.getTime()).toBe(later.getTime() + 300_000);
  });

  it('A withdrawn application deletes its message; a rejected one keeps it', () => {
    expect(next(withdraw(waiting(), later))).toMatchObject({ state: 'Withdrawn', encryptedMessage: null });
    expect(next(reject(waiting())).encryptedMessage).toBe('k.sealed');
  });

  it('A paid member can’t withdraw, and an ended round has nothing to withdraw', () => {
    expect(withdraw(underReview(), later)).toEqual(refusal('AlreadyPaid'));
    expect(withdraw(admitted(), later)).toEqual(refusal('AlreadyPaid'));
    expect(withdraw(next(reject(waiting())), later)).toEqual(refusal('ApplicationNotFound'));
    expect(withdraw(next(withdraw(waiting(), later)), later)).toEqual({ kind: 'noop' });
  });
});

describe('the clock of a missing QR', () => {
  const open = [{ from: new Date(now.getTime() - hourMs), until: new Date(now.getTime() + 100 * hourMs) }];

  it('Every admitted member has a clock of a day from the admission, whether or not they look', () => {
    expect(admitted().effects).toEqual([{ kind: 'noValidQr', at: new Date(now.getTime() + 24 * hourMs), attempts: 0 }]);
    expect(admitted().dueAt?.getTime()).toBe(now.getTime() + 24 * hourMs);
    expect(kinds(underReview())).toEqual(['timeOut']);
    expect(kinds(next(approve(underReview())))).toEqual(['noValidQr']);
  });

  it('The money goes back a day after the admission without a QR, and never while a QR can be seen', () => {
    const hours = (n: number): Date => new Date(now.getTime() + n * hourMs);
    expect(noValidQrDeadline(admitted(), [], now)).toEqual(hours(24));
    expect(noValidQrDeadline(admitted(), [], hours(5))).toEqual(hours(24));
    expect(noValidQrDeadline(admitted(), [], hours(30))).toEqual(hours(30));
    expect(noValidQrDeadline(admitted(), open, hours(30))).toEqual(hours(54));
    expect(noValidQrDeadline(underReview(), [], now)).toBeNull();
    expect(noValidQrDeadline(recordShownQr(admitted(), roomy('q1'), now), [], hours(30))).toBeNull();
  });

  it('A member to whom no QR could be shown gets the money back', () => {
    const after = next(revokeForMissingQr(admitted(), later));
    expect(after).toMatchObject({ state: 'Revoked', round: 2 });
    expect(after.effects).toMatchObject([
      { kind: 'refund', orderId: 'o1', refund: { reason: 'noValidQr', note: '', actor: 'system' } },
    ]);
  });

  it('A clock that is rescheduled leaves what else is due of the membership alone', () => {
    const at = new Date(later.getTime() + hourMs);
    const other = { kind: 'freeSeat', at: now, attempts: 0, seatId: 's' } as const;
    const both = { ...admitted(), effects: [other, ...admitted().effects] };
    expect(rescheduleQrDeadline(both, at).effects).toEqual([other, { kind: 'noValidQr', at, attempts: 0 }]);
  });

  it('Only the first QR of a round counts towards a quota', () => {
    const shown = recordShownQr(recordShownQr(admitted(), roomy('q1'), now), roomy('q2'), later);
    expect(shown.shownQrId).toBe('q2');
    expect(shown.effects).toMatchObject([{ kind: 'countShownQr', qrId: 'q1' }]);
  });

  it('A membership that was revoked after it was shown a QR takes the end of the clock for a repeat', () => {
    const shown = recordShownQr(admitted(), roomy('q1'), now);
    const request = { reason: 'byBuyer', note: '', actor: 'buyer' } as const;
    const revoked = { ...next(revokeForRefund(shown, request, later)), shownQrId: 'q1' };
    expect(revokeForMissingQr(revoked, later)).toEqual({ kind: 'noop' });
  });

  it('The automatic refund is off once a QR was shown', () => {
    const shown = recordShownQr(admitted(), roomy('q1'), later);
    expect(kinds(shown)).toEqual(['countShownQr']);
    expect(revokeForMissingQr(shown, later)).toEqual(refusal('QrAlreadyShown'));
    expect(revokeForMissingQr(underReview(), later)).toEqual(refusal('NotAdmitted'));
  });
});
