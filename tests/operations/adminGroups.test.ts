import { describe, expect, it } from 'vitest';
import type { RefundAllEffect } from '../../domain/group';
import type { Order } from '../../domain/order';
import { group, groupQr, hours, minutes, now, paidOrder, refund, support } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const one = { lookup: 'group', groupId: 'g1' } as const;
const refundAll: RefundAllEffect = { kind: 'refundAll', at: now, attempts: 0, note: '', operatorOpenid: 'oAdam', idempotencyKey: 'key' }; // oxfmt-ignore
const waiting = { lookup: 'state', state: 'PendingReview' } as const;

describeRefusals('adminGroups', { as: 'oAdam', input: one }, {
  NotAllowed: [one, waiting].map((input) => ({
    when: `an owner looks up a ${input.lookup}`,
    arrange: (stack: OperationStack) => void stack.given({ groups: [group()] }),
    as: 'oOlivia',
    input,
    calls: ['user'],
  })),
  GroupNotFound: [{ when: 'there is no such group', arrange: () => undefined, calls: ['groupWithQrs', 'orderSums', 'refundSums'] }],
}); // oxfmt-ignore

const row = (over: object = {}) => ({
  groupId: 'g1',
  rev: 3,
  state: 'Listed',
  name: '晨读',
  intro: '每天二十分钟',
  description: '一起读。',
  benefits: ['音频', '讲义'],
  category: 'reading',
  coverFileId: 'cloud://demo/cover.png',
  ownerName: 'Olivia',
  ownerIntro: '十年',
  ownerAvatarFileId: 'cloud://demo/olivia.png',
  priceFen: 990,
  admission: 'instant',
  reviewHours: 0,
  capacity: 2,
  qrValidUntilMs: hours(100).getTime(),
  qrs: [],
  createdAtMs: group().createdAt.getTime(),
  submittedAtMs: null,
  moderationNotes: [],
  money: null,
  refundingAll: false,
  ...over,
});
/** The sums of a single group that nobody has ordered in. */
const noMoney = {
  orders: 0,
  paidOrders: 0,
  paidFen: 0,
  refundedFen: 0,
  onItsWayFen: 0,
  failedFen: 0,
  keptFen: 0,
  settledOrders: 0,
  failedOrders: 0,
};
const found = (over: object = {}) => ({ ok: true, value: { groups: [row({ money: noMoney, ...over })], next: null } });

describe('adminGroups', () => {
  const qrRow = (qrId: string, over: object = {}) => ({
    qrId,
    state: 'Live',
    imageUrl: 'https://files/cloud://demo/qr1.png',
    expiresAtMs: hours(100).getTime(),
    createdAtMs: hours(-10).getTime(),
    isNewcomers: false,
    ...over,
  });

  it('adminGroups shows an admin every QR of a group that can be seen, and which one newcomers see', async () => {
    const qrs = [
      groupQr({ _id: 'dead', createdAt: hours(-1), state: 'Broken' }),
      groupQr({ _id: 'new', position: 2, createdAt: hours(-1) }),
      groupQr({ _id: 'old', position: 1 }),
      groupQr({ _id: 'replaced', position: 0, state: 'Replaced' }),
    ];
    const stack = new OperationStack().given({ groups: [group()], groupQrs: qrs });
    expect(await stack.call('adminGroups', 'oAdam', one)).toEqual(
      found({
        qrs: [
          qrRow('replaced', { state: 'Replaced' }),
          qrRow('old', { isNewcomers: true }),
          qrRow('new', { createdAtMs: hours(-1).getTime() }),
        ],
      }),
    );
    const image = 'cloud://demo/qr1.png';
    expect([stack.calls, stack.changes]).toEqual([
      ['groupWithQrs', 'orderSums', 'refundSums', `temporaryUrls(${image}, ${image}, ${image})`],
      {},
    ]);
  });

  it.each([
    ['a supporter', 'oSue', groupQr(), ['user', 'groupWithQrs', 'orderSums', 'refundSums']],
    ['an admin after its expiry', 'oAdam', groupQr({ expiresAt: now }), ['groupWithQrs', 'orderSums', 'refundSums']],
  ])('adminGroups shows no QR to %s', async (_who, openid, qr, calls) => {
    const stack = new OperationStack().given({ groups: [group()], groupQrs: [qr], users: [support] });
    expect(await stack.call('adminGroups', openid, one)).toEqual(found());
    expect(stack.calls).toEqual(calls);
  });

  it('adminGroups shows a group whose QR image is gone', async () => {
    const stack = new OperationStack().given({ groups: [group()], groupQrs: [groupQr()] });
    stack.missingFiles.add('cloud://demo/qr1.png');
    const qrs = [qrRow('qr1', { imageUrl: null, isNewcomers: true })];
    expect(await stack.call('adminGroups', 'oAdam', one)).toEqual(found({ qrs }));
  });

  it('adminGroups shows the time of a group’s last submission and the operators’ notes, newest first', async () => {
    const by = { actor: 'operator' } as const;
    const history = [
      { event: 'submitted', from: 'Draft', to: 'PendingReview', at: minutes(-9), actor: 'owner' },
      { event: 'returned', from: 'PendingReview', to: 'Draft', at: minutes(-8), note: '一', ...by },
      { event: 'submitted', from: 'Draft', to: 'PendingReview', at: minutes(-7), actor: 'owner' },
      { event: 'listed', from: 'PendingReview', to: 'Listed', at: minutes(-6), note: '', ...by },
      { event: 'banned', from: 'Listed', to: 'Banned', at: minutes(-5), ...by },
    ] as const;
    const stack = new OperationStack().given({ groups: [group({ qrValidUntil: null, history })] });
    expect(await stack.call('adminGroups', 'oAdam', one)).toEqual(
      found({
        qrValidUntilMs: null,
        submittedAtMs: minutes(-7).getTime(),
        moderationNotes: [
          { decision: 'banned', note: '', atMs: minutes(-5).getTime() },
          { decision: 'returned', note: '一', atMs: minutes(-8).getTime() },
        ],
      }),
    );
  });

  it.each([
    ['PendingReview', 'oldest', ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9'], 'pa'],
    ['Listed', 'newest', ['pa', 'p9', 'p8', 'p7', 'p6', 'p5', 'p4', 'p3', 'p2', 'p1'], 'p0'],
  ] as const)(
    'adminGroups lists groups that are %s ten at a time, the %s first',
    async (state, _order, shown, rest) => {
      const groups = Array.from('0123456789a', (digit, index) =>
        group({ _id: `p${digit}`, state, createdAt: minutes(index) }),
      );
      const stack = new OperationStack().given({ groups: [...groups, group({ _id: 'other', state: 'Paused' })] });
      stack.given({ groupQrs: [groupQr({ groupId: 'p1' })] });
      const answer = await stack.call('adminGroups', 'oAdam', { lookup: 'state', state });
      if (!answer.ok) throw new Error(answer.code);
      expect(stack.calls).toEqual(['groupsInState']);
      expect(answer.value.groups.map(({ groupId }) => groupId)).toEqual(shown);
      const last = answer.value.groups.at(-1);
      expect(last?.qrs).toEqual([]);
      expect(answer.value.next).toBe(`${last?.createdAtMs ?? 0}_${last?.groupId ?? ''}`);
      const next = await stack.call('adminGroups', 'oAdam', { lookup: 'state', state, after: answer.value.next! });
      expect(next).toMatchObject({ value: { groups: [{ groupId: rest }], next: null } });
    },
  );

  it('adminGroups sums up what became of the money of all orders of a group', async () => {
    const of = (no: number, over: Partial<Order> = {}): Order =>
      paidOrder({ _id: `o${no}`, activeKey: `k${no}`, ...over });
    const back = refund({ state: 'Succeeded', fen: 990 });
    const stack = new OperationStack().given({
      groups: [group({ state: 'Banned', effects: [refundAll], dueAt: now })],
      orders: [
        of(1),
        of(2, { state: 'Refunded', refundedFen: 990, refunds: [back] }),
        of(3, { state: 'Refunding', refunds: [refund({ fen: 400, state: 'Processing' })] }),
        of(4, { state: 'RefundFailed', refunds: [refund({ state: 'Failed' })] }),
        of(5, { state: 'RefundGivenUp', refundedFen: 90, refunds: [refund({ fen: 900, state: 'GivenUp' })] }),
        of(6, { state: 'Closed', paidAt: null }),
        of(7, { state: 'AwaitingPayment', paidAt: null }),
        of(8, { groupId: 'g2' }),
      ],
    });
    const money = {
      orders: 7,
      paidOrders: 5,
      paidFen: 4950,
      refundedFen: 1080,
      onItsWayFen: 400,
      failedFen: 990,
      // 990 of the first, 590 of the third, 900 that was given up.
      keptFen: 2480,
      settledOrders: 2,
      failedOrders: 1,
    };
    expect(await stack.call('adminGroups', 'oAdam', one)).toMatchObject({
      value: { groups: [{ money, refundingAll: true }] },
    });
    expect(stack.calls).toEqual(['groupWithQrs', 'orderSums', 'refundSums']);
  });
});
