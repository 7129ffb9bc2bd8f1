import { describe, expect, it } from 'vitest';
import { group, now, user } from './documents';
import { OperationStack } from './operationStack';

/** The hash of `uploader` and `oAnn`. */
const annsUploaderId = 'dedce5b01cad4cd984aec89e683b97c7';

const answered = (over: object = {}) => ({
  ok: true,
  value: {
    nickname: 'Ann',
    avatarFileId: 'cloud://demo/ann.png',
    uploaderId: annsUploaderId,
    isOwner: false,
    operator: null,
    ...over,
  },
});

describe('login', () => {
  it('login creates the record of a new person', async () => {
    const stack = new OperationStack();
    expect(await stack.call('login', 'oAnn', {})).toEqual(answered({ nickname: '', avatarFileId: '' }));
    expect(stack.calls).toEqual(['userWithRoles', 'addUser']);
    expect(stack.changes).toEqual({
      users: [{ _id: 'oAnn', nickname: '', avatarFileId: '', operator: null, createdAt: now }],
    });
  });

  it('login recognises a returning person and writes nothing', async () => {
    const stack = new OperationStack().given({ users: [user()] });
    expect(await stack.call('login', 'oAnn', {})).toEqual(answered());
    expect([stack.calls, stack.changes]).toEqual([['userWithRoles'], {}]);
  });

  it.each([
    ['an owner', user({ _id: 'oOlivia' }), { isOwner: true }],
    ['a co-admin', user({ _id: 'oCora' }), { isOwner: true }],
    ['a supporter', user({ operator: 'support' }), { operator: 'support' }],
    ['an admin whom the database names', user({ operator: 'admin' }), { operator: 'admin' }],
    ['an admin whom the settings name', user({ _id: 'oAdam' }), { operator: 'admin' }],
    ['a supporter whom the settings make an admin', user({ _id: 'oAdam', operator: 'support' }), { operator: 'admin' }],
  ])('login recognises %s', async (_who, person, over) => {
    const stack = new OperationStack().given({ users: [person], groups: [group()] });
    expect(await stack.call('login', person._id, {})).toEqual(
      answered({ uploaderId: expect.stringMatching(/^[0-9a-f]{32}$/) as string, ...over }),
    );
  });
});
