import { describe, expect, it } from 'vitest';
import { approved, codeShown, entered, firstEntry, rejected, stateOfRound, timedOut } from './entry';
import type { Order } from './order';

const now = new Date('2026-11-22T10:00:00Z');
const later = new Date('2026-11-23T10:00:00Z');

/** The parts of an order that an entry looks at. */
function order(id: string, round: number, admission: 'instant' | 'payThenReview'): Order {
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
