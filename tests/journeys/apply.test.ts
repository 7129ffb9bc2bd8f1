import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, World } from '../../ops/stage/world';
import { breachesAtRest } from './truth';

/** A group whose owner decides before anybody pays: apply, be approved, then pay. */
let world: World;
beforeAll(async () => {
  world = await World.begin({ instancesPerFunction: 2 });
  await world.user('alice', { nickname: '小爱' });
});
afterAll(() => world.end());

const message = '我带三年级的孩子，想一起读完哈利波特';
const contact = '微信 xiaoai-2026';

const chosen = (seats = 2) => world.group({ admission: 'reviewThenPay', capacity: seats, seatsLeft: seats });

async function applied(groupId: string, as: string): Promise<{ membershipId: string; round: number }> {
  await world.must('applyToGroup', { groupId, message, contact }, as);
  const { applications } = await world.must('listApplications', { filter: 'waiting', groupId }, 'olivia');
  // Oldest first: the last one is this.
  const application = applications.filter((each) => each.membershipState === 'Applied').at(-1);
  if (!application) throw new Error('nobody is waiting');
  return { membershipId: application.membershipId, round: application.round };
}

async function approved(groupId: string, as: string): Promise<void> {
  const application = await applied(groupId, as);
  const answer = await world.must('approveMember', { ...application, decision: 'approve' }, 'olivia');
  expect(answer).toEqual({ membershipState: 'Approved' });
}

const mine = async (groupId: string, as: string) => (await world.must('getGroup', { groupId }, as)).mine;
const story = async (groupId: string, as: string) => (await mine(groupId, as))?.timeline.map(({ event }) => event);
const seatsLeft = async (groupId: string) => (await world.document('groups', groupId))['seatsLeft'];
const order = (groupId: string, as: string) => world.call('createOrder', { idempotencyKey: randomUUID(), groupId }, as);

describe('who applies', () => {
  it('is read by the owner, approved, pays in their own time with the seat held, and is in', async () => {
    const groupId = await chosen();
    expect(await order(groupId, 'alice')).toMatchObject({ code: 'ApplyFirst' });
    expect(await world.must('getGroup', { groupId }, 'alice')).toMatchObject({ obstacle: 'ApplyFirst', mine: null });

    const now = (await world.now()).getTime();
    const answer = await world.must('applyToGroup', { groupId, message, contact }, 'alice');
    expect(answer).toMatchObject({ membershipState: 'Applied', payUntilMs: null });
    expect(answer.reviewUntilMs! - now).toBeGreaterThan(23.9 * hourMs);
    expect(await world.must('applyToGroup', { groupId, message: '再说一遍' }, 'alice')).toEqual(answer);
    expect(await order(groupId, 'alice')).toMatchObject({ code: 'Applied' });
    expect(await world.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    // No money, and no seat yet.
    expect(await seatsLeft(groupId)).toBe(2);

    const { applications } = await world.must('listApplications', { filter: 'waiting', groupId }, 'olivia');
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
    const { groups } = await world.must('listMyGroups', {}, 'olivia');
    expect(groups.find((group) => group.groupId === groupId)).toMatchObject({ waitingCount: 1 });
    const decision = { membershipId: applications[0]!.membershipId, round: 1, decision: 'approve' } as const;
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Approved' });
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Approved' });
    expect(await seatsLeft(groupId)).toBe(1);

    const standing = await world.must('getGroup', { groupId }, 'alice');
    expect(standing).toMatchObject({ obstacle: null, mine: { membershipState: 'Approved', orderId: null } });
    expect(standing.mine!.payUntilMs! - now).toBeGreaterThan(23.9 * hourMs);
    expect((await world.must('listMemberships', { filter: 'current' }, 'alice')).memberships).toMatchObject([
      { groupId, membershipState: 'Approved', admission: 'reviewThenPay', orderId: null, paidFen: 0, priceFen: 990 },
    ]);

    await world.advance(20 * hourMs);
    const orderId = await world.buyAndPay(groupId, 'alice');
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Paid',
      membershipState: 'Admitted',
    });
    const { timeline } = await world.must('getOrder', { orderId }, 'alice');
    expect(timeline.map(({ event }) => event)).toEqual([
      'applied',
      'approved',
      'created',
      'paymentConfirmed',
      'admitted',
    ]);
    // The order pays for the seat that was held; it takes none of its own.
    expect(await seatsLeft(groupId)).toBe(1);
    expect(await world.must('getTicket', { groupId }, 'alice')).toMatchObject({ orderId });
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Approved' });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('tells the owner in confidence: what is written stands nowhere in the clear, and opens nowhere else', async () => {
    const groupId = await chosen();
    const { membershipId } = await applied(groupId, 'alice');
    const everything = await Promise.all(
      ['memberships', 'orders', 'groups', 'securityEvents', 'users'].map((name) => world.documents(name)),
    );
    expect(JSON.stringify(everything)).not.toContain('哈利波特');
    expect(JSON.stringify(everything)).not.toContain('xiaoai-2026');

    // Somebody who can write to the database puts alice's words into their own application.
    const other = await chosen();
    await world.insert('memberships', {
      ...(await membershipOf(groupId, 'alice')),
      _id: 'f'.repeat(32),
      groupId: other,
      appliedAt: await world.now(),
      stateAt: await world.now(),
      effects: [],
      dueAt: null,
    });
    const { applications } = await world.must('listApplications', { filter: 'waiting', groupId: other }, 'olivia');
    expect(applications).toMatchObject([{ membershipId: 'f'.repeat(32), message: '', contact: '' }]);
    expect(membershipId).not.toBe('f'.repeat(32));
  });

  it('and is rejected has paid nothing, reads why, and may apply again', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'bob');
    const decision = { ...application, decision: 'reject', reason: '这期只收老同学' } as const;
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Rejected' });
    expect(await world.must('approveMember', decision, 'olivia')).toEqual({ membershipState: 'Rejected' });
    expect(await world.call('approveMember', { ...application, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect((await world.must('listMemberships', { filter: 'ended' }, 'bob')).memberships).toMatchObject([
      { groupId, membershipState: 'Rejected', rejectedReason: '这期只收老同学', orderId: null },
    ]);
    expect(await world.must('getGroup', { groupId }, 'bob')).toMatchObject({
      obstacle: 'ApplyFirst',
      mine: { membershipState: 'Rejected', orderId: null, rejectedReason: '这期只收老同学' },
    });
    expect(await story(groupId, 'bob')).toEqual(['applied', 'rejected']);
    expect(await applied(groupId, 'bob')).toEqual({ membershipId: application.membershipId, round: 2 });
    expect(await mine(groupId, 'bob')).toMatchObject({ membershipState: 'Applied', rejectedReason: '' });
    expect(await story(groupId, 'bob')).toEqual(['applied']);
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('is not left waiting: nobody decides, and it ends by itself', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'carol');
    await world.advance(25 * hourMs);
    expect(await world.call('approveMember', { ...application, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'ReviewTimedOut',
    });
    await world.sweep();
    expect(await mine(groupId, 'carol')).toMatchObject({ membershipState: 'TimedOut', reviewUntilMs: null });
  });

  it('is refused where there is nothing to apply for', async () => {
    const say = { message };
    const instant = await world.group();
    expect(await world.call('applyToGroup', { groupId: instant, ...say }, 'dave')).toMatchObject({
      code: 'NotByApplication',
    });
    const full = await chosen(1);
    await approved(full, 'zoe');
    expect(await world.call('applyToGroup', { groupId: full, ...say }, 'dave')).toMatchObject({ code: 'GroupFull' });
    const dead = await world.group({ admission: 'reviewThenPay' }, null);
    expect(await world.call('applyToGroup', { groupId: dead, ...say }, 'dave')).toMatchObject({ code: 'NoValidQr' });
    const paused = await world.group({ admission: 'reviewThenPay', state: 'Paused' });
    expect(await world.call('applyToGroup', { groupId: paused, ...say }, 'dave')).toMatchObject({
      code: 'GroupPaused',
    });
    const draft = await world.group({ admission: 'reviewThenPay', state: 'Draft' });
    expect(await world.call('applyToGroup', { groupId: draft, ...say }, 'dave')).toMatchObject({
      code: 'GroupNotFound',
    });
    const own = await chosen();
    expect(await world.call('applyToGroup', { groupId: own, ...say }, 'olivia')).toMatchObject({ code: 'OwnGroup' });
    const begun = await world.group({ _id: 'was-instant', capacity: 5, seatsLeft: 5 });
    await world.buy(begun, 'dave');
    await changeRule(begun, 'reviewThenPay');
    expect(await world.call('applyToGroup', { groupId: begun, ...say }, 'dave')).toMatchObject({
      code: 'PaymentInProgress',
    });
  });
});

describe('who was approved', () => {
  it('and lets the day pass loses the seat to somebody else', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'alice');
    expect(await order(groupId, 'bob')).toMatchObject({ code: 'GroupFull' });
    await world.advance(24 * hourMs + 1000);
    // The clock that was shown is over; applying again ends what was, though no sweep has come by.
    expect(await order(groupId, 'alice')).toMatchObject({ code: 'ApplyFirst' });
    expect(await mine(groupId, 'alice')).toMatchObject({ membershipState: 'TimedOut', payUntilMs: null });
    await applied(groupId, 'bob');
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('pays at the last moment, nobody tells us, and is in all the same', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'bob');
    await world.advance(24 * hourMs - minuteMs);
    const answer = await world.must('createOrder', { idempotencyKey: randomUUID(), groupId }, 'bob');
    const left = answer.payUntilMs - (await world.now()).getTime();
    expect(left).toBeGreaterThan(6 * minuteMs);
    expect(left).toBeLessThan(8 * minuteMs);
    await world.fate('never');
    await world.pay(answer.orderId);
    await world.advance(10 * minuteMs);
    await world.sweep();
    expect(await mine(groupId, 'bob')).toMatchObject({ membershipState: 'Admitted', orderId: answer.orderId });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('waits for WeChat Pay’s word before the approval ends', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'carol');
    await world.advance(24 * hourMs - minuteMs);
    const { orderId } = await world.must('createOrder', { idempotencyKey: randomUUID(), groupId }, 'carol');
    await world.fate('never');
    await world.pay(orderId);
    await world.advance(10 * minuteMs);
    await world.door('POST', 'faults', { target: 'pay', mode: 'before', count: 4 });
    await world.sweep();
    await world.door('DELETE', 'faults');
    expect(await mine(groupId, 'carol')).toMatchObject({ membershipState: 'Approved' });
    await world.advance(2 * minuteMs);
    await world.sweep();
    expect(await mine(groupId, 'carol')).toMatchObject({ membershipState: 'Admitted' });
  });

  it('may cancel an order and begin another: the seat stays until the day is over', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'dave');
    const first = await world.buy(groupId, 'dave');
    const keptUntilMs = (await mine(groupId, 'dave'))?.payUntilMs;
    const seatUntil = async (orderId: string) => (await world.must('getOrder', { orderId }, 'dave')).seatUntilMs;
    expect(await seatUntil(first)).toBe(keptUntilMs);
    await world.must('cancelOrder', { orderId: first }, 'dave');
    expect(await seatUntil(first)).toBe(keptUntilMs);
    expect(await seatsLeft(groupId)).toBe(0);
    await world.advance(6 * minuteMs);
    await world.sweep();
    expect(await seatsLeft(groupId)).toBe(0);
    const second = await world.buyAndPay(groupId, 'dave');
    expect(second).not.toBe(first);
    expect([await seatUntil(first), await seatUntil(second)]).toEqual([null, null]);
    expect(await mine(groupId, 'dave')).toMatchObject({ membershipState: 'Admitted', orderId: second });
    // A refund ends the round, and with it the seat.
    await world.must('requestRefund', { orderId: second }, 'dave');
    await world.rest();
    expect(await seatsLeft(groupId)).toBe(1);
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('pays although the owner changes the rule, and at a full house', async () => {
    const groupId = await world.group({ _id: 'rule-changes', admission: 'reviewThenPay', capacity: 1, seatsLeft: 1 });
    await approved(groupId, 'erin');
    await changeRule(groupId, 'instant', 1);
    expect(await world.must('getGroup', { groupId }, 'erin')).toMatchObject({ obstacle: null });
    const orderId = await world.buyAndPay(groupId, 'erin');
    expect(await world.must('getOrder', { orderId }, 'erin')).toMatchObject({
      admission: 'reviewThenPay',
      membershipState: 'Admitted',
    });
  });

  it('is not admitted by late money on an order that was closed: it goes back, and the approval stays', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'frank');
    const orderId = await world.buy(groupId, 'frank');
    await world.must('cancelOrder', { orderId }, 'frank');
    await world.pay(orderId);
    await world.sweep();
    expect(await mine(groupId, 'frank')).toMatchObject({ membershipState: 'Approved' });
    expect(await seatsLeft(groupId)).toBe(0);
    expect(await world.must('getOrder', { orderId }, 'frank')).toMatchObject({
      refunds: [{ reason: 'paidAfterClosing' }],
      membershipState: null,
    });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });
});

describe('the owner', () => {
  it('approves two for the last seat at once: one has it, the other waits on', async () => {
    for (let round = 0; round < 4; round += 1) {
      const groupId = await chosen(1);
      const people = [`left-${round}`, `right-${round}`];
      const applications = [];
      for (const person of people) {
        await world.must('applyToGroup', { groupId, message: person }, person);
        const waiting = await world.must('listApplications', { filter: 'waiting', groupId }, 'olivia');
        applications.push(waiting.applications.find((each) => each.message === person)!);
      }
      const answers = await Promise.all(
        applications.map(({ membershipId, round: ofMembership }) =>
          world.call('approveMember', { membershipId, round: ofMembership, decision: 'approve' }, 'olivia'),
        ),
      );
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect(answers.find((answer) => !answer.ok)).toMatchObject({ code: 'GroupFull' });
      const states = await Promise.all(people.map(async (person) => (await mine(groupId, person))?.membershipState));
      expect(states.sort()).toEqual(['Applied', 'Approved']);
      expect(await seatsLeft(groupId)).toBe(0);
    }
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('whose approval died before it had a seat finds the application waiting again, where another has it now', async () => {
    const groupId = await chosen(1);
    const people = { first: await applied(groupId, 'olga'), second: await applied(groupId, 'pavel') };
    const approve = (who: keyof typeof people) =>
      world.raw('approveMember', { ...people[who], decision: 'approve' }, 'olivia');
    // Read, membership, seat: it dies before the third call.
    const death = { target: 'database', mode: 'crash', when: 'before', skip: 2, count: 1, function: 'approveMember' };
    await world.door('POST', 'faults', death);
    await approve('first');
    await world.door('DELETE', 'faults');
    expect(await mine(groupId, 'olga')).toMatchObject({ membershipState: 'Approved' });
    expect(await seatsLeft(groupId)).toBe(1);
    expect((await approve('second')).result).toMatchObject({ value: { membershipState: 'Approved' } });
    // Who would pay now finds that there is no seat, and nothing is charged; the sweep would find the same.
    expect(await order(groupId, 'olga')).toMatchObject({ code: 'Applied' });
    expect(await world.documents('orders', { groupId })).toEqual([]);
    expect(await mine(groupId, 'olga')).toMatchObject({ membershipState: 'Applied', payUntilMs: null });
    expect((await approve('first')).result).toMatchObject({ code: 'GroupFull' });

    await world.must('withdrawApplication', { groupId }, 'pavel');
    expect((await approve('first')).result).toMatchObject({ value: { membershipState: 'Approved' } });
    // The first try's late freeing is another seat's.
    await world.advance(6 * minuteMs);
    await world.sweep();
    expect(await seatsLeft(groupId)).toBe(0);
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('is not let begin a clock that the applicant can’t use', async () => {
    const groupId = await chosen(1);
    const application = await applied(groupId, 'grace');
    const approve = () => world.call('approveMember', { ...application, decision: 'approve' }, 'olivia');
    await world.must('saveGroup', { action: 'pause', groupId }, 'olivia');
    expect(await approve()).toMatchObject({ code: 'GroupPaused' });
    await world.must('saveGroup', { action: 'resume', groupId }, 'olivia');
    await world.must('saveGroupQr', { action: 'retire', groupId, qrId: `code-${groupId}` }, 'olivia');
    expect(await approve()).toMatchObject({ code: 'NoValidQr' });
    expect(await mine(groupId, 'grace')).toMatchObject({ membershipState: 'Applied' });
  });

  it('alone reads applications: neither strangers nor owners of other groups', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'heidi');
    await world.group({ managers: [world.openid('oscar')] });
    for (const stranger of ['mallory', 'oscar', 'heidi']) {
      expect(await world.call('listApplications', { filter: 'waiting', groupId }, stranger)).toMatchObject({
        code: 'NotAllowed',
      });
      expect(await world.call('approveMember', { ...application, decision: 'approve' }, stranger)).toMatchObject({
        code: 'ApplicationNotFound',
      });
    }
    expect((await world.must('listMemberships', {}, 'mallory')).memberships).toEqual([]);
    expect(await world.call('withdrawApplication', { groupId }, 'mallory')).toMatchObject({
      code: 'ApplicationNotFound',
    });
  });
});

describe('who withdraws', () => {
  it('takes the words along, and may apply again', async () => {
    const groupId = await chosen();
    const application = await applied(groupId, 'ivan');
    expect(await world.must('withdrawApplication', { groupId }, 'ivan')).toEqual({ membershipState: 'Withdrawn' });
    expect(await world.must('withdrawApplication', { groupId }, 'ivan')).toEqual({ membershipState: 'Withdrawn' });
    expect((await membershipOf(groupId, 'ivan'))['encryptedMessage']).toBeNull();
    expect(await world.call('approveMember', { ...application, decision: 'approve' }, 'olivia')).toMatchObject({
      code: 'AlreadyDecided',
    });
    expect((await applied(groupId, 'ivan')).round).toBe(2);
  });

  it('after the approval frees the seat at once, and money that still comes goes back', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'judy');
    const orderId = await world.buy(groupId, 'judy');
    await world.must('withdrawApplication', { groupId }, 'judy');
    expect(await seatsLeft(groupId)).toBe(1);
    await approved(groupId, 'kate');
    await world.pay(orderId);
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'judy')).toMatchObject({
      state: 'Refunded',
      membershipState: null,
    });
    // What heals a late function has not taken kate's seat away.
    expect(await seatsLeft(groupId)).toBe(0);
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('too late is in instead', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'leo');
    const orderId = await world.buy(groupId, 'leo');
    await world.fate('never');
    await world.pay(orderId);
    expect(await world.call('withdrawApplication', { groupId }, 'leo')).toMatchObject({ code: 'AlreadyPaid' });
    expect(await mine(groupId, 'leo')).toMatchObject({ membershipState: 'Admitted' });
    expect(await world.call('withdrawApplication', { groupId }, 'leo')).toMatchObject({ code: 'AlreadyPaid' });
  });

  it('changes nothing while WeChat Pay can’t be asked', async () => {
    const groupId = await chosen(1);
    await approved(groupId, 'mia');
    await world.buy(groupId, 'mia');
    await world.door('POST', 'faults', { target: 'pay', mode: 'before', count: 1 });
    expect(await world.call('withdrawApplication', { groupId }, 'mia')).toMatchObject({ code: 'PaymentUnavailable' });
    expect(await mine(groupId, 'mia')).toMatchObject({ membershipState: 'Approved' });
  });
});

describe('a person’s standings', () => {
  it('come page by page, the latest change first', async () => {
    const groupIds: string[] = [];
    for (let count = 0; count < 17; count += 1) {
      const groupId = await chosen();
      await world.must('applyToGroup', { groupId, message }, 'nina');
      await world.advance(1000);
      groupIds.unshift(groupId);
    }
    const first = await world.must('listMemberships', {}, 'nina');
    expect(first.memberships.map((membership) => membership.groupId)).toEqual(groupIds.slice(0, 15));
    const second = await world.must('listMemberships', { filter: 'current', after: first.next! }, 'nina');
    expect(second).toMatchObject({ next: null });
    expect(second.memberships.map((membership) => membership.groupId)).toEqual(groupIds.slice(15));
    expect((await world.must('listMemberships', { filter: 'ended' }, 'nina')).memberships).toEqual([]);
  });
});

describe('an installation without a key for confidential words', () => {
  it('takes no application rather than keep one in the clear; what needs no words works', async () => {
    const keyless = await World.begin({ environment: { CONFIDENTIAL_KEYS: '' } });
    try {
      const groupId = await keyless.group({ admission: 'reviewThenPay' });
      const answer = await keyless.call('applyToGroup', { groupId, message }, 'alice');
      expect(answer).toMatchObject({ code: 'Unavailable' });
      expect(await keyless.documents('memberships')).toEqual([]);
      expect((await keyless.must('listApplications', { filter: 'waiting' }, 'olivia')).applications).toEqual([]);
      await keyless.buyAndPay(await keyless.group(), 'alice');
    } finally {
      await keyless.end();
    }
  });
});

async function membershipOf(groupId: string, person: string) {
  const [membership] = await world.documents('memberships', { groupId, openid: world.openid(person) });
  if (!membership) throw new Error(`${person} has no membership in ${groupId}`);
  return membership;
}

async function changeRule(groupId: string, admission: 'instant' | 'reviewThenPay', capacity = 5): Promise<void> {
  const group = await world.must('getMyGroup', { groupId }, 'olivia');
  const reviewHours = admission === 'instant' ? 0 : 24;
  const terms = { ...group.terms, admission, reviewHours, capacity };
  await world.must('saveGroup', { action: 'change', groupId, text: group.text, terms }, 'olivia');
}
