import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { entryEvents, entryLife } from '../../domain/entry';
import type { Life } from '../../domain/life';
import { orderEvents, orderLife } from '../../domain/order';
import { mutants } from './mutants';
import { shortestStory } from './shortest';
import { Simulation } from './simulation';

/**
 * `npm run simulate -- --seeds 10000 [--from 1] [--steps 250]`: many stories, or with `--mutants` the planted bugs.
 * `--seed 42` tells one story. Exits 1 on a violation, or on a bug that was not found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '250' },
    seed: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    /** One share of the work, in a process of its own. */
    share: { type: 'boolean', default: false },
  },
});
const steps = Number(values.steps);

interface Share {
  readonly faults: [string, number][];
  readonly moves: string[];
  readonly violations: { seed: number; breaches: readonly string[] }[];
}

async function workShare(from: number, count: number): Promise<Share> {
  const faults = new Map<string, number>();
  const moves = new Set<string>();
  const violations: Share['violations'] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await new Simulation({ seed, steps }).run();
    for (const [fault, times] of outcome.faults) faults.set(fault, (faults.get(fault) ?? 0) + times);
    for (const move of outcome.moves) moves.add(move);
    if (outcome.breaches.length > 0) violations.push({ seed, breaches: outcome.breaches });
  }
  return { faults: [...faults], moves: [...moves], violations };
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

/** Moves that the tables allow, as the simulation names them. */
function allMoves(): string[] {
  const of = (name: string, life: Life<string, string>, events: readonly string[]): string[] =>
    Object.entries(life).flatMap(([state, verdicts]) =>
      events.filter((event) => verdicts[event]?.kind === 'moved').map((event) => `${name} ${state} ${event}`),
    );
  return [...of('order', orderLife, orderEvents), ...of('entry', entryLife, entryEvents)];
}

/** Why a move the tables allow is out of the simulation's reach. */
const unreached: Readonly<Record<string, string>> = {
  'order Refunding partialRefundConfirmed': 'partial refunds are an operator’s, who has no function yet',
  'order RefundFailed refundRequested': 'asking a failed refund again is an operator’s, who has no function yet',
  'order RefundFailed refundConfirmed': 'WeChat Pay does not end a refund twice here',
  'order RefundFailed partialRefundConfirmed': 'partial refunds are an operator’s, who has no function yet',
  'entry Admitted checkedIn': 'checking in has no function yet',
  'entry Joined refunded': 'checking in has no function yet',
  'entry Joined expired': 'checking in has no function yet',
  'entry Joined removed': 'checking in has no function yet',
  'entry Admitted expired': 'memberships that end have no function yet',
  'entry Expired renewed': 'memberships that end have no function yet',
  'entry Expired removed': 'memberships that end have no function yet',
  'entry Expired refunded': 'memberships that end have no function yet',
  'entry Admitted removed': 'removing a member has no function yet',
  'entry Removed applied': 'removing a member has no function yet',
  'entry Removed reviewBegun': 'removing a member has no function yet',
  'entry Removed admitted': 'removing a member has no function yet',
};

async function manySeeds(): Promise<boolean> {
  const from = Number(values.from);
  const seeds = Number(values.seeds);
  const shares = Math.min(availableParallelism(), seeds);
  const each = Math.ceil(seeds / shares);
  console.log(`seeds ${from} to ${from + seeds - 1}, ${steps} steps each and then to rest, in ${shares} processes`);
  const began = performance.now();
  const work = Array.from({ length: shares }, (_, index) => {
    const begin = from + index * each;
    return shareInProcess(begin, Math.min(each, from + seeds - begin));
  });
  const done = await Promise.all(work);
  const seconds = (performance.now() - began) / 1000;
  const faults = new Map<string, number>();
  for (const [fault, times] of done.flatMap((share) => share.faults))
    faults.set(fault, (faults.get(fault) ?? 0) + times);
  const moves = new Set(done.flatMap((share) => share.moves));
  console.log(`${seeds} seeds in ${seconds.toFixed(0)} s, ${(seeds / seconds).toFixed(0)} a second`);
  console.table([...faults].sort().map(([fault, fired]) => ({ fault, fired })));
  const never = allMoves().filter((move) => !moves.has(move));
  console.log(`${allMoves().length - never.length} of ${allMoves().length} moves of the tables were made; never:`);
  for (const move of never) console.log(`  ${move}: ${unreached[move] ?? 'rare: not in these seeds'}`);
  const violations = done.flatMap((share) => share.violations);
  for (const { seed } of violations.slice(0, 3)) await tell(seed);
  console.log(violations.length === 0 ? 'no violation' : `${violations.length} seeds with a violation`);
  return violations.length === 0;
}

async function tell(seed: number): Promise<boolean> {
  const { breaches, story } = await shortestStory({ seed, steps });
  console.log(`\nseed ${seed}: ${breaches.join('; ') || 'no violation'}\n  ${story.join('\n  ')}\n`);
  return breaches.length === 0;
}

/** Seeds that a planted bug has to be found in. */
const seedsPerMutant = 300;

async function hunt(): Promise<boolean> {
  let missed = 0;
  for (const [name, sabotage] of Object.entries(mutants)) {
    let found = 'NOT FOUND';
    for (let seed = 1; seed <= seedsPerMutant && found === 'NOT FOUND'; seed += 1) {
      const { breaches } = await new Simulation({ seed, steps, ...sabotage }).run();
      if (breaches[0] !== undefined) found = `seed ${seed}: ${breaches[0]}`;
    }
    if (found === 'NOT FOUND') missed += 1;
    console.log(`${name}\n    ${found}`);
  }
  console.log(`${Object.keys(mutants).length - missed} of ${Object.keys(mutants).length} planted bugs found`);
  return missed === 0;
}

if (values.share) {
  process.send?.(await workShare(Number(values.from), Number(values.seeds)));
} else {
  const fine = await (values.mutants ? hunt() : values.seed === undefined ? manySeeds() : tell(Number(values.seed)));
  process.exitCode = fine ? 0 : 1;
}
