import { describe, expect, it } from 'vitest';
import { endedStates, entryEvents, entryLife, entryStates } from './entry';
import { codeEvents, codeLife, codeStates } from './code';
import { groupEvents, groupLife, groupStates } from './group';
import type { Life } from './life';
import { orderEvents, orderLife, orderStates } from './order';
import { refundEvents, refundLife, refundStates } from './refund';

/** Every state that a walk from `beginnings` along the table comes to. */
function reachable(life: Life<string, string>, beginnings: readonly string[]): Set<string> {
  const seen = new Set(beginnings);
  for (const state of seen) {
    for (const verdict of Object.values(life[state] ?? {})) if (verdict.kind === 'moved') seen.add(verdict.to);
  }
  return seen;
}

describe.each([
  ['order', orderLife, orderStates, orderEvents, ['AwaitingPayment']],
  ['refund', refundLife, refundStates, refundEvents, ['Asked']],
  ['group', groupLife, groupStates, groupEvents, ['Draft']],
  ['code', codeLife, codeStates, codeEvents, ['Live']],
  ['entry', entryLife, entryStates, entryEvents, ['Applied', 'UnderReview', 'Admitted']],
] as const)('the life of an %s', (_name, life, states, events, beginnings) => {
  const table: Life<string, string> = life;

  it('decides every pair of state and event', () => {
    expect(Object.keys(table).sort()).toEqual([...states].sort());
    for (const state of states) expect(Object.keys(table[state] ?? {}).sort()).toEqual([...events].sort());
  });

  it('reaches every state from its beginnings', () => {
    expect([...reachable(table, beginnings)].sort()).toEqual([...states].sort());
  });

  it('lets every event move something', () => {
    for (const event of events) {
      expect(
        states.some((state) => table[state]?.[event]?.kind === 'moved'),
        event,
      ).toBe(true);
    }
  });
});

describe('an ended entry', () => {
  it('can begin again, whatever ended it: no rejection is for life', () => {
    for (const state of endedStates) {
      expect(entryLife[state].admitted).toEqual({ kind: 'moved', to: 'Admitted' });
      expect(entryLife[state].reviewBegun).toEqual({ kind: 'moved', to: 'UnderReview' });
    }
  });
});
