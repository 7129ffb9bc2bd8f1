import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dist, root } from '../ops/build';
import { buildFunctions } from '../ops/build/functions';
import { hourMs, minuteMs, World, type PayOrder } from '../ops/stage/world';
import { commonWay, ourWay, priceFen, type Account, type Way } from './ways';

/** Our functions and those of `bench/baseline`, deployed side by side in one emulator. */
export async function beginBoth(): Promise<{ world: World; ways: readonly Way[] }> {
  const functionsDir = join(root, 'dist/bench');
  await rm(functionsDir, { recursive: true, force: true });
  await buildFunctions({ sourceDir: join(root, 'cloudfunctions'), outDir: dist.functions });
  await buildFunctions({ sourceDir: join(root, 'bench/baseline'), outDir: functionsDir });
  await cp(dist.functions, functionsDir, { recursive: true });
  const world = await World.begin({ functionsDir, instancesPerFunction: 8 });
  return { world, ways: [ourWay(world), await commonWay(world)] };
}

/** Orders that are bought, paid and notified, per second, by `buyers` people at a time, on a good day. */
export async function ordersPerSecond(world: World, way: Way, orders: number, buyers: number): Promise<number> {
  const groupId = await way.group(2 * orders);
  const one = async (person: string): Promise<void> => {
    const orderId = await way.create(groupId, person);
    if (orderId !== null) await world.door('POST', 'pay/confirm', { outTradeNo: orderId });
  };
  // Processes are started, and the compiler is warm, before it counts.
  await Promise.all(Array.from({ length: 2 * buyers }, (_, index) => one(`warm-${index}`)));
  await world.idle();
  const began = performance.now();
  let begun = 0;
  const buyer = async (): Promise<void> => {
    while (begun < orders) await one(`speed-${(begun += 1)}`);
  };
  await Promise.all(Array.from({ length: buyers }, buyer));
  await world.idle();
  return orders / ((performance.now() - began) / 1000);
}

type Misfortune = (world: World, way: Way, groupId: string, person: string, turn: number) => Promise<void>;

const pay = async (world: World, orderId: string | null): Promise<void> => {
  if (orderId !== null) await world.pay(orderId);
};
const fated =
  (fate: string): Misfortune =>
  async (world, way, groupId, person) => {
    const orderId = await way.create(groupId, person);
    await world.fate(fate);
    await pay(world, orderId);
  };
const struck =
  (mode: 'crash' | 'after' | 'before'): Misfortune =>
  async (world, way, groupId, person, turn) => {
    const orderId = await way.create(groupId, person);
    const where = { target: 'database', function: way.payNotify, skip: turn % 4 };
    await world.door('POST', 'faults', { ...where, mode, ...(mode === 'crash' ? { when: 'after' } : {}) });
    await pay(world, orderId);
    await world.door('DELETE', 'faults');
  };

/** What befalls a buyer of each of these. */
const misfortunes: Readonly<Record<string, Misfortune>> = {
  'nothing goes wrong': async (world, way, groupId, person) => pay(world, await way.create(groupId, person)),
  'the notification is lost': fated('never'),
  'the notification comes twice': fated('twice'),
  'the notification comes late': fated('late'),
  'WeChat Pay tells of another amount': fated('wrongAmount'),
  'a callback is forged': async (world, way, groupId, person) => {
    const outTradeNo = await way.create(groupId, person);
    const event = { returnCode: 'SUCCESS', resultCode: 'SUCCESS', outTradeNo, totalFee: priceFen };
    await world.raw(way.payNotify, event, 'mallory');
  },
  'the process dies in the callback': struck('crash'),
  'the database’s answer is lost in the callback': struck('after'),
  'the database does not answer in the callback': struck('before'),
  'paid after cancelling': async (world, way, groupId, person) => {
    const orderId = await way.create(groupId, person);
    if (orderId !== null) await way.cancel(orderId, person);
    await pay(world, orderId);
  },
  'bought from two phones at once': async (world, way, groupId, person) => {
    const made = await Promise.all([way.create(groupId, person), way.create(groupId, person)]);
    for (const orderId of new Set(made)) await pay(world, orderId);
  },
  'fifteen people want five seats at once': async (world, way, _groupId, person) => {
    const groupId = await way.group(5);
    const made = await Promise.all(Array.from({ length: 15 }, (_, index) => way.create(groupId, `${person}-${index}`)));
    for (const orderId of made) await pay(world, orderId);
  },
};

/** What a way lost, in words, by how often. */
export type Losses = ReadonlyMap<string, number>;

/** Every misfortune, `times` times, to one way; then time passes, WeChat Pay tells again what was not received, and sweeps run. */
export async function strike(world: World, way: Way, times: number): Promise<Losses> {
  const before = new Set((await world.payOrders()).map((row) => row.outTradeNo));
  const known = new Set((await way.account()).groups.map(({ groupId }) => groupId));
  const groupId = await way.group(1000);
  for (const [name, misfortune] of Object.entries(misfortunes)) {
    for (let turn = 0; turn < times; turn += 1)
      await misfortune(world, way, groupId, `${name.replaceAll(/[^a-z]/g, '-')}-${turn}`, turn);
  }
  await world.advance(10 * minuteMs);
  await world.rest();
  await world.advance(26 * hourMs);
  await world.rest();
  const rows = (await world.payOrders()).filter((row) => !before.has(row.outTradeNo));
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
