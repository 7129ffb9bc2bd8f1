import { describe, expect, it } from 'vitest';
import { mutants, seedsPerMutant } from './mutants';
import { shortestStory } from './shortest';
import { faults, Simulation } from './simulation';
import { allPairs, neverWritten, outOfReach, watchTables } from './tables';

const asked = watchTables();

/** A slice of `npm run simulate`: the whole takes minutes. */
describe('people, owners, timers and a treacherous WeChat Pay', () => {
  it('break no invariant, and all comes to rest', async () => {
    const fired = new Set<string>();
    const put = new Set<string>();
    for (let seed = 1; seed <= 150; seed += 1) {
      const { breaches, ...outcome } = await new Simulation({ seed, steps: 200 }).run();
      if (breaches.length > 0) {
        const { story } = await shortestStory({ seed, steps: 200 });
        throw new Error(`seed ${seed}: ${breaches.join('; ')}\n${story.join('\n')}`);
      }
      expect(outcome.steps).toBe(200);
      for (const fault of outcome.faults.keys()) fired.add(fault);
      for (const pair of outcome.put) put.add(pair);
    }
    expect([...fired].sort()).toEqual([...faults].sort());
    const unreachable = outOfReach.flatMap(({ pairs }) => pairs);
    expect(
      unreachable.filter((pair) => asked.has(pair) || put.has(pair)),
      'said to be out of reach',
    ).toEqual([]);
  }, 240_000);

  it('are the same story for the same seed', async () => {
    const [one, two] = [
      await new Simulation({ seed: 7, steps: 120 }).run(),
      await new Simulation({ seed: 7, steps: 120 }).run(),
    ];
    expect(one.story).toEqual(two.story);
  });
});

describe('a reason why a pair never comes about', () => {
  it('is about a pair that the tables decide, and each has one', () => {
    const decided = allPairs.map(({ pair }) => pair);
    const explained = [...outOfReach.flatMap(({ pairs }) => pairs), ...Object.keys(neverWritten)];
    expect(explained.filter((pair) => !decided.includes(pair))).toEqual([]);
    expect(new Set(explained).size).toBe(explained.length);
  });
});

describe('a planted bug is found:', () => {
  it.each(Object.keys(mutants))(
    '%s',
    async (name) => {
      for (let seed = 1; seed <= seedsPerMutant; seed += 1) {
        const { breaches } = await new Simulation({ seed, steps: 250, ...mutants[name] }).run();
        if (breaches.length > 0) return;
      }
      throw new Error('no seed found it');
    },
    240_000,
  );

  it('and told in few words', async () => {
    const bug = mutants['the seat is taken before the order is written'];
    for (let seed = 1; seed <= seedsPerMutant; seed += 1) {
      const whole = await new Simulation({ seed, steps: 250, ...bug }).run();
      if (whole.breaches.length === 0) continue;
      const { breaches, story } = await shortestStory({ seed, steps: 250, ...bug });
      expect(breaches.length).toBeGreaterThan(0);
      expect(story.length).toBeLessThan(whole.story.length / 2);
      expect(story.join('\n')).not.toMatch(/[{}"]/);
      return;
    }
    throw new Error('no seed found it');
  }, 240_000);
});
