import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contractNames, TestStack } from '../testStack';

/**
 * Every function gets random input, and input made on purpose: any JSON, query operators, keys that reach for prototypes, unknown keys, a
 * megabyte of text, the valid ids of other people, calls from elsewhere. Each is refused with a code, causes no internal error, and writes
 * nothing.
 */
let stack: TestStack;
let theirs: Record<string, string>;
beforeAll(async () => {
  stack = await TestStack.begin();
  const groupId = await stack.group({ admission: 'payThenReview', capacity: 5, seatsLeft: 5 });
  const orderId = await stack.buyAndPay(groupId, 'alice');
  const { membershipId } = await stack.waitingApplication(groupId);
  theirs = { groupId, orderId, membershipId, qrId: `qr-${groupId}` };
});
afterAll(() => stack.end());

/** Codes that a stranger may get for a valid request about other people's documents. */
const notTheirs = [
  'InvalidInput',
  'NotAllowed',
  'OrderNotFound',
  'GroupNotFound',
  'ApplicationNotFound',
  'NotAdmitted',
];

async function refusedWithoutWriting(name: string, data: unknown, codes: readonly string[]): Promise<void> {
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  const { result, error } = await stack.raw(name, data, 'mallory');
  const what = `${name}(${JSON.stringify(data)?.slice(0, 300)})`;
  expect(error, what).toBeUndefined();
  expect(result, what).toMatchObject({ ok: false });
  expect(codes, what).toContain((result as { code: string }).code);
  const { calls } = await stack.callsSince(next);
  // Attempts are counted; nothing else may be written.
  expect(
    calls.filter((call) => call.documentsWritten > 0 && call.collections.join() !== 'rateLimits'),
    what,
  ).toEqual([]);
  expect(
    calls.filter((call) => call.target === 'pay'),
    what,
  ).toEqual([]);
}

/** Functions without any input field, which can refuse only unknown keys. */
const something = (data: unknown): boolean => typeof data === 'object' && data !== null && Object.keys(data).length > 0;

const wrongValue = fc.oneof(
  fc.constantFrom<unknown>(
    { $gt: '' },
    { $ne: null },
    { $where: '1' },
    { $regex: '.*' },
    [],
    {},
    null,
    true,
    NaN,
    -1,
    1e300,
  ),
  fc.constantFrom<unknown>('__proto__', 'constructor', '$gt', '../..', '\u0000', '💣'.repeat(100)),
  fc.jsonValue({ maxDepth: 3 }),
);
const keys = [
  'idempotencyKey',
  'groupId',
  'orderId',
  'membershipId',
  'round',
  'decision',
  'reason',
  'filter',
  'after',
  'action',
  'by',
  'sameBuyerAs',
  'fen',
  'note',
  'rev',
  'eventId',
  'state',
  'text',
  'terms',
  'month',
  'message',
  'contact',
];
const wrongInput = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...keys), fc.string({ minLength: 1, maxLength: 12 })), wrongValue), {
    minLength: 1,
    maxLength: 5,
  })
  .map((pairs) => Object.fromEntries(pairs))
  // The control API reserves this key for the platform.
  .filter((data) => something(data) && !('userInfo' in data) && !('tcbContext' in data));

describe.each(contractNames)('%s', (name) => {
  it(`${name} refuses random input and writes nothing`, async () => {
    const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
    await fc.assert(
      fc.asyncProperty(wrongInput, async (data) => {
        const { result } = await stack.raw(name, data, 'mallory');
        const answer = result as { ok: boolean; code?: string };
        // A list accepts some of these as valid: an empty search, a known filter.
        if (answer.ok) return;
        expect([...notTheirs, 'TextRefused']).toContain(answer.code);
      }),
      { numRuns: 60, seed: 20261122 },
    );
    const { calls } = await stack.callsSince(next);
    expect(calls.filter((call) => call.documentsWritten > 0)).toEqual([]);
  });

  it(`${name} refuses keys that reach for prototypes, and a megabyte of text`, async () => {
    const polluting = JSON.parse(
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
    ) as object;
    await refusedWithoutWriting(name, { ...polluting, x: 1 }, ['InvalidInput']);
    const megabyte = 'x'.repeat(1024 * 1024);
    for (const key of ['groupId', 'orderId', 'query', 'nickname', megabyte.slice(0, 1000)]) {
      await refusedWithoutWriting(name, { [key]: megabyte }, ['InvalidInput']);
    }
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
  });
});

describe('other people’s ids', () => {
  it('The ids of other people’s documents open nothing', async () => {
    const { groupId, orderId, membershipId, qrId } = theirs as {
      groupId: string;
      orderId: string;
      membershipId: string;
      qrId: string;
    };
    const text = {
      name: 'a',
      intro: 'b',
      description: 'c',
      benefits: ['d'],
      ownerIntro: 'e',
      category: 'study',
      coverFileId: '',
    };
    const terms = { priceFen: 100, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 5 };
    const attempts: [string, object][] = [
      ['getOrder', { orderId }],
      ['cancelOrder', { orderId }],
      ['requestRefund', { orderId }],
      ['getTicket', { groupId }],
      ['getMyGroup', { groupId }],
      ['getEarnings', { month: '2026-11', groupId }],
      ['listApplications', { filter: 'waiting', groupId }],
      ['withdrawApplication', { groupId }],
      ['approveMember', { membershipId, round: 1, decision: 'approve' }],
      ['approveMember', { membershipId, round: 1, decision: 'reject', reason: 'x' }],
      ['saveGroup', { action: 'change', groupId, text, terms }],
      ['saveGroup', { action: 'close', groupId }],
      ['saveGroupQr', { action: 'retire', groupId, qrId }],
      ['adminGroups', { lookup: 'state', state: 'Listed' }],
      ['adminIssues', {}],
      ['adminOrders', { lookup: 'order', orderId }],
      ['adminOrders', { lookup: 'buyer', sameBuyerAs: orderId }],
      ['adminOrders', { lookup: 'group', groupId }],
      ['moderateGroup', { groupId, rev: 0, decision: 'list' }],
      ['moderateGroup', { groupId, decision: 'ban', reason: 'x' }],
      ['refundGroup', { groupId, note: '', idempotencyKey: randomUUID() }],
      ['refundOrder', { orderId, fen: 1, note: '', idempotencyKey: randomUUID() }],
      ['settleRefund', { orderId, refundNo: `${orderId}-R1`, exit: 'again' }],
      ['resolveSecurityEvent', { eventId: 'x' }],
      [
        'saveGroupQr',
        {
          action: 'add',
          groupId,
          fileId: 'cloud://demo-qunpiao.x/groupQrs/a.png',
          expiresAtMs: Date.now() + 1000,
          quota: 1,
        },
      ],
    ];
    for (const [name, data] of attempts) await refusedWithoutWriting(name, data, notTheirs);
  });

  it('The same idempotencyKey creates another order for another person', async () => {
    const idempotencyKey = randomUUID();
    const groupId = await stack.group();
    const first = await stack.callOk('createOrder', { idempotencyKey, groupId }, 'alice');
    const second = await stack.callOk('createOrder', { idempotencyKey, groupId }, 'bob');
    expect(second.orderId).not.toBe(first.orderId);
  });
});

describe('the input of a client', () => {
  it.each([
    { priceFen: 1 },
    { totalFee: 1 },
    { openid: 'oSomebodyElse' },
    { state: 'Paid' },
    { __proto__x: {} },
    { userinfo: {} },
  ])('Every function refuses the unknown key %o', async (extra) => {
    const groupId = await stack.group();
    const before = (await stack.documents('orders')).length;
    const inputs: Record<string, object> = {
      createOrder: { idempotencyKey: randomUUID(), groupId },
      getGroup: { groupId },
      getTicket: { groupId },
      listApplications: { filter: 'waiting' },
      approveMember: { membershipId: 'a'.repeat(32), round: 1, decision: 'approve' },
      getOrder: { orderId: 'a'.repeat(32) },
      cancelOrder: { orderId: 'a'.repeat(32) },
    };
    for (const name of contractNames) {
      const { result } = await stack.raw(name, { ...inputs[name], ...extra }, 'mallory');
      expect(result, name).toMatchObject({ ok: false, code: 'InvalidInput' });
    }
    expect((await stack.documents('orders')).length).toBe(before);
  });

  it.each([
    ['createOrder', { idempotencyKey: 'x', groupId: { $gt: '' } }],
    ['createOrder', { idempotencyKey: 42, groupId: 'g' }],
    ['getOrder', { orderId: { $ne: null } }],
    ['getTicket', { groupId: ['g'] }],
    ['getGroup', { groupId: '$where' }],
    ['listGroups', { query: { $regex: '.*' } }],
    ['listGroups', { after: '1_x", $or: []' }],
    ['approveMember', { membershipId: 'a'.repeat(32), round: 1, decision: 'reject' }],
    ['approveMember', { membershipId: 'a'.repeat(32), round: 1, decision: 'reject', reason: '   ' }],
    ['listOrders', { filter: 'everyone' }],
    ['login', [1, 2]],
  ])('%s refuses the input %j', async (name, data) => {
    expect((await stack.raw(name, data, 'mallory')).result).toMatchObject({ ok: false, code: 'InvalidInput' });
  });

  it('listGroups searches for text literally, not as a pattern', async () => {
    await stack.group({ name: '(a+)+$', searchText: '(a+)+$' });
    expect((await stack.callOk('listGroups', { query: '(a+)+$' }, 'alice')).groups).toHaveLength(1);
    expect((await stack.callOk('listGroups', { query: '.*' }, 'alice')).groups).toHaveLength(0);
  });

  it('Every function refuses a caller from outside the mini-program', async () => {
    for (const name of contractNames) {
      const { result } = await stack.raw(name, {}, 'mallory', 'wx_http');
      expect(result, name).toMatchObject({ ok: false, code: 'NotAllowed' });
    }
  });
});

describe('WeChat’s indexing and local debugging', () => {
  it('WeChat’s indexing reads the groups on sale, as nobody, and nothing else', async () => {
    const groupId = await stack.group();
    const draft = await stack.group({ state: 'Draft', managers: [stack.openid('olivia')] });
    const crawl = async (name: string, data: object) => (await stack.raw(name, data, 'olivia', 'wx_crawler')).result;
    expect(await crawl('getGroup', { groupId })).toMatchObject({ ok: true, value: { obstacle: null, mine: null } });
    expect(await crawl('getGroup', { groupId: draft })).toMatchObject({ code: 'GroupNotFound' });
    expect(await crawl('listGroups', {})).toMatchObject({ ok: true });
    for (const name of contractNames.filter((each) => each !== 'getGroup' && each !== 'listGroups'))
      expect(await crawl(name, {}), name).toMatchObject({ ok: false, code: 'NotAllowed' });
  });

  it('Local debugging in DevTools calls functions as its person', async () => {
    const { result } = await stack.raw('listMyGroups', {}, 'olivia', 'wx_localdebug');
    expect(result).toMatchObject({ ok: true });
  });
});
