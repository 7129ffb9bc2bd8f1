import { describe, expect, it } from 'vitest';
import type { Group } from '../../domain/group';
import {
  appliedMembership,
  appliedTransition,
  approvedMembership,
  approvedOrder,
  closedOrder,
  days,
  group,
  groupQr,
  hours,
  later,
  membership,
  minutes,
  now,
  order,
  orderId,
  paidOrder,
  reviewedMembership,
} from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const input = { groupId: 'g1' };
const reads = ['groupForBuyer', 'memberCount'];
const listed = (stack: OperationStack, over: Partial<Group> = {}): OperationStack =>
  stack.given({ groups: [group(over)], groupQrs: [groupQr()] });

describeRefusals('getGroup', { as: 'oAnn', input }, {
  GroupNotFound: [
    { when: 'there is no such group', arrange: () => undefined, calls: reads },
    ...(['Draft', 'PendingReview', 'Banned'] as const).map((state) => ({
      when: `a ${state} group is somebody else’s`,
      arrange: (stack: OperationStack) => void listed(stack, { state }),
      calls: reads,
    })),
    {
      when: 'a group that was banned is a draft again and the caller was a member before',
      arrange: (stack) => void listed(stack, { state: 'Draft' }).given({ memberships: [membership()] }),
      calls: reads,
    },
  ],
  GroupBanned: [
    {
      when: 'the group was taken down and the caller was admitted before',
      arrange: (stack) => void listed(stack, { state: 'Banned' }).given({ memberships: [membership()] }),
      calls: reads,
    },
    {
      when: 'the group was taken down and the caller has an order there',
      arrange: (stack) => void listed(stack, { state: 'Banned' }).given({ orders: [order()] }),
      calls: reads,
    },
  ],
}); // oxfmt-ignore

const shown = (over: object = {}, around: object = {}) => ({
  ok: true,
  value: {
    group: {
      groupId: 'g1',
      name: '晨读',
      intro: '每天二十分钟',
      category: 'reading',
      coverFileId: 'cloud://demo/cover.png',
      ownerName: 'Olivia',
      priceFen: 990,
      admission: 'instant',
      capacity: 2,
      seatsLeft: 2,
      open: true,
      benefits: ['音频', '讲义'],
      description: '一起读。',
      ownerIntro: '十年',
      ownerAvatarFileId: 'cloud://demo/olivia.png',
      reviewHours: 0,
      refundDays: 7,
      memberCount: 0,
      createdAtMs: days(-30).getTime(),
      ...over,
    },
    obstacle: null,
    waitUntilMs: null,
    nextSeatMs: null,
    mine: null,
    ...around,
  },
});

describe('the next seat that getGroup names', () => {
  const taken = { seatsLeft: 0, seats: ['a', 'b'] };
  const unpaid = (name: string, payUntil: Date, over: object = {}) =>
    order({ _id: name, activeKey: name, membershipId: name, seatId: name, openid: `o${name}`, payUntil, ...over });
  const approval = approvedMembership({ _id: 'm9', openid: 'oBen', payUntil: minutes(5) });

  it.each([
    ['the earliest end of an unpaid order', minutes(3), { orders: [unpaid('a', minutes(9)), unpaid('b', minutes(3))] }],
    ['the end of an approval, with the time to pay at the last moment', minutes(11), { memberships: [approval] }],
    ['the earlier of both', minutes(9), { memberships: [approval], orders: [unpaid('a', minutes(9))] }],
    ['an end that has passed and that no sweep has noticed yet', minutes(-1), { orders: [unpaid('a', minutes(-1))] }],
    ['nothing while all seats are paid for', null, { orders: [paidOrder({ _id: 'a', seatId: 'a', openid: 'oA', membershipId: 'a', activeKey: 'a#1' })] }],
    ['nothing for orders of another group', null, { orders: [unpaid('a', minutes(9), { groupId: 'g2' })] }],
  ])('getGroup of a full group names %s', async (_what, at, given) => {
    const stack = listed(new OperationStack(), taken).given(given);
    const answer = await stack.call('getGroup', 'oAnn', input);
    expect(answer).toMatchObject({ value: { obstacle: 'GroupFull', nextSeatMs: at?.getTime() ?? null } });
    expect(stack.calls).toEqual([...reads, 'nextSeatAt']);
  }); // oxfmt-ignore

  it('getGroup asks for it only when no seat is left', async () => {
    const stack = listed(new OperationStack(), { seatsLeft: 1, seats: ['a'] }).given({ orders: [unpaid('a', minutes(3))] });
    expect(await stack.call('getGroup', 'oAnn', input)).toMatchObject({ value: { nextSeatMs: null } });
    expect(stack.calls).toEqual(reads);
  }); // oxfmt-ignore

  it('getGroup names the end of the wait after two lapsed orders', async () => {
    const closing = { event: 'closed', from: 'AwaitingPayment', to: 'Closed', actor: 'system' } as const;
    const lapsed = (name: string, at: Date) =>
      closedOrder({ _id: name, activeKey: name, seatId: name, createdAt: minutes(-50), payUntil: at, history: [{ ...closing, at }] });
    const stack = listed(new OperationStack()).given({ orders: [lapsed('x', minutes(-35)), lapsed('y', minutes(-20))] });
    const answer = await stack.call('getGroup', 'oAnn', input);
    expect(answer).toMatchObject({ value: { obstacle: 'OrdersLapsed', waitUntilMs: minutes(40).getTime() } });
    expect(stack.calls).toEqual(reads);
  }); // oxfmt-ignore
});

describe('getGroup', () => {
  it('getGroup shows a listed group to a newcomer', async () => {
    const stack = listed(new OperationStack());
    expect(await stack.call('getGroup', 'oAnn', input)).toEqual(shown());
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('getGroup counts the current members', async () => {
    const stack = listed(new OperationStack()).given({
      memberships: [
        membership({ _id: 'm1', openid: 'o1' }),
        membership({ _id: 'm2', openid: 'o2', state: 'Joined' }),
        membership({ _id: 'm3', openid: 'o3', state: 'UnderReview' }),
        membership({ _id: 'm4', openid: 'o4', groupId: 'g2' }),
      ],
    });
    expect(await stack.call('getGroup', 'oAnn', input)).toEqual(shown({ memberCount: 2 }));
  });

  it.each([
    ['is paused', { state: 'Paused' } as const],
    ['has no seat left', { seatsLeft: 0, seats: ['a', 'b'] }],
  ])('getGroup shows that a group that %s can’t be bought', async (_what, over) => {
    const answer = await listed(new OperationStack(), over).call('getGroup', 'oAnn', input);
    expect(answer).toMatchObject({ value: { group: { open: false } } });
  });

  it.each([
    ['has no QR', []],
    ['has a QR that ends at this moment', [groupQr({ expiresAt: now })]],
    ['has a QR whose quota is used up', [groupQr({ quota: 1, shownTo: ['another'] })]],
  ])('getGroup shows that a group that %s can’t be bought, whatever its own copy says', async (_what, groupQrs) => {
    const stack = new OperationStack().given({ groups: [group({ qrValidUntil: later(1) })], groupQrs });
    const answer = await stack.call('getGroup', 'oAnn', input);
    expect(answer).toMatchObject({ value: { group: { open: false }, obstacle: 'NoValidQr' } });
  });

  it('getGroup shows a group as open by its QRs before its own copy has learned of them', async () => {
    const answer = await listed(new OperationStack(), { qrValidUntil: null }).call('getGroup', 'oAnn', input);
    expect(answer).toMatchObject({ value: { group: { open: true }, obstacle: null } });
  });

  it.each([
    ['without a limit', { capacity: null, seatsLeft: null }],
    ['with one seat left', { seatsLeft: 1, seats: ['a'] }],
  ])('getGroup shows that a group can be bought %s', async (_what, over) => {
    const answer = await listed(new OperationStack(), over).call('getGroup', 'oAnn', input);
    expect(answer).toMatchObject({ value: { group: { open: true } } });
  });

  it('getGroup files a category that no longer exists under local', async () => {
    const answer = await listed(new OperationStack(), { category: 'fortune' }).call('getGroup', 'oAnn', input);
    expect(answer).toEqual(shown({ category: 'local' }));
  });

  it.each(['Draft', 'PendingReview', 'Banned'] as const)('getGroup shows a %s group to its managers', async (state) => {
    const answer = await listed(new OperationStack(), { state }).call('getGroup', 'oCora', input);
    expect(answer).toEqual(shown({ open: false }, { obstacle: 'OwnGroup' }));
  });

  it.each(['Paused', 'Closed'] as const)('getGroup shows a %s group to everybody', async (state) => {
    const answer = await listed(new OperationStack(), { state }).call('getGroup', 'oAnn', input);
    expect(answer).toEqual(shown({ open: false }, { obstacle: 'GroupPaused' }));
  });

  const reviewThenPay = { admission: 'reviewThenPay', reviewHours: 24 } as const;
  const full = { seatsLeft: 0, seats: ['a', 'b'] };
  it.each([
    ['the caller runs it', 'OwnGroup', 'oOlivia', {}, {}],
    ['the application is waiting', 'Applied', 'oAnn', reviewThenPay, { memberships: [appliedMembership()] }],
    ['the payment is under review', 'UnderReview', 'oAnn', {}, { memberships: [reviewedMembership()] }],
    ['the caller is a member', 'AlreadyMember', 'oAnn', {}, { memberships: [membership()] }],
    ['the caller has joined', 'AlreadyMember', 'oAnn', {}, { memberships: [membership({ state: 'Joined' })] }],
    ['it is paused', 'GroupPaused', 'oAnn', { state: 'Paused' }, {}],
    ['it is paused and the caller has a live order', 'GroupPaused', 'oAnn', { state: 'Paused' }, { orders: [order()] }],
    ['its QR has expired', 'NoValidQr', 'oAnn', {}, { groupQrs: [groupQr({ expiresAt: now })] }],
    ['it is full', 'GroupFull', 'oAnn', full, {}],
    ['it is full and takes applications first', 'GroupFull', 'oAnn', { ...reviewThenPay, ...full }, {}],
    ['it takes applications first', 'ApplyFirst', 'oAnn', reviewThenPay, {}],
    ['an approval has expired', 'ApplyFirst', 'oAnn', reviewThenPay, { memberships: [approvedMembership({ payUntil: now })] }],
    ['nothing is in the way', null, 'oAnn', {}, {}],
    ['an earlier round has ended', null, 'oAnn', {}, { memberships: [membership({ state: 'Revoked', round: 2 })] }],
    ['it is full and the caller has a live order', null, 'oAnn', full, { orders: [order()] }],
    ['the caller is approved and it is paused', null, 'oAnn', { ...reviewThenPay, state: 'Paused' }, { memberships: [approvedMembership()] }],
    ['the caller is approved, and it is paused and full', null, 'oAnn', { ...reviewThenPay, ...full, state: 'Paused' }, { memberships: [approvedMembership()] }],
    ['an approval has expired and it is paused', 'GroupPaused', 'oAnn', { ...reviewThenPay, state: 'Paused' }, { memberships: [approvedMembership({ payUntil: now })] }],
    ['the last order under an approval can be paid and it is paused', null, 'oAnn', { ...reviewThenPay, state: 'Paused' }, { memberships: [approvedMembership({ payUntil: now })], orders: [approvedOrder()] }],
    ['the caller is approved and it is closed', 'GroupPaused', 'oAnn', { ...reviewThenPay, state: 'Closed' }, { memberships: [approvedMembership()] }],
    ['the caller is approved, and it is paused without a QR', 'NoValidQr', 'oAnn', { ...reviewThenPay, state: 'Paused' }, { memberships: [approvedMembership()], groupQrs: [groupQr({ expiresAt: now })] }],
    ['the caller is approved', null, 'oAnn', { ...reviewThenPay, ...full }, { memberships: [approvedMembership()] }],
    ['an approval lasts a millisecond more', null, 'oAnn', reviewThenPay, { memberships: [approvedMembership({ payUntil: later(1) })] }],
    ['an approval has expired but its order is live', null, 'oAnn', reviewThenPay, { memberships: [approvedMembership({ payUntil: now })], orders: [approvedOrder()] }],
  ] as const)('getGroup names the obstacle when %s: %s', async (_when, obstacle, openid, over, more) => {
    const stack = listed(new OperationStack(), over).given(more);
    expect(await stack.call('getGroup', openid, input)).toMatchObject({ ok: true, value: { obstacle } });
  }); // oxfmt-ignore

  const standing = (over: object) => ({
    membershipState: 'Admitted',
    orderId,
    reviewUntilMs: null,
    payUntilMs: null,
    rejectedReason: '',
    timeline: [{ event: 'admitted', atMs: hours(-2).getTime() }],
    ...over,
  });
  const applied = { event: 'applied', atMs: hours(-2).getTime() };

  it.each([
    ['is a member', membership(), standing({})],
    [
      'has applied',
      appliedMembership(),
      standing({ membershipState: 'Applied', orderId: null, reviewUntilMs: hours(22).getTime(), timeline: [applied] }),
    ],
    [
      'waits for the owner',
      reviewedMembership(),
      standing({
        membershipState: 'UnderReview',
        reviewUntilMs: hours(22).getTime(),
        timeline: [{ event: 'reviewBegun', atMs: hours(-2).getTime() }],
      }),
    ],
    [
      'is approved',
      approvedMembership(),
      standing({
        membershipState: 'Approved',
        orderId: null,
        payUntilMs: hours(23).getTime(),
        timeline: [applied, { event: 'approved', atMs: hours(-1).getTime() }],
      }),
    ],
  ])('getGroup shows their membership to a person who %s', async (_what, mine, expected) => {
    const answer = await listed(new OperationStack())
      .given({ memberships: [mine] })
      .call('getGroup', 'oAnn', input);
    expect(answer).toMatchObject({ ok: true, value: { mine: expected } });
  });

  it('getGroup shows the round that ended last, and no earlier one', async () => {
    const rejected = { event: 'rejected', from: 'Applied', to: 'Rejected', at: hours(-1), actor: 'owner' } as const;
    const mine = appliedMembership({
      state: 'Rejected',
      round: 3,
      rejectedReason: '人满',
      history: [
        appliedTransition,
        { ...rejected, at: hours(-2), round: 1 },
        { ...appliedTransition, at: hours(-1), round: 2 },
        { ...rejected, round: 2 },
      ],
    });
    const stack = listed(new OperationStack()).given({ memberships: [mine] });
    const timeline = ['applied', 'rejected'].map((event) => ({ event, atMs: hours(-1).getTime() }));
    const expected = standing({ membershipState: 'Rejected', orderId: null, rejectedReason: '人满', timeline });
    expect(await stack.call('getGroup', 'oAnn', input)).toEqual(shown({}, { mine: expected }));
  });
});
