import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs, TestStack } from '../testStack';
import { violationsAtRest } from './invariants';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

const decide = (groupId: string, decision: 'suspend' | 'ban' | 'restore') =>
  stack.call('moderateGroup', { groupId, decision, reason: '被投诉，正在核实' }, 'adam');

const orderOf = (orderId: string, as: string) => stack.callOk('getOrder', { orderId }, as);

const moneyOf = async (groupId: string) =>
  (await stack.callOk('adminGroups', { lookup: 'group', groupId }, 'adam')).groups[0]!;

/** An owner who pauses and resumes as fast as the answers come, until told to stop. */
function flipping(groupId: string): { begun(): Promise<void>; stop(): Promise<number> } {
  let [running, flips] = [true, 0];
  const flip = async (): Promise<void> => {
    while (running) {
      const action = flips % 2 === 0 ? 'pause' : 'resume';
      const answer = await stack.call('saveGroup', { action, groupId }, 'olivia');
      if (answer.ok) flips += 1;
    }
  };
  const done = flip();
  return {
    async begun() {
      while (flips === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async stop() {
      running = false;
      await done;
      return flips;
    },
  };
}

describe('a ban', () => {
  it('A ban takes effect at once, twelve times of twelve, while the owner pauses and resumes all the time', async () => {
    for (let round = 0; round < 12; round += 1) {
      const groupId = await stack.group();
      const owner = flipping(groupId);
      await owner.begun();
      expect(await decide(groupId, 'ban')).toMatchObject({ ok: true, value: { state: 'Banned' } });
      expect(await owner.stop()).toBeGreaterThan(0);
      expect((await stack.document('groups', groupId))['state']).toBe('Banned');
    }
  }, 120_000);

  it('A ban ends tickets, approvals, new QRs and sales, and gives back what nobody was shown a QR for', async () => {
    const groupId = await stack.group({ admission: 'payThenReview', reviewHours: 24, capacity: 10, seatsLeft: 10 });
    const [seen, unseen, waiting] = [
      await stack.buyAndPay(groupId, 'alice'),
      await stack.buyAndPay(groupId, 'bob'),
      await stack.buyAndPay(groupId, 'carol'),
    ];
    const { applications } = await stack.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
    const applicationOf = (person: number) => {
      const { membershipId, round } = applications[person]!;
      return { membershipId, round };
    };
    for (const person of [0, 1])
      await stack.callOk('approveMember', { ...applicationOf(person), decision: 'approve' }, 'olivia');
    expect((await stack.callOk('getTicket', { groupId }, 'alice')).qrUrl).not.toBeNull();
    const unpaid = await stack.buy(groupId, 'dave');
    await stack.callOk('moderateGroup', { groupId, decision: 'ban', reason: '承诺收益' }, 'adam');

    for (const person of ['alice', 'bob'])
      expect(await stack.call('getTicket', { groupId }, person)).toMatchObject({ code: 'GroupBanned' });
    expect(await stack.call('approveMember', { ...applicationOf(2), decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'GroupBanned',
    });
    const fileId = await stack.upload(`groupQrs/${groupId}-new.png`, 'olivia');
    const expiresAtMs = (await stack.now()).getTime() + minuteMs;
    const added = { action: 'add', groupId, fileId, expiresAtMs, quota: 190 } as const;
    expect(await stack.call('saveGroupQr', added, 'olivia')).toMatchObject({ code: 'GroupBanned' });
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'erin')).toMatchObject({
      code: 'GroupBanned',
    });
    expect(await stack.call('getGroup', { groupId }, 'erin')).toMatchObject({ code: 'GroupNotFound' });
    expect(await stack.call('getGroup', { groupId }, 'alice')).toMatchObject({ code: 'GroupBanned' });

    await stack.sweep();
    expect(await orderOf(unpaid, 'dave')).toMatchObject({ state: 'Closed' });
    // Dave's payment sheet was still open.
    await stack.pay(unpaid);
    await stack.drain();
    await stack.advance(25 * minuteMs);
    await stack.drain();
    const back = { state: 'Refunded', refundedFen: 990, groupHold: 'Banned' };
    expect(await orderOf(unseen, 'bob')).toMatchObject({ ...back, refunds: [{ reason: 'groupBanned' }] });
    expect(await orderOf(waiting, 'carol')).toMatchObject({ ...back, refunds: [{ reason: 'groupBanned' }] });
    expect(await orderOf(unpaid, 'dave')).toMatchObject({ ...back, refunds: [{ reason: 'paidAfterClosing' }] });
    expect(await orderOf(seen, 'alice')).toMatchObject({ state: 'Paid', qrShown: true, groupHold: 'Banned' });
    expect(await stack.document('groups', groupId)).toMatchObject({ effects: [], dueAt: null, seatsLeft: 9 });
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An operator sees all orders of a banned group with their sums, and gives all of them back by one act', async () => {
    const groupId = await stack.group({ capacity: null, seatsLeft: null });
    const people = Array.from({ length: 18 }, (_, index) => `all-${index}`);
    for (const person of people) {
      await stack.buyAndPay(groupId, person);
      await stack.callOk('getTicket', { groupId }, person);
    }
    const everything = { groupId, note: '社群已下架', idempotencyKey: randomUUID() };
    expect(await stack.call('refundGroup', everything, 'adam')).toMatchObject({ code: 'GroupStateRefuses' });
    await decide(groupId, 'ban');
    await stack.drain();
    const first = await stack.callOk('adminOrders', { lookup: 'group', groupId }, 'adam');
    const second = await stack.callOk('adminOrders', { lookup: 'group', groupId, after: first.next! }, 'adam');
    expect([first.orders.length, second.orders.length, second.next]).toEqual([15, 3, null]);
    const sums = { orders: 18, paidOrders: 18, paidFen: 17_820 };
    expect(await moneyOf(groupId)).toMatchObject({
      money: { ...sums, refundedFen: 0, keptFen: 17_820, settledOrders: 0 },
      refundingAll: false,
    });

    await stack.callOk('refundGroup', everything, 'adam');
    // The same request again changes nothing.
    await stack.callOk('refundGroup', everything, 'adam');
    expect(await moneyOf(groupId)).toMatchObject({ refundingAll: true });
    expect(await decide(groupId, 'restore')).toMatchObject({ code: 'RefundRunning' });
    // The first sweep dies in the middle.
    const crash = { target: 'database', mode: 'crash', when: 'after', function: 'sweep', skip: 9 };
    await stack.control('POST', 'faults', crash);
    await stack.sweep();
    await stack.advance(2 * minuteMs);
    await stack.drain();
    expect(await moneyOf(groupId)).toMatchObject({
      money: { ...sums, refundedFen: 17_820, onItsWayFen: 0, keptFen: 0, settledOrders: 18, failedOrders: 0 },
      refundingAll: false,
    });
    expect(await stack.documents('audit', { subject: groupId, action: 'refundGroup' })).toHaveLength(1);
    expect(await violationsAtRest(stack)).toEqual([]);
  }, 120_000);

  it('A lifted ban returns the group to its owner as a draft, and refunded people stay refunded', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'frank');
    await decide(groupId, 'ban');
    await stack.drain();
    expect(await decide(groupId, 'restore')).toMatchObject({ ok: true, value: { state: 'Draft' } });
    expect(await stack.callOk('getMyGroup', { groupId }, 'olivia')).toMatchObject({
      state: 'Draft',
      moderationNote: { decision: 'restored' },
    });
    expect(await stack.call('saveGroup', { action: 'resume', groupId }, 'olivia')).toMatchObject({
      code: 'GroupStateRefuses',
    });
    await stack.callOk('saveGroup', { action: 'submit', groupId }, 'olivia');
    const { groups } = await stack.callOk('adminGroups', { lookup: 'group', groupId }, 'adam');
    await stack.callOk('moderateGroup', { groupId, rev: groups[0]!.rev, decision: 'list' }, 'adam');
    expect(await orderOf(orderId, 'frank')).toMatchObject({ state: 'Refunded', groupHold: null });
    expect(await stack.call('getTicket', { groupId }, 'frank')).toMatchObject({ code: 'NotAdmitted' });
    // Nothing keeps him from buying again.
    await stack.buyAndPay(groupId, 'frank');
    expect((await stack.callOk('getTicket', { groupId }, 'frank')).qrUrl).not.toBeNull();
  });

  it('The statement of a banned group’s owner shows what is owed as frozen', async () => {
    const groupId = await stack.group({ managers: [stack.openid('otto')] });
    await stack.buyAndPay(groupId, 'grace');
    await stack.callOk('getTicket', { groupId }, 'grace');
    await stack.drain();
    await decide(groupId, 'ban');
    const month = new Date((await stack.now()).getTime() + 8 * 60 * minuteMs).toISOString().slice(0, 7);
    const { total, groups } = await stack.callOk('getEarnings', { month }, 'otto');
    expect(total.frozenFen).toBe(total.owedAfterFen);
    expect(total.frozenFen).toBeGreaterThan(0);
    expect(groups).toMatchObject([{ groupId, groupHold: 'Banned' }]);
  });
});

describe('a suspension', () => {
  it('A suspension stops sales and newcomers, leaves members their QR, and is not lifted by the owner', async () => {
    const groupId = await stack.group();
    const seen = await stack.buyAndPay(groupId, 'heidi');
    await stack.callOk('getTicket', { groupId }, 'heidi');
    const unseen = await stack.buyAndPay(groupId, 'ivan');
    const unpaid = await stack.buy(groupId, 'judy');
    expect(await decide(groupId, 'suspend')).toMatchObject({ ok: true, value: { state: 'Suspended' } });
    await stack.sweep();
    expect(await orderOf(unpaid, 'judy')).toMatchObject({ state: 'Closed' });
    for (const action of ['resume', 'close', 'submit'] as const)
      expect(await stack.call('saveGroup', { action, groupId }, 'olivia')).toMatchObject({ code: 'GroupStateRefuses' });
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'judy')).toMatchObject({
      code: 'GroupSuspended',
    });
    expect((await stack.callOk('getTicket', { groupId }, 'heidi')).qrUrl).not.toBeNull();
    expect(await stack.call('getTicket', { groupId }, 'ivan')).toMatchObject({ code: 'GroupSuspended' });
    // No money goes back by itself, not even after days; whoever was shown no QR can ask for it.
    await stack.advance(9 * 24 * 60 * minuteMs);
    await stack.drain();
    expect(await orderOf(seen, 'heidi')).toMatchObject({ state: 'Paid' });
    expect(await orderOf(unseen, 'ivan')).toMatchObject({ state: 'Paid', groupHold: 'Suspended', qrShown: false });
    expect(await stack.call('requestRefund', { orderId: seen }, 'heidi')).toMatchObject({ code: 'QrAlreadyShown' });
    await stack.callOk('requestRefund', { orderId: unseen }, 'ivan');
    await stack.drain();
    expect(await orderOf(unseen, 'ivan')).toMatchObject({ state: 'Refunded', refunds: [{ reason: 'byBuyer' }] });
    expect(await decide(groupId, 'restore')).toMatchObject({ ok: true, value: { state: 'Paused' } });
    expect(await violationsAtRest(stack)).toEqual([]);
  });
});
