import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dist, root } from '../ops/build';
import { buildFunctions, productFunctions, type FunctionSource } from '../ops/build/functions';
import { TestStack } from '../tests/testStack';
import { connectBaseline, connectOurs, type Implementation } from './implementations';
import { measureLosses } from './losses';
import { scenarios } from './scenarios';
import { measureThroughput, type Load } from './throughput';

/** Machines are noisy: the best of so many rounds counts. */
const rounds = 2;

/** Compares both implementations in one run on one machine, and prints the results. Returns whether ours lost nothing. */
export async function compareWithBaseline({ times, ...load }: Load & { readonly times: number }): Promise<boolean> {
  const stack = await startBoth();
  const ours = connectOurs(stack);
  const baseline = await connectBaseline(stack);
  await compareThroughput(stack, ours, baseline, load);
  const lostNothing = await compareLosses(stack, ours, baseline, times);
  await stack.end();
  return lostNothing;
}

/** Deploys our functions and those of `bench/baseline` side by side in one emulator. */
async function startBoth(): Promise<TestStack> {
  const functionsDir = join(root, 'dist/bench');
  await rm(functionsDir, { recursive: true, force: true });
  await buildFunctions(productFunctions(join(root, 'cloudfunctions')), dist.functions);
  await buildFunctions(baselineFunctions(join(root, 'bench/baseline')), functionsDir);
  await cp(dist.functions, functionsDir, { recursive: true });
  return TestStack.begin({ functionsDir, instancesPerFunction: 8 });
}

/** Each has its own index.ts and the same time limit as ours. */
function baselineFunctions(sourceDir: string): FunctionSource[] {
  return ['baselineCancelOrder', 'baselineCreateOrder', 'baselinePayNotify'].map((name) => ({
    name,
    resolveDir: join(sourceDir, name),
    entry: "export { main } from './index';",
    config: { timeout: 20, permissions: { openapi: [] } },
  }));
}

/** The implementations take turns, so that a busy machine slows both. */
async function compareThroughput(
  stack: TestStack,
  ours: Implementation,
  baseline: Implementation,
  load: Load,
): Promise<void> {
  const best = { ours: 0, baseline: 0 };
  for (let round = 0; round < rounds; round += 1) {
    best.ours = Math.max(best.ours, await measureThroughput(stack, ours, load));
    best.baseline = Math.max(best.baseline, await measureThroughput(stack, baseline, load));
  }
  console.log(`orders per second, ${load.buyers} buyers at a time, best of ${rounds} rounds:`);
  console.log(
    `ours ${best.ours.toFixed(1)}, baseline ${best.baseline.toFixed(1)}, ratio ${(best.ours / best.baseline).toFixed(2)}`,
  );
}

async function compareLosses(
  stack: TestStack,
  ours: Implementation,
  baseline: Implementation,
  times: number,
): Promise<boolean> {
  const ourLosses = await measureLosses(stack, ours, times);
  const baselineLosses = await measureLosses(stack, baseline, times);
  console.log(`losses after ${times} times each of: ${Object.keys(scenarios).join(' · ')}`);
  console.table(
    [...ourLosses].map(([loss, count]) => ({ loss, ours: count, baseline: baselineLosses.get(loss) ?? 0 })),
  );
  return [...ourLosses.values()].every((count) => count === 0);
}
