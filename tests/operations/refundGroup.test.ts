import { describe, expect, it } from 'vitest';
import { groupStates, type Group } from '../../domain/group';
import { group, now, support } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const key = '16fd2706-8baf-433b-82eb-8c7fada847da';
const input = { groupId: 'g1', note: '社群已下架，款项退回', idempotencyKey: key };
const banned = (stack: OperationStack, over: Partial<Group> = {}): OperationStack =>
  stack.given({ groups: [group({ state: 'Banned', ...over })], users: [support] });

describeRefusals('refundGroup', { as: 'oAdam', input }, {
  NotAllowed: [
    { when: 'the group’s owner asks', arrange: (stack) => void banned(stack), as: 'oOlivia', calls: ['user'] },
    { when: 'a supporter asks', arrange: (stack) => void banned(stack), as: 'oSue', calls: ['user'] },
  ],
  GroupNotFound: [{ when: 'there is no such group', arrange: () => undefined, calls: ['group'] }],
  GroupStateRefuses: groupStates
    .filter((state) => state !== 'Banned')
    .map((state) => ({
      when: `the group is ${state} and may take new money`,
      arrange: (stack: OperationStack) => void banned(stack, { state }),
      calls: ['group'],
    })),
  Busy: [
    {
      when: 'the group changes before each of twenty attempts',
      arrange: (stack) => {
        banned(stack).meanwhile('saveGroup', () => stack.touch('groups', 'g1'), 20);
      },
      calls: Array.from({ length: 20 }, () => ['group', 'saveGroup']).flat(),
      changes: { groups: [group({ state: 'Banned', rev: 23 })] },
    },
  ],
}); // oxfmt-ignore

describe('refundGroup', () => {
  const work = { kind: 'refundAll', at: now, attempts: 0, note: input.note, operatorOpenid: 'oAdam', idempotencyKey: key } as const; // oxfmt-ignore
  const audit = {
    _id: `g1:${key}`,
    at: now,
    operatorOpenid: 'oAdam',
    action: 'refundGroup',
    subject: 'g1',
    note: input.note,
    fen: null,
    before: 'Banned',
    after: 'Banned',
  } as const;
  const begun = [{ kind: 'audit', at: now, attempts: 0, audit } as const, work];

  it('refundGroup leaves the work and its audit record to the sweep, in one write', async () => {
    const stack = banned(new OperationStack());
    expect(await stack.call('refundGroup', 'oAdam', input)).toEqual({ ok: true, value: { state: 'Banned' } });
    expect(stack.calls).toEqual(['group', 'saveGroup']);
    expect(stack.changes).toEqual({ groups: [group({ state: 'Banned', rev: 4, effects: begun, dueAt: now })] });
  });

  it('refundGroup writes nothing when it is sent again while it runs, with any key', async () => {
    const stack = banned(new OperationStack(), { effects: begun, dueAt: now });
    expect(await stack.call('refundGroup', 'oAdam', input)).toEqual({ ok: true, value: { state: 'Banned' } });
    const other = { ...input, idempotencyKey: '7c9e6679-7425-40de-944b-e07fc1f90ae7' };
    expect(await stack.call('refundGroup', 'oAdam', other)).toEqual({ ok: true, value: { state: 'Banned' } });
    expect([stack.calls, stack.changes]).toEqual([['group'], {}]);
  });
});
