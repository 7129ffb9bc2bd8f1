import { describe, expect, it } from 'vitest';
import { hash, hours, now, securityEvent, support, user } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const event = securityEvent({ at: hours(-1) });
const input = { eventId: event._id, throughMs: event.lastAt.getTime() };
const reported = (stack: OperationStack): OperationStack => {
  stack.documents.securityEvents.push(event);
  return stack.given({ users: [support, user()] });
};

describeRefusals('resolveSecurityEvent', { as: 'oAdam', input }, {
  NotAllowed: [
    { when: 'a buyer asks', arrange: (stack) => void reported(stack), as: 'oAnn', calls: ['user'] },
    { when: 'somebody unknown asks', arrange: (stack) => void reported(stack), as: 'oBen', calls: ['user'] },
  ],
  EventNotFound: [{ when: 'there is no such event', arrange: () => undefined, calls: ['event'] }],
}); // oxfmt-ignore

const done = { ok: true, value: {} };

describe('resolveSecurityEvent', () => {
  it.each([
    ['an admin', 'oAdam', []],
    ['a supporter', 'oSue', ['user']],
  ])('resolveSecurityEvent records %s as the actor before it resolves the event', async (_who, openid, asked) => {
    const stack = reported(new OperationStack());
    expect(await stack.call('resolveSecurityEvent', openid, input)).toEqual(done);
    expect(stack.calls).toEqual([...asked, 'event', 'addAudit', 'resolveSecurityEvents']);
    expect(stack.changes).toEqual({
      securityEvents: [{ ...event, handledAt: now }],
      audit: [
        {
          _id: `${event._id}:${hash(openid)}`,
          at: now,
          operatorOpenid: openid,
          action: 'resolveSecurityEvent',
          subject: event._id,
          note: '',
          fen: null,
          before: 'open',
          after: 'closed',
        },
      ],
    });
  });

  it('resolveSecurityEvent resolves the whole line, but nothing that happened after the operator looked', async () => {
    const stack = reported(new OperationStack());
    const others = [
      securityEvent({ _id: 'same line', at: hours(-5) }),
      securityEvent({ _id: 'again since', at: hours(-5), lastAt: now }),
      securityEvent({ _id: 'new since', at: now }),
      securityEvent({ _id: 'other person', at: hours(-5), openid: 'oZoe' }),
      securityEvent({ _id: 'other kind', at: hours(-5), kind: 'refundMismatch' }),
    ];
    stack.documents.securityEvents.push(...others);
    expect(await stack.call('resolveSecurityEvent', 'oAdam', input)).toEqual(done);
    const handled = stack.documents.securityEvents.filter(({ handledAt }) => handledAt !== null);
    expect(handled.map(({ _id }) => _id)).toEqual([event._id, 'same line']);
  });

  it('resolveSecurityEvent succeeds for a resolved event', async () => {
    const stack = new OperationStack();
    stack.documents.securityEvents.push({ ...event, handledAt: hours(-1) });
    expect(await stack.call('resolveSecurityEvent', 'oAdam', input)).toEqual(done);
    expect([stack.calls, stack.changes]).toEqual([['event'], {}]);
  });
});
