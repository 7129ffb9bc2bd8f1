import { describe, expect, it } from 'vitest';
import type { Contracts, InputOf } from '../../contracts';
import { groupStates, type Group, type GroupState } from '../../domain/group';
import { group, now, support, user } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const decisions = ['list', 'return', 'suspend', 'ban', 'restore'] as const;
type Decision = (typeof decisions)[number];
const inputOf = (decision: Decision, rev = 3): InputOf<Contracts['moderateGroup']> => {
  if (decision === 'list') return { groupId: 'g1', rev, decision };
  const reason = '封面不清楚';
  return decision === 'return' ? { groupId: 'g1', rev, decision, reason } : { groupId: 'g1', decision, reason };
};

/** The new state of a group, `same` for what holds already, or `no`; written by hand. */
const expectedStates: Record<GroupState, Record<Decision, GroupState | 'same' | 'no'>> = {
  Draft: { list: 'no', return: 'no', suspend: 'no', ban: 'Banned', restore: 'no' },
  PendingReview: { list: 'Listed', return: 'Draft', suspend: 'no', ban: 'Banned', restore: 'no' },
  Listed: { list: 'no', return: 'no', suspend: 'Suspended', ban: 'Banned', restore: 'no' },
  Paused: { list: 'no', return: 'no', suspend: 'Suspended', ban: 'Banned', restore: 'no' },
  Suspended: { list: 'no', return: 'no', suspend: 'same', ban: 'Banned', restore: 'Paused' },
  Closed: { list: 'no', return: 'no', suspend: 'no', ban: 'Banned', restore: 'no' },
  Banned: { list: 'no', return: 'no', suspend: 'no', ban: 'same', restore: 'Draft' },
};
const cells = groupStates.flatMap((state) =>
  decisions.map((decision) => ({ state, decision, expected: expectedStates[state][decision] })),
);
const waiting = (stack: OperationStack, over: Partial<Group> = {}): OperationStack =>
  stack.given({ groups: [group({ state: 'PendingReview', ...over })], users: [support] });

const refundingAll = {
  kind: 'refundAll',
  at: now,
  attempts: 0,
  note: '',
  operatorOpenid: 'oAdam',
  idempotencyKey: 'key',
} as const;

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
  RefundRunning: [
    {
      when: 'a ban is lifted while everybody’s money is going back',
      arrange: (stack) => void waiting(stack, { state: 'Banned', effects: [refundingAll], dueAt: now }),
      input: inputOf('restore'),
      calls: ['group'],
    },
  ],
  Busy: (['suspend', 'ban'] as const).map((decision) => ({
    when: `the group changes before each of twenty attempts to ${decision} it`,
    arrange: (stack: OperationStack) => {
      waiting(stack, { state: 'Listed' }).meanwhile('saveGroup', () => stack.touch('groups', 'g1'), 20);
    },
    input: inputOf(decision),
    calls: Array.from({ length: 20 }, () => ['group', 'saveGroup']).flat(),
    changes: { groups: [group({ state: 'Listed', rev: 23 })] },
  })),
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

const events = {
  list: 'listed',
  return: 'returned',
  suspend: 'suspended',
  ban: 'banned',
  restore: 'restored',
} as const;
const auditActions = {
  list: 'listGroup',
  return: 'returnGroup',
  suspend: 'suspendGroup',
  ban: 'banGroup',
  restore: 'restoreGroup',
} as const;
const enforcement = { kind: 'enforceHold', at: now, attempts: 0, since: now } as const;
const moving = cells.filter(({ expected }) => expected !== 'no' && expected !== 'same');

describe('moderateGroup', () => {
  it.each(moving)(
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
      const enforced = decision === 'suspend' || decision === 'ban' ? [enforcement] : [];
      expect(stack.changes).toEqual({
        groups: [
          group({
            rev: 4,
            state: to,
            history: [earlier, { event: events[decision], from: state, to, at: now, actor: 'operator', note }],
            effects: [{ kind: 'audit', at: now, attempts: 0, audit }, ...enforced],
            dueAt: now,
          }),
        ],
      });
    },
  );

  it.each(['list', 'return'] as const)(
    'moderateGroup repeats its answer when the decision to %s is sent again',
    async (decision) => {
      const to = expectedStates.PendingReview[decision] as GroupState;
      const last = { event: events[decision], from: 'PendingReview', to, at: now, actor: 'operator' } as const;
      const stack = waiting(new OperationStack(), { rev: 4, state: to, history: [last] });
      expect(await stack.call('moderateGroup', 'oAdam', inputOf(decision))).toEqual({ ok: true, value: { state: to } });
      expect([stack.calls, stack.changes]).toEqual([['group'], {}]);
    },
  );

  it.each([
    ['suspend', 'Suspended', []],
    ['ban', 'Banned', []],
    ['restore', 'Paused', [{ event: 'restored', from: 'Suspended', to: 'Paused', at: now, actor: 'operator' }]],
    ['restore', 'Draft', [{ event: 'restored', from: 'Banned', to: 'Draft', at: now, actor: 'operator' }]],
  ] as const)(
    'moderateGroup changes nothing when it is to %s a group that is so already (%s)',
    async (decision, state, history) => {
      const stack = waiting(new OperationStack(), { state, history });
      expect(await stack.call('moderateGroup', 'oAdam', inputOf(decision))).toEqual({ ok: true, value: { state } });
      expect([stack.calls, stack.changes]).toEqual([['group'], {}]);
    },
  );

  it.each([
    ['suspend', 'Suspended'],
    ['ban', 'Banned'],
  ] as const)(
    'moderateGroup can %s a group whose owner changes it before each of nineteen attempts',
    async (decision, state) => {
      const stack = waiting(new OperationStack(), { state: 'Listed' });
      stack.meanwhile(
        'saveGroup',
        () => {
          const found = stack.documents.groups.get('g1')!;
          const flipped = found.state === 'Listed' ? ('Paused' as const) : ('Listed' as const);
          stack.documents.groups.put({ ...found, rev: found.rev + 1, state: flipped });
        },
        19,
      );
      expect(await stack.call('moderateGroup', 'oAdam', inputOf(decision))).toEqual({ ok: true, value: { state } });
      // The history tells the state that the owner had left it in by then.
      expect(stack.documents.groups.get('g1')).toMatchObject({
        rev: 23,
        state,
        history: [{ from: 'Paused', to: state }],
      });
    },
  );

  it('moderateGroup replaces the enforcement of a suspension by that of a ban', async () => {
    const since = { ...enforcement, since: new Date(now.getTime() - 60_000) };
    const stack = waiting(new OperationStack(), { state: 'Suspended', effects: [since], dueAt: now });
    await stack.call('moderateGroup', 'oAdam', inputOf('ban'));
    expect(stack.documents.groups.get('g1')?.effects).toEqual([
      expect.objectContaining({ kind: 'audit' }),
      enforcement,
    ]);
  });

  it.each(['suspend', 'ban'] as const)('A group that was restored can be decided about again: %s', async (decision) => {
    const restored = { event: 'restored', from: 'Suspended', to: 'Paused', at: now, actor: 'operator' } as const;
    const stack = waiting(new OperationStack(), { state: 'Paused', history: [restored] });
    const state = decision === 'ban' ? 'Banned' : 'Suspended';
    expect(await stack.call('moderateGroup', 'oAdam', inputOf(decision))).toEqual({ ok: true, value: { state } });
    expect(stack.documents.groups.get('g1')).toMatchObject({ state });
  });

  it('moderateGroup drops the enforcement of a ban that it lifts', async () => {
    const stack = waiting(new OperationStack(), { state: 'Banned', effects: [enforcement], dueAt: now });
    await stack.call('moderateGroup', 'oAdam', inputOf('restore'));
    expect(stack.documents.groups.get('g1')?.effects).toEqual([expect.objectContaining({ kind: 'audit' })]);
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
