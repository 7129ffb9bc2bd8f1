import { describe, expect, it } from 'vitest';
import { attempts, group, now, tooManyAttempts, uploaded, user } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const avatarFileId = uploaded('oAnn', 'avatars', 'new.png');
const asked = `temporaryUrls(${avatarFileId})`;
const input = { nickname: '安', avatarFileId };
const checked = ['countAttempt', 'check(oAnn, 1, 安)'];
const counted = { rateLimits: [attempts('saveProfile', 1)] };
const saved = { ok: true, value: input };

describeRefusals('saveProfile', { as: 'oAnn', input }, {
  OfficialName: ['官方客服', '微信团队', '群 票', 'ＷｅＣｈａｔ'].map((nickname) => ({
    when: `the nickname is ${nickname}`,
    arrange: () => undefined,
    input: { nickname },
    calls: [],
  })),
  TextRefused: [
    {
      when: 'WeChat finds the nickname risky',
      arrange: (stack) => {
        stack.contentCheck = 'risky';
      },
      calls: checked,
      changes: counted,
    },
  ],
  CheckUnavailable: [
    {
      when: 'WeChat can’t check the nickname',
      arrange: (stack) => {
        stack.contentCheck = 'unknown';
      },
      calls: checked,
      changes: counted,
    },
  ],
  FileNotFound: [
    { when: 'the picture is absent', avatarFileId, calls: [asked] },
    { when: 'the picture is another person’s', avatarFileId: uploaded('oBob', 'avatars', 'new.png'), calls: [] },
    { when: 'the picture lies in another folder', avatarFileId: uploaded('oAnn', 'covers', 'new.png'), calls: [] },
    { when: 'the picture is another environment’s', avatarFileId: avatarFileId.replace('demo.', 'other.'), calls: [] },
    { when: 'the file is a backup', avatarFileId: 'cloud://demo.6465-demo/backups/x.json', calls: [] },
  ].map((row) => ({
    when: row.when,
    arrange: (stack: OperationStack) => void stack.missingFiles.add(avatarFileId),
    input: { nickname: '安', avatarFileId: row.avatarFileId },
    calls: [...checked, 'user', ...row.calls],
    changes: counted,
    message: 'FileNotFound',
  })),
  TooManyAttempts: [
    {
      when: 'the profile was saved twenty times within this hour',
      arrange: (stack) => void stack.given({ rateLimits: [attempts('saveProfile', 20)] }),
      calls: ['countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('saveProfile', 20)] },
    },
  ],
}); // oxfmt-ignore

describe('saveProfile', () => {
  it('saveProfile creates the record of a person without one', async () => {
    const stack = new OperationStack();
    expect(await stack.call('saveProfile', 'oAnn', input)).toEqual(saved);
    expect(stack.calls).toEqual([...checked, 'user', asked, 'addUser']);
    expect(stack.changes).toEqual({
      ...counted,
      users: [{ _id: 'oAnn', nickname: '安', avatarFileId, operator: null, createdAt: now }],
    });
  });

  it('saveProfile does not require a picture', async () => {
    const stack = new OperationStack();
    const answer = await stack.call('saveProfile', 'oAnn', { nickname: '安' });
    expect(answer).toEqual({ ok: true, value: { nickname: '安', avatarFileId: '' } });
  });

  it('saveProfile changes a person’s record and keeps its other fields', async () => {
    const stack = new OperationStack().given({ users: [user({ operator: 'support' })] });
    expect(await stack.call('saveProfile', 'oAnn', input)).toEqual(saved);
    expect(stack.calls).toEqual([...checked, 'user', asked, 'saveProfile', 'openGroupsOf']);
    expect(stack.changes).toEqual({ ...counted, users: [user({ operator: 'support', nickname: '安', avatarFileId })] });
  });

  it('saveProfile keeps the picture when none is given', async () => {
    const stack = new OperationStack().given({ users: [user()] });
    const answer = await stack.call('saveProfile', 'oAnn', { nickname: '安' });
    expect(answer).toEqual({ ok: true, value: { nickname: '安', avatarFileId: 'cloud://demo/ann.png' } });
  });

  it('saveProfile asks nothing about the picture that the person already has', async () => {
    const stack = new OperationStack().given({ users: [user()] });
    const same = { nickname: '安', avatarFileId: 'cloud://demo/ann.png' };
    expect(await stack.call('saveProfile', 'oAnn', same)).toEqual({ ok: true, value: same });
    expect(stack.calls).toEqual([...checked, 'user', 'saveProfile', 'openGroupsOf']);
  });

  it('saveProfile updates the owner’s name in the person’s own groups, and in no others', async () => {
    const own = group({ _id: 'own', managers: ['oAnn', 'oCora'] });
    const helped = group({ _id: 'helped', managers: ['oOlivia', 'oAnn'] });
    const closed = group({ _id: 'closed', managers: ['oAnn'], state: 'Closed' });
    const stack = new OperationStack().given({ users: [user()], groups: [helped, own, closed] });
    expect(await stack.call('saveProfile', 'oAnn', input)).toEqual(saved);
    expect(stack.calls).toEqual([...checked, 'user', asked, 'saveProfile', 'openGroupsOf', 'saveGroup']);
    const renamed = { rev: 4, ownerName: '安', ownerAvatarFileId: avatarFileId, searchText: '晨读 每天二十分钟 安' };
    expect(stack.changes).toEqual({
      ...counted,
      users: [user({ nickname: '安', avatarFileId })],
      groups: [{ ...own, ...renamed }],
    });
  });

  it('saveProfile updates the record that another phone created a moment earlier', async () => {
    const stack = new OperationStack();
    stack.meanwhile('addUser', () => void stack.documents.users.add(user()));
    expect(await stack.call('saveProfile', 'oAnn', input)).toEqual(saved);
    expect(stack.calls).toEqual([...checked, 'user', asked, 'addUser', 'saveProfile']);
    expect(stack.changes['users']).toEqual([user({ nickname: '安', avatarFileId })]);
  });

  it('saveProfile allows the twentieth change within an hour', async () => {
    const stack = new OperationStack().given({ rateLimits: [attempts('saveProfile', 19)] });
    expect(await stack.call('saveProfile', 'oAnn', input)).toEqual(saved);
  });
});
