import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contracts, OutputOf } from '../../contracts';
import { hourMs, World } from '../../ops/stage/world';
import { breachesAtRest } from './truth';

let world: World;
beforeAll(async () => {
  world = await World.begin();
  await world.user('alice');
  await world.user('sue', { operator: 'support' });
});
afterAll(() => world.end());

const text = {
  name: '三行诗晚读',
  intro: '每晚一首短诗',
  description: '写三行，读给彼此听。',
  benefits: ['每晚一首'],
  ownerIntro: '写了十年',
  category: 'reading' as const,
  coverFileId: '',
};
const terms = { priceFen: 990, admission: 'instant' as const, reviewHours: 0, refundDays: 7, capacity: 5 };

/** A group as its owner makes it, with a live code, offered for listing. */
async function offered(owner: string): Promise<string> {
  const { groupId } = await world.must(
    'saveGroup',
    { action: 'create', idempotencyKey: randomUUID(), text, terms },
    owner,
  );
  const fileId = await world.upload(`groupQrs/${groupId}.png`, owner);
  const expiresAtMs = (await world.now()).getTime() + 100 * hourMs;
  await world.must('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 100 }, owner);
  await world.must('saveGroup', { action: 'submit', groupId }, owner);
  return groupId;
}

async function waiting(groupId: string) {
  const { groups } = await world.must('adminGroups', { by: 'state', state: 'PendingReview' }, 'adam');
  const found = groups.find((group) => group.groupId === groupId);
  if (!found) throw new Error(`${groupId} does not wait`);
  return found;
}

type File = OutputOf<Contracts['adminOrders']>['orders'][number];

async function file(orderId: string): Promise<File> {
  const { orders } = await world.must('adminOrders', { by: 'number', orderId }, 'adam');
  return orders[0]!;
}

const refund = (orderId: string, fen: number, idempotencyKey: string = randomUUID()) =>
  world.call('refundOrder', { orderId, fen, note: '群主停更一周', idempotencyKey }, 'adam');

describe('an operator', () => {
  it('is who the installation names, or whose record says so; everybody else is told nothing', async () => {
    expect(await world.must('login', {}, 'adam')).toMatchObject({ operator: 'admin' });
    expect(await world.must('login', {}, 'sue')).toMatchObject({ operator: 'support' });
    expect(await world.must('login', {}, 'alice')).toMatchObject({ operator: null });
  });

  it('lists a new group, which then can be bought', async () => {
    const groupId = await offered('otto');
    expect(await world.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')).toMatchObject({
      code: 'GroupPaused',
    });
    const { rev, name, submittedAtMs, qrValidUntilMs } = await waiting(groupId);
    expect(name).toBe(text.name);
    expect(submittedAtMs).not.toBeNull();
    expect(qrValidUntilMs).not.toBeNull();
    expect(await world.call('moderateGroup', { groupId, rev, decision: 'list' }, 'sue')).toMatchObject({
      code: 'NotAllowed',
    });
    expect(await world.must('moderateGroup', { groupId, rev, decision: 'list' }, 'adam')).toEqual({ state: 'Listed' });
    // The same decision again: its answer was lost.
    expect(await world.must('moderateGroup', { groupId, rev, decision: 'list' }, 'adam')).toEqual({ state: 'Listed' });
    await world.buyAndPay(groupId, 'alice');
    await world.must('getTicket', { groupId }, 'alice');
    await world.sweep();
    expect(await world.documents('audit', { subject: groupId })).toMatchObject([
      { act: 'listGroup', by: world.openid('adam'), before: 'PendingReview', after: 'Listed' },
    ]);
  });

  it('returns a group with a reason, which its owner reads, mends and offers again', async () => {
    const groupId = await offered('otto');
    const seen = await waiting(groupId);
    const returning = { groupId, rev: seen.rev, decision: 'return', reason: '价格和介绍说的不一样' } as const;
    expect(await world.must('moderateGroup', returning, 'adam')).toEqual({ state: 'Draft' });
    expect(await world.must('getMyGroup', { groupId }, 'otto')).toMatchObject({
      state: 'Draft',
      operatorsWord: { note: '价格和介绍说的不一样' },
    });
    await world.must('saveGroup', { action: 'change', groupId, text: { ...text, name: '三行诗' }, terms }, 'otto');
    await world.must('saveGroup', { action: 'submit', groupId }, 'otto');
    expect((await world.must('getMyGroup', { groupId }, 'otto')).operatorsWord).toBeNull();
    // What was seen before is not what waits now.
    expect(await world.call('moderateGroup', { ...returning, decision: 'ban' }, 'adam')).toMatchObject({
      code: 'GroupChanged',
    });
    const again = await waiting(groupId);
    expect(again).toMatchObject({ name: '三行诗', words: [{ decision: 'returned', note: '价格和介绍说的不一样' }] });
    await world.must('moderateGroup', { groupId, rev: again.rev, decision: 'list' }, 'adam');
  });

  it('bans a group: nobody buys it, and its owner can do nothing with it', async () => {
    const groupId = await world.group();
    const { groups } = await world.must('adminGroups', { by: 'state', state: 'Listed' }, 'adam');
    const { rev } = groups.find((group) => group.groupId === groupId)!;
    await world.must('moderateGroup', { groupId, rev, decision: 'ban', reason: '承诺收益' }, 'adam');
    expect(await world.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')).toMatchObject({
      ok: false,
    });
    expect(await world.call('saveGroup', { action: 'resume', groupId }, 'olivia')).toMatchObject({
      code: 'GroupStateRefuses',
    });
    expect(await world.must('getMyGroup', { groupId }, 'olivia')).toMatchObject({
      operatorsWord: { note: '承诺收益' },
    });
  });
});

describe('money an operator gives back', () => {
  it('in parts leaves the membership, until the last part ends it', async () => {
    const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await world.buyAndPay(groupId, 'bob');
    await world.sweep();
    expect(await refund(orderId, 991)).toMatchObject({ code: 'RefundTooLarge' });
    // WeChat Pay is slow to take it, so that it stays on its way.
    await world.door('POST', 'faults', { target: 'pay', mode: 'before', action: 'refund', count: 100 });
    expect(await refund(orderId, 300)).toMatchObject({ ok: true, value: { state: 'Refunding' } });
    // Inside all the while, also while the part is on its way.
    await world.must('getTicket', { groupId }, 'bob');
    expect(await world.call('requestRefund', { orderId }, 'bob')).toMatchObject({ code: 'RefundRunning' });
    expect(await refund(orderId, 100)).toMatchObject({ code: 'RefundRunning' });
    await world.door('DELETE', 'faults');
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Paid',
      refundedFen: 300,
      membershipState: 'Admitted',
      refunds: [{ fen: 300, state: 'Done', reason: 'byOperator', note: '群主停更一周' }],
    });
    expect(await breachesAtRest(world)).toEqual([]);
    await refund(orderId, 200);
    await world.rest();
    expect(await file(orderId)).toMatchObject({ state: 'Paid', refundedFen: 500, refundableFen: 490, effects: [] });
    expect(await refund(orderId, 490)).toMatchObject({ ok: true });
    expect(await world.call('getTicket', { groupId }, 'bob')).toMatchObject({ code: 'NotAdmitted' });
    await world.rest();
    expect(await file(orderId)).toMatchObject({ state: 'Refunded', refundedFen: 990, membershipState: 'Refunded' });
    expect(await refund(orderId, 1)).toMatchObject({ code: 'NothingLeft' });
    expect(await world.documents('audit', { subject: orderId })).toHaveLength(3);
    // The seat is free for somebody else.
    await world.buyAndPay(groupId, 'carol');
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('is one refund for one wish, however often and by however many it is sent', async () => {
    const orderId = await world.buyAndPay(await world.group(), 'bob');
    await world.sweep();
    const idempotencyKey = randomUUID();
    const same = await Promise.all([1, 2, 3].map(() => refund(orderId, 400, idempotencyKey)));
    expect(same.filter((answer) => answer.ok).length).toBeGreaterThan(0);
    expect(await refund(orderId, 400, idempotencyKey)).toMatchObject({
      ok: true,
      value: { refundNo: `${orderId}-R1` },
    });
    await world.rest();
    expect((await file(orderId)).refunds).toMatchObject([{ fen: 400, state: 'Done' }]);
    const two = await Promise.all([refund(orderId, 590), refund(orderId, 300)]);
    expect(two.some((answer) => answer.ok)).toBe(true);
    await world.rest();
    const after = await file(orderId);
    expect(after.refundedFen).toBeLessThanOrEqual(990);
    expect(after.state).toBe(after.refundedFen === 990 ? 'Refunded' : 'Paid');
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('that WeChat Pay failed to give is asked for again under a new number', async () => {
    const groupId = await world.group();
    const orderId = await world.buyAndPay(groupId, 'dave');
    await world.fate('refundFails');
    await world.must('requestRefund', { orderId }, 'dave');
    await world.rest();
    const { refunds } = await world.must('adminIssues', {}, 'adam');
    expect(refunds).toMatchObject([{ orderId, fen: 990, tooOld: false }]);
    expect(await file(orderId)).toMatchObject({ state: 'RefundFailed', wholeOnly: true, refundableFen: 990 });
    expect(await refund(orderId, 500)).toMatchObject({ code: 'RefundWholeOnly' });
    expect(await refund(orderId, 990)).toMatchObject({ ok: true, value: { refundNo: `${orderId}-R2` } });
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'dave')).toMatchObject({ state: 'Refunded', refundedFen: 990 });
    expect((await world.must('adminIssues', {}, 'adam')).refunds).toEqual([]);
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('of which a part failed leaves the membership, and the rest still goes back when the buyer wants out', async () => {
    const groupId = await world.group();
    const orderId = await world.buyAndPay(groupId, 'erin');
    await world.sweep();
    await world.fate('refundFails');
    await refund(orderId, 90);
    await world.rest();
    expect(await file(orderId)).toMatchObject({ state: 'RefundFailed', membershipState: 'Admitted', wholeOnly: false });
    expect(await refund(orderId, 990)).toMatchObject({ ok: true });
    await world.rest();
    expect(await file(orderId)).toMatchObject({ state: 'Refunded', membershipState: 'Refunded' });
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('of an unpaid order there is none', async () => {
    const orderId = await world.buy(await world.group(), 'erin');
    expect(await refund(orderId, 1)).toMatchObject({ code: 'NotPaid' });
    expect(await refund('f'.repeat(32), 1)).toMatchObject({ code: 'OrderNotFound' });
  });
});

describe('a stranger', () => {
  it('is refused by every function of operators, with valid ids, and nothing is written', async () => {
    const groupId = await offered('otto');
    const orderId = await world.buyAndPay(await world.group(), 'bob');
    await world.raw('payNotify', { outTradeNo: orderId }, 'mallory');
    const [event] = await world.documents('securityEvents');
    const { rev } = await waiting(groupId);
    const { next } = await world.callsSince(Number.MAX_SAFE_INTEGER);
    const answers = await Promise.all([
      world.call('adminGroups', { by: 'state', state: 'PendingReview' }, 'mallory'),
      world.call('adminIssues', {}, 'mallory'),
      world.call('adminOrders', { by: 'number', orderId }, 'mallory'),
      world.call('adminOrders', { by: 'person', sameBuyerAs: orderId }, 'olivia'),
      world.call('moderateGroup', { groupId, rev, decision: 'list' }, 'otto'),
      world.call('refundOrder', { orderId, fen: 990, note: '', idempotencyKey: randomUUID() }, 'bob'),
      world.call('refundOrder', { orderId, fen: 990, note: '', idempotencyKey: randomUUID() }, 'sue'),
      world.call('resolveSecurityEvent', { eventId: event!._id }, 'mallory'),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, code: 'NotAllowed' });
    const { calls } = await world.callsSince(next);
    expect(calls.filter((call) => call.documentsWritten > 0 || call.target === 'pay')).toEqual([]);
  });
});

describe('what an operator sees', () => {
  it('is orders by number, by person and by state, a page at a time, and never an openid', async () => {
    const groupId = await world.group({ capacity: null, seatsLeft: null });
    for (let buyer = 0; buyer < 16; buyer += 1) await world.buy(groupId, `page-${buyer}`);
    const first = await world.must('adminOrders', { by: 'state', filter: 'AwaitingPayment' }, 'sue');
    expect(first.orders).toHaveLength(15);
    const second = await world.must(
      'adminOrders',
      { by: 'state', filter: 'AwaitingPayment', after: first.next! },
      'adam',
    );
    expect(second.orders.length).toBeGreaterThan(0);
    const all = await world.must('adminOrders', { by: 'state', filter: 'all' }, 'adam');
    const someone = await world.buyAndPay(groupId, 'alice');
    const theirs = await world.must('adminOrders', { by: 'person', sameBuyerAs: someone }, 'adam');
    expect(theirs.orders.every((order) => order.buyer.nickname === 'alice')).toBe(true);
    const issues = await world.must('adminIssues', {}, 'adam');
    const seen = JSON.stringify([first, second, all, theirs, issues]);
    for (const person of ['alice', 'bob', 'mallory', 'olivia', 'page-3'])
      expect(seen).not.toContain(world.openid(person));
  });

  it('is a payment that differs from its order, until they are done with it', async () => {
    const orderId = await world.buy(await world.group(), 'bob');
    await world.fate('wrongAmount');
    await world.pay(orderId);
    const { securityEvents } = await world.must('adminIssues', {}, 'adam');
    const found = securityEvents.find((event) => event.orderId === orderId);
    expect(found).toMatchObject({ kind: 'paymentMismatch' });
    expect((await file(orderId)).securityEvents).toMatchObject([{ kind: 'paymentMismatch', handled: false }]);
    await world.must('resolveSecurityEvent', { eventId: found!.eventId }, 'adam');
    await world.must('resolveSecurityEvent', { eventId: found!.eventId }, 'adam');
    expect(await world.call('resolveSecurityEvent', { eventId: 'nothing' }, 'adam')).toMatchObject({
      code: 'EventNotFound',
    });
    const after = await world.must('adminIssues', {}, 'adam');
    expect(after.securityEvents.some((event) => event.orderId === orderId)).toBe(false);
    expect(await world.documents('audit', { subject: found!.eventId })).toHaveLength(1);
  });

  it('is what fails for hours; it is tried on, and is no issue any more once it is done', async () => {
    const orderId = await world.buyAndPay(await world.group(), 'fay');
    await world.sweep();
    await world.door('POST', 'faults', { target: 'pay', mode: 'before', action: 'refund', count: 1000 });
    await world.must('requestRefund', { orderId }, 'fay');
    const issue = async () =>
      (await world.must('adminIssues', {}, 'adam')).needingAttention.filter(({ id }) => id === orderId);
    for (let hour = 0; hour < 11; hour += 1) {
      await world.sweep();
      await world.advance(hourMs + 1000);
    }
    expect(await issue()).toEqual([]);
    await world.sweep();
    expect(await issue()).toMatchObject([{ what: 'order', orderId, effects: 'submitRefund', attempts: 12 }]);
    await world.door('DELETE', 'faults');
    await world.rest();
    expect(await issue()).toEqual([]);
    expect(await world.document('orders', orderId)).toMatchObject({ state: 'Refunded', needsAttentionAt: null });
  });
});

describe('a year after the payment', () => {
  it('WeChat Pay gives nothing back: an operator is told so, and what should go back by itself lands before them', async () => {
    const asked = await world.buyAndPay(await world.group(), 'grace');
    const reviewed = await world.group({ admission: 'payThenReview', reviewHours: 24 });
    const unanswered = await world.buyAndPay(reviewed, 'grace');
    await world.advance(366 * 24 * hourMs);
    expect(await refund(asked, 100)).toMatchObject({ code: 'TooOld' });
    expect(await file(asked)).toMatchObject({ refundableFen: 0, state: 'Paid' });
    await world.rest();
    expect(await file(unanswered)).toMatchObject({ state: 'RefundFailed', membershipState: 'TimedOut' });
    const { refunds } = await world.must('adminIssues', {}, 'adam');
    expect(refunds).toMatchObject([{ orderId: unanswered, tooOld: true }]);
  });
});
