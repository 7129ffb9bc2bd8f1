import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../ops/build';
import { runChecks } from './checks';
import { closingLine, type Tally } from './closingLine';

/**
 * `npm test`: builds, then runs every lane of tests beside the checks. Parameters go to vitest. The last line is `N passed, N failed`, each
 * check counted as one, and the exit code is 0 only if nothing failed.
 */
const root = join(import.meta.dirname, '..');

/**
 * End-to-end tests wait for a browser most of their time, so they run in a process beside the others, one file at a time. Parameters choose
 * files of any lane: then one process runs them.
 */
const parametersOfRuns =
  process.argv.length > 2
    ? [process.argv.slice(2)]
    : [
        ['--project', '!e2e'],
        ['--project', 'e2e', '--maxWorkers', '1'],
      ];

async function runTests(): Promise<readonly Tally[]> {
  try {
    console.log(`Built into dist/: ${await buildAll()}`);
  } catch (error) {
    console.error('✗ build', error);
    return [{ passed: 0, failed: 1 }];
  }
  return Promise.all(parametersOfRuns.map(runVitest));
}

async function runVitest(parameters: readonly string[]): Promise<Tally> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const child = fork(vitest, ['run', ...parameters], { cwd: root });
  // Checks run first, so that a type error shows within a minute instead of after the tests.
  if (child.pid !== undefined) setPriority(child.pid, 5);
  let tally: Tally | null = null;
  child.on('message', (message) => (tally = message as Tally));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return closeTally(tally ?? { passed: 0, failed: 0 }, code);
}

/** A run with a bad exit code has failed, even if all its tests passed. */
function closeTally(tally: Tally, code: number | null): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

const [checks, tests] = await Promise.all([runChecks(), runTests()]);
const tallies = [checks, ...tests];
const sum = (field: keyof Tally): number => tallies.reduce((total, tally) => total + tally[field], 0);
const total: Tally = { passed: sum('passed'), failed: sum('failed') };
process.exitCode = total.failed === 0 ? 0 : 1;
process.stdout.write(`\n${closingLine(total)}\n`);
