import { describe, expect, it } from 'vitest';
import type { GroupQr } from '../../domain/groupQr';
import { attempts, days, group, groupQr, hash, hours, later, now, tooManyAttempts, uploaded } from './documents';
import { addressIn } from '../simulation/pretendPictures';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const fileId = uploaded('oOlivia', 'groupQrs', 'qr2.png');
const newId = hash(`groupQr\n${addressIn(fileId)}`);
const add = { action: 'add', groupId: 'g1', fileId, expiresAtMs: days(5).getTime(), quota: 180 } as const;
const retire = { action: 'retire', groupId: 'g1', qrId: 'qr1' } as const;
const owned = (stack: OperationStack): OperationStack => stack.given({ groups: [group()], groupQrs: [groupQr()] });
const counted = { rateLimits: [attempts('saveGroupQr', 1, 'oOlivia')] };
const adds = ['groupWithQrs', 'countAttempt'];
const move = { action: 'move', groupId: 'g1', qrId: 'qr1', place: 'first' } as const;
const limit = 7 * 86_400_000 + 3_600_000;

const wecomLimit = 365 * 86_400_000 + 3_600_000;
const wechat = ['https://weixin.qq.com/g/AwYAAOa1b2c3'];
const wecom = ['https://work.weixin.qq.com/gm/0123456789abcdef'];
const reads = [`read(${fileId})`, 'readQrs'];
/** The file is refused before its pixels are looked at. */
const unread = (when: string, content: Uint8Array) => [
  {
    when,
    arrange: (stack: OperationStack) => void owned(stack).stored.set(fileId, content),
    calls: [...adds, `read(${fileId})`],
    changes: counted,
  },
];
/** The picture is refused for what its QRs say. */
const unfit = (when: string, texts: readonly string[] | null) => [
  {
    when,
    arrange: (stack: OperationStack) => {
      owned(stack).qrTexts = texts;
    },
    calls: [...adds, ...reads],
    changes: counted,
  },
];

describeRefusals('saveGroupQr', { as: 'oOlivia', input: add }, {
  GroupNotFound: [
    { when: 'there is no such group', arrange: () => undefined, calls: ['groupWithQrs'] },
    { when: 'a stranger adds one', arrange: (stack) => void owned(stack), as: 'oAnn', calls: ['groupWithQrs'] },
    { when: 'a stranger retires one', arrange: (stack) => void owned(stack), as: 'oAnn', input: retire, calls: ['groupWithQrs'] },
  ],
  GroupBanned: (
    [
      ['added', add, [...adds]],
      ['moved', move, ['groupWithQrs']],
    ] as const
  ).map(([what, input]) => ({
    when: `one of a banned group’s is ${what}`,
    arrange: (stack: OperationStack) => void owned(stack).given({ groups: [group({ state: 'Banned' })] }),
    input,
    calls: ['groupWithQrs'],
  })),
  QrNotFound: [
    { when: 'there is none to retire', arrange: (stack) => void stack.given({ groups: [group()] }), input: retire, calls: ['groupWithQrs', 'groupQr'] },
    {
      when: 'it is another group’s',
      arrange: (stack) => void stack.given({ groups: [group()], groupQrs: [groupQr({ groupId: 'g2' })] }),
      input: retire,
      calls: ['groupWithQrs', 'groupQr'],
    },
  ],
  QrEnded: [
    ['was replaced', { state: 'Replaced' }],
    ['is over', { expiresAt: now }],
    ['is broken', { state: 'Broken' }],
  ].map(([why, over]) => ({
    when: `one is moved that ${why as string}`,
    arrange: (stack: OperationStack) => void stack.given({ groups: [group()], groupQrs: [groupQr(over as Partial<GroupQr>)] }),
    input: move,
    calls: ['groupWithQrs', 'groupQr'],
  })),
  TooManyQrs: [
    {
      when: 'fifty can still be shown',
      arrange: (stack) => void owned(stack).given({ groupQrs: Array.from({ length: 49 }, (_, no) => groupQr({ _id: `old${no}` })) }),
      calls: [...adds, ...reads],
      changes: counted,
    },
  ],
  QrExpiryInvalid: [
    { when: 'it ends at this moment', ms: 0, texts: wechat, calls: [] },
    { when: 'it has ended', ms: -1, texts: wechat, calls: [] },
    { when: 'a WeChat group’s ends a millisecond later than seven days and an hour', ms: limit + 1, texts: wechat, calls: reads },
    { when: 'a WeCom group’s has ended', ms: -1, texts: wecom, calls: [] },
    { when: 'a WeCom group’s ends a millisecond later than a year and an hour', ms: wecomLimit + 1, texts: wecom, calls: [] },
  ].map(({ when, ms, texts, calls }) => ({
    when,
    arrange: (stack: OperationStack) => {
      owned(stack).qrTexts = texts;
    },
    input: { ...add, expiresAtMs: later(ms).getTime() },
    calls: [...adds, ...calls],
    changes: counted,
  })),
  FileNotFound: [
    { when: 'the picture is absent', fileId, calls: [`read(${fileId})`] },
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
  PictureEmpty: unread('the file is empty', Buffer.alloc(0)),
  PictureIsHeic: unread('the file is an iPhone’s photograph', Buffer.from('00000018667479706865696300000000', 'hex')),
  PictureIsVideo: unread('the file is a film', Buffer.from('00000018667479706d70343200000000', 'hex')),
  PictureFormatUnknown: unread('the file is a GIF', Buffer.from('GIF89a......')),
  NotAPicture: unread('the file is a text', Buffer.from('https://weixin.qq.com/g/AwYAAOa1b2c3')),
  PictureDamaged: [
    ...unread('the file ends in the middle', Buffer.from('89504e470d0a1a0a0000000d494844520000', 'hex')),
    ...unfit('the reader can’t make anything of the picture', null),
  ],
  PictureTooLarge: unread('the file has more than six megabytes', Buffer.alloc(6 * 1024 * 1024 + 1)),
  NoQrInPicture: unfit('somebody’s avatar shows no QR', []),
  QrIsPersonal: unfit('the QR is a person’s', ['https://u.wechat.com/MAbcDef123']),
  QrIsWebAddress: unfit('the QR leads to a web page', ['https://example.com/g/AwYAAOa1b2c3']),
  QrIsSomethingElse: unfit('the QR asks for money', ['wxp://f2f0abc']),
  SeveralGroupQrs: unfit('the picture shows two groups', [...wechat, ...wecom]),
  QrOfOtherGroup: [
    {
      when: 'another group has this very code',
      arrange: (stack) => void owned(stack).given({ groupQrs: [groupQr({ _id: newId, groupId: 'g2' })] }),
      calls: [...adds, ...reads, 'addGroupQr', 'groupQr'],
      changes: counted,
    },
    {
      when: 'another group had this very code and retired it',
      arrange: (stack) => void owned(stack).given({ groupQrs: [groupQr({ _id: newId, groupId: 'g2', state: 'Broken' })] }),
      calls: [...adds, ...reads, 'addGroupQr', 'groupQr'],
      changes: counted,
    },
  ],
  QrAlreadyUsed: [
    { when: 'it was retired', over: { state: 'Broken' as const } },
    { when: 'it has expired', over: { expiresAt: now } },
    { when: 'all who may see it have seen it', over: { quota: 1, shownTo: ['m1'] } },
  ].map(({ when, over }) => ({
    when,
    arrange: (stack: OperationStack) => void owned(stack).given({ groupQrs: [groupQr({ _id: newId, ...over })] }),
    calls: [...adds, ...reads, 'addGroupQr', 'groupQr'],
    changes: counted,
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
      calls: ['groupWithQrs', 'groupQr', 'saveGroupQr'],
      changes: { groupQrs: [groupQr({ rev: 1 })] },
    },
  ],
}); // oxfmt-ignore

const saved = (qrId: string, until: Date | null) => ({
  ok: true,
  value: { qrId, qrExpiresAtMs: until?.getTime() ?? null },
});
const open = (until: Date) => ({ qrValidUntil: until, qrPeriods: [{ from: days(-30), until }] });
const closed = { qrValidUntil: null, qrPeriods: [{ from: days(-30), until: now }] };
const added = (over: Partial<GroupQr> = {}): GroupQr =>
  groupQr({
    position: 1,
    _id: newId,
    fileId,
    expiresAt: days(5),
    quota: 180,
    createdAt: now,
    effects: [{ kind: 'announce', at: now, attempts: 0 }],
    dueAt: now,
    ...over,
  });
const addCalls = [...adds, ...reads, 'addGroupQr', 'groupWithQrs'];

describe('saveGroupQr', () => {
  it('saveGroupQr adds a QR and writes into the group how long it can be sold', async () => {
    const stack = owned(new OperationStack());
    expect(await stack.call('saveGroupQr', 'oOlivia', add)).toEqual(saved(newId, days(5)));
    expect(stack.calls).toEqual([...addCalls, 'announceGroupQr']);
    expect(stack.changes).toEqual({ ...counted, groupQrs: [added()], groups: [group(open(days(5)))] });
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

  it.each([1, wecomLimit])('saveGroupQr accepts a WeCom group’s QR that expires in %i ms', async (ms) => {
    const stack = owned(new OperationStack());
    stack.qrTexts = wecom;
    const input = { ...add, expiresAtMs: later(ms).getTime() };
    const qrId = hash('groupQr\nhttps://work.weixin.qq.com/gm/0123456789abcdef');
    expect(await stack.call('saveGroupQr', 'oOlivia', input)).toMatchObject({ ok: true, value: { qrId } });
  });

  it('saveGroupQr returns the same QR for the same code in another picture', async () => {
    const stack = owned(new OperationStack());
    stack.qrTexts = wechat;
    const other = { ...add, fileId: uploaded('oCora', 'groupQrs', 'copy.png') };
    const qrId = hash('groupQr\nhttps://weixin.qq.com/g/AwYAAOa1b2c3');
    expect(await stack.call('saveGroupQr', 'oOlivia', add)).toEqual(saved(qrId, days(5)));
    expect(await stack.call('saveGroupQr', 'oCora', other)).toEqual(saved(qrId, days(5)));
    expect(stack.changes['groupQrs']).toBeUndefined();
    expect(stack.documents.groupQrs.get(qrId)?.fileId).toBe(fileId);
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
    expect(stack.calls).toEqual(['groupWithQrs', 'groupQr', 'saveGroupQr', 'groupWithQrs', 'announceGroupQr']);
    expect(stack.changes).toEqual({ groupQrs: [retired], groups: [group(closed)] });
  });

  it('saveGroupQr falls back on the longest-lasting remaining QR', async () => {
    const others = [
      groupQr({ _id: 'short', expiresAt: hours(3) }),
      groupQr({ _id: 'long', expiresAt: hours(9) }),
      groupQr({ _id: 'used up', expiresAt: hours(50), quota: 1, shownTo: ['another'] }),
    ];
    const stack = owned(new OperationStack()).given({ groupQrs: others });
    expect(await stack.call('saveGroupQr', 'oOlivia', retire)).toEqual(saved('qr1', hours(9)));
    expect(stack.changes).toEqual({ groupQrs: [retired], groups: [group(open(hours(9)))] });
  });

  it.each(['Full', 'Expired', 'Broken'] as const)('saveGroupQr accepts retiring a QR that is already %s', async (state) => {
    const stack = new OperationStack().given({ groups: [group({ qrValidUntil: null })], groupQrs: [groupQr({ state })] });
    expect(await stack.call('saveGroupQr', 'oOlivia', retire)).toEqual(saved('qr1', null));
    expect([stack.calls, stack.changes]).toEqual([['groupWithQrs', 'groupQr', 'groupWithQrs'], {}]);
  }); // oxfmt-ignore

  const own = (...qrs: GroupQr[]): OperationStack =>
    new OperationStack().given({ groups: [group()], groupQrs: [groupQr(), ...qrs] });
  const qrOf = (stack: OperationStack, id: string) => stack.documents.groupQrs.get(id);

  it('A QR that replaces is the only one that newcomers see; those before it stay for who was shown them', async () => {
    const stack = own(groupQr({ _id: 'qr3', position: 4 }), groupQr({ _id: 'qr4', state: 'Broken' }));
    expect(await stack.call('saveGroupQr', 'oOlivia', { ...add, place: 'replace' })).toEqual(saved(newId, days(5)));
    expect(qrOf(stack, newId)).toMatchObject({ state: 'Live', position: 5 });
    expect(qrOf(stack, 'qr1')).toMatchObject({ state: 'Replaced', rev: 1 });
    expect(qrOf(stack, 'qr3')).toMatchObject({ state: 'Replaced', rev: 1 });
    expect(qrOf(stack, 'qr4')).toMatchObject({ state: 'Broken', rev: 0 });
  });

  it('A QR is added before those it replaces are written, so that newcomers always see one', async () => {
    const stack = own();
    await stack.call('saveGroupQr', 'oOlivia', { ...add, place: 'replace' });
    const calls = stack.calls.filter((call) => /QrS?|addGroupQr|saveGroupQr/.test(call));
    expect(calls.indexOf('addGroupQr')).toBeLessThan(calls.indexOf('saveGroupQr'));
  });

  it('A replaced QR that somebody else changes meanwhile is replaced all the same', async () => {
    const stack = own();
    stack.meanwhile('saveGroupQr', () => stack.touch('groupQrs', 'qr1'));
    expect(await stack.call('saveGroupQr', 'oOlivia', { ...add, place: 'replace' })).toMatchObject({ ok: true });
    expect(qrOf(stack, 'qr1')).toMatchObject({ state: 'Replaced', rev: 2 });
  });

  it.each([
    ['first', -3],
    ['last', 5],
  ] as const)('saveGroupQr moves a QR to be the %s', async (place, position) => {
    const stack = own(groupQr({ _id: 'qr3', position: -2 }), groupQr({ _id: 'qr4', position: 4 }));
    expect(await stack.call('saveGroupQr', 'oCora', { ...move, place })).toEqual(saved('qr1', hours(100)));
    expect(stack.calls).toEqual(['groupWithQrs', 'groupQr', 'saveGroupQr']);
    expect(stack.changes).toEqual({ groupQrs: [groupQr({ rev: 1, position })] });
  });

  it('saveGroupQr retires the oldest of a hundred QRs by its id', async () => {
    const ended = Array.from({ length: 99 }, (_, no) => groupQr({ _id: `old${no}`, state: 'Broken', createdAt: hours(no) }));
    const stack = own(...ended);
    expect(await stack.call('saveGroupQr', 'oOlivia', retire)).toEqual(saved('qr1', null));
    expect(qrOf(stack, 'qr1')).toMatchObject({ state: 'Broken' });
  }); // oxfmt-ignore
});
