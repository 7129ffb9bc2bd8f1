import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dist, root } from '../ops/build';
import { buildFunctions, productFunctions, type FunctionSource } from '../ops/build/functions';
import { hourMs, minuteMs, TestStack, type PayOrder } from '../tests/testStack';
import { commonWay, ourWay, priceFen, type Account, type Way } from './ways';

/** The functions of `bench/baseline`, each with an index.ts of its own; all have as much time as ours. */
const baselineFunctions = (sourceDir: string): FunctionSource[] =>
  ['plainCancelOrder', 'plainCreateOrder', 'plainPayNotify'].map((name) => ({
    name,
    resolveDir: join(sourceDir, name),
    entry: "export { main } from './index';",
    config: { timeout: 20, permissions: { openapi: [] } },
  }));

/** Our functions and those of `bench/baseline`, deployed side by side in one emulator. */
export async function beginBoth(): Promise<{ stack: TestStack; ways: readonly Way[] }> {
  const functionsDir = join(root, 'dist/bench');
  await rm(functionsDir, { recursive: true, force: true });
  await buildFunctions(productFunctions(join(root, 'cloudfunctions')), dist.functions);
  await buildFunctions(baselineFunctions(join(root, 'bench/baseline')), functionsDir);
  await cp(dist.functions, functionsDir, { recursive: true });
  const stack = await TestStack.begin({ functionsDir, instancesPerFunction: 8 });
  return { stack, ways: [ourWay(stack), await commonWay(stack)] };
}

/** Orders that are bought, paid and notified, per second, by `buyers` people at a time, on a good day. */
export async function ordersPerSecond(stack: TestStack, way: Way, orders: number, buyers: number): Promise<number> {
  const groupId = await way.group(2 * orders);
  const one = async (person: string): Promise<void> => {
    const orderId = await way.create(groupId, person);
    if (orderId !== null) await stack.control('POST', 'pay/confirm', { outTradeNo: orderId });
  };
  // Processes are started, and the compiler is warm, before it counts.
  await Promise.all(Array.from({ length: 2 * buyers }, (_, index) => one(`warm-${index}`)));
  await stack.idle();
  const began = performance.now();
  let begun = 0;
  const buyer = async (): Promise<void> => {
    while (begun < orders) await one(`speed-${(begun += 1)}`);
  };
  await Promise.all(Array.from({ length: buyers }, buyer));
  await stack.idle();
  return orders / ((performance.now() - began) / 1000);
}

type Misfortune = (stack: TestStack, way: Way, groupId: string, person: string, turn: number) => Promise<void>;

const pay = async (stack: TestStack, orderId: string | null): Promise<void> => {
  if (orderId !== null) await stack.pay(orderId);
};
const fated =
  (fate: string): Misfortune =>
  async (stack, way, groupId, person) => {
    const orderId = await way.create(groupId, person);
    await stack.scriptOutcome(fate);
    await pay(stack, orderId);
  };
const struck =
  (mode: 'crash' | 'after' | 'before'): Misfortune =>
  async (stack, way, groupId, person, turn) => {
    const orderId = await way.create(groupId, person);
    const where = { target: 'database', function: way.payNotify, skip: turn % 4 };
    await stack.control('POST', 'faults', { ...where, mode, ...(mode === 'crash' ? { when: 'after' } : {}) });
    await pay(stack, orderId);
    await stack.control('DELETE', 'faults');
  };

/** The misfortunes that befall each of these buyers. */
const misfortunes: Readonly<Record<string, Misfortune>> = {
  'nothing goes wrong': async (stack, way, groupId, person) => pay(stack, await way.create(groupId, person)),
  'the notification is lost': fated('never'),
  'the notification comes twice': fated('twice'),
  'the notification comes late': fated('late'),
  'WeChat Pay tells of another amount': fated('wrongAmount'),
  'a callback is forged': async (stack, way, groupId, person) => {
    const outTradeNo = await way.create(groupId, person);
    const event = { returnCode: 'SUCCESS', resultCode: 'SUCCESS', outTradeNo, totalFee: priceFen };
    await stack.raw(way.payNotify, event, 'mallory');
  },
  'the process dies in the callback': struck('crash'),
  'the database’s answer is lost in the callback': struck('after'),
  'the database does not answer in the callback': struck('before'),
  'paid after cancelling': async (stack, way, groupId, person) => {
    const orderId = await way.create(groupId, person);
    if (orderId !== null) await way.cancel(orderId, person);
    await pay(stack, orderId);
  },
  'bought from two phones at once': async (stack, way, groupId, person) => {
    const made = await Promise.all([way.create(groupId, person), way.create(groupId, person)]);
    for (const orderId of new Set(made)) await pay(stack, orderId);
  },
  'fifteen people want five seats at once': async (stack, way, _groupId, person) => {
    const groupId = await way.group(5);
    const made = await Promise.all(Array.from({ length: 15 }, (_, index) => way.create(groupId, `${person}-${index}`)));
    for (const orderId of made) await pay(stack, orderId);
  },
};

/** The losses of a variant, as sentences, with how often each happened. */
export type Losses = ReadonlyMap<string, number>;

/** Every misfortune, `times` times, to one way; then time passes, WeChat Pay tells again what was not received, and sweeps run. */
export async function strike(stack: TestStack, way: Way, times: number): Promise<Losses> {
  const before = new Set((await stack.payOrders()).map((row) => row.outTradeNo));
  const known = new Set((await way.account()).groups.map(({ groupId }) => groupId));
  const groupId = await way.group(1000);
  for (const [name, misfortune] of Object.entries(misfortunes)) {
    for (let turn = 0; turn < times; turn += 1)
      await misfortune(stack, way, groupId, `${name.replaceAll(/[^a-z]/g, '-')}-${turn}`, turn);
  }
  await stack.advance(10 * minuteMs);
  await stack.drain();
  await stack.advance(26 * hourMs);
  await stack.drain();
  const rows = (await stack.payOrders()).filter((row) => !before.has(row.outTradeNo));
  const { memberships, groups, told } = await way.account();
  const mine = groups.filter((group) => !known.has(group.groupId));
  const ids = new Set(mine.map((group) => group.groupId));
  const own = { memberships: memberships.filter((membership) => ids.has(membership.groupId)), groups: mine, told };
  return lossesOf(own, rows);
}

const heldFen = (row: PayOrder): number =>
  row.tradeState === 'SUCCESS' || row.tradeState === 'REFUND' ? row.totalFee - row.refundedFee : 0;

/** WeChat Pay's books against who got in: the books never lie. */
function lossesOf({ memberships, groups, told }: Account, rows: readonly PayOrder[]): Losses {
  const held = new Map(rows.map((row) => [row.outTradeNo, heldFen(row)]));
  const entered = new Set(memberships.map((membership) => membership.orderId));
  const people = new Set(memberships.map((membership) => `${membership.person} ${membership.groupId}`));
  const keptFor = rows.filter((row) => heldFen(row) > 0 && !entered.has(row.outTradeNo) && !told.has(row.outTradeNo));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const inside = (groupId: string): number => memberships.filter((membership) => membership.groupId === groupId).length;
  return new Map([
    ['paid, but neither in nor refunded, and nobody knows', keptFor.length],
    ['in without having paid', memberships.filter(({ orderId }) => (held.get(orderId) ?? 0) === 0).length],
    ['the same person in twice', memberships.length - people.size],
    [
      'members shown who are not there',
      sum(groups.map((group) => Math.max(0, group.memberCount - inside(group.groupId)))),
    ],
    [
      'members there who are not shown',
      sum(groups.map((group) => Math.max(0, inside(group.groupId) - group.memberCount))),
    ],
    ['seats sold that there were not', sum(groups.map((group) => Math.max(0, inside(group.groupId) - group.capacity)))],
  ]);
}

export const misfortuneNames = Object.keys(misfortunes);
