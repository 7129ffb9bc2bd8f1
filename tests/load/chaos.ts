import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildFunctions, productFunctions } from '../../ops/build/functions';
import { dist, root } from '../../ops/build';
import { readEmulatorConfig } from '../../ops/devStack';
import { freePort } from '../freePort';
import { TestStack } from '../testStack';
import { violationsAtRest } from '../journeys/invariants';
import { Chance } from '../simulation/chance';

/**
 * `npm run test:chaos -- --seed 1`: people place 500 orders, which are paid, cancelled or reviewed, while function processes and the whole
 * emulator are killed with SIGKILL, at least 20 times each (a function process counts if it was in the middle of a call). At the end
 * WeChat Pay's records, the orders, the memberships and the ledger must agree, and nothing may be stuck; exits 1 otherwise.
 */
const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '500' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** `dist/` is built already. */
    built: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.orders);
const kills = Number(values.kills);
const chance = new Chance(Number(values.seed));
console.log(`seed ${values.seed}: ${wanted} orders, ${kills} kills of function processes and ${kills} of the emulator`);

if (!values.built) await buildFunctions(productFunctions(`${root}/cloudfunctions`), dist.functions);
const folder = await mkdtemp(join(tmpdir(), 'qunpiao-chaos-'));
const port = await freePort();
const configFile = join(folder, 'emulator.json');
// Without source maps a function process starts in half the time.
const config = { ...readEmulatorConfig(), stateDir: join(folder, 'state'), port, sourceMaps: false };
await writeFile(configFile, JSON.stringify(config));
let emulator = await begin();
const stack = TestStack.at(`http://127.0.0.1:${port}`, async () => {
  emulator.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});
await stack.control('POST', 'timers', { enabled: false });

const groups = [
  await stack.group({ capacity: 40, seatsLeft: 40 }),
  await stack.group(),
  await stack.group({ admission: 'payThenReview', reviewHours: 240, capacity: 100, seatsLeft: 100 }),
];
/** `atWork`: those of `functions` that were in the middle of a call. */
const killed = { functions: 0, atWork: 0, emulator: 0 };
let begun = 0;

async function begin(): Promise<ChildProcess> {
  const parameters = ['--import', 'tsx', 'tools/cloudbase-emulator/cli.ts', '--config', configFile];
  const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)));
  });
  return child;
}

/** Retries until it gets an answer, as a person would whose phone lost the connection. */
async function persist<Answer>(work: () => Promise<Answer>): Promise<Answer | null> {
  for (let attempt = 0; attempt < 12; attempt += 1) {
    try {
      return await work();
    } catch {
      await sleep(250);
    }
  }
  return null;
}

interface Answer {
  readonly ok?: boolean;
  readonly code?: string;
  readonly value?: { readonly orderId?: string };
}

async function callOnce(name: string, data: unknown, as: string): Promise<Answer> {
  const { result, error } = await stack.raw(name, data, as);
  if (error) throw new Error(error.errMsg);
  const answer = result as Answer;
  if (answer.code === 'Internal' || answer.code === 'PaymentUnavailable') throw new Error(answer.code);
  return answer;
}

/** One person's purchase, from the first tap to the end. */
async function purchase(person: string): Promise<void> {
  const groupId = chance.pick(groups);
  const idempotencyKey = randomUUID();
  const created = await persist(() => callOnce('createOrder', { idempotencyKey, groupId, message: '想加入' }, person));
  const orderId = created?.value?.orderId;
  if (orderId === undefined) return;
  begun += 1;
  if (chance.happens(0.15)) {
    await persist(() => callOnce('cancelOrder', { orderId }, person));
    return;
  }
  if (chance.happens(0.1))
    await persist(() => stack.control('POST', 'pay/next', { outcome: chance.pick(['never', 'twice', 'late']) }));
  await persist(() => stack.control('POST', 'pay/confirm', { outTradeNo: orderId }));
  if (chance.happens(0.5)) await persist(() => callOnce('getOrder', { orderId }, person));
  if (chance.happens(0.2)) await persist(() => callOnce('requestRefund', { orderId }, person));
}

async function decideSome(): Promise<void> {
  const waiting = await stack.documents('memberships', { state: 'UnderReview' });
  for (const membership of waiting.slice(0, 10)) {
    const decision = chance.happens(0.5) ? { decision: 'approve' } : { decision: 'reject', reason: '人满' };
    await persist(() =>
      callOnce('approveMember', { membershipId: membership._id, round: membership['round'], ...decision }, 'olivia'),
    );
  }
}

/** The functions called all the time here. */
const busy = ['createOrder', 'payNotify', 'getOrder', 'cancelOrder', 'requestRefund', 'approveMember'] as const;

/** Kills the processes of one function while its calls are briefly delayed, so that some are in the middle of a call. */
async function killAFunction(): Promise<void> {
  const name = chance.pick(busy);
  const { next } = await stack.control('GET', `invocations?since=${Number.MAX_SAFE_INTEGER}`);
  await stack.control('POST', 'faults', { target: 'any', mode: 'slow', ms: 700, count: 4, function: name });
  await sleep(200 + chance.below(600));
  for (const child of await processesOf(name)) {
    try {
      process.kill(child, 'SIGKILL');
      killed.functions += 1;
    } catch {
      // It has just ended.
    }
  }
  await sleep(300);
  const { invocations } = await stack.control('GET', `invocations?since=${Number(next)}`);
  killed.atWork += (invocations as { outcome: string }[]).filter(({ outcome }) => outcome === 'exited').length;
}

/** Function processes are the emulator's children, each started with the path of its bundle. */
async function processesOf(name: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (status.slice(status.lastIndexOf(')')).split(' ')[2] !== String(emulator.pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`/${name}/`)) found.push(Number(pid));
  }
  return found;
}

async function killTheEmulator(): Promise<void> {
  const gone = new Promise((resolve) => emulator.once('exit', resolve));
  emulator.kill('SIGKILL');
  await gone;
  killed.emulator += 1;
  emulator = await begin();
  await persist(() => stack.control('POST', 'timers', { enabled: false }));
}

let buying = true;
const buyers = Array.from({ length: 6 }, async (_, buyer) => {
  for (let turn = 0; buying && (begun < wanted || killed.emulator < kills || killed.atWork < kills); turn += 1) {
    await sleep(chance.below(150));
    await purchase(`chaos-${buyer}-${turn}`);
  }
});
const everybodyBought = Promise.all(buyers).then(() => (buying = false));
const killer = (async () => {
  while (buying) {
    await sleep(200 + chance.below(500));
    if (killed.atWork < kills || chance.happens(0.3)) await persist(killAFunction);
    if (chance.happens(0.5) && killed.emulator < kills) await killTheEmulator();
    if (chance.happens(0.3)) await persist(() => stack.control('POST', 'timers/sweep/run', {}));
    if (chance.happens(0.3)) await persist(() => decideSome());
  }
})();
await everybodyBought;
await killer;

for (let round = 0; round < 4; round += 1) await persist(() => stack.drain());
const wrong = await violationsAtRest(stack);
const states = new Map<string, number>();
for (const order of await stack.documents('orders'))
  states.set(String(order['state']), (states.get(String(order['state'])) ?? 0) + 1);
console.log(
  `${begun} orders begun; killed: ${killed.functions} function processes (${killed.atWork} in the middle of a call), the emulator ${killed.emulator} times`,
);
console.log(`at rest: ${[...states].map(([state, count]) => `${count} ${state}`).join(', ')}`);
for (const violation of wrong.slice(0, 20)) console.error(violation);
console.log(
  wrong.length === 0
    ? 'WeChat Pay’s records, orders, memberships and ledger agree'
    : `${wrong.length} things are wrong`,
);
await stack.end();
process.exitCode = wrong.length === 0 && killed.atWork >= kills && killed.emulator >= kills && begun >= wanted ? 0 : 1;
