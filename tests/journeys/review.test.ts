import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breachesAtRest } from './truth';
import { hourMs, World } from '../../ops/stage/world';

let world: World;
beforeAll(async () => {
  world = await World.begin();
  await world.user('alice', { nickname: '小爱' });
});
afterAll(() => world.end());

const reviewed = () => world.group({ admission: 'payThenReview', capacity: 5, seatsLeft: 5 });

async function waiting(groupId: string) {
  const { applications } = await world.must('listApplications', { filter: 'waiting', groupId }, 'olivia');
  const [application] = applications;
  if (!application) throw new Error('nobody is waiting');
  return application;
}

describe('a group whose owner decides after payment', () => {
  it('admits whom the owner approves', async () => {
    const groupId = await reviewed();
    const orderId = await world.buyAndPay(groupId, 'alice');
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Paid',
      membershipState: 'UnderReview',
    });
    expect(await world.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'UnderReview' });
    expect(await world.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')).toMatchObject({
      code: 'UnderReview',
    });
    const { groups } = await world.must('listMyGroups', {}, 'olivia');
    expect(groups.find((group) => group.groupId === groupId)).toMatchObject({ waitingCount: 1, memberCount: 0 });

    const { membershipId, round, ...application } = await waiting(groupId);
    expect(application).toMatchObject({ nickname: '小爱', paidFen: 990, membershipState: 'UnderReview' });
    const decision = { membershipId, round, decision: 'approve' } as const;
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Admitted' });
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Admitted' });
    expect(
      await world.call('approveMember', { membershipId, round, decision: 'reject', reason: '反悔' }, 'olivia'),
    ).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect(await world.must('getTicket', { groupId }, 'alice')).toMatchObject({ membershipState: 'Admitted' });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('gives the money back to whom the owner rejects, with the reason; and lets them try again', async () => {
    const groupId = await reviewed();
    const orderId = await world.buyAndPay(groupId, 'alice');
    const { membershipId, round } = await waiting(groupId);
    const decision = { membershipId, round, decision: 'reject', reason: '请先补充自我介绍' } as const;
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Rejected' });
    expect(await world.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    await world.idle();
    await world.sweep();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      membershipState: 'Rejected',
      rejectedReason: '请先补充自我介绍',
      refunds: [{ fen: 990, state: 'Done', reason: 'rejected' }],
    });
    expect(await world.document('groups', groupId)).toMatchObject({ seats: [], seatsLeft: 5 });

    expect(await world.must('getGroup', { groupId }, 'alice')).toMatchObject({
      obstacle: null,
      mine: { membershipState: 'Rejected' },
    });
    const again = await world.buyAndPay(groupId, 'alice');
    expect(again).not.toBe(orderId);
    const second = await waiting(groupId);
    expect(second).toMatchObject({ membershipId, round: 2 });
    // A decision on the first application does not fall on the second.
    expect(await world.call('approveMember', { ...decision, round: 1 }, 'olivia')).toMatchObject({ ok: true });
    expect(await world.call('approveMember', { membershipId, round: 1, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect((await waiting(groupId)).round).toBe(2);
    await world.must('approveMember', { membershipId, round: 2, decision: 'approve' }, 'olivia');
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      membershipState: 'Rejected',
    });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('gives the money back by itself when nobody decides in time', async () => {
    const groupId = await reviewed();
    const orderId = await world.buyAndPay(groupId, 'bob');
    const { membershipId, round } = await waiting(groupId);
    await world.advance(24 * hourMs + 1000);
    expect(await world.call('approveMember', { membershipId, round, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'ReviewTimedOut',
    });
    await world.sweep();
    await world.sweep();
    expect(await world.must('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Refunded',
      membershipState: 'TimedOut',
      refunds: [{ reason: 'reviewTimedOut', state: 'Done' }],
    });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('is decided by its managers and by nobody else', async () => {
    const groupId = await reviewed();
    await world.buyAndPay(groupId, 'carol');
    const { membershipId, round } = await waiting(groupId);
    for (const stranger of ['carol', 'bob', 'mallory']) {
      expect(await world.call('approveMember', { membershipId, round, decision: 'approve' }, stranger)).toMatchObject({
        code: 'ApplicationNotFound',
      });
      expect(await world.call('listApplications', { filter: 'waiting', groupId }, stranger)).toMatchObject({
        code: 'NotAllowed',
      });
    }
    expect((await waiting(groupId)).membershipState).toBe('UnderReview');
  });

  it('two owners deciding at once decide once', async () => {
    const groupId = await world.group({
      admission: 'payThenReview',
      managers: [world.openid('olivia'), world.openid('otto')],
    });
    const orderId = await world.buyAndPay(groupId, 'dave');
    const { membershipId, round } = await waiting(groupId);
    const answers = await Promise.all([
      world.call('approveMember', { membershipId, round, decision: 'approve' }, 'olivia'),
      world.call('approveMember', { membershipId, round, decision: 'reject', reason: '人满' }, 'otto'),
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
    const { state } = await world.must('getOrder', { orderId }, 'dave');
    expect(state).toBe(answers[0]?.ok ? 'Paid' : 'Refunded');
  });

  it('a refund that WeChat Pay gives up is not called done', async () => {
    const groupId = await reviewed();
    const orderId = await world.buyAndPay(groupId, 'erin');
    const { membershipId, round } = await waiting(groupId);
    await world.fate('refundFails');
    await world.must('approveMember', { membershipId, round, decision: 'reject', reason: '人满' }, 'olivia');
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'erin')).toMatchObject({ state: 'RefundFailed', refundedFen: 0 });
  });
});
