import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

interface Invocation {
  readonly requestId: string;
  readonly log: readonly { readonly level: string; readonly text: string }[];
}

describe('a function that breaks', () => {
  it('A function that breaks answers Internal and logs the error, both with the platform’s id of the call', async () => {
    const groupId = await stack.group();
    await stack.control('POST', 'faults', { target: 'database', mode: 'before', function: 'getGroup', count: 1 });
    const answer = await stack.call('getGroup', { groupId }, 'alice');
    const { invocations } = (await stack.control('GET', 'invocations')) as { invocations: readonly Invocation[] };
    const { requestId, log } = invocations.at(-1)!;
    expect(requestId).not.toBe('');
    expect(answer).toEqual({ ok: false, code: 'Internal', message: `Something broke; trace ID ${requestId}.` });
    expect(log).toEqual([{ level: 'error', text: expect.stringContaining(`"traceId":"${requestId}"`) as string }]);
    expect(JSON.stringify(answer)).not.toContain('Error:');
  });

  it('A warning carries the platform’s id of the call that it was logged in', async () => {
    const groupId = await stack.group();
    await stack.control('POST', 'faults', { target: 'pay', mode: 'before', action: 'unifiedOrder', count: 1 });
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice')).toMatchObject({
      code: 'PaymentUnavailable',
    });
    const { invocations } = (await stack.control('GET', 'invocations')) as { invocations: readonly Invocation[] };
    const { requestId, log } = invocations.at(-1)!;
    expect(log.map(({ level }) => level)).toEqual(['warn']);
    expect(JSON.parse(log[0]!.text)).toMatchObject({ warning: 'no payment', traceId: requestId });
  });
});
