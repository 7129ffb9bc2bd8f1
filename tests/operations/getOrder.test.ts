import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import type { Order } from '../../domain/order';
import {
  admittedTransition,
  approvedMembership,
  approvedOrder,
  closedOrder,
  days,
  group,
  hours,
  later,
  membership,
  minutes,
  now,
  order,
  orderId,
  paidOrder,
  paymentPosting,
  refund,
  refundingOrder,
  reviewedMembership,
  reviewedOrder,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const input = { orderId };
const reads = ['orderWithMembership'];
const given = (before: Order, standing?: Membership): OperationStack =>
  new OperationStack().given({ orders: [before], memberships: standing ? [standing] : [] });

describeRefusals('getOrder', { as: 'oAnn', input }, {
  OrderNotFound: [
    { when: 'there is no such order', arrange: () => undefined, calls: reads },
    { when: 'the order is somebody else’s', arrange: (stack) => void stack.given({ orders: [order()] }), as: 'oBen', calls: reads },
  ],
}); // oxfmt-ignore

const paidMs = hours(-2).getTime();
const createdMs = later(-2 * 3_600_000 - 60_000).getTime();
const created = { event: 'created', atMs: createdMs };
const confirmed = { event: 'paymentConfirmed', atMs: paidMs };
/** The minimal answer about Ann's order. */
const detail = (over: object = {}) => ({
  ok: true,
  value: {
    orderId,
    groupId: 'g1',
    groupName: '晨读',
    coverFileId: 'cloud://demo/cover.png',
    ownerName: 'Olivia',
    admission: 'instant',
    priceFen: 990,
    refundedFen: 0,
    state: 'Paid',
    membershipState: null,
    createdAtMs: createdMs,
    payUntilMs: later(-2 * 3_600_000 + 14 * 60_000).getTime(),
    paidAtMs: paidMs,
    reviewUntilMs: null,
    refundUntilMs: later(-2 * 3_600_000 + 7 * 86_400_000).getTime(),
    refundObstacle: null,
    seatUntilMs: null,
    groupHold: null,
    qrShown: false,
    rejectedReason: '',
    refunds: [],
    timeline: [created, confirmed],
    ...over,
  },
});
const unpaid = {
  state: 'AwaitingPayment',
  createdAtMs: minutes(-1).getTime(),
  payUntilMs: minutes(14).getTime(),
  paidAtMs: null,
  refundUntilMs: null,
  refundObstacle: 'NotPaid',
  timeline: [{ event: 'created', atMs: minutes(-1).getTime() }],
};

describe('getOrder', () => {
  it('getOrder shows a paid order and its membership without querying WeChat Pay', async () => {
    const stack = given(paidOrder(), membership());
    const timeline = [created, confirmed, { event: 'admitted', atMs: paidMs }];
    expect(await stack.call('getOrder', 'oAnn', input)).toEqual(detail({ membershipState: 'Admitted', timeline }));
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('getOrder shows the owner’s deadline while under review', async () => {
    const stack = given(reviewedOrder(), reviewedMembership());
    expect(await stack.call('getOrder', 'oAnn', input)).toEqual(
      detail({
        admission: 'payThenReview',
        membershipState: 'UnderReview',
        reviewUntilMs: hours(22).getTime(),
        refundUntilMs: null,
        timeline: [created, confirmed, { event: 'reviewBegun', atMs: paidMs }],
      }),
    );
  });

  it('getOrder counts the refund window of a reviewed buyer from the owner’s decision', async () => {
    const approved = {
      event: 'approved',
      from: 'UnderReview',
      to: 'Admitted',
      at: days(-1),
      actor: 'owner',
      round: 1,
    } as const;
    const decided = reviewedMembership({ state: 'Admitted', history: [approved] });
    const answer = await given(reviewedOrder({ paidAt: days(-20) }), decided).call('getOrder', 'oAnn', input);
    expect(answer).toMatchObject({ value: { refundUntilMs: days(6).getTime(), refundObstacle: null } });
  });

  it.each([
    ['may still be asked for', paidOrder(), {}, null],
    ['is ruled out by a QR that any phone has shown', paidOrder(), { shownQrId: 'qr1' }, 'QrAlreadyShown'],
    ['is too late', paidOrder({ paidAt: days(-8) }), {}, 'RefundWindowOver'],
    ['waits for a refund of a part', paidOrder({ state: 'Refunding', refunds: [refund({ fen: 1 })] }), {}, 'RefundRunning'],
    ['waits for the membership', paidOrder(), { orderId: 'another' }, 'PaymentInProgress'],
    ['is on its way already', refundingOrder(), { state: 'Revoked' }, null],
  ] as const)('getOrder says by requestRefund’s own rule when a refund %s', async (_what, sold, over, refundObstacle) => {
    const answer = await given(sold, membership(over)).call('getOrder', 'oAnn', input);
    expect(answer).toMatchObject({ value: { refundObstacle } });
  }); // oxfmt-ignore

  it('getOrder shows no review deadline after the decision', async () => {
    const decided = reviewedMembership({ state: 'Admitted', history: [{ ...admittedTransition }] });
    const answer = await given(reviewedOrder(), decided).call('getOrder', 'oAnn', input);
    expect(answer).toMatchObject({ value: { membershipState: 'Admitted', reviewUntilMs: null } });
  });

  it.each([
    ['is unpaid', trade({ state: 'NOTPAY' })],
    ['is just being paid', trade({ state: 'USERPAYING' })],
    ['has an unknown payment state', unknown],
    ['was paid with another amount', trade({ totalFee: 989 })],
  ])('getOrder shows an order as awaiting payment when it %s', async (_what, word) => {
    const stack = given(order(), membership({ state: 'Revoked', round: 1, orderId: 'an earlier one' }));
    stack.pay.queryOrder = word;
    expect(await stack.call('getOrder', 'oAnn', input)).toEqual(detail(unpaid));
    expect(stack.calls.slice(0, 2)).toEqual([...reads, 'queryOrder(order)']);
    expect(stack.documents.orders.get(orderId)).toEqual(order());
  });

  it('getOrder records a payment whose notice never arrived', async () => {
    const stack = given(order());
    stack.pay.queryOrder = trade();
    const { createdAtMs, payUntilMs } = unpaid;
    const nowMs = now.getTime();
    expect(await stack.call('getOrder', 'oAnn', input)).toEqual(
      detail({
        membershipState: 'Admitted',
        createdAtMs,
        payUntilMs,
        paidAtMs: nowMs,
        refundUntilMs: days(7).getTime(),
        timeline: [
          { event: 'created', atMs: createdAtMs },
          { event: 'paymentConfirmed', atMs: nowMs },
          { event: 'admitted', atMs: nowMs },
        ],
      }),
    );
    expect(stack.calls).toEqual([...reads, 'queryOrder(order)', 'saveOrder', 'addMembership', 'addPosting']);
    expect(stack.changes['ledger']).toEqual([paymentPosting()]);
  });

  it('getOrder admits at once a buyer who has paid but is not admitted yet', async () => {
    const effects = [
      { kind: 'admit', at: now, attempts: 0 },
      { kind: 'postPayment', at: now, attempts: 0 },
    ] as const;
    const stack = given(paidOrder({ effects, dueAt: now }));
    expect(await stack.call('getOrder', 'oAnn', input)).toMatchObject({ value: { membershipState: 'Admitted' } });
    expect(stack.calls).toEqual([...reads, 'group', 'addMembership', 'addPosting']);
  });

  it('getOrder leaves the rest to the sweep when the membership exists already', async () => {
    const effects = [{ kind: 'admit', at: now, attempts: 0 } as const];
    const stack = given(paidOrder({ effects, dueAt: now }), membership());
    await stack.call('getOrder', 'oAnn', input);
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('getOrder shows every refund and the owner’s reason for a rejection', async () => {
    const rejection = refund({ reason: 'rejected', note: '资料不全', state: 'Succeeded', endedAt: hours(-1) });
    const before = refundingOrder({ state: 'Refunded', refundedFen: 990, refunds: [rejection], effects: [] });
    const rejected = { event: 'rejected', from: 'UnderReview', to: 'Rejected', at: hours(-1), actor: 'owner' } as const;
    const standing = reviewedMembership({
      state: 'Rejected',
      round: 2,
      rejectedReason: '另一句',
      history: [...reviewedMembership().history, { ...rejected, round: 1 }],
    });
    const atMs = hours(-1).getTime();
    expect(await given(before, standing).call('getOrder', 'oAnn', input)).toEqual(
      detail({
        state: 'Refunded',
        refundedFen: 990,
        membershipState: 'Rejected',
        rejectedReason: '资料不全',
        refunds: [
          {
            refundNo: `${orderId}-R1`,
            fen: 990,
            state: 'Succeeded',
            reason: 'rejected',
            note: '资料不全',
            requestedAtMs: atMs,
            endedAtMs: atMs,
          },
        ],
        timeline: [
          created,
          confirmed,
          { event: 'reviewBegun', atMs: paidMs },
          { event: 'refundRequested', atMs },
          { event: 'rejected', atMs },
        ],
      }),
    );
  });

  it.each([
    ['of this order', membership({ state: 'Rejected', rejectedReason: '人满' }), '人满'],
    ['of another order', membership({ state: 'Rejected', rejectedReason: '人满', orderId: 'another' }), ''],
  ])('getOrder shows the owner’s reason in a membership %s, until the refund carries it', async (_what, standing, words) => {
    const answer = await given(paidOrder(), standing).call('getOrder', 'oAnn', input);
    expect(answer).toMatchObject({ value: { rejectedReason: words, refunds: [] } });
  }); // oxfmt-ignore

  it('getOrder shows no membership for a payment after closing', async () => {
    const late = refund({ reason: 'paidAfterClosing' });
    const stack = given(refundingOrder({ refunds: [late] }), membership({ orderId: 'another' }));
    const answer = await stack.call('getOrder', 'oAnn', input);
    const timeline = [created, confirmed, { event: 'refundRequested', atMs: hours(-1).getTime() }];
    expect(answer).toMatchObject({ value: { membershipState: null, timeline } });
  });

  it('getOrder shows only events of the order’s own round', async () => {
    const second = { ...admittedTransition, round: 2, at: hours(-1) };
    const twice = membership({ round: 2, history: [{ ...admittedTransition, to: 'Revoked' }, second] });
    const answer = await given(paidOrder(), twice).call('getOrder', 'oAnn', input);
    const timeline = [created, confirmed, { event: 'admitted', atMs: paidMs }];
    expect(answer).toMatchObject({ value: { membershipState: 'Revoked', timeline } });
  });

  it.each([
    ['awaits its payment', approvedOrder(), approvedMembership(), hours(23).getTime()],
    ['was closed', closedOrder(), approvedMembership(), hours(23).getTime()],
    ['was of another round', approvedOrder({ round: 2 }), approvedMembership(), null],
    ['is paid', paidOrder(), approvedMembership(), null],
    ['is of a person who only applied', approvedOrder(), approvedMembership({ state: 'Applied' }), null],
  ])(
    'getOrder shows the time until which an approval keeps its seat, if the order %s',
    async (_what, before, standing, ms) => {
      const answer = await given(before, standing).call('getOrder', 'oAnn', input);
      expect(answer).toMatchObject({ ok: true, value: { seatUntilMs: ms } });
    },
  );

  it.each([
    ['Suspended', 'Suspended', null, false],
    ['Banned', 'Banned', 'qr1', true],
    ['Paused', null, 'qr1', true],
  ] as const)(
    'getOrder tells the buyer of an order in a %s group about the hold, and whether a QR was shown',
    async (state, groupHold, shownQrId, qrShown) => {
      const stack = given(paidOrder(), membership({ shownQrId })).given({ groups: [group({ state })] });
      expect(await stack.call('getOrder', 'oAnn', input)).toMatchObject({ value: { groupHold, qrShown } });
      expect(stack.calls).toEqual(reads);
    },
  );

  it('getOrder adds the time of suspensions to the refund window', async () => {
    const history = [
      { event: 'suspended', from: 'Listed', to: 'Suspended', at: hours(-40), actor: 'operator' },
      { event: 'restored', from: 'Suspended', to: 'Paused', at: hours(-1), actor: 'operator' },
    ] as const;
    const stack = given(paidOrder(), membership()).given({ groups: [group({ state: 'Paused', history })] });
    // Paid two hours ago, and suspended for the first of them.
    const refundUntilMs = hours(-2).getTime() + 7 * 86_400_000 + 3_600_000;
    expect(await stack.call('getOrder', 'oAnn', input)).toMatchObject({ value: { refundUntilMs } });
  });
});
