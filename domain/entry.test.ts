import { describe, expect, it } from 'vitest';
import {
  applied,
  approvalOf,
  approved,
  codeMissed,
  codeShown,
  entered,
  firstEntry,
  lacksSeat,
  noWayIn,
  noWayInAfterMs,
  payApprovedWithinMs,
  rejected,
  seatLacked,
  seatTaken,
  stateOfRound,
  timedOut,
  withdrawn,
  type Entry,
} from './entry';
import type { AdmissionRule } from './group';
import { leastPayTimeMs, type Order } from './order';

const now = new Date('2026-11-22T10:00:00Z');
const later = new Date('2026-11-23T10:00:00Z');

/** The parts of an order that an entry looks at. */
function order(id: string, round: number, admission: AdmissionRule): Order {
  const sold = { groupName: '', ownerName: '', coverFileId: '', admission, reviewHours: 24 };
  return { _id: id, entryId: 'e', groupId: 'g', openid: 'o', round, priceFen: 990, sold } as unknown as Order;
}

describe('an entry', () => {
  it('of an instant group is admitted by payment', () => {
    expect(firstEntry(order('o1', 1, 'instant'), now)).toMatchObject({
      state: 'Admitted',
      round: 1,
      todo: [],
      dueAt: null,
    });
  });

  it('of a reviewed group waits, with a clock', () => {
    expect(firstEntry(order('o1', 1, 'payThenReview'), now)).toMatchObject({
      state: 'UnderReview',
      reviewUntil: later,
      dueAt: later,
    });
  });

  it('approved stops its clock', () => {
    expect(approved(firstEntry(order('o1', 1, 'payThenReview'), now), 'owner', now, false)).toMatchObject({
      state: 'Admitted',
      dueAt: null,
    });
  });

  it('rejected owes its money back and begins another round', () => {
    const after = rejected(firstEntry(order('o1', 1, 'payThenReview'), now), '资料不全', 'owner', now)!;
    expect(after).toMatchObject({ state: 'Rejected', round: 2, rejectedReason: '资料不全' });
    expect(after.todo).toMatchObject([
      { kind: 'refund', orderId: 'o1', refund: { reason: 'rejected', note: '资料不全' } },
    ]);
  });

  it('can be had again after a rejection, by an order of the next round and no other', () => {
    const ended = rejected(firstEntry(order('o1', 1, 'payThenReview'), now), 'x', 'owner', now)!;
    expect(entered(ended, order('o2', 1, 'payThenReview'), later)).toBeNull();
    const again = entered(ended, order('o2', 2, 'payThenReview'), later)!;
    expect(again).toMatchObject({ state: 'UnderReview', round: 2, orderId: 'o2', rejectedReason: '' });
    // The refund of the first round is not forgotten.
    expect(again.todo.map((todo) => todo.kind)).toEqual(['refund', 'timeOut']);
    expect(stateOfRound(again, 1)).toBe('Rejected');
    expect(stateOfRound(again, 2)).toBe('UnderReview');
  });

  it('lives by one order at a time', () => {
    const live = firstEntry(order('o1', 1, 'instant'), now);
    expect(entered(live, order('o2', 1, 'instant'), later)).toBeNull();
  });

  it('decided in time does not time out', () => {
    const decided = approved(firstEntry(order('o1', 1, 'payThenReview'), now), 'owner', now, false)!;
    expect(timedOut(decided, later)).toBeNull();
  });

  it('that was shown a code remembers which', () => {
    expect(codeShown(firstEntry(order('o1', 1, 'instant'), now), 'c1', now)).toMatchObject({
      shownCodeId: 'c1',
      rev: 1,
    });
  });
});

const kinds = (entry: Entry | null): string[] => (entry?.todo ?? []).map((todo) => todo.kind);
const application = { entryId: 'e', groupId: 'g', openid: 'o', reviewHours: 24, sealedWords: 'k.sealed' };
const waiting = (): Entry => applied(null, application, now)!;
const holding = (): Entry => seatTaken(approved(waiting(), 'owner', now, true)!);

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
    expect(applied(waiting(), application, later)).toBeNull();
    expect(applied(firstEntry(order('o1', 1, 'instant'), now), application, later)).toBeNull();
  });

  it('rejected or timed out moves no money, and the next round may begin', () => {
    for (const end of [rejected(waiting(), '名额给老同学', 'owner', later), timedOut(waiting(), later)]) {
      expect(end).toMatchObject({ round: 2, orderId: null, todo: [], dueAt: null });
      expect(applied(end, application, later)).toMatchObject({ state: 'Applied', round: 2, rejectedReason: '' });
    }
  });

  it('approved holds a seat of its own until its day and the last payment’s time are over', () => {
    const after = approved(waiting(), 'owner', now, true)!;
    const payUntil = new Date(now.getTime() + payApprovedWithinMs);
    expect(after).toMatchObject({ state: 'Approved', payUntil });
    expect(after.seatId).not.toBeNull();
    expect(kinds(after)).toEqual(['seat', 'timeOut']);
    expect(kinds(seatTaken(after))).toEqual(['timeOut']);
    expect(seatTaken(after).dueAt?.getTime()).toBe(payUntil.getTime() + leastPayTimeMs);
    expect(approvalOf(after, new Date(payUntil.getTime() - 1))).toMatchObject({ seatId: after.seatId });
    expect(approvalOf(after, payUntil)).toBeNull();
  });

  it('approved for a group without a limit needs no seat', () => {
    const after = approved(waiting(), 'owner', now, false)!;
    expect(after.seatId).toBeNull();
    expect(lacksSeat(after)).toBe(false);
  });

  it('for which there was no seat waits again, until its old time; another approval takes another seat', () => {
    const first = approved(waiting(), 'owner', now, true)!;
    const again = seatLacked(first, now)!;
    expect(again).toMatchObject({ state: 'Applied', round: 1, payUntil: null, seatId: null });
    expect(again.todo.find((todo) => todo.kind === 'timeOut')?.at).toEqual(later);
    // A function that was taking the first one may come late.
    expect(again.todo.find((todo) => todo.kind === 'freeSeat')).toMatchObject({ seatId: first.seatId });
    expect(approved(again, 'owner', now, true)?.seatId).not.toBe(first.seatId);
  });

  it('whose seat is sure keeps it', () => {
    expect(seatLacked(holding(), later)).toBeNull();
  });

  it('approved is admitted by an order sold to it, of its own round and no other', () => {
    expect(entered(holding(), order('o1', 1, 'reviewThenPay'), later)).toMatchObject({
      state: 'Admitted',
      orderId: 'o1',
      paidFen: 990,
      payUntil: null,
      todo: [],
    });
    expect(entered(holding(), order('o1', 2, 'reviewThenPay'), later)).toBeNull();
    expect(entered(holding(), order('o1', 1, 'instant'), later)).toBeNull();
    expect(entered(waiting(), order('o1', 1, 'reviewThenPay'), later)).toBeNull();
    expect(entered(timedOut(holding(), later)!, order('o1', 2, 'reviewThenPay'), later)).toBeNull();
  });

  it.each([
    ['timed out', timedOut],
    ['withdrawn', withdrawn],
  ])('approved and %s frees its seat once more a while later', (_how, end) => {
    const entry = holding();
    const after = end(entry, later)!;
    expect(after).toMatchObject({ round: 2, seatId: null, payUntil: null });
    expect(after.todo).toMatchObject([{ kind: 'freeSeat', seatId: entry.seatId }]);
    expect(after.dueAt! > later).toBe(true);
  });

  it('withdrawn takes its words along', () => {
    expect(withdrawn(waiting(), later)).toMatchObject({ state: 'Withdrawn', sealedWords: null });
    expect(rejected(waiting(), 'x', 'owner', later)?.sealedWords).not.toBeNull();
  });
});

describe('no way in', () => {
  const admitted = (): Entry => firstEntry(order('o1', 1, 'instant'), now);

  it('gives the money back a day after no code was found', () => {
    const missed = codeMissed(admitted(), now);
    expect(missed.dueAt?.getTime()).toBe(now.getTime() + noWayInAfterMs);
    const after = noWayIn(missed, later)!;
    expect(after).toMatchObject({ state: 'Refunded', round: 2 });
    expect(after.todo).toMatchObject([{ kind: 'refund', orderId: 'o1', refund: { reason: 'noWayIn' } }]);
  });

  it('is over once a code was shown', () => {
    const shown = codeShown(codeMissed(admitted(), now), 'c1', later);
    expect(kinds(shown)).toEqual(['countCode']);
    expect(noWayIn(shown, later)).toBeNull();
  });
});
