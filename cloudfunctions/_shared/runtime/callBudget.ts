import type { Ports } from '../ports';

export interface CallBudget<Stores extends object> {
  readonly ports: Ports<Stores>;
  readonly calls: () => number;
}

/** Ports that count the calls made through them, so that a run can stay within a budget. */
export function withCallBudget<Stores extends object>(ports: Ports<Stores>): CallBudget<Stores> {
  let calls = 0;
  const counting = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get: (methods, name): unknown => {
        calls += 1;
        return Reflect.get(methods, name);
      },
    });
  return {
    ports: { ...ports, store: counting(ports.store), payments: counting(ports.payments) },
    calls: () => calls,
  };
}
