import { expect, it } from 'vitest';
import { isHeld, isRecheckable, isRunning, type Refund, type RefundState } from './refund';

const row = (state: RefundState): Refund => ({
  ...{ no: 'o-R1', fen: 990, commissionFen: 0, state, reason: 'byBuyer', note: '', idempotencyKey: null },
  ...{ requestedAt: new Date(0), endedAt: null },
});

it.each([
  { state: 'Requested', running: true, held: true, recheckable: false },
  { state: 'Processing', running: true, held: true, recheckable: false },
  { state: 'Succeeded', running: false, held: false, recheckable: false },
  { state: 'Failed', running: false, held: true, recheckable: true },
  { state: 'PaidByHand', running: false, held: false, recheckable: true },
  { state: 'GivenUp', running: false, held: true, recheckable: true },
  { state: 'Superseded', running: false, held: false, recheckable: false },
] as const)(
  'A refund that is $state: running $running, held $held, recheckable $recheckable',
  ({ state, ...expected }) => {
    const refund = row(state);
    expect({ running: isRunning(refund), held: isHeld(refund), recheckable: isRecheckable(refund) }).toEqual(expected);
  },
);
