import { describe, expect, it } from 'vitest';
import { closeDay } from '../../cloudfunctions/closeDay/closeDay';
import type { ClosedDay, Posting } from '../../domain/ledger';
import { merchant, paymentPosting, refundPosting } from './documents';
import { OperationStack } from './operationStack';

const closing = (stack: OperationStack) => stack.run(closeDay);
const booked = (day: string, groupId = 'g1'): Posting =>
  paymentPosting({
    _id: `${groupId} ${day}`,
    groupId,
    day,
    lines: [
      { account: `wechatPay:${merchant}`, fen: 990 },
      { account: `owed:${groupId}`, fen: -958 },
      { account: `commission:${groupId}`, fen: -32 },
    ],
  });
const closed = (day: string, owedAfterFen: number, groupId = 'g1', over: Partial<ClosedDay> = {}): ClosedDay => ({
  _id: `${groupId}:${day}`,
  groupId,
  day,
  paidFen: 990,
  refundedFen: 0,
  commissionFen: 32,
  owedFen: 958,
  payments: 1,
  refunds: 0,
  owedAfterFen,
  ...over,
});
const dayCalls = ['groupsBookedOn', 'putClosedDay', 'nextBookedDay'];

describe('closeDay', () => {
  it('closeDay closes nothing without postings', async () => {
    const stack = new OperationStack();
    expect(await closing(stack)).toEqual({ days: 0, last: null });
    expect([stack.calls, stack.changes]).toEqual([['latestClosedDay', 'nextBookedDay'], {}]);
  });

  it('closeDay closes every past day in order, but not today', async () => {
    const stack = new OperationStack().given({
      ledger: [booked('2026-11-22'), booked('2026-11-21'), booked('2026-11-19'), refundPosting({ day: '2026-11-21' })],
    });
    expect(await closing(stack)).toEqual({ days: 2, last: '2026-11-21' });
    expect(stack.calls).toEqual(['latestClosedDay', 'nextBookedDay', ...dayCalls, ...dayCalls]);
    const mixed = { refundedFen: 990, commissionFen: 0, owedFen: 0, refunds: 1 };
    expect(stack.changes).toEqual({ days: [closed('2026-11-19', 958), closed('2026-11-21', 958, 'g1', mixed)] });
  });

  it('closeDay ends the day at midnight in Beijing', async () => {
    const stack = new OperationStack().given({ ledger: [booked('2026-11-22')] });
    stack.nowMs = Date.parse('2026-11-22T15:59:59.999Z');
    expect(await closing(stack)).toEqual({ days: 0, last: null });
    stack.nowMs += 1;
    expect(await closing(stack)).toEqual({ days: 1, last: '2026-11-22' });
  });

  it('closeDay adds to the amount owed before, for each group separately', async () => {
    const stack = new OperationStack().given({
      days: [closed('2026-11-10', 500), closed('2026-11-10', -7, 'g2')],
      ledger: [booked('2026-11-21'), booked('2026-11-21', 'g2'), booked('2026-11-21', 'g3')],
    });
    expect(await closing(stack)).toEqual({ days: 1, last: '2026-11-21' });
    expect(stack.changes).toEqual({
      days: [
        closed('2026-11-21', 1458),
        closed('2026-11-21', 951, 'g2'),
        closed('2026-11-21', 958, 'g3'),
      ],
    });
  }); // oxfmt-ignore

  it('closeDay closes the last three days again, but no earlier one', async () => {
    const days = ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
    const stack = new OperationStack().given({ days: days.map((day) => closed(day, 1)), ledger: days.map((day) => booked(day)) });
    expect(await closing(stack)).toEqual({ days: 3, last: '2026-11-20' });
    expect(stack.changes).toEqual({
      days: [closed('2026-11-18', 959), closed('2026-11-19', 1917), closed('2026-11-20', 2875)],
    });
  }); // oxfmt-ignore

  it('closeDay closes a hundred and one groups in pages of fifty', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `g${index + 100}`);
    const stack = new OperationStack().given({ ledger: names.map((name) => booked('2026-11-21', name)) });
    expect(await closing(stack)).toEqual({ days: 1, last: '2026-11-21' });
    expect(stack.calls.filter((call) => call === 'groupsBookedOn')).toHaveLength(3);
    expect(stack.documents.days.rows.size).toBe(101);
  });

  it('closeDay requests another page after a full page of fifty', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `g${index + 100}`);
    const stack = new OperationStack().given({ ledger: names.map((name) => booked('2026-11-21', name)) });
    await closing(stack);
    expect(stack.calls.filter((call) => call === 'groupsBookedOn')).toHaveLength(2);
  });

  it.each([
    ['begins another day a millisecond before its thirty seconds are over', 29_999, 2],
    ['begins no day after thirty seconds', 30_000, 1],
  ])('closeDay %s, and the next run goes on', async (_what, ms, days) => {
    const stack = new OperationStack().given({ ledger: [booked('2026-11-20'), booked('2026-11-21')] });
    stack.meanwhile('putClosedDay', () => (stack.nowMs += ms));
    expect((await closing(stack)).days).toBe(days);
    expect(await closing(stack)).toEqual({ days: 2, last: '2026-11-21' });
    expect(stack.documents.days.get('g1:2026-11-21')).toEqual(closed('2026-11-21', 1916));
  });
});
