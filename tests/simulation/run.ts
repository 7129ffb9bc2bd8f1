import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { refundNumberReused } from './faulty-pay';
import { findBug, plantedBugs, refundNumberBug, simulationWith, type PlantedBug } from './plantedBugs';
import { shrinkFailure } from './shrink';
import { failingActions, faults, Simulation, sumTallies, type ActionKind, type Tally } from './simulation';
import { allPairs, neverWritten, outOfReach, watchTables, type Pair } from './tables';

/**
 * `npm run simulate -- --seeds 10000 [--from 1] [--steps 250]` runs many seeds, `-- --mutants` the planted bugs, `-- --seed 42` prints one
 * seed, `-- --mutant 'late money is kept'` the shortest run that shows a planted bug. Exits with 1 on a violation, on an action that succeeds
 * too seldom, or on a bug that was not found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '250' },
    seed: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    mutant: { type: 'string' },
    /** One share of the work, run in its own process. */
    share: { type: 'boolean', default: false },
  },
});
const steps = Number(values.steps);

interface Share {
  readonly faults: [string, number][];
  readonly actions: [ActionKind, Tally][];
  readonly asked: Pair[];
  readonly attempted: Pair[];
  readonly history: string[];
  /** The fewest steps of a seed, and the steps of all. */
  readonly fewestSteps: number;
  readonly allSteps: number;
  readonly violations: { seed: number; violations: readonly string[] }[];
}

async function workShare(from: number, count: number): Promise<Share> {
  const { asked } = watchTables();
  const faults = new Map<string, number>();
  const history = new Set<string>();
  const attempted = new Set<Pair>();
  const violations: Share['violations'] = [];
  const actions: Share['actions'] = [];
  let [fewestSteps, allSteps] = [Infinity, 0];
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await new Simulation({ seed, steps }).run();
    for (const [fault, times] of outcome.faults) faults.set(fault, (faults.get(fault) ?? 0) + times);
    actions.push(...outcome.actions);
    for (const transition of outcome.history) history.add(transition);
    for (const pair of outcome.attempted) attempted.add(pair);
    if (outcome.violations.length > 0) violations.push({ seed, violations: outcome.violations });
    else fewestSteps = Math.min(fewestSteps, outcome.steps);
    allSteps += outcome.steps;
  }
  return {
    faults: [...faults],
    actions: [...sumTallies(actions)],
    asked: [...asked],
    attempted: [...attempted],
    history: [...history],
    fewestSteps,
    allSteps,
    violations,
  };
}

function shareInProcess(from: number, count: number): Promise<Share> {
  const child = fork(
    fileURLToPath(import.meta.url),
    ['--share', '--from', String(from), '--seeds', String(count), '--steps', String(steps)],
    {
      execArgv: ['--import', 'tsx'],
    },
  );
  return new Promise((resolve, reject) => {
    child.once('message', (share) => resolve(share as Share));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a share of the work ended with ${code}`)));
  });
}

/** From this number of seeds on, every fault must occur often, and a pair that never occurs must have a reason. */
const manyEnough = 5000;
const firedAtLeastPerSeed = 0.1;
/** From this number of seeds on, every kind of action must succeed in a tenth of its attempts. */
const enoughForActions = 150;

async function manySeeds(): Promise<boolean> {
  const from = Number(values.from);
  const seeds = Number(values.seeds);
  const shares = Math.min(availableParallelism(), seeds);
  const each = Math.ceil(seeds / shares);
  console.log(
    `seeds ${from} to ${from + seeds - 1}, ${steps} steps each and then until no effects are left, in ${shares} processes`,
  );
  const began = performance.now();
  const work = Array.from({ length: shares }, (_, index) => {
    const begin = from + index * each;
    return shareInProcess(begin, Math.min(each, from + seeds - begin));
  });
  const done = await Promise.all(work);
  const seconds = (performance.now() - began) / 1000;
  const allSteps = done.reduce((sum, share) => sum + share.allSteps, 0);
  const fewest = Math.min(...done.map((share) => share.fewestSteps));
  console.log(
    `${seeds} seeds in ${seconds.toFixed(0)} s, ${(seeds / seconds).toFixed(0)} a second; ${allSteps} steps that did something, at least ${fewest} a seed`,
  );
  const actionsFine = reportActions(done);
  const faultsFine = reportFaults(done, seeds);
  const pairsFine = reportPairs(done);
  const violations = done.flatMap((share) => share.violations);
  for (const { seed } of violations.slice(0, 3)) await showRun(seed);
  console.log(violations.length === 0 ? 'no violation' : `${violations.length} seeds with a violation`);
  return (
    violations.length === 0 &&
    (seeds < enoughForActions || actionsFine) &&
    (seeds < manyEnough || (faultsFine && pairsFine))
  );
}

/** Prints how often each kind of action was tried and succeeded. */
function reportActions(done: readonly Share[]): boolean {
  const tallies = sumTallies(done.flatMap((share) => share.actions));
  const row = ([action, { tried, succeeded }]: [string, Tally]) => ({
    action,
    tried,
    succeeded,
    share: `${((100 * succeeded) / tried).toFixed(0)} %`,
  });
  console.table([...tallies].sort().map(row));
  const failing = failingActions(tallies);
  for (const action of failing) console.log(`too seldom: ${action}`);
  return failing.length === 0;
}

function reportFaults(done: readonly Share[], seeds: number): boolean {
  const fired = new Map<string, number>(faults.map((fault) => [fault, 0]));
  for (const [fault, times] of done.flatMap((share) => share.faults)) fired.set(fault, (fired.get(fault) ?? 0) + times);
  console.table([...fired].sort().map(([fault, times]) => ({ fault, fired: times })));
  console.log(`${refundNumberReused}: occurs only where the code is wrong (see the planted bug “${refundNumberBug}”)`);
  const seldom = faults.filter((fault) => (fired.get(fault) ?? 0) < seeds * firedAtLeastPerSeed);
  for (const fault of seldom) console.log(`too seldom: ${fault}`);
  return seldom.length === 0 && fired.get(refundNumberReused) === undefined;
}

/** Prints which pairs of state and event occurred and which transitions were written, and why the others did not. */
function reportPairs(done: readonly Share[]): boolean {
  const asked = new Set(done.flatMap((share) => share.asked));
  const visited = new Set([...asked, ...done.flatMap((share) => share.attempted)]);
  const history = new Set(done.flatMap((share) => share.history));
  const written = allPairs.filter(({ pair, decision }) => decision === 'moved' && hasHistory(pair));
  const made = written.filter(({ pair }) => history.has(pair));
  console.log(
    `${visited.size} of ${allPairs.length} pairs of state and event visited: ${asked.size} read from the tables, the others answered by the operation before; ${made.length} of ${written.length} transitions written`,
  );
  const reasons = new Set(outOfReach.flatMap(({ pairs }) => pairs));
  for (const { why, pairs } of outOfReach) {
    const here = pairs.filter((pair) => !visited.has(pair));
    if (here.length > 0) console.log(`  never: ${here.join(', ')}\n    ${why}`);
  }
  for (const pair of reasons) if (visited.has(pair)) console.log(`  visited, though said to be out of reach: ${pair}`);
  const unexplained = allPairs.map(({ pair }) => pair).filter((pair) => !visited.has(pair) && !reasons.has(pair));
  for (const pair of unexplained) console.log(`  never, WITHOUT A REASON: ${pair}`);
  const unwritten = written.filter(({ pair }) => visited.has(pair) && !history.has(pair));
  for (const { pair } of unwritten)
    console.log(`  visited, but never written: ${pair}\n    ${neverWritten[pair] ?? 'WITHOUT A REASON'}`);
  return unexplained.length === 0 && unwritten.every(({ pair }) => pair in neverWritten);
}

/** Documents that keep their history; a refund and a QR show only their current state. */
const hasHistory = (pair: Pair): boolean => /^(order|membership|group) /.test(pair);

async function showRun(seed: number, bug: PlantedBug = {}): Promise<boolean> {
  const { violations, log } = await shrinkFailure({ seed, steps, ...bug }, await simulationWith(bug));
  console.log(`\nseed ${seed}: ${violations.join('; ') || 'no violation'}\n  ${log.join('\n  ')}\n`);
  return violations.length === 0;
}

async function findPlantedBugs(): Promise<boolean> {
  let missed = 0;
  for (const [name, bug] of Object.entries(plantedBugs)) {
    const result = await findBug(bug, steps);
    if (!result) missed += 1;
    console.log(`${name}\n    ${result ? `seed ${result.seed}: ${result.found}` : 'NOT FOUND'}`);
  }
  console.log(`${Object.keys(plantedBugs).length - missed} of ${Object.keys(plantedBugs).length} planted bugs found`);
  return missed === 0;
}

/** Prints the shortest run that shows a planted bug. Exits with 1, like any failing run. */
async function showBug(name: string): Promise<boolean> {
  const bug = plantedBugs[name];
  if (!bug) throw new Error(`no such planted bug; there are: ${Object.keys(plantedBugs).join(' · ')}`);
  const result = await findBug(bug, steps);
  if (!result) throw new Error('not found');
  return showRun(result.seed, bug);
}

if (values.share) {
  process.send?.(await workShare(Number(values.from), Number(values.seeds)));
} else {
  process.exitCode = (await runAsAsked()) ? 0 : 1;
}

function runAsAsked(): Promise<boolean> {
  if (values.mutants) return findPlantedBugs();
  if (values.mutant !== undefined) return showBug(values.mutant);
  return values.seed === undefined ? manySeeds() : showRun(Number(values.seed));
}
