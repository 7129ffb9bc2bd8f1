import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { buildFunctions, productFunctions } from '../../ops/build/functions';
import { dist, root } from '../../ops/build';
import { TestStack, type RecordedCall } from '../testStack';
import { violations, violationsAtRest } from '../journeys/invariants';

/**
 * `npm run test:load`: 2,000 buyers want 500 seats at once. Prints how many got one, how many updates of the group's seats were under way at
 * the same time (by the emulator's record of calls), and whether WeChat Pay's books, the orders, the memberships and the ledger agree
 * afterwards. It measures no speed. Exits 1 where anything is wrong, or too few updates met.
 *
 * Each function instance serves one call at a time, as in production, so as many instances run as updates are to meet. The first update
 * of each is held up for a while, as a slow network would do it: then they are all under way together.
 */
const { values } = parseArgs({
  options: {
    buyers: { type: 'string', default: '2000' },
    seats: { type: 'string', default: '500' },
    instances: { type: 'string', default: '72' },
    /** Updates of seats that must have been under way at the same time. */
    together: { type: 'string', default: '64' },
    /** The time for which the first updates are held up. */
    heldMs: { type: 'string', default: '5000' },
    /** `dist/` is built already. */
    built: { type: 'boolean', default: false },
  },
});
const [buyers, seats, instances] = [Number(values.buyers), Number(values.seats), Number(values.instances)];
const [together, heldMs] = [Number(values.together), Number(values.heldMs)];

if (!values.built) await buildFunctions(productFunctions(`${root}/cloudfunctions`), dist.functions);
const stack = await TestStack.begin({ instancesPerFunction: instances });
await startInstances();

/** All buyers at a new group at once, each of the first updates held up for this long. */
async function buyAtOnce(ms: number) {
  const groupId = await stack.group({ capacity: seats, seatsLeft: seats });
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  await stack.control('POST', 'faults', { ...ofCreateOrder('database.modifyDocument'), ms });
  const began = performance.now();
  const answers = await Promise.all(
    Array.from({ length: buyers }, (_, buyer) =>
      stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, `load-${ms}-${buyer}`),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  await stack.control('DELETE', 'faults');
  const met = mostTogether((await stack.callsSince(next)).calls.filter(isSeatUpdate));
  return { groupId, answers, seconds, met };
}

// On a slow machine a call may be over before the last one begins: then they are held up for longer.
let round = await buyAtOnce(heldMs);
for (let ms = 2 * heldMs; round.met < together && ms <= 8 * heldMs; ms *= 2) round = await buyAtOnce(ms);
const { groupId, answers, seconds, met } = round;
const won = answers.flatMap((answer) => (answer.ok ? [answer.value.orderId] : []));
const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
const wrong = await violations(stack);
console.log(
  `${buyers} buyers at ${seats} seats, ${instances} instances, in ${seconds.toFixed(1)} s: ${won.length} may pay, ${refused.length} were told why not`,
);
console.log(`told: ${[...new Set(refused)].map((code) => `${code} ${count(refused, code)}`).join(', ')}`);
console.log(`updates of the group's seats under way at the same time: ${met} (at least ${together} wanted)`);

for (const [index, orderId] of won.entries()) {
  await stack.control('POST', 'pay/confirm', { outTradeNo: orderId });
  // A slow machine gets time to receive the announced connections.
  if (index % 20 === 19) await stack.idle();
}
await stack.idle();
await stack.drain();
wrong.push(...(await violationsAtRest(stack)));
const paid = (await stack.payOrders()).filter((row) => row.tradeState === 'SUCCESS');
const group = await stack.document('groups', groupId);
const admitted = (await stack.documents('memberships', { groupId, state: 'Admitted' })).length;
const taken = (group['seats'] as string[]).length;
console.log(
  `after paying: WeChat Pay holds ${paid.length} payments, ${admitted} admitted, ${taken} seats taken, ${String(group['seatsLeft'])} left`,
);
for (const violation of wrong) console.error(violation);
await stack.end();
const exact = [won.length, paid.length, admitted, taken].every((number) => number === Math.min(seats, buyers));
const told = count(refused, 'GroupFull') === refused.length;
process.exitCode = wrong.length === 0 && exact && told && met >= together ? 0 : 1;

function count(codes: readonly string[], code: string): number {
  return codes.filter((each) => each === code).length;
}

function ofCreateOrder(action: string) {
  return { target: 'database', mode: 'slow', function: 'createOrder', action, count: instances };
}

/** Calls that find no group, each held up until the others have an instance of their own; again where the machine was too slow for that. */
async function startInstances(): Promise<void> {
  const ms = Math.min(15_000, 1000 + 250 * instances);
  for (let round = 0, running = 0; round < 12 && running < instances; round += 1) {
    const { next: first } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
    await stack.control('POST', 'faults', { ...ofCreateOrder('database.aggregateDocuments'), ms });
    const input = (): { idempotencyKey: string; groupId: string } => ({
      idempotencyKey: randomUUID(),
      groupId: 'no-such-group',
    });
    await Promise.all(
      Array.from({ length: instances }, (_, index) => stack.call('createOrder', input(), `early-${index}`)),
    );
    await stack.control('DELETE', 'faults');
    running = mostTogether((await stack.callsSince(first)).calls);
  }
}

function isSeatUpdate(call: RecordedCall): boolean {
  return (
    call.function === 'createOrder' && call.action === 'database.modifyDocument' && call.collections[0] === 'groups'
  );
}

/** Most calls that had begun and not ended at one moment. */
function mostTogether(calls: readonly RecordedCall[]): number {
  const ends = calls.flatMap((call) => [
    { at: call.atMs, change: 1 },
    { at: call.atMs + call.tookMs, change: -1 },
  ]);
  let [now, most] = [0, 0];
  // One that ends as another begins was not under way with it.
  for (const { change } of ends.sort((a, b) => a.at - b.at || a.change - b.change)) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}
