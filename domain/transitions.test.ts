import { describe, expect, it } from 'vitest';
import { endedStates, membershipEvents, membershipTransitions, membershipStates } from './membership';
import { groupQrEvents, groupQrTransitions, groupQrStates } from './groupQr';
import { groupEvents, groupTransitions, groupStates } from './group';
import type { TransitionTable } from './transition';
import { orderEvents, orderTransitions, orderStates } from './order';
import { refundEvents, refundTransitions, refundStates } from './refund';

/** Every state that a walk from `beginnings` along the table comes to. */
function reachable(table: TransitionTable<string, string>, beginnings: readonly string[]): Set<string> {
  const seen = new Set(beginnings);
  for (const state of seen) {
    for (const cell of Object.values(table[state] ?? {})) if (cell.kind === 'moved') seen.add(cell.to);
  }
  return seen;
}

describe.each([
  ['order', orderTransitions, orderStates, orderEvents, ['AwaitingPayment']],
  ['refund', refundTransitions, refundStates, refundEvents, ['Requested']],
  ['group', groupTransitions, groupStates, groupEvents, ['Draft']],
  ['groupQr', groupQrTransitions, groupQrStates, groupQrEvents, ['Live']],
  ['membership', membershipTransitions, membershipStates, membershipEvents, ['Applied', 'UnderReview', 'Admitted']],
] as const)('the %s table', (name, transitions, states, events, beginnings) => {
  const table: TransitionTable<string, string> = transitions;

  it(`The ${name} table decides every pair of state and event`, () => {
    expect(Object.keys(table).sort()).toEqual([...states].sort());
    for (const state of states) expect(Object.keys(table[state] ?? {}).sort()).toEqual([...events].sort());
  });

  it(`The ${name} table reaches every state from its beginnings`, () => {
    expect([...reachable(table, beginnings)].sort()).toEqual([...states].sort());
  });

  it(`The ${name} table lets every event move something`, () => {
    for (const event of events) {
      expect(
        states.some((state) => table[state]?.[event]?.kind === 'moved'),
        event,
      ).toBe(true);
    }
  });
});

describe('an ended membership', () => {
  it('A membership can begin again, whatever ended it', () => {
    for (const state of endedStates) {
      expect(membershipTransitions[state].admitted).toEqual({ kind: 'moved', to: 'Admitted' });
      expect(membershipTransitions[state].reviewBegun).toEqual({ kind: 'moved', to: 'UnderReview' });
    }
  });
});
