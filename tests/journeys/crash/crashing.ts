import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations, violationsAtRest } from '../invariants';
import { hourMs, TestStack, type RecordedCall } from '../../testStack';

/**
 * A function's process may die at any line. Here it dies before the first and after every single call that an operation makes to its
 * database and to WeChat Pay that may change something; then the client retries or doesn't, and sweeps follow. (Dying before a later call,
 * or after one that only read, is the same as dying after the previous change, because nothing else of a process survives it.) The calls
 * are not listed anywhere: they are read from the emulator's record of a run that did not crash.
 */
export interface Scenario {
  readonly function: string;
  /** Sets up the situation from scratch, for each crash. */
  prepare(stack: TestStack, person: string): Promise<Scene>;
}

export interface Scene {
  /** Calls the operation under test; does not throw if it dies. */
  act(): Promise<unknown>;
  /** The reaction of the client, or of WeChat Pay, to an operation that died: `act` again by default. */
  again?(): Promise<unknown>;
  /** Checks the end state, once no effects are left. `retried` is whether `again` was called. */
  outcome(retried: boolean): Promise<void>;
}

/** Declares the tests of these scenarios, on one stack: one file per function, so that they run in parallel. */
export function describeCrashes(scenarios: Readonly<Record<string, Scenario>>): void {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await TestStack.begin({ instancesPerFunction: 2 });
  });
  afterAll(() => stack.end());

  describe.each(Object.entries(scenarios))('%s', (name, scenario) => {
    it.each([
      ['the client tries again', true],
      ['nobody tries again', false],
    ] as const)(
      `${name} ends right if its process dies at any of its calls and %s`,
      async (_then, retried) => {
        const calls = await callsOf(stack, scenario);
        expect(calls.length).toBeGreaterThanOrEqual(2);
        const crashes = [
          { when: 'before', index: 0 },
          ...calls.flatMap((call, index) => (changesSomething(call) ? [{ when: 'after', index } as const] : [])),
        ] as const;
        const ends: (() => Promise<void>)[] = [];
        for (const { when, index } of crashes) {
          const label = `${when} call ${index + 1} of ${calls.length} (${nameOf(calls[index]!)})`;
          ends.push(await crashOnce(stack, scenario, index, when, retried, label));
          // A sweep would also take up the effects that earlier crashes left.
          if (scenario.function === 'sweep') await settle(stack, ends.splice(0));
        }
        await settle(stack, ends);
        await stack.drain();
        expect(await violationsAtRest(stack)).toEqual([]);
      },
      600_000,
    );
  });
}

let people = 0;
const somebody = (): string => `crash-${(people += 1)}`;

/** The calls that the scenario's function makes without faults. */
async function callsOf(stack: TestStack, scenario: Scenario): Promise<RecordedCall[]> {
  const scene = await scenario.prepare(stack, somebody());
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  await scene.act();
  await stack.idle();
  const { calls } = await stack.callsSince(next);
  // A scenario may have set faults of its own.
  await stack.control('DELETE', 'faults');
  return calls.filter((call) => call.function === scenario.function && call.target !== 'function');
}

const changesSomething = ({ target, documentsWritten }: RecordedCall): boolean =>
  target !== 'database' || documentsWritten > 0;

const nameOf = (call: RecordedCall): string => `${call.api ?? call.action} ${call.collections[0] ?? ''}`;

/** Lets everything end that crashes left: what is due now, what is due in an hour, and what those leave. Then checks the end states. */
async function settle(stack: TestStack, ends: readonly (() => Promise<void>)[]): Promise<void> {
  await stack.advance(20 * 60_000);
  await stack.sweep();
  await stack.sweep();
  await stack.advance(hourMs);
  await stack.sweep();
  await stack.sweep();
  for (const checkEnd of ends) await checkEnd();
  expect(await violations(stack)).toEqual([]);
}

/** Returns the check of the end state, for when everything has settled. */
async function crashOnce(
  stack: TestStack,
  scenario: Scenario,
  index: number,
  when: 'before' | 'after',
  retried: boolean,
  label: string,
): Promise<() => Promise<void>> {
  const scene = await scenario.prepare(stack, somebody());
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  const fault = { target: 'any', mode: 'crash', when, skip: index, count: 1, function: scenario.function };
  await stack.control('POST', 'faults', fault);
  await scene.act();
  const { calls } = await stack.callsSince(next);
  const struck = calls.flatMap((call) =>
    call.function === scenario.function && call.fault !== undefined ? [call.fault] : [],
  );
  await stack.control('DELETE', 'faults');
  expect(struck, label).toEqual([`crash ${when}`]);
  expect(await violations(stack), label).toEqual([]);
  if (retried) await (scene.again ? scene.again() : scene.act());
  expect(await violations(stack), label).toEqual([]);
  return async () => {
    try {
      await scene.outcome(retried);
    } catch (error) {
      throw new Error(label, { cause: error });
    }
  };
}

export const orderState = async (stack: TestStack, orderId: string): Promise<unknown> =>
  (await stack.document('orders', orderId))['state'];

/** The state of the person's membership in the group; `null` without one. */
export async function membershipState(stack: TestStack, person: string, groupId: string): Promise<unknown> {
  const [membership] = await stack.documents('memberships', { groupId, openid: stack.openid(person) });
  return membership?.['state'] ?? null;
}

/** Repeats a call that died; it must succeed. */
export async function callAgain(stack: TestStack, name: string, data: object, as: string): Promise<void> {
  expect((await stack.raw(name, data, as)).result).toMatchObject({ ok: true });
}

export async function waitingMembership(
  stack: TestStack,
  groupId: string,
): Promise<{ membershipId: string; round: number }> {
  const { membershipId, round } = await stack.waitingApplication(groupId);
  return { membershipId, round };
}

/** A group with one seat. */
export const oneSeat = { capacity: 1, seatsLeft: 1 } as const;
/** The owner decides before payment, with time to spare. */
export const byApplication = { ...oneSeat, admission: 'reviewThenPay', reviewHours: 240 } as const;
/** The owner decides after payment, with time to spare. */
export const byReview = { ...oneSeat, admission: 'payThenReview', reviewHours: 240 } as const;

export const application = '想一起读';

/** A group whose only seat is held by the person's approval. */
export async function approvedIn(stack: TestStack, person: string): Promise<string> {
  const groupId = await stack.group(byApplication);
  await stack.callOk('applyToGroup', { groupId, message: application }, person);
  const membership = await waitingMembership(stack, groupId);
  await stack.callOk('approveMember', { ...membership, decision: 'approve' }, 'olivia');
  return groupId;
}
