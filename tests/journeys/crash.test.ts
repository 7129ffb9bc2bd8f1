import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breaches, breachesAtRest } from './truth';
import { hourMs, TestStack, type RecordedCall } from '../testStack';

/**
 * A function's process may die at any line. Here it dies before and after every single call that an operation makes to its database and
 * to WeChat Pay; then the client tries again or does not, and sweeps follow. The calls are not listed here: they are read from the
 * emulator's record of a run that did not crash.
 */
let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin({ instancesPerFunction: 2 });
});
afterAll(() => stack.end());

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

const stateOf = async (orderId: string): Promise<unknown> => (await stack.document('orders', orderId))['state'];

async function standing(person: string, groupId: string): Promise<unknown> {
  const [membership] = await stack.documents('memberships', { groupId, openid: stack.openid(person) });
  return membership?.['state'] ?? null;
}

async function waitingMembership(groupId: string): Promise<{ membershipId: string; round: number }> {
  const { applications } = await stack.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
  const [application] = applications;
  if (!application) throw new Error('nobody is waiting');
  return { membershipId: application.membershipId, round: application.round };
}

/** The owner decides before anybody pays, and has time to. */
const byApplication = { admission: 'reviewThenPay', reviewHours: 240 } as const;

async function approvedIn(person: string): Promise<string> {
  const groupId = await stack.group({ ...byApplication, capacity: 1, seatsLeft: 1 });
  await stack.callOk('applyToGroup', { groupId, message: '想一起读' }, person);
  await stack.callOk('approveMember', { ...(await waitingMembership(groupId)), decision: 'approve' }, 'olivia');
  return groupId;
}

const stories: Readonly<Record<string, Story>> = {
  createOrder: {
    function: 'createOrder',
    async prepare(person) {
      const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
      const data = { idempotencyKey: randomUUID(), groupId };
      return {
        act: () => stack.raw('createOrder', data, person),
        outcome: async (retried) => {
          if (retried) return;
          // Nobody paid: no seat is lost, and somebody else can have it.
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
        },
        again: async () => {
          const answer = await stack.callOk('createOrder', data, person);
          await stack.pay(answer.orderId);
          expect(await stack.callOk('getOrder', { orderId: answer.orderId }, person)).toMatchObject({
            membershipState: 'Admitted',
          });
        },
      };
    },
  },
  payNotify: {
    function: 'payNotify',
    async prepare(person) {
      const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
      const orderId = await stack.buy(groupId, person);
      return {
        act: () => stack.pay(orderId),
        // WeChat Pay sends it again by itself; the buyer looks in meanwhile.
        again: () => stack.callOk('getOrder', { orderId }, person),
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
      const groupId = await stack.group({ admission: 'payThenReview', capacity: 1, seatsLeft: 1, reviewHours: 240 });
      const orderId = await stack.buyAndPay(groupId, person);
      const data = { ...(await waitingMembership(groupId)), decision: 'approve' };
      return {
        act: () => stack.raw('approveMember', data, 'olivia'),
        again: async () =>
          expect((await stack.raw('approveMember', data, 'olivia')).result).toMatchObject({ ok: true }),
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
      const groupId = await stack.group({ admission: 'payThenReview', capacity: 1, seatsLeft: 1, reviewHours: 240 });
      const orderId = await stack.buyAndPay(groupId, person);
      const data = { ...(await waitingMembership(groupId)), decision: 'reject', reason: '人满' };
      return {
        act: () => stack.raw('approveMember', data, 'olivia'),
        again: async () =>
          expect((await stack.raw('approveMember', data, 'olivia')).result).toMatchObject({ ok: true }),
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
      const groupId = await stack.group({ ...byApplication, capacity: 1, seatsLeft: 1 });
      const data = { groupId, message: '想一起读' };
      return {
        act: () => stack.raw('applyToGroup', data, person),
        again: async () => expect((await stack.raw('applyToGroup', data, person)).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          expect(retried ? ['Applied'] : ['Applied', null]).toContain(await standing(person, groupId));
        },
      };
    },
  },
  'approveMember (approve who has not paid)': {
    function: 'approveMember',
    async prepare(person) {
      const groupId = await stack.group({ ...byApplication, capacity: 1, seatsLeft: 1 });
      await stack.callOk('applyToGroup', { groupId, message: '想一起读' }, person);
      const data = { ...(await waitingMembership(groupId)), decision: 'approve' };
      return {
        act: () => stack.raw('approveMember', data, 'olivia'),
        again: async () =>
          expect((await stack.raw('approveMember', data, 'olivia')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const end = await standing(person, groupId);
          expect(retried ? ['Approved'] : ['Approved', 'Applied']).toContain(end);
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: end === 'Approved' ? 0 : 1 });
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
        act: () => stack.raw('createOrder', data, person),
        again: async () => {
          const { orderId } = await stack.callOk('createOrder', data, person);
          await stack.pay(orderId);
        },
        outcome: async (retried) => {
          expect(await standing(person, groupId)).toBe(retried ? 'Admitted' : 'Approved');
          // Whatever became of the order, the approval keeps its seat.
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 0 });
        },
      };
    },
  },
  withdrawApplication: {
    function: 'withdrawApplication',
    async prepare(person) {
      const groupId = await approvedIn(person);
      await stack.buy(groupId, person);
      return {
        act: () => stack.raw('withdrawApplication', { groupId }, person),
        again: async () =>
          expect((await stack.raw('withdrawApplication', { groupId }, person)).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const end = await standing(person, groupId);
          expect(retried ? ['Withdrawn'] : ['Withdrawn', 'Approved']).toContain(end);
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: end === 'Withdrawn' ? 1 : 0 });
        },
      };
    },
  },
  'the sweep that ends an approval over a payment nobody told of': {
    function: 'sweep',
    async prepare(person) {
      // Nothing but its own is due when it runs.
      await stack.advance(26 * hourMs);
      await stack.drain();
      const groupId = await approvedIn(person);
      await stack.advance(24 * hourMs - 60_000);
      const orderId = await stack.buy(groupId, person);
      await stack.scriptOutcome('never');
      await stack.pay(orderId);
      await stack.advance(20 * 60_000);
      return {
        act: () => stack.sweep(),
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
      const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
      const orderId = await stack.buy(groupId, person);
      return {
        act: () => stack.raw('cancelOrder', { orderId }, person),
        again: async () =>
          expect((await stack.raw('cancelOrder', { orderId }, person)).result).toMatchObject({ ok: true }),
        outcome: async () => {
          expect(await stateOf(orderId)).toBe('Closed');
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
        },
      };
    },
  },
  'refundOrder (a part)': refundStory(300),
  'refundOrder (all)': refundStory(990),
  moderateGroup: {
    function: 'moderateGroup',
    async prepare() {
      const groupId = await stack.group({ state: 'PendingReview' });
      const data = { groupId, rev: 0, decision: 'list' };
      return {
        act: () => stack.raw('moderateGroup', data, 'adam'),
        again: async () => expect((await stack.raw('moderateGroup', data, 'adam')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const { state } = await stack.document('groups', groupId);
          expect(retried ? ['Listed'] : ['Listed', 'PendingReview']).toContain(state);
          expect(await stack.documents('audit', { subject: groupId })).toHaveLength(state === 'Listed' ? 1 : 0);
        },
      };
    },
  },
  sweep: {
    function: 'sweep',
    async prepare(person) {
      const orderId = await stack.buyAndPay(await stack.group({ capacity: 1, seatsLeft: 1 }), person);
      await stack.callOk('requestRefund', { orderId }, person);
      return {
        act: () => stack.control('POST', 'timers/sweep/run', {}),
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
      const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
      const orderId = await stack.buyAndPay(groupId, person);
      const data = { orderId, fen, note: '停更一周', idempotencyKey: randomUUID() };
      return {
        act: () => stack.raw('refundOrder', data, 'adam'),
        again: async () => expect((await stack.raw('refundOrder', data, 'adam')).result).toMatchObject({ ok: true }),
        outcome: async (retried) => {
          const { refundedFen, effects } = await stack.document('orders', orderId);
          expect(retried ? [fen] : [fen, 0]).toContain(refundedFen);
          expect(effects).toEqual([]);
          expect(await standing(person, groupId)).toBe(refundedFen === 990 ? 'Revoked' : 'Admitted');
          expect(await stack.documents('audit', { subject: orderId })).toHaveLength(refundedFen === 0 ? 0 : 1);
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
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  await scene.act();
  await stack.idle();
  const { calls } = await stack.callsSince(next);
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
    await stack.drain();
    expect(await breachesAtRest(stack)).toEqual([]);
  }, 300_000);
});

async function crashOnce(story: Story, index: number, when: 'before' | 'after', retried: boolean, label: string) {
  const scene = await story.prepare(somebody());
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  await stack.control('POST', 'faults', {
    target: 'any',
    mode: 'crash',
    when,
    skip: index,
    count: 1,
    function: story.function,
  });
  await scene.act();
  const struck = (await stack.callsSince(next)).calls.filter((call) => call.fault !== undefined);
  await stack.control('DELETE', 'faults');
  expect(
    struck.map((call) => call.fault),
    label,
  ).toEqual([`crash ${when}`]);
  expect(await breaches(stack), label).toEqual([]);
  if (retried) await (scene.again ?? scene.act)();
  expect(await breaches(stack), label).toEqual([]);
  await stack.advance(20 * 60_000);
  await stack.sweep();
  await stack.sweep();
  await stack.advance(hourMs);
  await stack.sweep();
  await stack.sweep();
  try {
    await scene.outcome(retried);
    expect(await breaches(stack)).toEqual([]);
  } catch (error) {
    throw new Error(label, { cause: error });
  }
}
