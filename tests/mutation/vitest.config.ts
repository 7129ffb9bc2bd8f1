import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** The fastest and closest tests run first: they kill most mutants, and the first failure ends a run. */
const order = ['domain/', 'cloudfunctions/', 'tests/tables/', 'tests/operations/', 'tests/races/', 'tests/simulation/'];

class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      order.findIndex((folder) => moduleId.includes(`/${folder}`));
    return [...files].sort((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

/** The part of the unit lane that runs the mutated code in its own process. */
export default defineConfig({
  test: {
    include: order.map((folder) => `${folder}**/*.test.ts`),
    // Planted bugs are planted in the sources as they are written, which a mutated source is not.
    exclude: ['**/node_modules/**', '**/*.int.test.ts', 'tests/simulation/plantedBugs.test.ts'],
    sequence: { sequencer: NearestFirst },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
