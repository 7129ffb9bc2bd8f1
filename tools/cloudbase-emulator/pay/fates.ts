import type { State } from '../state';

/** What can go wrong between a buyer's thumb and the merchant. */
export const allFates = ['late', 'twice', 'never', 'wrongAmount', 'wrongMerchant', 'decline', 'refundFails'] as const;
export type Fate = (typeof allFates)[number];

export interface WaitingFate {
  readonly fate: Fate;
  readonly count: number;
}

const stateCell = 'pay.fates';

/** Fates asked for, in order; `refundFails` waits for a refund, the others for a payment. They survive a crash. */
export class Fates {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  add(fate: Fate, count: number): void {
    this.#state.keep(stateCell, [...this.waiting(), { fate, count }]);
  }

  waiting(): readonly WaitingFate[] {
    return this.#state.cell<readonly WaitingFate[]>(stateCell, []);
  }

  takeForPayment(): Exclude<Fate, 'refundFails'> | undefined {
    const fate = this.#take((waiting) => waiting.fate !== 'refundFails');
    return fate === 'refundFails' ? undefined : fate;
  }

  takeForRefund(): 'refundFails' | undefined {
    return this.#take((waiting) => waiting.fate === 'refundFails') === undefined ? undefined : 'refundFails';
  }

  #take(wanted: (waiting: WaitingFate) => boolean): Fate | undefined {
    const all = this.waiting();
    const taken = all.find(wanted);
    if (!taken) return undefined;
    const left = all.map((one) => (one === taken ? { ...one, count: one.count - 1 } : one));
    this.#state.keep(
      stateCell,
      left.filter((one) => one.count > 0),
    );
    return taken.fate;
  }
}
