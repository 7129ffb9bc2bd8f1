import type { State } from '../state.js';

/** What can go wrong between a buyer's thumb and the merchant. */
export const FATES = ['late', 'twice', 'never', 'wrongAmount', 'wrongMerchant', 'decline', 'refundFails'] as const;
export type Fate = (typeof FATES)[number];

export interface WaitingFate {
  readonly fate: Fate;
  readonly count: number;
}

const CELL = 'pay.fates';

/** Fates asked for, in order; `refundFails` waits for a refund, the others for a payment. They survive a crash. */
export class Fates {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  add(fate: Fate, count: number): void {
    this.#state.keep(CELL, [...this.waiting(), { fate, count }]);
  }

  waiting(): readonly WaitingFate[] {
    return this.#state.cell<readonly WaitingFate[]>(CELL, []);
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
      CELL,
      left.filter((one) => one.count > 0),
    );
    return taken.fate;
  }
}
