import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, TestStack } from '../testStack';
import { violationsAtRest } from './invariants';

/** Groups whose owner decides before payment: apply, be approved, then pay. */
let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin({ instancesPerFunction: 2 });
  await stack.user('alice', { nickname: '小爱' });
});
afterAll(() => stack.end());

const message = '我带三年级的孩子，想一起读完哈利波特';
const contact = '微信 xiaoai-2026';

const chosen = (seats = 2) => stack.group({ admission: 'reviewThenPay', capacity: seats, seatsLeft: seats });

async function applied(groupId: string, as: string): Promise<{ membershipId: string; round: number }> {
  await stack.callOk('applyToGroup', { groupId, message, contact }, as);
  const { applications } = await stack.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
  // Oldest first, so the last one is the new application.
  const application = applications.filter((each) => each.membershipState === 'Applied').at(-1);
  if (!application) throw new Error('no application is waiting');
  return { membershipId: application.membershipId, round: application.round };
}

async function approved(groupId: string, as: string): Promise<void> {
  const application = await applied(groupId, as);
  const answer = await stack.callOk('approveMember', { ...application, decision: 'approve' }, 'olivia');
  expect(answer).toEqual({ membershipState: 'Approved' });
}

const mine = async (groupId: string, as: string) => (await stack.callOk('getGroup', { groupId }, as)).mine;
const eventsOf = async (groupId: string, as: string) => (await mine(groupId, as))?.timeline.map(({ event }) => event);
const seatsLeft = async (groupId: string) => (await stack.document('groups', groupId))['seatsLeft'];
const order = (groupId: string, as: string) => stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, as);

describe('applying', () => {
  it('An applicant is approved, pays within the day while the seat is held, and is admitted', async () => {
    const groupId = await chosen();
    expect(await order(groupId, 'alice')).toMatchObject({ code: 'ApplyFirst' });
    expect(await stack.callOk('getGroup', { groupId }, 'alice')).toMatchObject({ obstacle: 'ApplyFirst', mine: null });

    const now = (await stack.now()).getTime();
    const answer = await stack.callOk('applyToGroup', { groupId, message, contact }, 'alice');
    expect(answer).toMatchObject({ membershipState: 'Applied', payUntilMs: null });
    expect(answer.reviewUntilMs! - now).toBeGreaterThan(23.9 * hourMs);
    expect(await stack.callOk('applyToGroup', { groupId, message: '再说一遍' }, 'alice')).toEqual(answer);
    expect(await order(groupId, 'alice')).toMatchObject({ code: 'Applied' });
    expect(await stack.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    // No money, and no seat yet.
    expect(await seatsLeft(groupId)).toBe(2);

    const { applications } = await stack.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
    expect(applications).toMatchObject([
      {
        nickname: '小爱',
        admission: 'reviewThenPay',
        message,
        contact,
        paidFen: 0,
        membershipState: 'Applied',
        round: 1,
      },
    ]);
    const { groups } = await stack.callOk('listMyGroups', {}, 'olivia');
    expect(groups.find((group) => group.groupId === groupId)).toMatchObject({ waitingCount: 1 });
    const decision = { membershipId: applications[0]!.membershipId, round: 1, decision: 'approve' } as const;
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Approved' });
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Approved' });
    expect(await seatsLeft(groupId)).toBe(1);

    const standing = await stack.callOk('getGroup', { groupId }, 'alice');
    expect(standing).toMatchObject({ obstacle: null, mine: { membershipState: 'Approved', orderId: null } });
    expect(standing.mine!.payUntilMs! - now).toBeGreaterThan(23.9 * hourMs);
    expect((await stack.callOk('listMemberships', { filter: 'current' }, 'alice')).memberships).toMatchObject([
      { groupId, membershipState: 'Approved', admission: 'reviewThenPay', orderId: null, paidFen: 0, priceFen: 990 },
    ]);

    await stack.advance(20 * hourMs);
    const orderId = await stack.buyAndPay(groupId, 'alice');
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Paid',
      membershipState: 'Admitted',
    });
    const { timeline } = await stack.callOk('getOrder', { orderId }, 'alice');
    expect(timeline.map(({ event }) => event)).toEqual([
      'applied',
      'approved',
      'created',
      'paymentConfirmed',
      'admitted',
    ]);
    // The order pays for the seat that was held; it takes none of its own.
    expect(await seatsLeft(groupId)).toBe(1);
    expect(await stack.callOk('getTicket', { groupId }, 'alice')).toMatchObject({ orderId });
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Approved' });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An application message is stored only encrypted, and opens only for its own membership', async () => {
    const groupId = await chosen();
    const { membershipId } = await applied(groupId, 'alice');
    const everything = await Promise.all(
      ['memberships', 'orders', 'groups', 'securityEvents', 'users'].map((name) => stack.documents(name)),
    );
    expect(JSON.stringify(everything)).not.toContain('哈利波特');
    expect(JSON.stringify(everything)).not.toContain('xiaoai-2026');

    // Somebody with write access to the database copies alice's message into their own application.
    const other = await chosen();
    await stack.insert('memberships', {
      ...(await membershipOf(groupId, 'alice')),
      _id: 'f'.repeat(32),
      groupId: other,
      appliedAt: await stack.now(),
      stateAt: await stack.now(),
      effects: [],
      dueAt: null,
    });
    const { applications } = await stack.callOk('listApplications', { filter: 'waiting', groupId: other }, 'olivia');
    expect(applications).toMatchObject([{ membershipId: 'f'.repeat(32), message: '', contact: '' }]);
    expect(membershipId).not.toBe('f'.repeat(32));
  });

  it('A rejected applicant has paid nothing, reads the reason and may apply again', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'bob');
    const decision = { ...application, decision: 'reject', reason: '这期只收老同学' } as const;
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Rejected' });
    expect(await stack.callOk('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Rejected' });
    expect(await stack.call('approveMember', { ...application, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect((await stack.callOk('listMemberships', { filter: 'ended' }, 'bob')).memberships).toMatchObject([
      { groupId, membershipState: 'Rejected', rejectedReason: '这期只收老同学', orderId: null },
    ]);
    expect(await stack.callOk('getGroup', { groupId }, 'bob')).toMatchObject({
      obstacle: 'ApplyFirst',
      mine: { membershipState: 'Rejected', orderId: null, rejectedReason: '这期只收老同学' },
    });
    expect(await eventsOf(groupId, 'bob')).toEqual(['applied', 'rejected']);
    expect(await applied(groupId, 'bob')).toEqual({ membershipId: application.membershipId, round: 2 });
    expect(await mine(groupId, 'bob')).toMatchObject({ membershipState: 'Applied', rejectedReason: '' });
    expect(await eventsOf(groupId, 'bob')).toEqual(['applied']);
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An undecided application times out', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'carol');
    await stack.advance(25 * hourMs);
    expect(await stack.call('approveMember', { ...application, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'ReviewTimedOut',
    });
    await stack.sweep();
    expect(await mine(groupId, 'carol')).toMatchObject({ membershipState: 'TimedOut', reviewUntilMs: null });
  });

  it('applyToGroup refuses a group that takes no application', async () => {
    const say = { message };
    const instant = await stack.group();
    expect(await stack.call('applyToGroup', { groupId: instant, ...say }, 'dave')).toMatchObject({
      code: 'NotByApplication',
    });
    const full = await chosen(1);
    await approved(full, 'zoe');
    expect(await stack.call('applyToGroup', { groupId: full, ...say }, 'dave')).toMatchObject({ code: 'GroupFull' });
    const dead = await stack.group({ admission: 'reviewThenPay' }, null);
    expect(await stack.call('applyToGroup', { groupId: dead, ...say }, 'dave')).toMatchObject({ code: 'NoValidQr' });
    const paused = await stack.group({ admission: 'reviewThenPay', state: 'Paused' });
    expect(await stack.call('applyToGroup', { groupId: paused, ...say }, 'dave')).toMatchObject({
      code: 'GroupPaused',
    });
    const draft = await stack.group({ admission: 'reviewThenPay', state: 'Draft' });
    expect(await stack.call('applyToGroup', { groupId: draft, ...say }, 'dave')).toMatchObject({
      code: 'GroupNotFound',
    });
    const own = await chosen();
    expect(await stack.call('applyToGroup', { groupId: own, ...say }, 'olivia')).toMatchObject({ code: 'OwnGroup' });
    const begun = await stack.group({ _id: 'was-instant', capacity: 5, seatsLeft: 5 });
    await stack.buy(begun, 'dave');
    await changeRule(begun, 'reviewThenPay');
    expect(await stack.call('applyToGroup', { groupId: begun, ...say }, 'dave')).toMatchObject({
      code: 'PaymentInProgress',
    });
  });
});

describe('an approval', () => {
  it('An approval that is not paid within a day loses its seat to another buyer', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'alice');
    expect(await order(groupId, 'bob')).toMatchObject({ code: 'GroupFull' });
    await stack.advance(24 * hourMs + 1000);
    // The deadline shown to alice is over; applying again ends the old approval even before a sweep does.
    expect(await order(groupId, 'alice')).toMatchObject({ code: 'ApplyFirst' });
    expect(await mine(groupId, 'alice')).toMatchObject({ membershipState: 'TimedOut', payUntilMs: null });
    await applied(groupId, 'bob');
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A payment at the last moment admits the applicant although its notice never arrives', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'bob');
    await stack.advance(24 * hourMs - minuteMs);
    const answer = await stack.callOk('createOrder', { idempotencyKey: randomUUID(), groupId }, 'bob');
    const left = answer.payUntilMs - (await stack.now()).getTime();
    expect(left).toBeGreaterThan(6 * minuteMs);
    expect(left).toBeLessThan(8 * minuteMs);
    await stack.scriptOutcome('never');
    await stack.pay(answer.orderId);
    await stack.advance(10 * minuteMs);
    await stack.sweep();
    expect(await mine(groupId, 'bob')).toMatchObject({ membershipState: 'Admitted', orderId: answer.orderId });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An approval does not end until WeChat Pay has answered whether it was paid', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'carol');
    await stack.advance(24 * hourMs - minuteMs);
    const { orderId } = await stack.callOk('createOrder', { idempotencyKey: randomUUID(), groupId }, 'carol');
    await stack.scriptOutcome('never');
    await stack.pay(orderId);
    await stack.advance(10 * minuteMs);
    await stack.control('POST', 'faults', { target: 'pay', mode: 'before', count: 4 });
    await stack.sweep();
    await stack.control('DELETE', 'faults');
    expect(await mine(groupId, 'carol')).toMatchObject({ membershipState: 'Approved' });
    await stack.advance(2 * minuteMs);
    await stack.sweep();
    expect(await mine(groupId, 'carol')).toMatchObject({ membershipState: 'Admitted' });
  });

  it('An approved applicant keeps the seat for the day, no matter how many orders they cancel and create', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'dave');
    const first = await stack.buy(groupId, 'dave');
    const keptUntilMs = (await mine(groupId, 'dave'))?.payUntilMs;
    const seatUntil = async (orderId: string) => (await stack.callOk('getOrder', { orderId }, 'dave')).seatUntilMs;
    expect(await seatUntil(first)).toBe(keptUntilMs);
    await stack.callOk('cancelOrder', { orderId: first }, 'dave');
    expect(await seatUntil(first)).toBe(keptUntilMs);
    expect(await seatsLeft(groupId)).toBe(0);
    await stack.advance(6 * minuteMs);
    await stack.sweep();
    expect(await seatsLeft(groupId)).toBe(0);
    const second = await stack.buyAndPay(groupId, 'dave');
    expect(second).not.toBe(first);
    expect([await seatUntil(first), await seatUntil(second)]).toEqual([null, null]);
    expect(await mine(groupId, 'dave')).toMatchObject({ membershipState: 'Admitted', orderId: second });
    // A refund ends the round and frees its seat.
    await stack.callOk('requestRefund', { orderId: second }, 'dave');
    await stack.drain();
    expect(await seatsLeft(groupId)).toBe(1);
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An approved applicant can pay after the owner changed the admission rule and the group is full', async () => {
    const groupId = await stack.group({ _id: 'rule-changes', admission: 'reviewThenPay', capacity: 1, seatsLeft: 1 });
    await approved(groupId, 'erin');
    await changeRule(groupId, 'instant', 1);
    expect(await stack.callOk('getGroup', { groupId }, 'erin')).toMatchObject({ obstacle: null });
    const orderId = await stack.buyAndPay(groupId, 'erin');
    expect(await stack.callOk('getOrder', { orderId }, 'erin')).toMatchObject({
      admission: 'reviewThenPay',
      membershipState: 'Admitted',
    });
  });

  it('A late payment of a closed order is refunded and leaves the approval unchanged', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'frank');
    const orderId = await stack.buy(groupId, 'frank');
    await stack.callOk('cancelOrder', { orderId }, 'frank');
    await stack.pay(orderId);
    await stack.sweep();
    expect(await mine(groupId, 'frank')).toMatchObject({ membershipState: 'Approved' });
    expect(await seatsLeft(groupId)).toBe(0);
    expect(await stack.callOk('getOrder', { orderId }, 'frank')).toMatchObject({
      refunds: [{ reason: 'paidAfterClosing' }],
      membershipState: null,
    });
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });
});

describe('the owner of a group with applications', () => {
  it('Two applicants approved at once for the last seat: one gets it, the other keeps waiting', async () => {
    for (let round = 0; round < 4; round += 1) {
      const groupId = await chosen(1);
      const people = [`left-${round}`, `right-${round}`];
      const applications = [];
      for (const person of people) {
        await stack.callOk('applyToGroup', { groupId, message: person }, person);
        const waiting = await stack.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
        applications.push(waiting.applications.find((each) => each.message === person)!);
      }
      const answers = await Promise.all(
        applications.map(({ membershipId, round: ofMembership }) =>
          stack.call('approveMember', { membershipId, round: ofMembership, decision: 'approve' }, 'olivia'),
        ),
      );
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect(answers.find((answer) => !answer.ok)).toMatchObject({ code: 'GroupFull' });
      const states = await Promise.all(people.map(async (person) => (await mine(groupId, person))?.membershipState));
      expect(states.sort()).toEqual(['Applied', 'Approved']);
      expect(await seatsLeft(groupId)).toBe(0);
    }
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An application whose approval crashed before taking a seat waits again once another has the seat', async () => {
    const groupId = await chosen(1);
    const people = { first: await applied(groupId, 'olga'), second: await applied(groupId, 'pavel') };
    const approve = (who: keyof typeof people) =>
      stack.raw('approveMember', { ...people[who], decision: 'approve' }, 'olivia');
    // The calls are read, membership, seat; the function dies before the third.
    const death = { target: 'database', mode: 'crash', when: 'before', skip: 2, count: 1, function: 'approveMember' };
    await stack.control('POST', 'faults', death);
    await approve('first');
    await stack.control('DELETE', 'faults');
    expect(await mine(groupId, 'olga')).toMatchObject({ membershipState: 'Approved' });
    expect(await seatsLeft(groupId)).toBe(1);
    expect((await approve('second')).result).toMatchObject({ value: { membershipState: 'Approved' } });
    // Paying now finds no seat left, so nothing is charged; the sweep would find the same.
    expect(await order(groupId, 'olga')).toMatchObject({ code: 'Applied' });
    expect(await stack.documents('orders', { groupId })).toEqual([]);
    expect(await mine(groupId, 'olga')).toMatchObject({ membershipState: 'Applied', payUntilMs: null });
    expect((await approve('first')).result).toMatchObject({ code: 'GroupFull' });

    await stack.callOk('withdrawApplication', { groupId }, 'pavel');
    expect((await approve('first')).result).toMatchObject({ value: { membershipState: 'Approved' } });
    // The first approval's delayed effect frees a different seat.
    await stack.advance(6 * minuteMs);
    await stack.sweep();
    expect(await seatsLeft(groupId)).toBe(0);
    await stack.drain();
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('approveMember refuses an approval that the applicant could not pay for', async () => {
    const groupId = await chosen(1);
    const application = await applied(groupId, 'grace');
    const approve = () => stack.call('approveMember', { ...application, decision: 'approve' }, 'olivia');
    await stack.callOk('saveGroup', { action: 'pause', groupId }, 'olivia');
    expect(await approve()).toMatchObject({ code: 'GroupPaused' });
    await stack.callOk('saveGroup', { action: 'resume', groupId }, 'olivia');
    await stack.callOk('saveGroupQr', { action: 'retire', groupId, qrId: `qr-${groupId}` }, 'olivia');
    expect(await approve()).toMatchObject({ code: 'NoValidQr' });
    expect(await mine(groupId, 'grace')).toMatchObject({ membershipState: 'Applied' });
  });

  it('listApplications shows an application only to the owner of its group', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'heidi');
    await stack.group({ managers: [stack.openid('oscar')] });
    for (const stranger of ['mallory', 'oscar', 'heidi']) {
      expect(await stack.call('listApplications', { filter: 'waiting', groupId }, stranger)).toMatchObject({
        code: 'NotAllowed',
      });
      expect(await stack.call('approveMember', { ...application, decision: 'approve' }, stranger)).toMatchObject({
        code: 'ApplicationNotFound',
      });
    }
    expect((await stack.callOk('listMemberships', {}, 'mallory')).memberships).toEqual([]);
    expect(await stack.call('withdrawApplication', { groupId }, 'mallory')).toMatchObject({
      code: 'ApplicationNotFound',
    });
  });
});

describe('withdrawing', () => {
  it('A withdrawn application loses its message, and its applicant may apply again', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'ivan');
    expect(await stack.callOk('withdrawApplication', { groupId }, 'ivan')).toEqual({ membershipState: 'Withdrawn' });
    expect(await stack.callOk('withdrawApplication', { groupId }, 'ivan')).toEqual({ membershipState: 'Withdrawn' });
    expect((await membershipOf(groupId, 'ivan'))['encryptedMessage']).toBeNull();
    expect(await stack.call('approveMember', { ...application, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect((await applied(groupId, 'ivan')).round).toBe(2);
  });

  it('Withdrawing after the approval frees the seat at once, and a late payment is refunded', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'judy');
    const orderId = await stack.buy(groupId, 'judy');
    await stack.callOk('withdrawApplication', { groupId }, 'judy');
    expect(await seatsLeft(groupId)).toBe(1);
    await approved(groupId, 'kate');
    await stack.pay(orderId);
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'judy')).toMatchObject({
      state: 'Refunded',
      membershipState: null,
    });
    // The effect that frees judy's seat once more has not taken kate's seat away.
    expect(await seatsLeft(groupId)).toBe(0);
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('withdrawApplication refuses after the payment, and the applicant is admitted', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'leo');
    const orderId = await stack.buy(groupId, 'leo');
    await stack.scriptOutcome('never');
    await stack.pay(orderId);
    expect(await stack.call('withdrawApplication', { groupId }, 'leo')).toMatchObject({ code: 'AlreadyPaid' });
    expect(await mine(groupId, 'leo')).toMatchObject({ membershipState: 'Admitted' });
    expect(await stack.call('withdrawApplication', { groupId }, 'leo')).toMatchObject({ code: 'AlreadyPaid' });
  });

  it('withdrawApplication changes nothing while WeChat Pay does not answer', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'mia');
    await stack.buy(groupId, 'mia');
    await stack.control('POST', 'faults', { target: 'pay', mode: 'before', count: 1 });
    expect(await stack.call('withdrawApplication', { groupId }, 'mia')).toMatchObject({ code: 'PaymentUnavailable' });
    expect(await mine(groupId, 'mia')).toMatchObject({ membershipState: 'Approved' });
  });
});

describe('listMemberships', () => {
  it('listMemberships returns pages, the latest change first', async () => {
    const groupIds: string[] = [];
    for (let count = 0; count < 17; count += 1) {
      const groupId = await chosen();
      await stack.callOk('applyToGroup', { groupId, message }, 'nina');
      await stack.advance(1000);
      groupIds.unshift(groupId);
    }
    const first = await stack.callOk('listMemberships', {}, 'nina');
    expect(first.memberships.map((membership) => membership.groupId)).toEqual(groupIds.slice(0, 15));
    const second = await stack.callOk('listMemberships', { filter: 'current', after: first.next! }, 'nina');
    expect(second).toMatchObject({ next: null });
    expect(second.memberships.map((membership) => membership.groupId)).toEqual(groupIds.slice(15));
    expect((await stack.callOk('listMemberships', { filter: 'ended' }, 'nina')).memberships).toEqual([]);
  });
});

describe('an installation without an encryption key', () => {
  it('applyToGroup refuses without an encryption key, and functions that need no message still work', async () => {
    const keyless = await TestStack.begin({ environment: { CONFIDENTIAL_KEYS: '' } });
    try {
      const groupId = await keyless.group({ admission: 'reviewThenPay' });
      const answer = await keyless.call('applyToGroup', { groupId, message }, 'alice');
      expect(answer).toMatchObject({ code: 'Unavailable' });
      expect(await keyless.documents('memberships')).toEqual([]);
      expect((await keyless.callOk('listApplications', { filter: 'waiting' }, 'olivia')).applications).toEqual([]);
      await keyless.buyAndPay(await keyless.group(), 'alice');
    } finally {
      await keyless.end();
    }
  });
});

async function membershipOf(groupId: string, person: string) {
  const [membership] = await stack.documents('memberships', { groupId, openid: stack.openid(person) });
  if (!membership) throw new Error(`${person} has no membership in ${groupId}`);
  return membership;
}

async function changeRule(groupId: string, admission: 'instant' | 'reviewThenPay', capacity = 5): Promise<void> {
  const group = await stack.callOk('getMyGroup', { groupId }, 'olivia');
  const reviewHours = admission === 'instant' ? 0 : 24;
  const terms = { ...group.terms, admission, reviewHours, capacity };
  await stack.callOk('saveGroup', { action: 'change', groupId, text: group.text, terms }, 'olivia');
}
