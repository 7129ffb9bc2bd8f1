import { describe, expect, it } from 'vitest';
import type { GroupQr } from '../../domain/groupQr';
import { attempts, days, group, groupQr, hours, later, now, tooManyAttempts, uploaded } from './documents';
import { hash, OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const fileId = uploaded('oOlivia', 'groupQrs', 'qr2.png');
const newId = hash(`groupQr\ng1\n${fileId}`);
const add = { action: 'add', groupId: 'g1', fileId, expiresAtMs: days(5).getTime(), quota: 180 } as const;
const retire = { action: 'retire', groupId: 'g1', qrId: 'qr1' } as const;
const owned = (stack: OperationStack): OperationStack => stack.given({ groups: [group()], groupQrs: [groupQr()] });
const counted = { rateLimits: [attempts('saveGroupQr', 1, 'oOlivia')] };
const adds = ['group', 'countAttempt'];
const limit = 7 * 86_400_000 + 3_600_000;

describeRefusals('saveGroupQr', { as: 'oOlivia', input: add }, {
  GroupNotFound: [
    { when: 'there is no such group', arrange: () => undefined, calls: ['group'] },
    { when: 'a stranger adds one', arrange: (stack) => void owned(stack), as: 'oAnn', calls: ['group'] },
    { when: 'a stranger retires one', arrange: (stack) => void owned(stack), as: 'oAnn', input: retire, calls: ['group'] },
  ],
  QrNotFound: [
    { when: 'there is none to retire', arrange: (stack) => void stack.given({ groups: [group()] }), input: retire, calls: ['group', 'groupWithQrs'] },
    {
      when: 'it is another group’s',
      arrange: (stack) => void stack.given({ groups: [group()], groupQrs: [groupQr({ groupId: 'g2' })] }),
      input: retire,
      calls: ['group', 'groupWithQrs'],
    },
  ],
  QrExpiryInvalid: [
    { when: 'it ends at this moment', ms: 0 },
    { when: 'it has ended', ms: -1 },
    { when: 'it ends a millisecond later than seven days and an hour', ms: limit + 1 },
  ].map(({ when, ms }) => ({
    when,
    arrange: (stack: OperationStack) => void owned(stack),
    input: { ...add, expiresAtMs: later(ms).getTime() },
    calls: adds,
    changes: counted,
  })),
  FileNotFound: [
    { when: 'the picture is absent', fileId, calls: [`temporaryUrls(${fileId})`] },
    { when: 'the picture is another manager’s', fileId: uploaded('oCora', 'groupQrs', 'qr2.png'), calls: [] },
    { when: 'the picture lies in another folder', fileId: uploaded('oOlivia', 'covers', 'qr2.png'), calls: [] },
    { when: 'the picture is another environment’s', fileId: fileId.replace('demo.', 'other.'), calls: [] },
    { when: 'the file is a backup', fileId: 'cloud://demo.6465-demo/backups/x.json', calls: [] },
  ].map((row) => ({
    when: row.when,
    arrange: (stack: OperationStack) => void owned(stack).missingFiles.add(fileId),
    input: { ...add, fileId: row.fileId },
    calls: [...adds, ...row.calls],
    changes: counted,
    message: 'FileNotFound',
  })),
  TooManyAttempts: [
    {
      when: 'sixty were added within this hour',
      arrange: (stack) => void owned(stack).given({ rateLimits: [attempts('saveGroupQr', 60, 'oOlivia')] }),
      calls: [...adds, 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('saveGroupQr', 60, 'oOlivia')] },
    },
  ],
  Busy: [
    {
      when: 'somebody else changes it while it is being retired',
      arrange: (stack) => {
        owned(stack).meanwhile('saveGroupQr', () => stack.touch('groupQrs', 'qr1'));
      },
      input: retire,
      calls: ['group', 'groupWithQrs', 'saveGroupQr'],
      changes: { groupQrs: [groupQr({ rev: 1 })] },
    },
  ],
}); // prettier-ignore

const saved = (qrId: string, until: Date | null) => ({
  ok: true,
  value: { qrId, qrExpiresAtMs: until?.getTime() ?? null },
});
const added = (over: Partial<GroupQr> = {}): GroupQr =>
  groupQr({
    _id: newId,
    fileId,
    expiresAt: days(5),
    quota: 180,
    createdAt: now,
    effects: [{ kind: 'announce', at: now, attempts: 0 }],
    dueAt: now,
    ...over,
  });
const addCalls = [...adds, `temporaryUrls(${fileId})`, 'addGroupQr', 'groupWithQrs'];

describe('saveGroupQr', () => {
  it('saveGroupQr adds a QR and writes into the group how long it can be sold', async () => {
    const stack = owned(new OperationStack());
    expect(await stack.call('saveGroupQr', 'oOlivia', add)).toEqual(saved(newId, days(5)));
    expect(stack.calls).toEqual([...addCalls, 'announceGroupQr']);
    expect(stack.changes).toEqual({ ...counted, groupQrs: [added()], groups: [group({ qrValidUntil: days(5) })] });
  });

  it('saveGroupQr keeps the group’s end of sale when another QR lasts longer', async () => {
    const stack = owned(new OperationStack());
    const input = { ...add, expiresAtMs: hours(2).getTime() };
    expect(await stack.call('saveGroupQr', 'oOlivia', input)).toEqual(saved(newId, hours(100)));
    expect(stack.calls).toEqual(addCalls);
    expect(stack.changes).toEqual({ ...counted, groupQrs: [added({ expiresAt: hours(2) })] });
  });

  it.each([1, limit])('saveGroupQr accepts a QR that expires in %i ms', async (ms) => {
    const stack = owned(new OperationStack());
    const input = { ...add, expiresAtMs: later(ms).getTime() };
    expect(await stack.call('saveGroupQr', 'oOlivia', input)).toMatchObject({ ok: true, value: { qrId: newId } });
  });

  it('saveGroupQr returns the same QR for the same file', async () => {
    const stack = owned(new OperationStack());
    await stack.call('saveGroupQr', 'oOlivia', add);
    const again = { ...add, expiresAtMs: days(6).getTime() };
    expect(await stack.call('saveGroupQr', 'oOlivia', again)).toEqual(saved(newId, days(5)));
    expect(stack.changes).toEqual({ rateLimits: [attempts('saveGroupQr', 2, 'oOlivia')] });
  });

  it('saveGroupQr adds a sixtieth QR within an hour', async () => {
    const stack = owned(new OperationStack()).given({ rateLimits: [attempts('saveGroupQr', 59, 'oOlivia')] });
    expect(await stack.call('saveGroupQr', 'oOlivia', add)).toMatchObject({ ok: true });
  });

  const retired = groupQr({
    rev: 1,
    state: 'Broken',
    effects: [{ kind: 'announce', at: now, attempts: 0 }],
    dueAt: now,
  });

  it('saveGroupQr retires the last QR, and the group can no longer be sold', async () => {
    const stack = owned(new OperationStack());
    expect(await stack.call('saveGroupQr', 'oCora', retire)).toEqual(saved('qr1', null));
    expect(stack.calls).toEqual(['group', 'groupWithQrs', 'saveGroupQr', 'groupWithQrs', 'announceGroupQr']);
    expect(stack.changes).toEqual({ groupQrs: [retired], groups: [group({ qrValidUntil: null })] });
  });

  it('saveGroupQr falls back on the longest-lasting remaining QR', async () => {
    const others = [
      groupQr({ _id: 'short', expiresAt: hours(3) }),
      groupQr({ _id: 'long', expiresAt: hours(9) }),
      groupQr({ _id: 'used up', expiresAt: hours(50), quota: 1, shownTo: ['another'] }),
    ];
    const stack = owned(new OperationStack()).given({ groupQrs: others });
    expect(await stack.call('saveGroupQr', 'oOlivia', retire)).toEqual(saved('qr1', hours(9)));
    expect(stack.changes).toEqual({ groupQrs: [retired], groups: [group({ qrValidUntil: hours(9) })] });
  });

  it.each(['Full', 'Expired', 'Broken'] as const)('saveGroupQr accepts retiring a QR that is already %s', async (state) => {
    const stack = new OperationStack().given({ groups: [group({ qrValidUntil: null })], groupQrs: [groupQr({ state })] });
    expect(await stack.call('saveGroupQr', 'oOlivia', retire)).toEqual(saved('qr1', null));
    expect([stack.calls, stack.changes]).toEqual([['group', 'groupWithQrs', 'groupWithQrs'], {}]);
  }); // prettier-ignore
});
