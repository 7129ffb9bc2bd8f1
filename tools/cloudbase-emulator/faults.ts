import type { Target } from './record';

export type FaultMode = 'before' | 'after' | 'conflict' | 'crash' | 'slow' | 'http500';

/** A misfortune waiting for its call. `any` is every call a function makes, to whatever target. */
export interface Fault {
  readonly target: Target | 'any';
  readonly mode: FaultMode;
  /** For `crash`: whether the call has already taken effect when the process dies. */
  readonly when: 'before' | 'after';
  /** For `slow`: how long the call is held up before it takes effect. */
  readonly ms: number;
  /** Only calls of this function; for target `function`: only runs of it. */
  readonly function?: string;
  /** Only this action (`database.insertDocument`), api (`unifiedOrder`) or called function. */
  readonly action?: string;
  count: number;
  skip: number;
}

export interface FaultedCall {
  /** `call`: of another function, which only faults for `any` call strike; target `function` strikes the run itself. */
  readonly target: Target | 'call';
  readonly function: string;
  /** Everything the call may be named by. */
  readonly actions: readonly string[];
  /** Whether the call belongs to a transaction between documents; `conflict` strikes no other. */
  readonly transaction: boolean;
  /** Struck only by faults that name its action: it is part of a call that could be struck itself. */
  readonly onlyNamed?: boolean;
}

/** The faults asked for by the door, in the order they were asked for. */
export class Faults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push(fault);
  }

  clear(): void {
    this.#waiting = [];
  }

  waiting(): readonly Fault[] {
    return this.#waiting;
  }

  /** The fault that strikes this call, if any; every matching fault still skipping counts the call. */
  strike(call: FaultedCall): Fault | undefined {
    for (const fault of this.#waiting) {
      if (!matches(fault, call)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.count -= 1;
      if (fault.count <= 0) this.#waiting = this.#waiting.filter((other) => other !== fault);
      return fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, call: FaultedCall): boolean {
  return (
    (fault.target === 'any' ? call.target !== 'function' : fault.target === call.target) &&
    (fault.function === undefined || fault.function === call.function) &&
    (fault.action === undefined ? call.onlyNamed !== true : call.actions.includes(fault.action)) &&
    (fault.mode !== 'conflict' || call.transaction)
  );
}
