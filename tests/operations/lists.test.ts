import { describe, expect, it } from 'vitest';
import { membershipStates } from '../../domain/membership';
import { orderStates } from '../../domain/order';
import {
  appliedMembership,
  approvedMembership,
  days,
  group,
  groupQr,
  hours,
  later,
  membership,
  minutes,
  order,
  orderId,
  paidOrder,
  reviewedMembership,
  user,
} from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

/** `g01`, `g02`, …: ids that sort like numbers. */
const numbered = (letter: string, index: number): string => `${letter}${String(index).padStart(2, '0')}`;
const rows = <Row>(count: number, rowOf: (index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => rowOf(index));
const ids = (letter: string, from: number, to: number): string[] =>
  rows(Math.abs(to - from) + 1, (index) => numbered(letter, from < to ? from + index : from - index));

describe('listGroups', () => {
  const stackOf = (count: number): OperationStack =>
    new OperationStack().given({
      groups: rows(count, (index) =>
        group({ _id: numbered('g', index), createdAt: minutes(index), priceFen: 1000 - (index % 3) }),
      ),
    });

  it('listGroups shows ten groups at a time, newest first, with a cursor to the next', async () => {
    const stack = stackOf(11);
    const answer = await stack.call('listGroups', 'oAnn', {});
    expect(stack.calls).toEqual(['listedGroups']);
    const next = `${minutes(1).getTime()}_g01`;
    expect(answer).toMatchObject({ ok: true, value: { next } });
    if (!answer.ok) throw new Error(answer.code);
    expect(answer.value.groups.map(({ groupId }) => groupId)).toEqual(ids('g', 10, 1));
    const rest = await stack.call('listGroups', 'oAnn', { after: next });
    expect(rest).toMatchObject({ ok: true, value: { groups: [{ groupId: 'g00' }], next: null } });
  });

  it('listGroups has no next page for exactly ten groups', async () => {
    expect(await stackOf(10).call('listGroups', 'oAnn', {})).toMatchObject({ value: { next: null } });
  });

  it('listGroups returns an empty list without groups', async () => {
    expect(await stackOf(0).call('listGroups', 'oAnn', {})).toEqual({ ok: true, value: { groups: [], next: null } });
  });

  it.each([
    ['priceUp', ['g11', 'g08', 'g05', 'g02'], 998],
    ['priceDown', ['g09', 'g06', 'g03', 'g00'], 1000],
  ] as const)('listGroups sorts by %s and continues by price', async (sort, best, priceFen) => {
    const stack = stackOf(12);
    const answer = await stack.call('listGroups', 'oAnn', { sort });
    if (!answer.ok) throw new Error(answer.code);
    const { groups, next } = answer.value;
    expect([...groups.slice(0, 4).map(({ groupId }) => groupId)].sort()).toEqual([...best].sort());
    expect(groups[0]?.priceFen).toBe(priceFen);
    const last = groups.at(-1);
    expect(next).toBe(`${last?.priceFen ?? 0}_${last?.groupId ?? ''}`);
    const rest = await stack.call('listGroups', 'oAnn', { sort, after: next! });
    if (!rest.ok) throw new Error(rest.code);
    const all = [...groups, ...rest.value.groups].map(({ groupId }) => groupId);
    expect(new Set(all).size).toBe(12);
  });

  it('listGroups finds groups by text and by category, and shows cards', async () => {
    const other = group({ _id: 'g2', category: 'sport', searchText: '夜跑' });
    const stack = new OperationStack().given({ groups: [group(), other, group({ _id: 'g3', state: 'Paused' })] });
    const card = {
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
    };
    const found = { ok: true, value: { groups: [card], next: null } };
    expect(await stack.call('listGroups', 'oAnn', { query: ' OLIVIA ' })).toEqual(found);
    expect(await stack.call('listGroups', 'oAnn', { category: 'reading' })).toEqual(found);
    const both = await stack.call('listGroups', 'oAnn', { query: '  ' });
    expect(both).toMatchObject({ value: { groups: [{ groupId: 'g2' }, { groupId: 'g1' }] } });
  });
});

describe('listMyGroups', () => {
  it('listMyGroups shows the groups that the caller runs, with people and QR', async () => {
    const older = group({ _id: 'g0', createdAt: days(-40), state: 'Draft', qrValidUntil: null, managers: ['oCora'] });
    const stack = new OperationStack().given({
      groups: [older, group({ seatsLeft: 1 }), group({ _id: 'g2', managers: ['oOlivia'] })],
      groupQrs: [groupQr(), groupQr({ _id: 'qr2', expiresAt: hours(3) })],
      memberships: [membership(), appliedMembership({ _id: 'm2' }), reviewedMembership({ _id: 'm3' })],
    });
    const row = {
      groupId: 'g1',
      name: '晨读',
      coverFileId: 'cloud://demo/cover.png',
      state: 'Listed',
      admission: 'instant',
      priceFen: 990,
      capacity: 2,
      seatsLeft: 1,
      memberCount: 1,
      waitingCount: 2,
      qrExpiresAtMs: hours(100).getTime(),
    };
    const draft = { groupId: 'g0', state: 'Draft', seatsLeft: 2, memberCount: 0, waitingCount: 0, qrExpiresAtMs: null };
    expect(await stack.call('listMyGroups', 'oCora', {})).toEqual({
      ok: true,
      value: { groups: [row, { ...row, ...draft }] },
    });
    expect([stack.calls, stack.changes]).toEqual([['managedGroups'], {}]);
  });

  it('listMyGroups returns nothing to a buyer', async () => {
    const stack = new OperationStack().given({ groups: [group()] });
    expect(await stack.call('listMyGroups', 'oAnn', {})).toEqual({ ok: true, value: { groups: [] } });
  });
});

describe('listOrders', () => {
  it('listOrders shows fifteen of the caller’s orders at a time, newest first', async () => {
    const stack = new OperationStack().given({
      orders: [
        ...rows(16, (index) =>
          order({ _id: numbered('o', index), activeKey: numbered('o', index), createdAt: minutes(index) }),
        ),
        order({ _id: 'others', activeKey: 'x', openid: 'oBen' }),
      ],
    });
    const answer = await stack.call('listOrders', 'oAnn', {});
    if (!answer.ok) throw new Error(answer.code);
    expect(stack.calls).toEqual(['ordersOf']);
    expect(answer.value.orders.map((row) => row.orderId)).toEqual(ids('o', 15, 1));
    expect(answer.value.next).toBe(`${minutes(1).getTime()}_o01`);
    const rest = await stack.call('listOrders', 'oAnn', { after: answer.value.next! });
    expect(rest).toMatchObject({ ok: true, value: { orders: [{ orderId: 'o00' }], next: null } });
  });

  const statesUnder = async (filter: 'all' | 'awaitingPayment' | 'paid' | 'refund' | 'closed') => {
    const orders = orderStates.map((state) => order({ _id: state, activeKey: state, state }));
    const answer = await new OperationStack().given({ orders }).call('listOrders', 'oAnn', { filter });
    if (!answer.ok) throw new Error(answer.code);
    return answer.value.orders.map(({ state }) => state);
  };

  it.each([
    ['awaitingPayment', ['AwaitingPayment']],
    ['paid', ['Paid']],
    ['refund', ['RefundFailed', 'Refunded', 'Refunding']],
    ['closed', ['Closed']],
  ] as const)('listOrders finds under the filter %s the states %j', async (filter, states) => {
    expect(await statesUnder(filter)).toEqual(expect.arrayContaining([...states]));
  });

  it('listOrders finds every state under the filter all and under exactly one other', async () => {
    const others = (['awaitingPayment', 'paid', 'refund', 'closed'] as const).map(statesUnder);
    expect((await statesUnder('all')).sort()).toEqual([...orderStates].sort());
    expect((await Promise.all(others)).flat().sort()).toEqual([...orderStates].sort());
  });

  it.each(['Suspended', 'Banned'] as const)(
    'Lists tell about an operator’s hold on a group that is %s',
    async (state) => {
      const stack = new OperationStack().given({
        groups: [group({ state })],
        orders: [paidOrder()],
        memberships: [membership()],
      });
      const held = [{ groupHold: state }];
      expect(await stack.call('listOrders', 'oAnn', {})).toMatchObject({ value: { orders: held } });
      expect(stack.calls).toEqual(['ordersOf']);
      expect(await stack.call('listMemberships', 'oAnn', {})).toMatchObject({ value: { memberships: held } });
      expect(stack.calls).toEqual(['membershipsOf']);
    },
  );

  it('listOrders shows an order with its membership', async () => {
    const stack = new OperationStack().given({ orders: [paidOrder()], memberships: [membership()] });
    expect(await stack.call('listOrders', 'oAnn', {})).toEqual({
      ok: true,
      value: {
        orders: [
          {
            orderId,
            groupId: 'g1',
            groupName: '晨读',
            coverFileId: 'cloud://demo/cover.png',
            ownerName: 'Olivia',
            admission: 'instant',
            priceFen: 990,
            refundedFen: 0,
            state: 'Paid',
            groupHold: null,
            membershipState: 'Admitted',
            createdAtMs: later(-2 * 3_600_000 - 60_000).getTime(),
            payUntilMs: later(-2 * 3_600_000 + 14 * 60_000).getTime(),
          },
        ],
        next: null,
      },
    });
  });
});

describe('listMemberships', () => {
  it('listMemberships shows fifteen at a time, the latest change first', async () => {
    const memberships = rows(16, (index) => membership({ _id: numbered('m', index), stateAt: minutes(index) }));
    const stack = new OperationStack().given({ memberships });
    const answer = await stack.call('listMemberships', 'oAnn', {});
    if (!answer.ok) throw new Error(answer.code);
    expect(stack.calls).toEqual(['membershipsOf']);
    expect(answer.value.memberships.map((row) => row.stateAtMs)).toEqual(
      rows(15, (index) => minutes(15 - index).getTime()),
    );
    expect(answer.value.next).toBe(`${minutes(1).getTime()}_m01`);
    const rest = await stack.call('listMemberships', 'oAnn', { after: answer.value.next! });
    expect(rest).toMatchObject({ value: { memberships: [{ stateAtMs: minutes(0).getTime() }], next: null } });
  });

  const current = ['Admitted', 'Applied', 'Approved', 'Expired', 'Joined', 'UnderReview'];
  const ended = ['Rejected', 'Removed', 'Revoked', 'TimedOut', 'Withdrawn'];
  it.each([
    ['all', [...current, ...ended].sort()],
    ['current', current],
    ['ended', ended],
  ] as const)('listMemberships filters by %s', async (filter, states) => {
    const memberships = membershipStates.map((state) => membership({ _id: state, state }));
    const answer = await new OperationStack().given({ memberships }).call('listMemberships', 'oAnn', { filter });
    if (!answer.ok) throw new Error(answer.code);
    expect(answer.value.memberships.map((row) => row.membershipState).sort()).toEqual(states);
  });

  const row = (over: object) => ({
    groupId: 'g1',
    groupName: '晨读',
    coverFileId: 'cloud://demo/cover.png',
    ownerName: 'Olivia',
    groupHold: null,
    membershipState: 'Admitted',
    admission: 'instant',
    orderId,
    paidFen: 990,
    order: { state: 'Paid', refundedFen: 400 },
    priceFen: 1990,
    reviewUntilMs: null,
    payUntilMs: null,
    rejectedReason: '',
    stateAtMs: hours(-2).getTime(),
    ...over,
  });
  it.each([
    ['a member', membership(), row({})],
    [
      'an approved applicant, with the price of today,',
      approvedMembership({ rejectedReason: '早先' }),
      row({
        membershipState: 'Approved',
        admission: 'reviewThenPay',
        orderId: null,
        paidFen: 0,
        order: null,
        payUntilMs: hours(23).getTime(),
        stateAtMs: hours(-1).getTime(),
      }),
    ],
    [
      'a person who waits',
      reviewedMembership(),
      row({ membershipState: 'UnderReview', admission: 'payThenReview', reviewUntilMs: hours(22).getTime() }),
    ],
  ])('listMemberships shows %s their membership', async (_who, mine, expected) => {
    const stack = new OperationStack().given({
      memberships: [mine],
      groups: [group({ priceFen: 1990 })],
      orders: [paidOrder({ refundedFen: 400 })],
    });
    const answer = await stack.call('listMemberships', 'oAnn', {});
    expect(answer).toEqual({ ok: true, value: { memberships: [expected], next: null } });
  });

  it('listMemberships shows a membership whose group and order are gone', async () => {
    const answer = await new OperationStack().given({ memberships: [membership()] }).call('listMemberships', 'oAnn', {});
    const gone = { groupName: '', coverFileId: '', ownerName: '', priceFen: 0, order: null };
    expect(answer).toEqual({ ok: true, value: { memberships: [row(gone)], next: null } });
  }); // oxfmt-ignore
});

describeRefusals('listApplications', { as: 'oOlivia', input: { filter: 'waiting' } }, {
  NotAllowed: [
    { when: 'the caller runs no group', arrange: (stack) => void stack.given({ groups: [group()] }), as: 'oAnn', calls: ['managedGroupNames'] },
    {
      when: 'the group asked about is another owner’s',
      arrange: (stack) => void stack.given({ groups: [group(), group({ _id: 'g2', managers: ['oBen'] })] }),
      input: { filter: 'waiting', groupId: 'g2' },
      calls: ['managedGroupNames'],
    },
  ],
}); // oxfmt-ignore

describe('listApplications', () => {
  const owned = (): OperationStack => new OperationStack().given({ groups: [group()], users: [user()] });

  it.each([
    ['waiting', ids('m', 0, 19), 'm19', 'm20'],
    ['approved', ids('m', 20, 1), 'm01', 'm00'],
  ] as const)('listApplications shows twenty applications %s at a time', async (filter, shown, last, next) => {
    const state = filter === 'waiting' ? 'UnderReview' : 'Admitted';
    const memberships = rows(21, (index) => membership({ _id: numbered('m', index), state, stateAt: minutes(index) }));
    const stack = owned().given({ memberships });
    const answer = await stack.call('listApplications', 'oOlivia', { filter });
    if (!answer.ok) throw new Error(answer.code);
    expect(stack.calls).toEqual(['managedGroupNames', 'applicants']);
    expect(answer.value.applications.map((row) => row.membershipId)).toEqual(shown);
    expect(answer.value.next).toBe(`${minutes(Number(last.slice(1))).getTime()}_${last}`);
    const rest = await stack.call('listApplications', 'oOlivia', { filter, after: answer.value.next! });
    expect(rest).toMatchObject({ value: { applications: [{ membershipId: next }], next: null } });
  });

  it.each([
    ['waiting', ['Applied', 'UnderReview']],
    ['approved', ['Admitted', 'Approved', 'Expired', 'Joined']],
    ['rejected', ['Rejected', 'Removed', 'Revoked', 'TimedOut', 'Withdrawn']],
  ] as const)('listApplications filters by %s', async (filter, states) => {
    const memberships = membershipStates.map((state) => membership({ _id: state, state }));
    const answer = await owned().given({ memberships }).call('listApplications', 'oCora', { filter });
    if (!answer.ok) throw new Error(answer.code);
    expect(answer.value.applications.map((row) => row.membershipState).sort()).toEqual(states);
  });

  it('listApplications shows the applications of one group, or of all', async () => {
    const stack = owned().given({
      groups: [group({ _id: 'g2', name: '夜读' }), group({ _id: 'g3', managers: ['oBen'] })],
      memberships: ['g1', 'g2', 'g3'].map((groupId) => appliedMembership({ _id: groupId, groupId })),
    });
    const all = await stack.call('listApplications', 'oOlivia', { filter: 'waiting' });
    const groups = all.ok ? all.value.applications.map((row) => row.groupName) : [];
    expect(groups).toEqual(['晨读', '夜读']);
    const one = await stack.call('listApplications', 'oOlivia', { filter: 'waiting', groupId: 'g2' });
    expect(one.ok && one.value.applications.map((row) => row.groupId)).toEqual(['g2']);
  });

  const application = (over: object = {}) => ({
    membershipId: appliedMembership()._id,
    round: 1,
    groupId: 'g1',
    groupName: '晨读',
    nickname: 'Ann',
    avatarFileId: 'cloud://demo/ann.png',
    membershipState: 'Applied',
    admission: 'reviewThenPay',
    message: '想一起读',
    contact: '微信 ann',
    paidFen: 0,
    appliedAtMs: hours(-2).getTime(),
    reviewUntilMs: hours(22).getTime(),
    payUntilMs: null,
    rejectedReason: '',
    ...over,
  });
  const noWords = { message: '', contact: '' };
  const ended = appliedMembership({ state: 'Rejected', round: 2, rejectedReason: '人满' });

  it.each([
    ['a waiting application with its message', 'waiting', appliedMembership(), application()],
    [
      'a paid one',
      'waiting',
      reviewedMembership(),
      application({ membershipState: 'UnderReview', admission: 'payThenReview', paidFen: 990, ...noWords }),
    ],
    [
      'a paid one with the words that its order brought',
      'waiting',
      reviewedMembership({ encryptedMessage: appliedMembership().encryptedMessage }),
      application({ membershipState: 'UnderReview', admission: 'payThenReview', paidFen: 990 }),
    ],
    [
      'one that ended under review, with the message of the round it was paid in',
      'rejected',
      reviewedMembership({ state: 'Rejected', round: 2, encryptedMessage: appliedMembership().encryptedMessage }),
      application({
        membershipState: 'Rejected',
        round: 2,
        admission: 'payThenReview',
        paidFen: 990,
        reviewUntilMs: null,
      }),
    ],
    [
      'one that an operator refunded, without the operator’s note to the buyer',
      'rejected',
      membership({ state: 'Revoked', round: 2, rejectedReason: '给买家的话' }),
      application({
        membershipState: 'Revoked',
        round: 2,
        admission: 'instant',
        paidFen: 990,
        reviewUntilMs: null,
        ...noWords,
      }),
    ],
    [
      'one that is approved',
      'approved',
      approvedMembership(),
      application({ membershipState: 'Approved', reviewUntilMs: null, payUntilMs: hours(23).getTime() }),
    ],
    [
      'one that ended, with the message of the round it was written in',
      'rejected',
      ended,
      application({ membershipState: 'Rejected', round: 2, reviewUntilMs: null, rejectedReason: '人满' }),
    ],
  ] as const)('listApplications shows %s', async (_what, filter, before, expected) => {
    const stack = owned().given({ memberships: [before] });
    const answer = await stack.call('listApplications', 'oOlivia', { filter });
    expect(answer).toEqual({ ok: true, value: { applications: [expected], next: null } });
    expect(stack.logged).toEqual([]);
  });

  it('listApplications omits a message that can’t be decrypted, and logs it', async () => {
    const stack = owned().given({ memberships: [appliedMembership()] });
    stack.hasKey = false;
    const answer = await stack.call('listApplications', 'oOlivia', { filter: 'waiting' });
    expect(answer).toEqual({ ok: true, value: { applications: [application(noWords)], next: null } });
    const details = { membershipId: appliedMembership()._id, round: 1 };
    expect(stack.logged).toEqual([{ what: 'an application message can not be decrypted', details }]);
  });

  it('listApplications shows an unknown applicant without a name', async () => {
    const stack = new OperationStack().given({ groups: [group()], memberships: [appliedMembership({ history: [] })] });
    const answer = await stack.call('listApplications', 'oOlivia', { filter: 'waiting' });
    const nameless = application({ nickname: '', avatarFileId: '' });
    expect(answer).toEqual({ ok: true, value: { applications: [nameless], next: null } });
  });
});
