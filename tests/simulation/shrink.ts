import { Simulation, type Outcome, type SimulationOptions } from './simulation';

/**
 * Reruns a failing seed with as few steps as still fail: cut off at the first violation, then without every step that can be omitted
 * (halves first, then quarters, …). An outcome without a violation is returned unchanged.
 */
export async function shrinkFailure(options: SimulationOptions, simulation = Simulation): Promise<Outcome> {
  let shortest = await new simulation(options).run();
  if (shortest.violations.length === 0) return shortest;
  let kept = Array.from({ length: Math.min(options.steps, shortest.steps) }, (_, step) => step);
  for (let size = Math.ceil(kept.length / 2), last = 0; size > 1 || kept.length !== last; size = Math.ceil(size / 2)) {
    last = kept.length;
    for (let from = kept.length - 1; from >= 0; from -= size) {
      const fewer = kept.filter((_, index) => index <= from - size || index > from);
      const outcome = await runSteps(options, fewer, simulation);
      if (outcome.violations.length === 0) continue;
      shortest = outcome;
      kept = fewer;
    }
  }
  return shortest;
}

/** Runs only these steps. */
function runSteps(
  options: SimulationOptions,
  kept: readonly number[],
  simulation: typeof Simulation,
): Promise<Outcome> {
  const steps = (kept.at(-1) ?? -1) + 1;
  const leftOut = new Set(Array.from({ length: steps }, (_, step) => step).filter((step) => !kept.includes(step)));
  return new simulation({ ...options, steps, leftOut }).run();
}
