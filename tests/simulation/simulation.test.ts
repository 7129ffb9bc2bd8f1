import { afterAll, describe, expect, it } from 'vitest';
import { shrinkFailure } from './shrink';
import { failingActions, faults, Simulation, sumTallies, type ActionKind, type Tally } from './simulation';
import { allPairs, neverWritten, outOfReach, watchTables } from './tables';

const { asked, stop } = watchTables();
afterAll(stop);

/** The short form of `npm run simulate`, which runs for minutes. */
describe('the simulation', () => {
  it('Actions of people, owners, timers and a faulty WeChat Pay violate no invariant and often succeed', async () => {
    const occurred = new Set<string>();
    const attempted = new Set<string>();
    const tallies: (readonly [ActionKind, Tally])[] = [];
    for (let seed = 1; seed <= 150; seed += 1) {
      const { violations, ...outcome } = await new Simulation({ seed, steps: 200 }).run();
      if (violations.length > 0) {
        const { log } = await shrinkFailure({ seed, steps: 200 });
        throw new Error(`seed ${seed}: ${violations.join('; ')}\n${log.join('\n')}`);
      }
      expect(outcome.steps).toBe(200);
      for (const fault of outcome.faults.keys()) occurred.add(fault);
      for (const pair of outcome.attempted) attempted.add(pair);
      tallies.push(...outcome.actions);
    }
    expect(failingActions(sumTallies(tallies))).toEqual([]);
    expect([...occurred].sort()).toEqual([...faults].sort());
    const unreachable = outOfReach.flatMap(({ pairs }) => pairs);
    expect(
      unreachable.filter((pair) => asked.has(pair) || attempted.has(pair)),
      'said to be out of reach',
    ).toEqual([]);
  }, 240_000);

  it('The same seed gives the same run', async () => {
    const [one, two] = [
      await new Simulation({ seed: 7, steps: 120 }).run(),
      await new Simulation({ seed: 7, steps: 120 }).run(),
    ];
    expect(one).toEqual(two);
  });

  it('An action that succeeds in less than a tenth of its attempts fails the run', () => {
    const tally = (succeeded: number): ReadonlyMap<ActionKind, Tally> => new Map([['buy', { tried: 20, succeeded }]]);
    expect(failingActions(tally(1))).toContain('“buy” succeeded 1 of 20 times');
    expect(failingActions(tally(2)).filter((each) => each.includes('buy'))).toEqual([]);
    expect(failingActions(tally(2))).toContain('“approve” succeeded 0 of 0 times');
  });
});

describe('the reasons why a pair never occurs', () => {
  it('Every reason names a pair that the tables decide, and no pair has two reasons', () => {
    const decided = allPairs.map(({ pair }) => pair);
    const explained = [...outOfReach.flatMap(({ pairs }) => pairs), ...Object.keys(neverWritten)];
    expect(explained.filter((pair) => !decided.includes(pair))).toEqual([]);
    expect(new Set(explained).size).toBe(explained.length);
  });
});
