import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsAtRest } from './invariants';
import { hourMs, TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
  await stack.user('alice', { nickname: '小爱' });
});
afterAll(() => stack.end());

const reviewed = () => stack.group({ admission: 'payThenReview', capacity: 5, seatsLeft: 5 });

describe('a group whose owner decides after payment', () => {
  it('A paid applicant whom the owner approves is admitted', async () => {
    const groupId = await reviewed();
    const orderId = await stack.buyAndPay(groupId, 'alice');
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Paid',
      membershipState: 'UnderReview',
    });
    expect(await stack.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'UnderReview' });
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')).toMatchObject({
      code: 'UnderReview',
    });
    const { groups } = await stack.callOk('listMyGroups', {}, 'olivia');
    expect(groups.find((group) => group.groupId === groupId)).toMatchObject({ waitingCount: 1, memberCount: 0 });

    const { membershipId, round, ...application } = await stack.waitingApplication(groupId);
    expect(application).toMatchObject({ nickname: '小爱', paidFen: 990, membershipState: 'UnderReview' });
    const decision = { membershipId, round, decision: 'approve' } as const;
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Admitted' });
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Admitted' });
    expect(
      await stack.call('approveMember', { membershipId, round, decision: 'reject', reason: '反悔' }, 'olivia'),
    ).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect(await stack.callOk('getTicket', { groupId }, 'alice')).toMatchObject({ membershipState: 'Admitted' });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A buyer whom the owner decides about must write to the owner, who reads it; the database holds it encrypted', async () => {
    const groupId = await reviewed();
    const request = { idempotencyKey: randomUUID(), groupId };
    expect(await stack.call('createOrder', request, 'frank')).toMatchObject({ code: 'MessageRequired' });
    const risky = { ...request, message: '违规测试' };
    expect(await stack.call('createOrder', risky, 'frank')).toMatchObject({ code: 'TextRefused' });
    expect(await stack.documents('orders', { groupId })).toEqual([]);
    const written = { ...request, message: '想学早起', contact: 'frank-wx' };
    const { orderId } = await stack.callOk('createOrder', written, 'frank');
    await stack.pay(orderId);
    const application = await stack.waitingApplication(groupId);
    expect(application).toMatchObject({ message: '想学早起', contact: 'frank-wx', admission: 'payThenReview' });
    for (const collection of ['orders', 'memberships'] as const)
      expect(JSON.stringify(await stack.documents(collection, { groupId }))).not.toMatch(/想学早起|frank-wx/);

    const { membershipId, round } = application;
    const reason = '违规测试';
    expect(
      await stack.call('approveMember', { membershipId, round, decision: 'reject', reason }, 'olivia'),
    ).toMatchObject({
      code: 'TextRefused',
    });
    expect((await stack.waitingApplication(groupId)).membershipId).toBe(membershipId);
  });

  it('A paid applicant whom the owner rejects reads the reason, gets a refund and may buy again', async () => {
    const groupId = await reviewed();
    const orderId = await stack.buyAndPay(groupId, 'alice');
    const { membershipId, round } = await stack.waitingApplication(groupId);
    const decision = { membershipId, round, decision: 'reject', reason: '请先补充自我介绍' } as const;
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Rejected' });
    expect(await stack.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    await stack.idle();
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      membershipState: 'Rejected',
      rejectedReason: '请先补充自我介绍',
      refunds: [{ fen: 990, state: 'Succeeded', reason: 'rejected' }],
    });
    expect(await stack.document('groups', groupId)).toMatchObject({ seats: [], seatsLeft: 5 });

    expect(await stack.callOk('getGroup', { groupId }, 'alice')).toMatchObject({
      obstacle: null,
      mine: { membershipState: 'Rejected' },
    });
    const again = await stack.buyAndPay(groupId, 'alice');
    expect(again).not.toBe(orderId);
    const second = await stack.waitingApplication(groupId);
    expect(second).toMatchObject({ membershipId, round: 2 });
    // A decision on the first application does not apply to the second.
    expect(await stack.call('approveMember', { ...decision, round: 1 }, 'olivia')).toMatchObject({ ok: true });
    expect(await stack.call('approveMember', { membershipId, round: 1, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect((await stack.waitingApplication(groupId)).round).toBe(2);
    await stack.callOk('approveMember', { membershipId, round: 2, decision: 'approve' }, 'olivia');
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      membershipState: 'Rejected',
    });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A paid applicant gets a refund if nobody decides in time', async () => {
    const groupId = await reviewed();
    const orderId = await stack.buyAndPay(groupId, 'bob');
    const { membershipId, round } = await stack.waitingApplication(groupId);
    await stack.advance(24 * hourMs + 1000);
    expect(await stack.call('approveMember', { membershipId, round, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'ReviewTimedOut',
    });
    await stack.sweep();
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Refunded',
      membershipState: 'TimedOut',
      refunds: [{ reason: 'reviewTimedOut', state: 'Succeeded' }],
    });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('approveMember refuses people who do not manage the group', async () => {
    const groupId = await reviewed();
    await stack.buyAndPay(groupId, 'carol');
    const { membershipId, round } = await stack.waitingApplication(groupId);
    for (const stranger of ['carol', 'bob', 'mallory']) {
      expect(await stack.call('approveMember', { membershipId, round, decision: 'approve' }, stranger)).toMatchObject({
        code: 'ApplicationNotFound',
      });
      expect(await stack.call('listApplications', { filter: 'waiting', groupId }, stranger)).toMatchObject({
        code: 'NotAllowed',
      });
    }
    expect((await stack.waitingApplication(groupId)).membershipState).toBe('UnderReview');
  });

  it('Two managers who decide at the same time make one decision', async () => {
    const groupId = await stack.group({
      admission: 'payThenReview',
      managers: [stack.openid('olivia'), stack.openid('otto')],
    });
    const orderId = await stack.buyAndPay(groupId, 'dave');
    const { membershipId, round } = await stack.waitingApplication(groupId);
    const answers = await Promise.all([
      stack.call('approveMember', { membershipId, round, decision: 'approve' }, 'olivia'),
      stack.call('approveMember', { membershipId, round, decision: 'reject', reason: '人满' }, 'otto'),
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
    const { state } = await stack.callOk('getOrder', { orderId }, 'dave');
    expect(state).toBe(answers[0]?.ok ? 'Paid' : 'Refunded');
  });

  it('A refund that WeChat Pay abandons is shown as failed', async () => {
    const groupId = await reviewed();
    const orderId = await stack.buyAndPay(groupId, 'erin');
    const { membershipId, round } = await stack.waitingApplication(groupId);
    await stack.scriptOutcome('refundFails');
    await stack.callOk('approveMember', { membershipId, round, decision: 'reject', reason: '人满' }, 'olivia');
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'erin')).toMatchObject({
      state: 'RefundFailed',
      refundedFen: 0,
    });
  });
});
