import type { State } from '../state';

/** The ways in which a payment or refund can go wrong at WeChat Pay. */
export const allOutcomes = [
  'late',
  'twice',
  'never',
  'wrongAmount',
  'wrongMerchant',
  'decline',
  'refundFails',
] as const;
export type ScriptedOutcome = (typeof allOutcomes)[number];

/** One entry of the control API's `pay/next`. */
interface PendingOutcome {
  readonly outcome: ScriptedOutcome;
  readonly count: number;
}

const outcomesCell = 'pay.scriptedOutcomes';

/**
 * Outcomes scripted for the next payments and refunds, in order. `refundFails` waits for a refund, the others for a payment. They belong to
 * the state and survive a crash.
 */
export class ScriptedOutcomes {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  add(outcome: ScriptedOutcome, count: number): void {
    this.#state.setCell(outcomesCell, [...this.pending(), { outcome, count }]);
  }

  pending(): readonly PendingOutcome[] {
    return this.#state.getCell<readonly PendingOutcome[]>(outcomesCell, []);
  }

  takeForPayment(): Exclude<ScriptedOutcome, 'refundFails'> | undefined {
    const scripted = this.#take(({ outcome }) => outcome !== 'refundFails');
    return scripted === 'refundFails' ? undefined : scripted;
  }

  takeForRefund(): 'refundFails' | undefined {
    return this.#take(({ outcome }) => outcome === 'refundFails') === undefined ? undefined : 'refundFails';
  }

  #take(isWanted: (pending: PendingOutcome) => boolean): ScriptedOutcome | undefined {
    const all = this.pending();
    const taken = all.find(isWanted);
    if (!taken) return undefined;
    const left = all.map((pending) => (pending === taken ? { ...pending, count: pending.count - 1 } : pending));
    this.#state.setCell(
      outcomesCell,
      left.filter(({ count }) => count > 0),
    );
    return taken.outcome;
  }
}
