import { Simulation, type Outcome, type SimulationOptions } from './simulation';

/** The same seed, cut off as early as it still goes wrong: the shortest story there is of it. */
export async function shortestStory(options: SimulationOptions): Promise<Outcome> {
  let shortest = await new Simulation(options).run();
  if (shortest.breaches.length === 0) return shortest;
  for (let steps = 1; steps < options.steps; steps += 1) {
    const outcome = await new Simulation({ ...options, steps }).run();
    if (outcome.breaches.length === 0) continue;
    shortest = outcome;
    break;
  }
  return shortest;
}
