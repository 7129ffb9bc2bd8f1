import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contracts, InputOf, OutputOf } from '../../contracts';
import { hourMs, TestStack } from '../testStack';
import { violationsAtRest } from './invariants';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
  await stack.user('alice');
  await stack.user('sue', { operator: 'support' });
});
afterAll(() => stack.end());

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

/** Creates a group with a live QR and submits it for listing. */
async function offered(owner: string): Promise<string> {
  const { groupId } = await stack.callOk(
    'saveGroup',
    { action: 'create', idempotencyKey: randomUUID(), text, terms },
    owner,
  );
  const fileId = await stack.upload(`groupQrs/${groupId}.png`, owner);
  const expiresAtMs = (await stack.now()).getTime() + 100 * hourMs;
  await stack.callOk('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 100 }, owner);
  await stack.callOk('saveGroup', { action: 'submit', groupId }, owner);
  return groupId;
}

async function waiting(groupId: string) {
  const { groups } = await stack.callOk('adminGroups', { lookup: 'state', state: 'PendingReview' }, 'adam');
  const found = groups.find((group) => group.groupId === groupId);
  if (!found) throw new Error(`${groupId} is not waiting for review`);
  return found;
}

type File = OutputOf<Contracts['adminOrders']>['orders'][number];

async function file(orderId: string): Promise<File> {
  const { orders } = await stack.callOk('adminOrders', { lookup: 'order', orderId }, 'adam');
  return orders[0]!;
}

const refund = (orderId: string, fen: number, idempotencyKey: string = randomUUID()) =>
  stack.call('refundOrder', { orderId, fen, note: '群主停更一周', idempotencyKey }, 'adam');

describe('an operator', () => {
  it('Operators are named by the installation or by a user record, and everybody else is refused', async () => {
    expect(await stack.callOk('login', {}, 'adam')).toMatchObject({ operator: 'admin' });
    expect(await stack.callOk('login', {}, 'sue')).toMatchObject({ operator: 'support' });
    expect(await stack.callOk('login', {}, 'alice')).toMatchObject({ operator: null });
  });

  it('A group that an operator lists can be bought', async () => {
    const groupId = await offered('otto');
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')).toMatchObject({
      code: 'GroupPaused',
    });
    const { rev, name, submittedAtMs, qrValidUntilMs } = await waiting(groupId);
    expect(name).toBe(text.name);
    expect(submittedAtMs).not.toBeNull();
    expect(qrValidUntilMs).not.toBeNull();
    expect(await stack.call('moderateGroup', { groupId, rev, decision: 'list' }, 'sue')).toMatchObject({
      code: 'NotAllowed',
    });
    expect(await stack.callOk('moderateGroup', { groupId, rev, decision: 'list' }, 'adam')).toEqual({
      state: 'Listed',
    });
    // The same decision again, as after a lost answer.
    expect(await stack.callOk('moderateGroup', { groupId, rev, decision: 'list' }, 'adam')).toEqual({
      state: 'Listed',
    });
    await stack.buyAndPay(groupId, 'alice');
    await stack.callOk('getTicket', { groupId }, 'alice');
    await stack.sweep();
    expect(await stack.documents('audit', { subject: groupId })).toMatchObject([
      { action: 'listGroup', operatorOpenid: stack.openid('adam'), before: 'PendingReview', after: 'Listed' },
    ]);
  });

  it('A group that an operator returns shows the reason to its owner, who can submit it again', async () => {
    const groupId = await offered('otto');
    const seen = await waiting(groupId);
    const returning = { groupId, rev: seen.rev, decision: 'return', reason: '价格和介绍说的不一样' } as const;
    expect(await stack.callOk('moderateGroup', returning, 'adam')).toEqual({ state: 'Draft' });
    expect(await stack.callOk('getMyGroup', { groupId }, 'otto')).toMatchObject({
      state: 'Draft',
      moderationNote: { note: '价格和介绍说的不一样' },
    });
    await stack.callOk('saveGroup', { action: 'change', groupId, text: { ...text, name: '三行诗' }, terms }, 'otto');
    await stack.callOk('saveGroup', { action: 'submit', groupId }, 'otto');
    expect((await stack.callOk('getMyGroup', { groupId }, 'otto')).moderationNote).toBeNull();
    // The version that the operator read is no longer the one awaiting review.
    expect(await stack.call('moderateGroup', returning, 'adam')).toMatchObject({ code: 'GroupChanged' });
    const again = await waiting(groupId);
    expect(again).toMatchObject({
      name: '三行诗',
      moderationNotes: [{ decision: 'returned', note: '价格和介绍说的不一样' }],
    });
    await stack.callOk('moderateGroup', { groupId, rev: again.rev, decision: 'list' }, 'adam');
  });

  it('A banned group can’t be bought, and its owner can do nothing with it', async () => {
    const groupId = await stack.group();
    await stack.callOk('moderateGroup', { groupId, decision: 'ban', reason: '承诺收益' }, 'adam');
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')).toMatchObject({
      ok: false,
    });
    expect(await stack.call('saveGroup', { action: 'resume', groupId }, 'olivia')).toMatchObject({
      code: 'GroupStateRefuses',
    });
    expect(await stack.callOk('getMyGroup', { groupId }, 'olivia')).toMatchObject({
      moderationNote: { note: '承诺收益' },
    });
  });
});

const exitFrom = (input: InputOf<Contracts['settleRefund']>) => stack.call('settleRefund', input, 'adam');

describe('refundOrder', () => {
  it('Partial refunds keep the membership until the last part ends it', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buyAndPay(groupId, 'bob');
    await stack.sweep();
    expect(await refund(orderId, 991)).toMatchObject({ code: 'RefundTooLarge' });
    // WeChat Pay is slow to accept it, so it stays under way.
    await stack.control('POST', 'faults', { target: 'pay', mode: 'before', action: 'refund', count: 100 });
    expect(await refund(orderId, 300)).toMatchObject({ ok: true, value: { state: 'Refunding' } });
    // Still a member, even while the partial refund is under way.
    await stack.callOk('getTicket', { groupId }, 'bob');
    expect(await stack.call('requestRefund', { orderId }, 'bob')).toMatchObject({ code: 'RefundRunning' });
    expect(await refund(orderId, 100)).toMatchObject({ code: 'RefundRunning' });
    await stack.control('DELETE', 'faults');
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Paid',
      refundedFen: 300,
      membershipState: 'Admitted',
      refunds: [{ fen: 300, state: 'Succeeded', reason: 'byOperator', note: '群主停更一周' }],
    });
    expect(await violationsAtRest(stack)).toEqual([]);
    await refund(orderId, 200);
    await stack.drain();
    expect(await file(orderId)).toMatchObject({ state: 'Paid', refundedFen: 500, refundableFen: 490, effects: [] });
    expect(await refund(orderId, 490)).toMatchObject({ ok: true });
    expect(await stack.call('getTicket', { groupId }, 'bob')).toMatchObject({ code: 'NotAdmitted' });
    await stack.drain();
    expect(await file(orderId)).toMatchObject({ state: 'Refunded', refundedFen: 990, membershipState: 'Revoked' });
    expect(await refund(orderId, 1)).toMatchObject({ code: 'NothingLeft' });
    expect(await stack.documents('audit', { subject: orderId })).toHaveLength(3);
    // The seat is free for another buyer.
    await stack.buyAndPay(groupId, 'carol');
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An operator’s request leads to one refund even if it is sent repeatedly', async () => {
    const orderId = await stack.buyAndPay(await stack.group(), 'bob');
    await stack.sweep();
    const idempotencyKey = randomUUID();
    const same = await Promise.all([1, 2, 3].map(() => refund(orderId, 400, idempotencyKey)));
    expect(same.filter((answer) => answer.ok).length).toBeGreaterThan(0);
    expect(await refund(orderId, 400, idempotencyKey)).toMatchObject({
      ok: true,
      value: { refundNo: `${orderId}-R1` },
    });
    await stack.drain();
    expect((await file(orderId)).refunds).toMatchObject([{ fen: 400, state: 'Succeeded' }]);
    const two = await Promise.all([refund(orderId, 590), refund(orderId, 300)]);
    expect(two.some((answer) => answer.ok)).toBe(true);
    await stack.drain();
    const after = await file(orderId);
    expect(after.refundedFen).toBeLessThanOrEqual(990);
    expect(after.state).toBe(after.refundedFen === 990 ? 'Refunded' : 'Paid');
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A failed refund is asked for again under its own number', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'dave');
    await stack.scriptOutcome('refundFails');
    await stack.callOk('requestRefund', { orderId }, 'dave');
    await stack.drain();
    const { refunds } = await stack.callOk('adminIssues', {}, 'adam');
    const refundNo = `${orderId}-R1`;
    expect(refunds).toMatchObject([{ orderId, refundNo, fen: 990, tooOld: false }]);
    expect(await file(orderId)).toMatchObject({ state: 'RefundFailed', wholeOnly: true, refundableFen: 0 });
    expect(await refund(orderId, 990)).toMatchObject({ code: 'RefundUnsettled' });
    // WeChat Pay knows the number, so only the same amount is asked for again.
    expect(await exitFrom({ orderId, refundNo, exit: 'correct', fen: 500 })).toMatchObject({ code: 'AmountFixed' });
    expect(await exitFrom({ orderId, refundNo, exit: 'again' })).toMatchObject({ ok: true });
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'dave')).toMatchObject({ state: 'Refunded', refundedFen: 990 });
    const booked = (await stack.payOrders()).find(({ outTradeNo }) => outTradeNo === orderId);
    expect(booked?.refunds).toMatchObject([{ outRefundNo: refundNo, refundFee: 990, status: 'SUCCESS' }]);
    expect((await stack.callOk('adminIssues', {}, 'adam')).refunds).toEqual([]);
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it.each([
    ['NOTENOUGH', '基本账户余额不足，请充值后重新发起'],
    ['USER_ACCOUNT_ABNORMAL', '用户账户异常或已注销，不能原路退回，请使用其他方式进行退款。'],
    ['ERROR', '订单已全额退款'],
  ])('A refund refused with %s comes before an operator at once and is paid by hand', async (errCode, errCodeDes) => {
    const orderId = await stack.buyAndPay(await stack.group(), 'dave');
    await stack.control('POST', 'pay/refuse', { api: 'refund', errCode, errCodeDes });
    await stack.callOk('requestRefund', { orderId }, 'dave');
    await stack.sweep();
    const refundNo = `${orderId}-R1`;
    const { refunds } = await stack.callOk('adminIssues', {}, 'adam');
    expect(refunds).toMatchObject([{ orderId, refundNo, fen: 990, failure: errCodeDes }]);
    await stack.callOk('settleRefund', { orderId, refundNo, exit: 'byHand', note: '银行转账 9.90' }, 'adam');
    await stack.drain();
    expect(await file(orderId)).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      refunds: [{ state: 'PaidByHand', exitNote: '银行转账 9.90' }],
    });
    const { lines } = await stack.document('ledger', refundNo);
    expect(lines).toMatchObject([{ account: expect.stringMatching(/^byHand:/) as string, fen: -990 }, {}, {}]);
    expect((await stack.documents('audit', { subject: orderId })).map(({ action }) => action)).toEqual(['settleRefund']);
    expect(await violationsAtRest(stack)).toEqual([]);
  }); // oxfmt-ignore

  it('A failed part of a refund does not keep the buyer from the rest', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'erin');
    await stack.sweep();
    await stack.scriptOutcome('refundFails');
    await refund(orderId, 90);
    await stack.drain();
    expect(await file(orderId)).toMatchObject({ state: 'RefundFailed', membershipState: 'Admitted', wholeOnly: false });
    await stack.callOk('requestRefund', { orderId }, 'erin');
    await stack.drain();
    expect(await file(orderId)).toMatchObject({ state: 'RefundFailed', membershipState: 'Revoked', refundedFen: 900 });
    const refundNo = `${orderId}-R1`;
    await stack.callOk('settleRefund', { orderId, refundNo, exit: 'giveUp', note: '已口头说定' }, 'adam');
    await stack.drain();
    expect(await file(orderId)).toMatchObject({ state: 'RefundGivenUp', refundedFen: 900 });
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('refundOrder refuses an unpaid order', async () => {
    const orderId = await stack.buy(await stack.group(), 'erin');
    expect(await refund(orderId, 1)).toMatchObject({ code: 'NotPaid' });
    expect(await refund('f'.repeat(32), 1)).toMatchObject({ code: 'OrderNotFound' });
  });
});

describe('a person who is no operator', () => {
  it('Every operator function refuses other people’s calls with valid ids, and writes nothing', async () => {
    const groupId = await offered('otto');
    const orderId = await stack.buyAndPay(await stack.group(), 'bob');
    await stack.raw('payNotify', { outTradeNo: orderId }, 'mallory');
    const [event] = await stack.documents('securityEvents');
    const { rev } = await waiting(groupId);
    const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
    const answers = await Promise.all([
      stack.call('adminGroups', { lookup: 'state', state: 'PendingReview' }, 'mallory'),
      stack.call('adminIssues', {}, 'mallory'),
      stack.call('adminOrders', { lookup: 'order', orderId }, 'mallory'),
      stack.call('adminOrders', { lookup: 'buyer', sameBuyerAs: orderId }, 'olivia'),
      stack.call('moderateGroup', { groupId, rev, decision: 'list' }, 'otto'),
      stack.call('refundOrder', { orderId, fen: 990, note: '', idempotencyKey: randomUUID() }, 'bob'),
      stack.call('refundOrder', { orderId, fen: 990, note: '', idempotencyKey: randomUUID() }, 'sue'),
      stack.call('resolveSecurityEvent', { eventId: event!._id, throughMs: 0 }, 'mallory'),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, code: 'NotAllowed' });
    const { calls } = await stack.callsSince(next);
    expect(calls.filter((call) => call.documentsWritten > 0 || call.target === 'pay')).toEqual([]);
  });
});

describe('the lists of operators', () => {
  it('adminOrders finds orders by number, buyer and state, a page at a time, and never shows an openid', async () => {
    const groupId = await stack.group({ capacity: null, seatsLeft: null });
    for (let buyer = 0; buyer < 16; buyer += 1) await stack.buy(groupId, `page-${buyer}`);
    const first = await stack.callOk('adminOrders', { lookup: 'state', filter: 'AwaitingPayment' }, 'sue');
    expect(first.orders).toHaveLength(15);
    const second = await stack.callOk(
      'adminOrders',
      { lookup: 'state', filter: 'AwaitingPayment', after: first.next! },
      'adam',
    );
    expect(second.orders.length).toBeGreaterThan(0);
    const all = await stack.callOk('adminOrders', { lookup: 'state', filter: 'all' }, 'adam');
    const someone = await stack.buyAndPay(groupId, 'alice');
    const theirs = await stack.callOk('adminOrders', { lookup: 'buyer', sameBuyerAs: someone }, 'adam');
    expect(theirs.orders.every((order) => order.buyer.nickname === 'alice')).toBe(true);
    const issues = await stack.callOk('adminIssues', {}, 'adam');
    const seen = JSON.stringify([first, second, all, theirs, issues]);
    for (const person of ['alice', 'bob', 'mallory', 'olivia', 'page-3'])
      expect(seen).not.toContain(stack.openid(person));
  });

  it('adminIssues shows a payment that differs from its order until an operator resolves it', async () => {
    const orderId = await stack.buy(await stack.group(), 'bob');
    await stack.scriptOutcome('wrongAmount');
    await stack.pay(orderId);
    const { securityEvents } = await stack.callOk('adminIssues', {}, 'adam');
    const found = securityEvents.find((event) => event.orderIds.includes(orderId));
    expect(found).toMatchObject({ kind: 'paymentMismatch' });
    expect((await file(orderId)).securityEvents).toMatchObject([{ kind: 'paymentMismatch', handled: false }]);
    await stack.callOk('resolveSecurityEvent', { eventId: found!.eventId, throughMs: found!.lastAtMs }, 'adam');
    await stack.callOk('resolveSecurityEvent', { eventId: found!.eventId, throughMs: found!.lastAtMs }, 'adam');
    expect(await stack.call('resolveSecurityEvent', { eventId: 'nothing', throughMs: 0 }, 'adam')).toMatchObject({
      code: 'EventNotFound',
    });
    const after = await stack.callOk('adminIssues', {}, 'adam');
    expect(after.securityEvents.some((event) => event.orderIds.includes(orderId))).toBe(false);
    expect(await stack.documents('audit', { subject: found!.eventId })).toHaveLength(1);
  });

  it('adminIssues shows an effect that has failed for hours until a retry succeeds', async () => {
    const orderId = await stack.buyAndPay(await stack.group(), 'fay');
    await stack.sweep();
    await stack.control('POST', 'faults', { target: 'pay', mode: 'before', action: 'refund', count: 1000 });
    await stack.callOk('requestRefund', { orderId }, 'fay');
    const issue = async () =>
      (await stack.callOk('adminIssues', {}, 'adam')).needingAttention.filter(({ id }) => id === orderId);
    for (let hour = 0; hour < 11; hour += 1) {
      await stack.sweep();
      await stack.advance(hourMs + 1000);
    }
    expect(await issue()).toEqual([]);
    await stack.sweep();
    expect(await issue()).toMatchObject([{ what: 'order', orderId, effect: 'submitRefund', attempts: 12 }]);
    await stack.control('DELETE', 'faults');
    await stack.drain();
    expect(await issue()).toEqual([]);
    expect(await stack.document('orders', orderId)).toMatchObject({ state: 'Refunded', needsAttentionAt: null });
  });
});

describe('a year after the payment', () => {
  it('A refund a year after the payment is refused, and an automatic one needs an operator’s attention', async () => {
    const asked = await stack.buyAndPay(await stack.group(), 'grace');
    const reviewed = await stack.group({ admission: 'payThenReview', reviewHours: 24 });
    const unanswered = await stack.buyAndPay(reviewed, 'grace');
    await stack.advance(366 * 24 * hourMs);
    expect(await refund(asked, 100)).toMatchObject({ code: 'TooOld' });
    expect(await file(asked)).toMatchObject({ refundableFen: 0, state: 'Paid' });
    await stack.drain();
    expect(await file(unanswered)).toMatchObject({ state: 'RefundFailed', membershipState: 'TimedOut' });
    const { refunds } = await stack.callOk('adminIssues', {}, 'adam');
    const [late] = refunds.filter(({ orderId }) => orderId === unanswered);
    expect(late).toMatchObject({ tooOld: true });
  });
});
