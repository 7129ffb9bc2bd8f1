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
    { when: 'there is no such group', arrange: () => undefined, calls: ['groupWithQrs'] },
    { when: 'a stranger asks', arrange: (stack) => void owned(stack), as: 'oAnn', calls: ['groupWithQrs'] },
  ],
}); // prettier-ignore

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
    ...over,
  },
});

describe('getMyGroup', () => {
  it('getMyGroup shows an owner everything they may change', async () => {
    const stack = owned(new OperationStack());
    expect(await stack.call('getMyGroup', 'oOlivia', input)).toEqual(shown());
    expect([stack.calls, stack.changes]).toEqual([['groupWithQrs', 'temporaryUrls()'], {}]);
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
    ['returned', 'returned', 'Draft', { note: '封面不清楚', atMs: minutes(-5).getTime() }],
    ['banned', 'banned', 'Banned', { note: '封面不清楚', atMs: minutes(-5).getTime() }],
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
    expect(bare).toEqual(shown({ moderationNote: { note: '', atMs: now.getTime() } }));
    const history = [returned, submitted];
    expect(await owned(new OperationStack(), { history }).call('getMyGroup', 'oOlivia', input)).toEqual(shown());
  });

  it('getMyGroup shows its QRs, newest first, each with its current state', async () => {
    const qrs = [
      groupQr({ _id: 'live', fileId: 'f1', createdAt: hours(-1), shownTo: ['m1', 'm2'] }),
      groupQr({ _id: 'used up', fileId: 'f2', createdAt: hours(-2), quota: 1, shownTo: ['m1'] }),
      groupQr({ _id: 'over', fileId: 'f3', createdAt: hours(-3), expiresAt: now, quota: 1, shownTo: ['m1'] }),
      groupQr({ _id: 'broken', fileId: 'f4', createdAt: hours(-4), state: 'Broken' }),
    ];
    const stack = owned(new OperationStack()).given({ groupQrs: [...qrs].reverse() });
    stack.missingFiles.add('f4');
    const rows = [
      ['live', 'Live', 'https://files/f1', hours(100), 190, 2, -1],
      ['used up', 'Full', 'https://files/f2', hours(100), 1, 1, -2],
      ['over', 'Expired', 'https://files/f3', now, 1, 1, -3],
      ['broken', 'Broken', null, hours(100), 190, 0, -4],
    ] as const;
    expect(await stack.call('getMyGroup', 'oOlivia', input)).toEqual(
      shown({
        qrs: rows.map(([qrId, state, imageUrl, expiresAt, quota, shownCount, madeHours]) => ({
          qrId,
          state,
          imageUrl,
          expiresAtMs: expiresAt.getTime(),
          quota,
          shownCount,
          createdAtMs: hours(madeHours).getTime(),
        })),
      }),
    );
    expect(stack.calls).toEqual(['groupWithQrs', 'temporaryUrls(f1, f2, f3, f4)']);
  });
});
