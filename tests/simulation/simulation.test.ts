import { describe, expect, it } from 'vitest';
import { mutants } from './mutants';
import { shortestStory } from './shortest';
import { Simulation } from './simulation';

/** A slice of `npm run simulate`: the whole takes minutes. */
describe('people, owners, timers and a treacherous WeChat Pay', () => {
  it('break no invariant, and all comes to rest', async () => {
    const fired = new Set<string>();
    for (let seed = 1; seed <= 150; seed += 1) {
      const { breaches, faults } = await new Simulation({ seed, steps: 200 }).run();
      if (breaches.length > 0) {
        const { story } = await shortestStory({ seed, steps: 200 });
        throw new Error(`seed ${seed}: ${breaches.join('; ')}\n${story.join('\n')}`);
      }
      for (const fault of faults.keys()) fired.add(fault);
    }
    expect([...fired].sort()).toEqual(
      [
        'clock jump',
        'notice late',
        'notice never',
        'notice twice',
        'payments answerLost',
        'payments crashAfter',
        'payments crashBefore',
        'payments failsBefore',
        'refundFails',
        'reinstalled',
        'store answerLost',
        'store crashAfter',
        'store crashBefore',
        'store failsBefore',
        'two sweeps',
        'wrongAmount',
      ].sort(),
    );
  });

  it('are the same story for the same seed', async () => {
    const [one, two] = [
      await new Simulation({ seed: 7, steps: 120 }).run(),
      await new Simulation({ seed: 7, steps: 120 }).run(),
    ];
    expect(one.story).toEqual(two.story);
  });
});

describe('a planted bug is found:', () => {
  it.each(Object.keys(mutants))('%s', async (name) => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const { breaches } = await new Simulation({ seed, steps: 250, ...mutants[name] }).run();
      if (breaches.length > 0) return;
    }
    throw new Error('no seed found it');
  });
});
