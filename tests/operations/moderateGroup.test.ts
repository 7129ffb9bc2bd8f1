import { describe, expect, it } from 'vitest';
import { groupStates, type Group, type GroupState } from '../../domain/group';
import { group, now, support, user } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const decisions = ['list', 'return', 'ban'] as const;
type Decision = (typeof decisions)[number];
const inputOf = (decision: Decision, rev = 3) =>
  decision === 'list'
    ? ({ groupId: 'g1', rev, decision } as const)
    : ({ groupId: 'g1', rev, decision, reason: '封面不清楚' } as const);

/** The new state of a group, or `no`, written by hand. */
const expectedStates: Record<GroupState, Record<Decision, GroupState | 'no'>> = {
  Draft: { list: 'no', return: 'no', ban: 'Banned' },
  PendingReview: { list: 'Listed', return: 'Draft', ban: 'Banned' },
  Listed: { list: 'no', return: 'no', ban: 'Banned' },
  Paused: { list: 'no', return: 'no', ban: 'Banned' },
  Closed: { list: 'no', return: 'no', ban: 'Banned' },
  Banned: { list: 'no', return: 'no', ban: 'no' },
};
const cells = groupStates.flatMap((state) =>
  decisions.map((decision) => ({ state, decision, expected: expectedStates[state][decision] })),
);
const waiting = (stack: OperationStack, over: Partial<Group> = {}): OperationStack =>
  stack.given({ groups: [group({ state: 'PendingReview', ...over })], users: [support] });

describeRefusals('moderateGroup', { as: 'oAdam', input: inputOf('list') }, {
  NotAllowed: [
    { when: 'its owner decides', arrange: (stack) => void waiting(stack), as: 'oOlivia', calls: ['user'] },
    { when: 'a supporter decides', arrange: (stack) => void waiting(stack), as: 'oSue', calls: ['user'] },
  ],
  GroupNotFound: [{ when: 'there is no such group', arrange: () => undefined, calls: ['group'] }],
  GroupChanged: [
    { when: 'it was changed since it was seen', arrange: (stack) => void waiting(stack, { rev: 4 }), calls: ['group'] },
    { when: 'a later version was seen than there is', arrange: (stack) => void waiting(stack, { rev: 2 }), calls: ['group'] },
    {
      when: 'a later version was seen than the one that this very decision made',
      arrange: (stack) =>
        void waiting(stack, {
          rev: 2,
          state: 'Listed',
          history: [{ event: 'listed', from: 'PendingReview', to: 'Listed', at: now, actor: 'operator' }],
        }),
      calls: ['group'],
    },
    {
      when: 'another decision was taken since it was seen',
      arrange: (stack) =>
        void waiting(stack, {
          rev: 4,
          history: [{ event: 'returned', from: 'PendingReview', to: 'Draft', at: now, actor: 'operator' }],
        }),
      calls: ['group'],
    },
    {
      when: 'somebody changes it meanwhile',
      arrange: (stack) => {
        waiting(stack).meanwhile('saveGroup', () => stack.touch('groups', 'g1'));
      },
      calls: ['group', 'saveGroup'],
      changes: { groups: [group({ state: 'PendingReview', rev: 4 })] },
    },
  ],
  GroupStateRefuses: [
    ...cells
      .filter(({ expected }) => expected === 'no')
      .map(({ state, decision }) => ({
        when: `the decision is to ${decision} a ${state} group`,
        arrange: (stack: OperationStack) => void waiting(stack, { state }),
        input: inputOf(decision),
        calls: ['group'],
      })),
    {
      when: 'the last decision is taken again on the version that it made',
      arrange: (stack) =>
        void waiting(stack, {
          state: 'Listed',
          history: [{ event: 'listed', from: 'PendingReview', to: 'Listed', at: now, actor: 'operator' }],
        }),
      calls: ['group'],
    },
  ],
}); // oxfmt-ignore

const events = { list: 'listed', return: 'returned', ban: 'banned' } as const;
const auditActions = { list: 'listGroup', return: 'returnGroup', ban: 'banGroup' } as const;

describe('moderateGroup', () => {
  it.each(cells.filter(({ expected }) => expected !== 'no'))(
    'moderateGroup can $decision a group that is $state, and records it',
    async ({ state, decision, expected }) => {
      const earlier = { event: 'submitted', from: 'Draft', to: 'PendingReview', at: now, actor: 'owner' } as const;
      const stack = waiting(new OperationStack(), { state, history: [earlier] });
      expect(await stack.call('moderateGroup', 'oAdam', inputOf(decision))).toEqual({
        ok: true,
        value: { state: expected },
      });
      expect(stack.calls).toEqual(['group', 'saveGroup']);
      const to = expected as GroupState;
      const note = decision === 'list' ? '' : '封面不清楚';
      const audit = {
        _id: 'g1#4',
        at: now,
        operatorOpenid: 'oAdam',
        action: auditActions[decision],
        subject: 'g1',
        note,
        fen: null,
        before: state,
        after: to,
      };
      expect(stack.changes).toEqual({
        groups: [
          group({
            rev: 4,
            state: to,
            history: [earlier, { event: events[decision], from: state, to, at: now, actor: 'operator', note }],
            effects: [{ kind: 'audit', at: now, attempts: 0, audit }],
            dueAt: now,
          }),
        ],
      });
    },
  );

  it.each(decisions)('moderateGroup repeats its answer when the decision to %s is sent again', async (decision) => {
    const to = expectedStates.PendingReview[decision] as GroupState;
    const last = { event: events[decision], from: 'PendingReview', to, at: now, actor: 'operator' } as const;
    const stack = waiting(new OperationStack(), { rev: 4, state: to, history: [last] });
    expect(await stack.call('moderateGroup', 'oAdam', inputOf(decision))).toEqual({ ok: true, value: { state: to } });
    expect([stack.calls, stack.changes]).toEqual([['group'], {}]);
  });

  it('moderateGroup keeps an earlier audit record that is still unwritten', async () => {
    const effects = [{ kind: 'audit', at: now, attempts: 3, audit: { _id: 'g1#2' } as never } as const];
    const stack = waiting(new OperationStack(), { effects, dueAt: now });
    await stack.call('moderateGroup', 'oAdam', inputOf('list'));
    expect(stack.documents.groups.get('g1')?.effects).toEqual([...effects, expect.objectContaining({ attempts: 0 })]);
  });

  it('moderateGroup is allowed for an admin named in the database', async () => {
    const stack = waiting(new OperationStack()).given({ users: [user({ _id: 'oAda', operator: 'admin' })] });
    expect(await stack.call('moderateGroup', 'oAda', inputOf('list'))).toMatchObject({ ok: true });
    expect(stack.calls).toEqual(['user', 'group', 'saveGroup']);
  });
});
