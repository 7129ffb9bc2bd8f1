import type { Target } from './call-log';

type FaultMode = 'before' | 'after' | 'conflict' | 'crash' | 'slow' | 'http500';

/** A fault that waits for a matching call. Target `any` matches every call that a function makes. */
export interface Fault {
  readonly target: Target | 'any';
  readonly mode: FaultMode;
  /** For `crash` and `http500`: whether it happens before or after the call took effect. */
  readonly when: 'before' | 'after';
  /** For `slow`: the delay before the call takes effect. */
  readonly ms: number;
  /** Matches only calls of this function; for target `function`, only runs of it. */
  readonly function?: string;
  /** Matches only this action (`database.insertDocument`), api (`unifiedOrder`) or called function. */
  readonly action?: string;
  count: number;
  skip: number;
}

interface FaultCandidate {
  /** `call` is a call of another function: only faults for `any` match it, because target `function` matches the run itself. */
  readonly target: Target | 'call';
  readonly function: string;
  /** Every name under which a fault may select the call. */
  readonly actions: readonly string[];
  /** True if the call belongs to a database transaction; `conflict` matches no other. */
  readonly transaction: boolean;
  /** Matched only by faults that name its action, because it is part of a call that faults can match as a whole. */
  readonly byNameOnly?: boolean;
}

/** The faults requested through the control API, in order. */
export class Faults {
  #pending: Fault[] = [];

  add(fault: Fault): void {
    this.#pending.push(fault);
  }

  clear(): void {
    this.#pending = [];
  }

  pending(): readonly Fault[] {
    return this.#pending;
  }

  /** Uses up and returns the fault for this call, if any. A matching fault that still skips calls counts this one. */
  take(call: FaultCandidate): Fault | undefined {
    for (const fault of this.#pending) {
      if (!matches(fault, call)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.count -= 1;
      if (fault.count <= 0) this.#pending = this.#pending.filter((other) => other !== fault);
      return fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, call: FaultCandidate): boolean {
  return (
    (fault.target === 'any' ? call.target !== 'function' : fault.target === call.target) &&
    (fault.function === undefined || fault.function === call.function) &&
    (fault.action === undefined ? call.byNameOnly !== true : call.actions.includes(fault.action)) &&
    (fault.mode !== 'conflict' || call.transaction)
  );
}
