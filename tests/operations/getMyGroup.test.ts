import { describe, expect, it } from 'vitest';
import type { Group } from '../../domain/group';
import { group, groupQr, hours, minutes, now } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const input = { groupId: 'g1' };
const owned = (stack: OperationStack, over: Partial<Group> = {}): OperationStack =>
  stack.given({ groups: [group(over)] });

describeRefusals('getMyGroup', { as: 'oOlivia', input }, {
  GroupNotFound: [
    { when: 'there is no such group', arrange: () => undefined, calls: ['groupWithAllQrs'] },
    { when: 'a stranger asks', arrange: (stack) => void owned(stack), as: 'oAnn', calls: ['groupWithAllQrs'] },
  ],
}); // oxfmt-ignore

const shown = (over: object = {}) => ({
  ok: true,
  value: {
    groupId: 'g1',
    state: 'Listed',
    text: {
      name: '晨读',
      intro: '每天二十分钟',
      description: '一起读。',
      benefits: ['音频', '讲义'],
      ownerIntro: '十年',
      category: 'reading',
      coverFileId: 'cloud://demo/cover.png',
    },
    terms: { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 },
    commissionPermyriad: 333,
    moderationNote: null,
    seatsTaken: 0,
    qrs: [],
    newcomerQrId: null,
    endedQrs: [],
    nextEnded: null,
    ...over,
  },
});

describe('getMyGroup', () => {
  it('getMyGroup shows an owner everything they may change', async () => {
    const stack = owned(new OperationStack());
    expect(await stack.call('getMyGroup', 'oOlivia', input)).toEqual(shown());
    expect([stack.calls, stack.changes]).toEqual([['groupWithAllQrs', 'temporaryUrls()'], {}]);
  });

  it('getMyGroup hides the commission from a co-admin', async () => {
    expect(await owned(new OperationStack()).call('getMyGroup', 'oCora', input)).toEqual(
      shown({ commissionPermyriad: null }),
    );
  });

  it('getMyGroup shows a group’s own commission, and its taken seats', async () => {
    const stack = owned(new OperationStack(), { commissionPermyriad: 0, seats: ['a'], seatsLeft: 1 });
    expect(await stack.call('getMyGroup', 'oOlivia', input)).toEqual(shown({ commissionPermyriad: 0, seatsTaken: 1 }));
  });

  it('getMyGroup counts no seats of a group without a limit', async () => {
    const stack = owned(new OperationStack(), { capacity: null, seatsLeft: null });
    const { terms } = shown().value;
    const expected = shown({ seatsTaken: null, terms: { ...terms, capacity: null } });
    expect(await stack.call('getMyGroup', 'oOlivia', input)).toEqual(expected);
  });

  it.each([
    ['returned', 'returned', 'Draft', { decision: 'returned', note: '封面不清楚', atMs: minutes(-5).getTime() }],
    ['banned', 'banned', 'Banned', { decision: 'banned', note: '封面不清楚', atMs: minutes(-5).getTime() }],
    ['suspended', 'suspended', 'Suspended', { decision: 'suspended', note: '封面不清楚', atMs: minutes(-5).getTime() }],
    ['restored', 'restored', 'Paused', { decision: 'restored', note: '封面不清楚', atMs: minutes(-5).getTime() }],
    ['listed', 'listed', 'Listed', null],
  ] as const)('getMyGroup shows the operator’s note for a group that was %s', async (_what, event, to, note) => {
    const last = { event, from: 'PendingReview', to, at: minutes(-5), actor: 'operator', note: '封面不清楚' } as const;
    const stack = owned(new OperationStack(), { state: to, history: [last] });
    expect(await stack.call('getMyGroup', 'oOlivia', input)).toEqual(shown({ state: to, moderationNote: note }));
  });

  it('getMyGroup shows an operator’s decision without a note, and none that is outdated', async () => {
    const returned = { event: 'returned', from: 'PendingReview', to: 'Draft', at: now, actor: 'operator' } as const;
    const submitted = { event: 'submitted', from: 'Draft', to: 'PendingReview', at: now, actor: 'owner' } as const;
    const bare = await owned(new OperationStack(), { history: [returned] }).call('getMyGroup', 'oOlivia', input);
    expect(bare).toEqual(shown({ moderationNote: { decision: 'returned', note: '', atMs: now.getTime() } }));
    const history = [returned, submitted];
    expect(await owned(new OperationStack(), { history }).call('getMyGroup', 'oOlivia', input)).toEqual(shown());
  });

  const row = (qrId: string, state: string, over: object = {}) => ({
    qrId,
    state,
    imageUrl: `https://files/${qrId}`,
    expiresAtMs: hours(100).getTime(),
    quota: 190,
    shownCount: 0,
    createdAtMs: hours(-10).getTime(),
    ...over,
  });

  it('getMyGroup shows the QRs that can be seen in the owner’s order, and names the one that newcomers see', async () => {
    const qrs = [
      groupQr({ _id: 'last', fileId: 'last', position: 3 }),
      groupQr({ _id: 'full', fileId: 'full', position: 1, quota: 1, shownTo: ['m1'] }),
      groupQr({ _id: 'first', fileId: 'first', position: 2, shownTo: ['m1', 'm2'] }),
      groupQr({ _id: 'replaced', fileId: 'replaced', position: 0, state: 'Replaced' }),
    ];
    const stack = owned(new OperationStack()).given({ groupQrs: qrs });
    stack.missingFiles.add('last');
    expect(await stack.call('getMyGroup', 'oOlivia', input)).toEqual(
      shown({
        qrs: [
          row('replaced', 'Replaced'),
          row('full', 'Full', { quota: 1, shownCount: 1 }),
          row('first', 'Live', { shownCount: 2 }),
          row('last', 'Live', { imageUrl: null }),
        ],
        newcomerQrId: 'first',
      }),
    );
    expect(stack.calls).toEqual(['groupWithAllQrs', 'temporaryUrls(replaced, full, first, last)']);
  });

  it('getMyGroup shows ended QRs page by page, newest first, however many there are', async () => {
    const ended = Array.from({ length: 45 }, (_, no) =>
      groupQr({
        _id: `qr${no}`,
        fileId: `qr${no}`,
        createdAt: hours(-100 - no),
        ...(no % 2 === 0 ? { state: 'Broken' as const } : { expiresAt: now }),
      }),
    );
    const stack = owned(new OperationStack()).given({ groupQrs: ended });
    const seen: string[] = [];
    let endedAfter: string | null | undefined;
    const sizes: number[] = [];
    while (endedAfter !== null) {
      const page = await stack.call('getMyGroup', 'oOlivia', { ...input, ...(endedAfter && { endedAfter }) });
      if (!page.ok) throw new Error(page.code);
      seen.push(...page.value.endedQrs.map(({ qrId }) => qrId));
      sizes.push(page.value.endedQrs.length);
      endedAfter = page.value.nextEnded;
    }
    expect(sizes).toEqual([20, 20, 5]);
    expect(seen).toEqual(Array.from({ length: 45 }, (_, no) => `qr${no}`));
  });
});
