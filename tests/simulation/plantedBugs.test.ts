import { describe, expect, it } from 'vitest';
import { findBug, plantedBugs } from './plantedBugs';
import { shrinkFailure } from './shrink';
import { Simulation } from './simulation';

/** Rare bugs are looked for from a seed that is near; `npm run simulate -- --mutants` looks from the first one. */
const firstSeeds: Readonly<Record<string, number>> = {
  'an approval times out without asking WeChat Pay': 486,
  'a refund notice is trusted although WeChat Pay knows the refund': 335,
  'earlier refunds are not subtracted from the refundable amount': 862,
  'the rest of a corrected refund is forgotten': 248,
  'a banned group’s late money is kept': 214,
  'a banned group’s ticket still shows its QR': 101,
  'a ban leaves those who were shown no QR': 87,
  'a ban depends on rev': 41,
  'the money of a failed refund is refundable under a new number': 248,
  'a replaced QR is hidden from those who were shown it': 183,
  'a payment is refunded for lack of a QR although one was shown': 38,
  'a refund paid by hand is booked at WeChat Pay': 43,
};

describe('planted bugs', () => {
  it.each(Object.keys(plantedBugs))(
    'The simulation finds the planted bug “%s”',
    async (name) => {
      expect(await findBug(plantedBugs[name]!, 250, firstSeeds[name])).not.toBeNull();
    },
    240_000,
  );

  it('A planted bug is shown in few steps', async () => {
    const bug = plantedBugs['the seat is taken before the order is written']!;
    const found = await findBug(bug, 250);
    const options = { seed: found!.seed, steps: 250, ...bug };
    const whole = await new Simulation(options).run();
    const { violations, log } = await shrinkFailure(options);
    expect(violations.length).toBeGreaterThan(0);
    expect(log.length).toBeLessThan(whole.log.length / 2);
    expect(log.join('\n')).not.toMatch(/[{}"]/);
  }, 240_000);
});
