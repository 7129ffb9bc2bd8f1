import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnswerOf, Contracts, FunctionName, InputOf, OutputOf } from '../../contracts';
import { readEmulatorFile, startEmulator, temporaryState, type RunningEmulator } from 'cloudbase-emulator';
import { buildFunctions, productFunctions } from '../build/functions';
import { listings } from './groups';
import { isSeeded, seed, type SeedTarget } from './index';

const root = join(import.meta.dirname, '../..');
let folder: string;
let emulator: RunningEmulator;
let target: SeedTarget;
let seededAtMs: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qunpiao-seed-'));
  await buildFunctions(productFunctions(join(root, 'cloudfunctions')), folder);
  const config = readEmulatorFile(join(root, 'emulator.json'));
  emulator = await startEmulator({
    ...config,
    functionsDir: folder,
    stateDir: temporaryState,
    port: 0,
    timers: false,
  });
  target = { url: emulator.url, env: config.env, openidOf: (name) => emulator.openidOf(name) };
  expect(await isSeeded(target)).toBe(false);
  seededAtMs = Date.now();
  await seed(target);
}, 180_000);

afterAll(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true, force: true });
});

async function sees<Name extends FunctionName>(
  as: string,
  name: Name,
  data: InputOf<Contracts[Name]>,
): Promise<OutputOf<Contracts[Name]>> {
  const { result } = await emulator.control('POST', 'call', { function: name, data, as });
  const answer = result as AnswerOf<Contracts[Name]>;
  if (!answer.ok) throw new Error(`${name}: ${answer.code} ${answer.message}`);
  return answer.value;
}

interface Stored {
  readonly _id: string;
  readonly state: string;
  readonly dueAt: unknown;
}

async function stored(name: string): Promise<readonly (Stored & Readonly<Record<string, unknown>>)[]> {
  const { documents } = await emulator.control('GET', `collections/${name}`);
  return documents as readonly (Stored & Readonly<Record<string, unknown>>)[];
}

it('it fills an environment once', async () => {
  expect(await isSeeded(target)).toBe(true);
  await expect(seed(target)).rejects.toThrow('there are groups already');
  expect(await stored('groups')).toHaveLength(listings.length);
});

it('the clock is right again, and nothing is left to do but what waits for its time', async () => {
  const { nowMs } = await emulator.control('GET', 'clock');
  expect(Number(nowMs)).toBeGreaterThanOrEqual(seededAtMs);
  expect(Number(nowMs)).toBeLessThanOrEqual(Date.now() + 1000);
  for (const order of await stored('orders'))
    expect(order.dueAt === null, order._id).toBe(order.state !== 'AwaitingPayment');
  for (const membership of await stored('memberships'))
    expect(membership.dueAt === null, membership._id).toBe(
      !['UnderReview', 'Applied', 'Approved'].includes(membership.state),
    );
  expect(await stored('securityEvents')).toEqual([]);
});

it('Alice is new: Olivia’s groups on top, all to be bought, and no orders', async () => {
  const { groups, next } = await sees('alice', 'listGroups', {});
  expect(groups.slice(0, 2).map(({ groupId }) => groupId)).toEqual(['g-morning-english', 'g-essay-circle']);
  expect(next).not.toBeNull();
  expect((await sees('alice', 'listGroups', { query: '英语' })).groups[0]).toMatchObject({ priceFen: 990, open: true });
  expect((await sees('alice', 'getGroup', { groupId: 'g-morning-english' })).obstacle).toBeNull();
  expect((await sees('alice', 'listOrders', {})).orders).toEqual([]);
  expect(await sees('alice', 'login', {})).toMatchObject({ nickname: '小爱 Alice', isOwner: false, operator: null });
});

it.each([
  ['g-slow-film', 'GroupFull', { seatsLeft: 0, memberCount: 12, open: false }],
  ['g-clay-weekend', null, { seatsLeft: 1, memberCount: 9, open: true }],
  ['g-chengdu-badminton', 'NoValidQr', { memberCount: 4, open: false }],
  ['g-notebook-layout', 'GroupPaused', { open: false }],
])('%s has its obstacle: %s', async (groupId, obstacle, group) => {
  expect(await sees('alice', 'getGroup', { groupId })).toMatchObject({ obstacle, group });
});

it('Bob has had one of everything, and can open the door he paid for', async () => {
  const { orders } = await sees('bob', 'listOrders', {});
  expect(orders.map(({ groupId, state, membershipState }) => [groupId, state, membershipState])).toEqual([
    ['g-essay-circle', 'Paid', 'UnderReview'],
    ['g-phone-photo', 'Closed', null],
    ['g-slow-redchamber', 'Closed', null],
    ['g-portfolio-clinic', 'Refunded', 'Rejected'],
    ['g-hangzhou-hikes', 'Paid', 'Admitted'],
  ]);
  const rejected = await sees('bob', 'getOrder', { orderId: orders[3]?.orderId ?? '' });
  expect(rejected).toMatchObject({ refundedFen: 9900, refunds: [{ state: 'Succeeded', reason: 'rejected' }] });
  expect(rejected.rejectedReason).not.toBe('');
  const { qrUrl } = await sees('bob', 'getTicket', { groupId: 'g-hangzhou-hikes' });
  const image = await fetch(qrUrl ?? '');
  expect(image.headers.get('content-type')).toBe('image/svg+xml');
});

it('Olivia runs five groups and five people wait for her word, long enough to be decided', async () => {
  expect(await sees('olivia', 'login', {})).toMatchObject({ isOwner: true });
  expect((await sees('olivia', 'listMyGroups', {})).groups).toHaveLength(5);
  const { applications } = await sees('olivia', 'listApplications', { filter: 'waiting' });
  expect(applications.map(({ nickname }) => nickname)).toContain('阿博');
  expect(applications).toHaveLength(5);
  const unpaid = applications.filter(({ membershipState }) => membershipState === 'Applied');
  expect(unpaid).toHaveLength(2);
  for (const { message, paidFen } of unpaid) expect([message.length > 0, paidFen]).toEqual([true, 0]);
  for (const { reviewUntilMs } of applications) expect(reviewUntilMs).toBeGreaterThan(Date.now() + 3_600_000);
  expect((await sees('olivia', 'listApplications', { filter: 'rejected' })).applications).toHaveLength(1);
});

it('Three groups wait for Adam, one was returned with a reason, and a refund that failed is before him', async () => {
  const { groups } = await sees('adam', 'adminGroups', { lookup: 'state', state: 'PendingReview' });
  expect(groups.map(({ groupId }) => groupId)).toEqual(['g-night-sky', 'g-weekday-stretch', 'g-balcony-greens']);
  const returned = await sees('owner-tang', 'getMyGroup', { groupId: 'g-old-songs' });
  expect(returned.state).toBe('Draft');
  expect(returned.operatorsWord?.note).toContain('不录音外传');
  const { refunds, needingAttention, securityEvents } = await sees('adam', 'adminIssues', {});
  expect(refunds).toMatchObject([{ buyer: { nickname: '四月的海' }, fen: 9900, tooOld: false }]);
  expect([...needingAttention, ...securityEvents]).toEqual([]);
  expect(await stored('audit')).toMatchObject([{ action: 'returnGroup', subject: 'g-old-songs' }]);
});

it('there are orders in every state that lasts', async () => {
  const states = new Set((await stored('orders')).map(({ state }) => state));
  expect([...states].sort()).toEqual(['AwaitingPayment', 'Closed', 'Paid', 'RefundFailed', 'Refunded']);
});

it('there are applications before payment in every state that lasts, and Bob has a day to pay for one', async () => {
  const memberships = (await stored('memberships')).filter(({ admission }) => admission === 'reviewThenPay');
  const states = new Set(memberships.map(({ state }) => state));
  expect([...states].sort()).toEqual(['Admitted', 'Applied', 'Approved', 'Rejected', 'TimedOut', 'Withdrawn']);
  const groupId = 'g-young-readers';
  const { obstacle, mine } = await sees('bob', 'getGroup', { groupId });
  expect({ obstacle, state: mine?.membershipState }).toEqual({ obstacle: null, state: 'Approved' });
  expect(mine?.payUntilMs).toBeGreaterThan(Date.now() + 3_600_000);
  const { memberships: his } = await sees('bob', 'listMemberships', { filter: 'current' });
  expect(his.map((membership) => [membership.groupId, membership.membershipState])).toContainEqual([
    groupId,
    'Approved',
  ]);
});

it('WeChat Pay’s books, our orders and our ledger say the same', async () => {
  const { orders } = await emulator.control('GET', 'pay/orders');
  const books = orders as readonly { outTradeNo: string; tradeState: string; totalFee: number; refundedFee: number }[];
  const held = books
    .filter(({ tradeState }) => tradeState === 'SUCCESS' || tradeState === 'REFUND')
    .reduce((sum, { totalFee, refundedFee }) => sum + totalFee - refundedFee, 0);
  const ours = (await stored('orders'))
    .filter(({ transactionId }) => transactionId !== null)
    .reduce((sum, { priceFen, refundedFen }) => sum + Number(priceFen) - Number(refundedFen), 0);
  const posted = (await stored('ledger'))
    .flatMap(({ lines }) => lines as readonly { account: string; fen: number }[])
    .filter(({ account }) => account.startsWith('wechatPay:'))
    .reduce((sum, { fen }) => sum + fen, 0);
  expect(held).toBeGreaterThan(0);
  expect(ours).toBe(held);
  expect(posted).toBe(held);
});

it('Every cover and avatar loads as a PNG', async () => {
  const covers = (await stored('groups')).map(({ coverFileId }) => String(coverFileId));
  const avatars = (await stored('users')).map(({ avatarFileId }) => String(avatarFileId));
  // One request takes at most 50 files.
  const answers = await Promise.all(
    [covers, avatars].map((fileIDs) => emulator.control('POST', 'storage/urls', { fileIDs })),
  );
  const files = answers.flatMap((answer) => answer['files'] as readonly { tempFileURL: string }[]);
  expect(files).toHaveLength(34 + 39);
  for (const { tempFileURL } of files) {
    const file = await fetch(tempFileURL);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await file.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG');
  }
});
