import { describe, expect, it } from 'vitest';
import { groupStates, type Group, type GroupState } from '../../domain/group';
import { attempts, group, hash, later, now, tooManyAttempts, uploaded, user } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const key = '0f8fad5b-d9cb-469f-a165-70867728950e';
const newId = hash(`group\noOlivia\n${key}`);
const text = {
  name: '夜读',
  intro: 'Nightly',
  description: '一起读书。',
  benefits: ['音频', '讲义'],
  ownerIntro: '十年',
  category: 'study' as const,
  coverFileId: '',
};
const terms = { priceFen: 1990, admission: 'payThenReview' as const, reviewHours: 24, refundDays: 3, capacity: 5 };
const coverFileId = uploaded('oOlivia', 'covers', 'new.png');
const foreignCovers = [
  ['another person’s', uploaded('oCora', 'covers', 'new.png')],
  ['in another folder', uploaded('oOlivia', 'groupQrs', 'new.png')],
  ['another environment’s', coverFileId.replace('demo.', 'other.')],
  ['a backup', 'cloud://demo.6465-demo/backups/x.json'],
] as const;
const create = { action: 'create', idempotencyKey: key, text, terms } as const;
const change = { action: 'change', groupId: 'g1', text, terms } as const;
const words = '夜读\nNightly\n一起读书。\n音频\n讲义\n十年';
const olivia = user({ _id: 'oOlivia', nickname: '林 Olivia', avatarFileId: 'cloud://demo/new.png' });
const counted = { rateLimits: [attempts('createGroup', 1, 'oOlivia')] };
const owned = (stack: OperationStack, over: Partial<Group> = {}): OperationStack =>
  stack.given({ groups: [group(over)], users: [olivia] });
const groupsOf = (count: number): Group[] =>
  Array.from({ length: count }, (_, index) => group({ _id: `g${index + 10}` }));
const reads = ['group', 'user'];

const actions = ['submit', 'pause', 'resume', 'close'] as const;
/** The new state of a group, `same` for a harmless repeat, or `no`; written by hand. */
const expectedStates: Record<GroupState, Record<(typeof actions)[number], GroupState | 'same' | 'no'>> = {
  Draft: { submit: 'PendingReview', pause: 'no', resume: 'no', close: 'Closed' },
  PendingReview: { submit: 'same', pause: 'no', resume: 'no', close: 'Closed' },
  Listed: { submit: 'no', pause: 'Paused', resume: 'same', close: 'Closed' },
  Paused: { submit: 'no', pause: 'same', resume: 'Listed', close: 'Closed' },
  Suspended: { submit: 'no', pause: 'no', resume: 'no', close: 'no' },
  Closed: { submit: 'no', pause: 'no', resume: 'no', close: 'same' },
  Banned: { submit: 'no', pause: 'no', resume: 'no', close: 'no' },
};
const cells = groupStates.flatMap((state) =>
  actions.map((action) => ({ state, action, expected: expectedStates[state][action] })),
);

describeRefusals('saveGroup', { as: 'oOlivia', input: change }, {
  GroupNotFound: [
    { when: 'there is no such group to change', arrange: () => undefined, calls: reads },
    { when: 'a stranger changes it', arrange: (stack) => void owned(stack), as: 'oAnn', calls: reads },
    ...actions.map((action) => ({
      when: `a stranger wants to ${action} it`,
      arrange: (stack: OperationStack) => void owned(stack),
      as: 'oAnn',
      input: { action, groupId: 'g1' },
      calls: ['group'],
    })),
    { when: 'there is no such group to close', arrange: () => undefined, input: { action: 'close', groupId: 'g1' }, calls: ['group'] },
  ],
  OfficialName: [
    ...[create, change].map((input) => ({
      when: `the name to ${input.action} claims to be official`,
      arrange: (stack: OperationStack) => void owned(stack),
      input: { ...input, text: { ...text, name: '群票官方群' } },
      calls: input === create ? [] : reads,
    })),
    ...(['submit', 'resume'] as const).map((action) => ({
      when: `the owner wants to ${action} a group that got such a name before the rule`,
      arrange: (stack: OperationStack) =>
        void owned(stack, { name: '微 信 团 队', state: action === 'submit' ? 'Draft' : 'Paused' }),
      input: { action, groupId: 'g1' },
      calls: ['group'],
    })),
  ],
  TextRefused: [create, change].map((input) => ({
    when: `WeChat finds the words to ${input.action} risky`,
    arrange: (stack: OperationStack) => {
      owned(stack).contentCheck = 'risky';
    },
    input,
    calls: input === create ? ['countAttempt', `check(oOlivia, 3, ${words})`] : [...reads, `check(oOlivia, 3, ${words})`],
    changes: input === create ? counted : {},
  })),
  CheckUnavailable: [create, change].map((input) => ({
    when: `WeChat can’t check the words to ${input.action}`,
    arrange: (stack: OperationStack) => {
      owned(stack).contentCheck = 'unknown';
    },
    input,
    calls: input === create ? ['countAttempt', `check(oOlivia, 3, ${words})`] : [...reads, `check(oOlivia, 3, ${words})`],
    changes: input === create ? counted : {},
  })),
  FileNotFound: [create, change].flatMap((input) => {
    const before = input === create ? ['countAttempt', `check(oOlivia, 3, ${words})`, 'openGroupsOf', 'user'] : reads;
    const withCover = (fileId: string) => ({ ...input, text: { ...text, coverFileId: fileId } });
    const arrange = (stack: OperationStack) => void owned(stack).missingFiles.add(coverFileId);
    const rest = { arrange, changes: input === create ? counted : {}, message: 'FileNotFound' };
    return [
      { when: `the cover to ${input.action} is absent`, input: withCover(coverFileId), calls: [...before, `temporaryUrls(${coverFileId})`], ...rest },
      ...foreignCovers.map(([whose, fileId]) => ({ when: `the cover to ${input.action} is ${whose}`, input: withCover(fileId), calls: before, ...rest })),
    ];
  }),
  CapacityTooSmall: [
    {
      when: 'fewer seats are wanted than are taken',
      arrange: (stack) => void owned(stack, { capacity: 8, seatsLeft: 2, seats: ['1', '2', '3', '4', '5', '6'] }),
      calls: [...reads, `check(oOlivia, 3, ${words})`, 'saveGroup', 'group'],
    },
    ...(['Listed', 'Paused'] as const).map((state) => ({
      when: `a limit is set for a ${state} group that had none`,
      arrange: (stack: OperationStack) => void owned(stack, { state, capacity: null, seatsLeft: null }),
      calls: reads,
      message: 'A limit can be set or lifted only before the group was first offered.',
    })),
    {
      when: 'the limit of a listed group is lifted',
      arrange: (stack) => void owned(stack),
      input: { ...change, terms: { ...terms, capacity: null } },
      calls: reads,
      message: 'A limit can be set or lifted only before the group was first offered.',
    },
  ],
  GroupStateRefuses: [
    ...(['PendingReview', 'Suspended', 'Closed', 'Banned'] as const).map((state) => ({
      when: `a ${state} group is changed`,
      arrange: (stack: OperationStack) => void owned(stack, { state }),
      calls: reads,
    })),
    ...cells
      .filter(({ expected }) => expected === 'no')
      .map(({ state, action }) => ({
        when: `the owner wants to ${action} a ${state} group`,
        arrange: (stack: OperationStack) => void owned(stack, { state }),
        input: { action, groupId: 'g1' },
        calls: ['group'],
      })),
  ],
  NoValidQr: (['submit', 'resume'] as const).flatMap((action) =>
    [null, now].map((qrValidUntil) => ({
      when: `the owner wants to ${action} a group whose QR ${qrValidUntil ? 'ends at this moment' : 'is missing'}`,
      arrange: (stack: OperationStack) => void owned(stack, { state: action === 'submit' ? 'Draft' : 'Paused', qrValidUntil }),
      input: { action, groupId: 'g1' },
      calls: ['group'],
    })),
  ),
  TooManyGroups: [
    {
      when: 'the person has twenty groups that are not closed',
      arrange: (stack) => void stack.given({ groups: groupsOf(20) }),
      input: create,
      calls: ['countAttempt', `check(oOlivia, 3, ${words})`, 'openGroupsOf', 'user'],
      changes: counted,
    },
  ],
  TooManyAttempts: [
    {
      when: 'twenty groups were made within this hour',
      arrange: (stack) => void stack.given({ rateLimits: [attempts('createGroup', 20, 'oOlivia')] }),
      input: create,
      calls: ['countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('createGroup', 20, 'oOlivia')] },
    },
  ],
  Busy: [
    {
      when: 'somebody else changes it meanwhile',
      arrange: (stack) => {
        owned(stack).meanwhile('saveGroup', () => stack.touch('groups', 'g1'));
      },
      calls: [...reads, `check(oOlivia, 3, ${words})`, 'saveGroup', 'group'],
      changes: { groups: [group({ rev: 4 })] },
    },
    {
      when: 'somebody else moves it while it is being paused',
      arrange: (stack) => {
        owned(stack).meanwhile('saveGroup', () => stack.touch('groups', 'g1'));
      },
      input: { action: 'pause', groupId: 'g1' },
      calls: ['group', 'saveGroup'],
      changes: { groups: [group({ rev: 4 })] },
    },
    {
      when: 'its id is taken and the group there disappears',
      arrange: (stack) => {
        stack.meanwhile('addGroup', () => void stack.documents.groups.add(group({ _id: newId })));
        stack.meanwhile('group', () => stack.documents.groups.rows.clear());
      },
      input: create,
      calls: ['countAttempt', `check(oOlivia, 3, ${words})`, 'openGroupsOf', 'user', 'addGroup', 'group'],
      changes: counted,
    },
  ],
}); // oxfmt-ignore

const saved = (groupId: string, state: GroupState) => ({ ok: true, value: { groupId, state } });
const created = (over: Partial<Group> = {}): Group =>
  group({
    ...text,
    ...terms,
    _id: newId,
    rev: 0,
    state: 'Draft',
    managers: ['oOlivia'],
    ownerName: '林 Olivia',
    ownerAvatarFileId: 'cloud://demo/new.png',
    seatsLeft: 5,
    seats: [],
    qrValidUntil: null,
    qrPeriods: [],
    searchText: '夜读 nightly 林 olivia',
    createdAt: now,
    ...over,
  });

describe('saveGroup creating', () => {
  const calls = ['countAttempt', `check(oOlivia, 3, ${words})`, 'openGroupsOf', 'user', 'addGroup'];

  it('saveGroup creates a draft that is not on sale', async () => {
    const stack = new OperationStack().given({ users: [olivia] });
    expect(await stack.call('saveGroup', 'oOlivia', create)).toEqual(saved(newId, 'Draft'));
    expect(stack.calls).toEqual(calls);
    expect(stack.changes).toEqual({ ...counted, groups: [created()] });
  });

  it('saveGroup creates a group with a cover that the person uploaded', async () => {
    const stack = new OperationStack().given({ users: [olivia] });
    const covered = { ...create, text: { ...text, coverFileId } };
    expect(await stack.call('saveGroup', 'oOlivia', covered)).toEqual(saved(newId, 'Draft'));
    expect(stack.calls).toEqual([...calls.slice(0, 4), `temporaryUrls(${coverFileId})`, 'addGroup']);
    expect(stack.changes).toEqual({ ...counted, groups: [created({ coverFileId })] });
  });

  it('saveGroup creates a group for a person without a name, and one without a limit', async () => {
    const stack = new OperationStack();
    const unlimited = { ...create, terms: { ...terms, capacity: null } };
    expect(await stack.call('saveGroup', 'oOlivia', unlimited)).toEqual(saved(newId, 'Draft'));
    const nameless = { ownerName: '', ownerAvatarFileId: '', searchText: '夜读 nightly ' };
    expect(stack.changes['groups']).toEqual([created({ ...nameless, capacity: null, seatsLeft: null })]);
  });

  it('saveGroup returns the same group for a repeated request', async () => {
    const stack = new OperationStack().given({ groups: [created({ state: 'Listed' })] });
    expect(await stack.call('saveGroup', 'oOlivia', create)).toEqual(saved(newId, 'Listed'));
    expect([stack.calls, stack.changes]).toEqual([calls.slice(0, 4), counted]);
  });

  it('saveGroup returns the group of a repeated request even if the person has twenty', async () => {
    const stack = new OperationStack().given({ groups: [...groupsOf(19), created()] });
    expect(await stack.call('saveGroup', 'oOlivia', create)).toEqual(saved(newId, 'Draft'));
  });

  it('saveGroup lets a person have twenty groups, not counting closed ones', async () => {
    const stack = new OperationStack().given({ groups: [...groupsOf(19), group({ _id: 'old', state: 'Closed' })] });
    expect(await stack.call('saveGroup', 'oOlivia', create)).toEqual(saved(newId, 'Draft'));
  });

  it('saveGroup returns the group that the same request created a moment earlier', async () => {
    const stack = new OperationStack();
    stack.meanwhile('addGroup', () => void stack.documents.groups.add(created()));
    expect(await stack.call('saveGroup', 'oOlivia', create)).toEqual(saved(newId, 'Draft'));
    expect(stack.calls).toEqual([...calls, 'group']);
  });

  it('saveGroup creates a twentieth group within an hour', async () => {
    const stack = new OperationStack().given({ rateLimits: [attempts('createGroup', 19, 'oOlivia')] });
    expect(await stack.call('saveGroup', 'oOlivia', create)).toMatchObject({ ok: true });
  });
});

describe('saveGroup changing', () => {
  it('A co-admin’s change keeps the cover that the owner uploaded', async () => {
    const stack = owned(new OperationStack());
    const kept = { ...change, text: { ...text, coverFileId: 'cloud://demo/cover.png' } };
    expect(await stack.call('saveGroup', 'oCora', kept)).toEqual(saved('g1', 'Listed'));
    expect(stack.calls).toEqual([...reads, `check(oCora, 3, ${words})`, 'saveGroup']);
  });

  it('A co-admin may put in a cover of their own', async () => {
    const stack = owned(new OperationStack());
    const mine = uploaded('oCora', 'covers', 'mine.png');
    const changed = { ...change, text: { ...text, coverFileId: mine } };
    expect(await stack.call('saveGroup', 'oCora', changed)).toEqual(saved('g1', 'Listed'));
    expect(stack.calls).toEqual([...reads, `temporaryUrls(${mine})`, `check(oCora, 3, ${words})`, 'saveGroup']);
  });

  const calls = [...reads, `check(oOlivia, 3, ${words})`, 'saveGroup'];
  const named = { ownerName: '林 Olivia', ownerAvatarFileId: 'cloud://demo/new.png' };
  const searchText = '夜读 nightly 林 olivia';

  it.each(['Draft', 'Listed', 'Paused'] as const)('saveGroup changes a %s group, and its seats', async (state) => {
    const stack = owned(new OperationStack(), { state, capacity: 8, seatsLeft: 6, seats: ['a', 'b'] });
    expect(await stack.call('saveGroup', 'oOlivia', change)).toEqual(saved('g1', state));
    expect(stack.calls).toEqual(calls);
    const after = { state, seatsLeft: 3, seats: ['a', 'b'], ...named, searchText };
    expect(stack.changes).toEqual({ groups: [group({ ...text, ...terms, rev: 4, ...after })] });
  });

  it('saveGroup lowers the limit to exactly the number of seats taken', async () => {
    const seats = ['1', '2', '3', '4', '5'];
    const stack = owned(new OperationStack(), { capacity: 8, seatsLeft: 3, seats });
    expect(await stack.call('saveGroup', 'oOlivia', change)).toEqual(saved('g1', 'Listed'));
    expect(stack.documents.groups.get('g1')).toMatchObject({ capacity: 5, seatsLeft: 0, seats });
  });

  it('saveGroup adds seats to a full group', async () => {
    const stack = owned(new OperationStack(), { seatsLeft: 0, seats: ['a', 'b'] });
    expect(await stack.call('saveGroup', 'oOlivia', change)).toEqual(saved('g1', 'Listed'));
    expect(stack.documents.groups.get('g1')).toMatchObject({ capacity: 5, seatsLeft: 3, seats: ['a', 'b'] });
  });

  it.each([
    ['sets the limit', null, 5],
    ['removes the limit', 2, null],
  ])('saveGroup %s of a draft', async (_what, before, capacity) => {
    const stack = owned(new OperationStack(), { state: 'Draft', capacity: before, seatsLeft: before });
    const input = { ...change, terms: { ...terms, capacity } };
    expect(await stack.call('saveGroup', 'oOlivia', input)).toEqual(saved('g1', 'Draft'));
    const after = { state: 'Draft', capacity, seatsLeft: capacity, seats: [], ...named, searchText } as const;
    expect(stack.changes).toEqual({ groups: [group({ ...text, ...terms, rev: 4, ...after })] });
  });

  it('saveGroup changes no seats of a group without a limit', async () => {
    const stack = owned(new OperationStack(), { capacity: null, seatsLeft: null });
    const input = { ...change, terms: { ...terms, capacity: null } };
    expect(await stack.call('saveGroup', 'oOlivia', input)).toEqual(saved('g1', 'Listed'));
    expect(stack.documents.groups.get('g1')).toMatchObject({ capacity: null, seatsLeft: null, priceFen: 1990 });
  });

  it.each([
    ['a co-admin changes it', 'oCora'],
    ['its owner has no user record', 'oOlivia'],
  ])('saveGroup keeps the owner’s name when %s', async (_when, openid) => {
    const stack = new OperationStack().given({ groups: [group()], users: [user({ _id: 'oCora', nickname: 'Cora' })] });
    expect(await stack.call('saveGroup', openid, change)).toEqual(saved('g1', 'Listed'));
    const after = { rev: 4, seatsLeft: 5, searchText: '夜读 nightly olivia' };
    expect(stack.changes).toEqual({ groups: [group({ ...text, ...terms, ...after })] });
  });
});

describe('saveGroup moving', () => {
  const events = { submit: 'submitted', pause: 'paused', resume: 'resumed', close: 'closed' } as const;

  it.each(cells.filter(({ expected }) => expected !== 'same' && expected !== 'no'))(
    'saveGroup can $action a group that is $state',
    async ({ state, action, expected }) => {
      const stack = owned(new OperationStack(), { state, qrValidUntil: later(1) });
      const to = expected as GroupState;
      expect(await stack.call('saveGroup', 'oCora', { action, groupId: 'g1' })).toEqual(saved('g1', to));
      expect(stack.calls).toEqual(['group', 'saveGroup']);
      const history = [{ event: events[action], from: state, to, at: now, actor: 'owner' } as const];
      expect(stack.changes).toEqual({ groups: [group({ rev: 4, state: to, qrValidUntil: later(1), history })] });
    },
  );

  it.each(cells.filter(({ expected }) => expected === 'same'))(
    'saveGroup accepts a repeated $action of a group that is $state',
    async ({ state, action }) => {
      const stack = owned(new OperationStack(), { state });
      expect(await stack.call('saveGroup', 'oOlivia', { action, groupId: 'g1' })).toEqual(saved('g1', state));
      expect([stack.calls, stack.changes]).toEqual([['group'], {}]);
    },
  );

  it.each(['pause', 'close'] as const)('saveGroup can %s a group that has no QR', async (action) => {
    const stack = owned(new OperationStack(), { qrValidUntil: null });
    expect(await stack.call('saveGroup', 'oOlivia', { action, groupId: 'g1' })).toMatchObject({ ok: true });
  });
});
