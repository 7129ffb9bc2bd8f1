import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnswerOf, Contracts, FunctionName, InputOf, OutputOf } from '../../contracts';
import { readEmulatorFile, startEmulator, temporaryState, type RunningEmulator } from 'cloudbase-emulator';
import { dist } from '../build';
import { seedGroups } from './groups';
import { isSeeded, seed, type SeedEnvironment } from './index';

const root = join(import.meta.dirname, '../..');
let emulator: RunningEmulator;
let environment: SeedEnvironment;
let seededAtMs: number;

beforeAll(async () => {
  const config = readEmulatorFile(join(root, 'emulator.json'));
  emulator = await startEmulator({
    ...config,
    functionsDir: dist.functions,
    stateDir: temporaryState,
    port: 0,
    timers: false,
  });
  environment = { url: emulator.url, env: config.env, openidOf: (name) => emulator.openidOf(name) };
  expect(await isSeeded(environment)).toBe(false);
  seededAtMs = Date.now();
  await seed(environment);
}, 180_000);

afterAll(() => emulator.stop());

async function callOk<Name extends FunctionName>(
  as: string,
  name: Name,
  data: InputOf<Contracts[Name]>,
): Promise<OutputOf<Contracts[Name]>> {
  const { result } = await emulator.control('POST', 'call', { function: name, data, as });
  const answer = result as AnswerOf<Contracts[Name]>;
  if (!answer.ok) throw new Error(`${name}: ${answer.code} ${answer.message}`);
  return answer.value;
}

interface StoredDocument {
  readonly _id: string;
  readonly state: string;
  readonly dueAt: unknown;
}

async function readCollection(name: string): Promise<readonly (StoredDocument & Readonly<Record<string, unknown>>)[]> {
  const { documents } = await emulator.control('GET', `collections/${name}`);
  return documents as readonly (StoredDocument & Readonly<Record<string, unknown>>)[];
}

it('seed fills an environment only once', async () => {
  expect(await isSeeded(environment)).toBe(true);
  await expect(seed(environment)).rejects.toThrow('the environment has groups already');
  expect(await readCollection('groups')).toHaveLength(seedGroups.length);
});

it('The clock is right again, and only deadlines are left to do', async () => {
  const { nowMs } = await emulator.control('GET', 'clock');
  expect(Number(nowMs)).toBeGreaterThanOrEqual(seededAtMs);
  expect(Number(nowMs)).toBeLessThanOrEqual(Date.now() + 1000);
  for (const order of await readCollection('orders'))
    expect(order.dueAt === null, order._id).toBe(order.state !== 'AwaitingPayment');
  for (const membership of await readCollection('memberships'))
    expect(membership.dueAt !== null, membership._id).toBe(
      ['UnderReview', 'Applied', 'Approved'].includes(membership.state) ||
        (membership.state === 'Admitted' && membership.shownQrId === null),
    );
  expect(await readCollection('securityEvents')).toEqual([]);
});

it('Alice has no orders yet and sees Olivia’s groups first', async () => {
  const { groups, next } = await callOk('alice', 'listGroups', {});
  expect(groups.slice(0, 2).map(({ groupId }) => groupId)).toEqual(['g-morning-english', 'g-essay-circle']);
  expect(next).not.toBeNull();
  expect((await callOk('alice', 'listGroups', { query: '英语' })).groups[0]).toMatchObject({
    priceFen: 990,
    open: true,
  });
  expect((await callOk('alice', 'getGroup', { groupId: 'g-morning-english' })).obstacle).toBeNull();
  expect((await callOk('alice', 'listOrders', {})).orders).toEqual([]);
  expect(await callOk('alice', 'login', {})).toMatchObject({ nickname: '小爱 Alice', isOwner: false, operator: null });
});

it.each([
  ['g-slow-film', 'GroupFull', { seatsLeft: 0, memberCount: 12, open: false }],
  ['g-clay-weekend', null, { seatsLeft: 1, memberCount: 9, open: true }],
  ['g-chengdu-badminton', 'NoValidQr', { memberCount: 4, open: false }],
  ['g-notebook-layout', 'GroupPaused', { open: false }],
])('%s shows Alice the buying obstacle %s', async (groupId, obstacle, group) => {
  expect(await callOk('alice', 'getGroup', { groupId })).toMatchObject({ obstacle, group });
});

it('Bob has an order of every kind, and sees the QR he paid for', async () => {
  const { orders } = await callOk('bob', 'listOrders', {});
  expect(orders.map(({ groupId, state, membershipState }) => [groupId, state, membershipState])).toEqual([
    ['g-essay-circle', 'Paid', 'UnderReview'],
    ['g-phone-photo', 'Closed', null],
    ['g-slow-redchamber', 'Closed', null],
    ['g-portfolio-clinic', 'Refunded', 'Rejected'],
    ['g-hangzhou-hikes', 'Paid', 'Admitted'],
  ]);
  const rejected = await callOk('bob', 'getOrder', { orderId: orders[3]?.orderId ?? '' });
  expect(rejected).toMatchObject({ refundedFen: 9900, refunds: [{ state: 'Succeeded', reason: 'rejected' }] });
  expect(rejected.rejectedReason).not.toBe('');
  const { qrUrl } = await callOk('bob', 'getTicket', { groupId: 'g-hangzhou-hikes' });
  const image = await fetch(qrUrl ?? '');
  expect(image.headers.get('content-type')).toBe('image/png');
});

it('Olivia runs five groups, and five applications wait for her with time left', async () => {
  expect(await callOk('olivia', 'login', {})).toMatchObject({ isOwner: true });
  expect((await callOk('olivia', 'listMyGroups', {})).groups).toHaveLength(5);
  const { applications } = await callOk('olivia', 'listApplications', { filter: 'waiting' });
  expect(applications.map(({ nickname }) => nickname)).toContain('阿博');
  expect(applications).toHaveLength(5);
  const unpaid = applications.filter(({ membershipState }) => membershipState === 'Applied');
  expect(unpaid).toHaveLength(2);
  for (const { message, paidFen } of unpaid) expect([message.length > 0, paidFen]).toEqual([true, 0]);
  for (const { reviewUntilMs } of applications) expect(reviewUntilMs).toBeGreaterThan(Date.now() + 3_600_000);
  expect((await callOk('olivia', 'listApplications', { filter: 'rejected' })).applications).toHaveLength(1);
});

it('Adam has three groups to review, has returned one with a reason, and sees a failed refund', async () => {
  const { groups } = await callOk('adam', 'adminGroups', { lookup: 'state', state: 'PendingReview' });
  expect(groups.map(({ groupId }) => groupId)).toEqual(['g-night-sky', 'g-weekday-stretch', 'g-balcony-greens']);
  const returned = await callOk('owner-tang', 'getMyGroup', { groupId: 'g-old-songs' });
  expect(returned.state).toBe('Draft');
  expect(returned.moderationNote?.note).toContain('不录音外传');
  const { refunds, needingAttention, securityEvents } = await callOk('adam', 'adminIssues', {});
  expect(refunds).toMatchObject([{ buyer: { nickname: '四月的海' }, fen: 9900, tooOld: false }]);
  expect([...needingAttention, ...securityEvents]).toEqual([]);
  expect(await readCollection('audit')).toMatchObject([{ action: 'returnGroup', subject: 'g-old-songs' }]);
});

it('The orders cover every state that lasts', async () => {
  const states = new Set((await readCollection('orders')).map(({ state }) => state));
  expect([...states].sort()).toEqual(['AwaitingPayment', 'Closed', 'Paid', 'RefundFailed', 'Refunded']);
});

it('The applications before payment cover every state that lasts, and Bob has time to pay for one', async () => {
  const memberships = (await readCollection('memberships')).filter(({ admission }) => admission === 'reviewThenPay');
  const states = new Set(memberships.map(({ state }) => state));
  expect([...states].sort()).toEqual(['Admitted', 'Applied', 'Approved', 'Rejected', 'TimedOut', 'Withdrawn']);
  const groupId = 'g-young-readers';
  const { obstacle, mine } = await callOk('bob', 'getGroup', { groupId });
  expect({ obstacle, state: mine?.membershipState }).toEqual({ obstacle: null, state: 'Approved' });
  expect(mine?.payUntilMs).toBeGreaterThan(Date.now() + 3_600_000);
  const { memberships: his } = await callOk('bob', 'listMemberships', { filter: 'current' });
  expect(his.map((membership) => [membership.groupId, membership.membershipState])).toContainEqual([
    groupId,
    'Approved',
  ]);
});

it('WeChat Pay’s books, our orders and our ledger agree', async () => {
  const { orders } = await emulator.control('GET', 'pay/orders');
  const books = orders as readonly { outTradeNo: string; tradeState: string; totalFee: number; refundedFee: number }[];
  const held = books
    .filter(({ tradeState }) => tradeState === 'SUCCESS' || tradeState === 'REFUND')
    .reduce((sum, { totalFee, refundedFee }) => sum + totalFee - refundedFee, 0);
  const ours = (await readCollection('orders'))
    .filter(({ transactionId }) => transactionId !== null)
    .reduce((sum, { priceFen, refundedFen }) => sum + Number(priceFen) - Number(refundedFen), 0);
  const posted = (await readCollection('ledger'))
    .flatMap(({ lines }) => lines as readonly { account: string; fen: number }[])
    .filter(({ account }) => account.startsWith('wechatPay:'))
    .reduce((sum, { fen }) => sum + fen, 0);
  expect(held).toBeGreaterThan(0);
  expect(ours).toBe(held);
  expect(posted).toBe(held);
});

it.each([
  ['cover', 'groups', 'coverFileId', 34],
  ['avatar', 'users', 'avatarFileId', 39],
] as const)('Every %s of the collection %s loads as a PNG', async (_what, collection, field, count) => {
  const fileIDs = (await readCollection(collection)).map((document) => String(document[field]));
  const { files } = await emulator.control('POST', 'storage/urls', { fileIDs });
  expect(files).toHaveLength(count);
  for (const { tempFileURL } of files as readonly { tempFileURL: string }[]) {
    const file = await fetch(tempFileURL);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await file.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG');
  }
});
