import { Simulation, type Outcome, type SimulationOptions } from './simulation';

/**
 * The same seed with as few steps as it still goes wrong with: cut off where it first does, then without every step that can be left out
 * (halves first, then quarters, …). An outcome without a breach is answered as it is.
 */
export async function shortestStory(options: SimulationOptions): Promise<Outcome> {
  let shortest = await new Simulation(options).run();
  if (shortest.breaches.length === 0) return shortest;
  let kept = Array.from({ length: Math.min(options.steps, shortest.steps) }, (_, step) => step);
  for (let size = Math.ceil(kept.length / 2), last = 0; size > 1 || kept.length !== last; size = Math.ceil(size / 2)) {
    last = kept.length;
    for (let from = kept.length - 1; from >= 0; from -= size) {
      const fewer = kept.filter((_, index) => index <= from - size || index > from);
      const outcome = await retold(options, fewer);
      if (outcome.breaches.length === 0) continue;
      shortest = outcome;
      kept = fewer;
    }
  }
  return shortest;
}

/** The story with these steps only. */
function retold(options: SimulationOptions, kept: readonly number[]): Promise<Outcome> {
  const steps = (kept.at(-1) ?? -1) + 1;
  const leftOut = new Set(Array.from({ length: steps }, (_, step) => step).filter((step) => !kept.includes(step)));
  return new Simulation({ ...options, steps, leftOut }).run();
}
