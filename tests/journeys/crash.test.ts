import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breaches, breachesAtRest } from './truth';
import { hourMs, World, type RecordedCall } from '../../ops/stage/world';

/**
 * A function's process may die at any line. Here it dies before and after every single call that an operation makes to its database and
 * to WeChat Pay; then the client tries again or does not, and sweeps follow. The calls are not listed here: they are read from the
 * emulator's record of a run that did not crash.
 */
let world: World;
beforeAll(async () => {
  world = await World.begin({ instancesPerFunction: 2 });
});
afterAll(() => world.end());

/** A situation made anew for each crash, the deed in it, and what must have come of it in the end. */
interface Story {
  readonly function: string;
  prepare(person: string): Promise<Scene>;
}
interface Scene {
  /** Does the operation under test; does not throw when it dies. */
  act(): Promise<unknown>;
  /** What the client, or WeChat Pay, does about an operation that died: `act` again by default. */
  again?(): Promise<unknown>;
  /** After everything came to rest. `retried`: whether `again` was done. */
  outcome(retried: boolean): Promise<void>;
}

const stateOf = async (orderId: string): Promise<unknown> => (await world.document('orders', orderId))['state'];

async function standing(person: string, groupId: string): Promise<unknown> {
  const [membership] = await world.documents('memberships', { groupId, openid: world.openid(person) });
  return membership?.['state'] ?? null;
}

async function waitingMembership(groupId: string): Promise<{ membershipId: string; round: number }> {
  const { applications } = await world.must('listApplications', { filter: 'waiting', groupId }, 'olivia');
  const [application] = applications;
  if (!application) throw new Error('nobody is waiting');
  return { membershipId: application.membershipId, round: application.round };
}

/** The owner decides before anybody pays, and has time to. */
const byApplication = { admission: 'reviewThenPay', reviewHours: 240 } as const;

async function approvedIn(person: string): Promise<string> {
  const groupId = await world.group({ ...byApplication, capacity: 1, seatsLeft: 1 });
  await world.must('applyToGroup', { groupId, message: '想一起读' }, person);
  await world.must('approveMember', { ...(await waitingMembership(groupId)), decision: 'approve' }, 'olivia');
  return groupId;
}

const stories: Readonly<Record<string, Story>> = {
  createOrder: {
    function: 'createOrder',
    async prepare(person) {
      const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
      const data = { idempotencyKey: randomUUID(), groupId };
      return {
        act: () => world.raw('createOrder', data, person),
        outcome: async (retried) => {
          if (retried) return;
          // Nobody paid: no seat is lost, and somebody else can have it.
          expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
        },
        again: async () => {
          const answer = await world.must('createOrder', data, person);
          await world.pay(answer.orderId);
          expect(await world.must('getOrder', { orderId: answer.orderId }, person)).toMatchObject({
            membershipState: 'Admitted',
          });
        },
      };
    },
  },
  payNotify: {
    function: 'payNotify',
    async prepare(person) {
      const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
      const orderId = await world.buy(groupId, person);
      return {
        act: () => world.pay(orderId),
        // WeChat Pay sends it again by itself; the buyer looks in meanwhile.
        again: () => world.must('getOrder', { orderId }, person),
        outcome: async () => {
          expect(await stateOf(orderId)).toBe('Paid');
          expect(await standing(person, groupId)).toBe('Admitted');
        },
      };
    },
  },
  'approveMember (approve)': {
    function: 'approveMember',
    async prepare(person) {
      const groupId = await world.group({ admission: 'payThenReview', capacity: 1, seatsLeft: 1, reviewHours: 240 });
      const orderId = await world.buyAndPay(groupId, person);
      const data = { ...(await waitingMembership(groupId)), decision: 'approve' };
      return {
        act: () => world.raw('approveMember', data, 'olivia'),
        again: async () =>
          expect((await world.raw('approveMember', data, 'olivia')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          expect(await stateOf(orderId)).toBe('Paid');
          const end = await standing(person, groupId);
          expect(retried ? ['Admitted'] : ['Admitted', 'UnderReview']).toContain(end);
        },
      };
    },
  },
  'approveMember (reject)': {
    function: 'approveMember',
    async prepare(person) {
      const groupId = await world.group({ admission: 'payThenReview', capacity: 1, seatsLeft: 1, reviewHours: 240 });
      const orderId = await world.buyAndPay(groupId, person);
      const data = { ...(await waitingMembership(groupId)), decision: 'reject', reason: '人满' };
      return {
        act: () => world.raw('approveMember', data, 'olivia'),
        again: async () =>
          expect((await world.raw('approveMember', data, 'olivia')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const end = await standing(person, groupId);
          expect(retried ? ['Rejected'] : ['Rejected', 'UnderReview']).toContain(end);
          expect(await stateOf(orderId)).toBe(end === 'Rejected' ? 'Refunded' : 'Paid');
        },
      };
    },
  },
  applyToGroup: {
    function: 'applyToGroup',
    async prepare(person) {
      const groupId = await world.group({ ...byApplication, capacity: 1, seatsLeft: 1 });
      const data = { groupId, message: '想一起读' };
      return {
        act: () => world.raw('applyToGroup', data, person),
        again: async () => expect((await world.raw('applyToGroup', data, person)).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          expect(retried ? ['Applied'] : ['Applied', null]).toContain(await standing(person, groupId));
        },
      };
    },
  },
  'approveMember (approve who has not paid)': {
    function: 'approveMember',
    async prepare(person) {
      const groupId = await world.group({ ...byApplication, capacity: 1, seatsLeft: 1 });
      await world.must('applyToGroup', { groupId, message: '想一起读' }, person);
      const data = { ...(await waitingMembership(groupId)), decision: 'approve' };
      return {
        act: () => world.raw('approveMember', data, 'olivia'),
        again: async () =>
          expect((await world.raw('approveMember', data, 'olivia')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const end = await standing(person, groupId);
          expect(retried ? ['Approved'] : ['Approved', 'Applied']).toContain(end);
          expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: end === 'Approved' ? 0 : 1 });
        },
      };
    },
  },
  'createOrder of who was approved': {
    function: 'createOrder',
    async prepare(person) {
      const groupId = await approvedIn(person);
      const data = { idempotencyKey: randomUUID(), groupId };
      return {
        act: () => world.raw('createOrder', data, person),
        again: async () => {
          const { orderId } = await world.must('createOrder', data, person);
          await world.pay(orderId);
        },
        outcome: async (retried) => {
          expect(await standing(person, groupId)).toBe(retried ? 'Admitted' : 'Approved');
          // Whatever became of the order, the approval keeps its seat.
          expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: 0 });
        },
      };
    },
  },
  withdrawApplication: {
    function: 'withdrawApplication',
    async prepare(person) {
      const groupId = await approvedIn(person);
      await world.buy(groupId, person);
      return {
        act: () => world.raw('withdrawApplication', { groupId }, person),
        again: async () =>
          expect((await world.raw('withdrawApplication', { groupId }, person)).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const end = await standing(person, groupId);
          expect(retried ? ['Withdrawn'] : ['Withdrawn', 'Approved']).toContain(end);
          expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: end === 'Withdrawn' ? 1 : 0 });
        },
      };
    },
  },
  'the sweep that ends an approval over a payment nobody told of': {
    function: 'sweep',
    async prepare(person) {
      // Nothing but its own is due when it runs.
      await world.advance(26 * hourMs);
      await world.rest();
      const groupId = await approvedIn(person);
      await world.advance(24 * hourMs - 60_000);
      const orderId = await world.buy(groupId, person);
      await world.fate('never');
      await world.pay(orderId);
      await world.advance(20 * 60_000);
      return {
        act: () => world.sweep(),
        outcome: async () => {
          expect(await stateOf(orderId)).toBe('Paid');
          expect(await standing(person, groupId)).toBe('Admitted');
        },
      };
    },
  },
  cancelOrder: {
    function: 'cancelOrder',
    async prepare(person) {
      const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
      const orderId = await world.buy(groupId, person);
      return {
        act: () => world.raw('cancelOrder', { orderId }, person),
        again: async () =>
          expect((await world.raw('cancelOrder', { orderId }, person)).result).toMatchObject({ ok: true }),
        outcome: async () => {
          expect(await stateOf(orderId)).toBe('Closed');
          expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
        },
      };
    },
  },
  'refundOrder (a part)': refundStory(300),
  'refundOrder (all)': refundStory(990),
  moderateGroup: {
    function: 'moderateGroup',
    async prepare() {
      const groupId = await world.group({ state: 'PendingReview' });
      const data = { groupId, rev: 0, decision: 'list' };
      return {
        act: () => world.raw('moderateGroup', data, 'adam'),
        again: async () => expect((await world.raw('moderateGroup', data, 'adam')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const { state } = await world.document('groups', groupId);
          expect(retried ? ['Listed'] : ['Listed', 'PendingReview']).toContain(state);
          expect(await world.documents('audit', { subject: groupId })).toHaveLength(state === 'Listed' ? 1 : 0);
        },
      };
    },
  },
  sweep: {
    function: 'sweep',
    async prepare(person) {
      const orderId = await world.buyAndPay(await world.group({ capacity: 1, seatsLeft: 1 }), person);
      await world.must('requestRefund', { orderId }, person);
      return {
        act: () => world.door('POST', 'timers/sweep/run', {}),
        outcome: async () => expect(await stateOf(orderId)).toBe('Refunded'),
      };
    },
  },
};

/** An operator gives money back; the same wish sent again is the same refund. */
function refundStory(fen: number): Story {
  return {
    function: 'refundOrder',
    async prepare(person) {
      const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
      const orderId = await world.buyAndPay(groupId, person);
      const data = { orderId, fen, note: '停更一周', idempotencyKey: randomUUID() };
      return {
        act: () => world.raw('refundOrder', data, 'adam'),
        again: async () => expect((await world.raw('refundOrder', data, 'adam')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const { refundedFen, effect } = await world.document('orders', orderId);
          expect(retried ? [fen] : [fen, 0]).toContain(refundedFen);
          expect(effect).toEqual([]);
          expect(await standing(person, groupId)).toBe(refundedFen === 990 ? 'Refunded' : 'Admitted');
          expect(await world.documents('audit', { subject: orderId })).toHaveLength(refundedFen === 0 ? 0 : 1);
        },
      };
    },
  };
}

let people = 0;
const somebody = (): string => `crash-${(people += 1)}`;

/** The calls that the story's function makes when nothing goes wrong. */
async function callsOf(story: Story): Promise<RecordedCall[]> {
  const scene = await story.prepare(somebody());
  const { next } = await world.callsSince(Number.MAX_SAFE_INTEGER);
  await scene.act();
  await world.idle();
  const { calls } = await world.callsSince(next);
  return calls.filter((call) => call.function === story.function && call.target !== 'function');
}

const nameOf = (call: RecordedCall | undefined): string =>
  `${call?.api ?? call?.action ?? '?'} ${call?.collections[0] ?? ''}`;

describe.each(Object.keys(stories))('%s dying before and after each of its calls', (name) => {
  it('ends right, whether the client tries again or not', async () => {
    const story = stories[name]!;
    const calls = await callsOf(story);
    expect(calls.length).toBeGreaterThanOrEqual(2);
    for (const when of ['before', 'after'] as const) {
      for (const [index, call] of calls.entries()) {
        for (const retried of [true, false]) {
          const label = `${when} call ${index + 1} of ${calls.length} (${nameOf(call)}), ${retried ? 'tried again' : 'left'}`;
          await crashOnce(story, index, when, retried, label);
        }
      }
    }
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  }, 300_000);
});

async function crashOnce(story: Story, index: number, when: 'before' | 'after', retried: boolean, label: string) {
  const scene = await story.prepare(somebody());
  const { next } = await world.callsSince(Number.MAX_SAFE_INTEGER);
  await world.door('POST', 'faults', {
    target: 'any',
    mode: 'crash',
    when,
    skip: index,
    count: 1,
    function: story.function,
  });
  await scene.act();
  const struck = (await world.callsSince(next)).calls.filter((call) => call.fault !== undefined);
  await world.door('DELETE', 'faults');
  expect(
    struck.map((call) => call.fault),
    label,
  ).toEqual([`crash ${when}`]);
  expect(await breaches(world), label).toEqual([]);
  if (retried) await (scene.again ?? scene.act)();
  expect(await breaches(world), label).toEqual([]);
  await world.advance(20 * 60_000);
  await world.sweep();
  await world.sweep();
  await world.advance(hourMs);
  await world.sweep();
  await world.sweep();
  try {
    await scene.outcome(retried);
    expect(await breaches(world)).toEqual([]);
  } catch (error) {
    throw new Error(label, { cause: error });
  }
}
