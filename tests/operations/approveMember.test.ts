import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import {
  appliedMembership,
  approvedMembership,
  approvedSeat,
  chosenGroup,
  group,
  groupQr,
  hours,
  later,
  membership,
  membershipId,
  minutes,
  now,
  orderId,
  paymentConfirmed,
  qrClock,
  refund,
  refundingOrder,
  reviewBegun,
  reviewedMembership,
  reviewedOrder,
} from './documents';
import { OperationStack, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const approve = { membershipId, round: 1, decision: 'approve' } as const;
const reject = { membershipId, round: 1, decision: 'reject', reason: '资料不全' } as const;

const reasonChecked = 'check(oOlivia, 2, 资料不全)';

const reviewedGroup = group({ admission: 'payThenReview', reviewHours: 24, seatsLeft: 1, seats: [orderId] });
const freeGroup = chosenGroup({ seatsLeft: 2, seats: [] });
const underReview = (stack: OperationStack, over: Partial<Membership> = {}): OperationStack =>
  stack.given({ groups: [reviewedGroup], orders: [reviewedOrder()], memberships: [reviewedMembership(over)] });
const applied = (stack: OperationStack, over: Partial<Membership> = {}): OperationStack =>
  stack.given({ groups: [freeGroup], groupQrs: [groupQr()], memberships: [appliedMembership(over)] });

/** A membership after a decision in round 1. */
const decided = (event: 'approved' | 'rejected' | 'timedOut', state: Membership['state'], round = 1): Membership => {
  const from = event === 'approved' ? 'Applied' : 'UnderReview';
  const transition = { event, from, to: state, at: hours(-1), actor: 'owner', round: 1 } as const;
  return reviewedMembership({ rev: 1, state, round, history: [reviewBegun, transition], effects: [], dueAt: null });
};

describeRefusals('approveMember', { as: 'oOlivia', input: approve }, {
  ApplicationNotFound: [
    { when: 'there is no such membership', arrange: () => undefined, calls: ['application'] },
    { when: 'the caller does not run the group', arrange: (stack) => void underReview(stack), as: 'oBen', calls: ['application'] },
    { when: 'the applicant decides', arrange: (stack) => void underReview(stack), as: 'oAnn', calls: ['application'] },
    {
      when: 'the group is gone',
      arrange: (stack) => void stack.given({ memberships: [reviewedMembership()] }),
      calls: ['application'],
    },
  ],
  AlreadyDecided: [
    {
      when: 'it was rejected and is to be approved',
      arrange: (stack) => void stack.given({ groups: [reviewedGroup], memberships: [decided('rejected', 'Rejected', 2)] }),
      calls: ['application'],
    },
    {
      when: 'it was approved and is to be rejected',
      arrange: (stack) => void stack.given({ groups: [reviewedGroup], memberships: [decided('approved', 'Admitted')] }),
      input: reject,
      calls: ['application'],
    },
    {
      when: 'it was approved without payment and is to be rejected',
      arrange: (stack) => void stack.given({ groups: [freeGroup], memberships: [decided('approved', 'Approved')] }),
      input: reject,
      calls: ['application'],
    },
    {
      when: 'a decision is about another round',
      arrange: (stack) => void underReview(stack, { round: 2 }),
      calls: ['application'],
    },
    {
      when: 'the applicant has withdrawn',
      arrange: (stack) => void stack.given({ groups: [freeGroup], memberships: [membership({ state: 'Withdrawn', round: 2 })] }),
      calls: ['application'],
    },
    {
      when: 'a review has no order',
      arrange: (stack) => void stack.given({ groups: [reviewedGroup], memberships: [reviewedMembership()] }),
      calls: ['application'],
    },
    {
      when: 'the applicant’s money is on its way back',
      arrange: (stack) => void underReview(stack).given({ orders: [refundingOrder()] }),
      calls: ['application'],
    },
    ...(
      [
        ['approved', underReview, approve],
        ['rejected', underReview, reject],
        ['approved before payment', applied, approve],
        ['rejected before payment', applied, reject],
      ] as const
    ).map(([what, waiting, input]) => ({
      when: `somebody moves it while it is ${what}`,
      arrange: (stack: OperationStack) => {
        waiting(stack).meanwhile('saveMembership', () => stack.touch('memberships', membershipId));
      },
      input,
      calls: ['application', ...(input === reject ? [reasonChecked] : []), 'saveMembership'],
      changes: { memberships: [waiting === applied ? appliedMembership({ rev: 1 }) : reviewedMembership({ rev: 1 })] },
    })),
  ],
  ReviewTimedOut: [
    ...[approve, reject].map((input) => ({
      when: `the time to ${input.decision} is over at this moment`,
      arrange: (stack: OperationStack) => void underReview(stack, { reviewUntil: now }),
      input,
      calls: ['application'],
    })),
    {
      when: 'the sweep has ended the review',
      arrange: (stack) => void stack.given({ groups: [reviewedGroup], memberships: [decided('timedOut', 'TimedOut', 2)] }),
      calls: ['application'],
    },
    {
      when: 'an application before payment has run out',
      arrange: (stack) => void applied(stack, { reviewUntil: now }),
      calls: ['application'],
    },
  ],
  GroupFull: [
    {
      when: 'no seat is left',
      arrange: (stack) => void applied(stack).given({ groups: [chosenGroup({ seatsLeft: 0, seats: ['two', 'others'] })] }),
      calls: ['application'],
    },
    {
      when: 'others take the last seat meanwhile, and the application waits on',
      arrange: (stack) => {
        const full = chosenGroup({ seatsLeft: 0, seats: ['two', 'others'] });
        applied(stack).meanwhile('takeSeat', () => stack.documents.groups.put(full));
      },
      calls: ['application', 'saveMembership', 'takeSeat', 'holdsSeat', 'saveMembership'],
      changes: {
        groups: [chosenGroup({ seatsLeft: 0, seats: ['two', 'others'] })],
        memberships: [
          appliedMembership({
            rev: 2,
            stateAt: now,
            history: [
              ...appliedMembership().history,
              { event: 'approved', from: 'Applied', to: 'Approved', at: now, actor: 'owner', round: 1 },
              { event: 'seatLacked', from: 'Approved', to: 'Applied', at: now, actor: 'system', round: 1 },
            ],
            effects: [
              { kind: 'freeSeat', at: minutes(5), attempts: 0, seatId: approvedSeat },
              { kind: 'timeOut', at: hours(22), attempts: 0 },
            ],
            dueAt: minutes(5),
          }),
        ],
      },
    },
  ],
  TextRefused: [underReview, applied].map((waiting) => ({
    when: `WeChat refuses the reason of a rejection ${waiting === applied ? 'before' : 'after'} the payment`,
    arrange: (stack: OperationStack) => {
      waiting(stack).contentCheck = 'risky';
    },
    input: reject,
    calls: ['application', reasonChecked],
  })),
  CheckUnavailable: [
    {
      when: 'WeChat’s check of the reason does not answer',
      arrange: (stack) => {
        underReview(stack).contentCheck = 'unknown';
      },
      input: reject,
      calls: ['application', reasonChecked],
    },
  ],
  GroupBanned: [appliedMembership(), reviewedMembership()].map((before) => ({
    when: `the group was taken down and the applicant is ${before.state}`,
    arrange: (stack: OperationStack) =>
      void stack.given({ groups: [{ ...freeGroup, state: 'Banned' }], groupQrs: [groupQr()], memberships: [before], orders: [reviewedOrder()] }),
    calls: ['application'],
  })),
  GroupSuspended: [appliedMembership(), reviewedMembership()].map((before) => ({
    when: `an operator looks into the group and the applicant is ${before.state}`,
    arrange: (stack: OperationStack) =>
      void stack.given({ groups: [{ ...freeGroup, state: 'Suspended' }], groupQrs: [groupQr()], memberships: [before], orders: [reviewedOrder()] }),
    calls: ['application'],
  })),
  GroupPaused: (['Draft', 'PendingReview', 'Paused', 'Closed'] as const).map((state) => ({
    when: `the group is ${state}`,
    arrange: (stack: OperationStack) => void applied(stack).given({ groups: [{ ...freeGroup, state }] }),
    calls: ['application'],
  })),
  NoValidQr: (
    [
      ['the group has no QR', []],
      ['the group’s QR ends at this moment', [groupQr({ expiresAt: now })]],
      ['the group’s QR was shown to as many as it lets in', [groupQr({ quota: 1, shownTo: ['another'] })]],
      ['the group’s QR was replaced and the next one is broken', [groupQr({ state: 'Replaced' }), groupQr({ _id: 'qr2', state: 'Broken' })]],
    ] as const
  ).map(([when, groupQrs]) => ({
    when,
    arrange: (stack: OperationStack) => void stack.given({ groups: [freeGroup], groupQrs: [...groupQrs], memberships: [appliedMembership()] }),
    calls: ['application'],
  })),
}); // oxfmt-ignore

const answered = (membershipState: string) => ({ ok: true, value: { membershipState } });

describe('approveMember before payment', () => {
  const approved = { event: 'approved', from: 'Applied', to: 'Approved', at: now, actor: 'owner', round: 1 } as const;
  const timeOut = { kind: 'timeOut', at: later(24 * 3_600_000 + 6 * 60_000), attempts: 0 } as const;
  const approvedNow = (over: Partial<Membership> = {}): Membership =>
    approvedMembership({
      stateAt: now,
      payUntil: hours(24),
      history: [...appliedMembership().history, approved],
      effects: [timeOut],
      dueAt: timeOut.at,
      ...over,
    });

  it('approveMember gives an unpaid applicant a seat and a day to begin paying', async () => {
    const stack = applied(new OperationStack());
    expect(await stack.call('approveMember', 'oCora', approve)).toEqual(answered('Approved'));
    expect(stack.calls).toEqual(['application', 'saveMembership', 'takeSeat', 'saveMembership']);
    expect(stack.changes).toEqual({ groups: [chosenGroup()], memberships: [approvedNow()] });
  });

  it('approveMember takes no seat of a group without a limit', async () => {
    const stack = applied(new OperationStack()).given({ groups: [chosenGroup({ capacity: null, seatsLeft: null })] });
    expect(await stack.call('approveMember', 'oOlivia', approve)).toEqual(answered('Approved'));
    expect(stack.calls).toEqual(['application', 'saveMembership']);
    expect(stack.changes).toEqual({ memberships: [approvedNow({ rev: 1, seatId: null })] });
  });

  it('approveMember approves in the last millisecond, with a QR that lasts one millisecond longer', async () => {
    const stack = applied(new OperationStack(), { reviewUntil: later(1) });
    const groups = [chosenGroup({ seatsLeft: 1, seats: ['another'], qrValidUntil: later(1) })];
    stack.given({ groups, groupQrs: [groupQr({ expiresAt: later(1) })] });
    expect(await stack.call('approveMember', 'oOlivia', approve)).toEqual(answered('Approved'));
  });

  it('approveMember frees the seat it took when the applicant withdraws meanwhile', async () => {
    const stack = applied(new OperationStack());
    const withdrawn = membership({ state: 'Withdrawn', round: 2 });
    stack.meanwhile('takeSeat', () => stack.documents.memberships.put(withdrawn));
    expect(await stack.call('approveMember', 'oOlivia', approve)).toEqual(answered('Approved'));
    const seat = ['takeSeat', 'saveMembership', 'membership', 'freeSeat'];
    expect(stack.calls).toEqual(['application', 'saveMembership', ...seat]);
    expect(stack.changes).toEqual({ memberships: [withdrawn] });
  });

  it('approveMember keeps the seat it took when another call secured it meanwhile', async () => {
    const stack = applied(new OperationStack());
    stack.meanwhile('takeSeat', () => stack.documents.memberships.put(approvedMembership()));
    expect(await stack.call('approveMember', 'oOlivia', approve)).toEqual(answered('Approved'));
    expect(stack.changes).toEqual({ groups: [chosenGroup()], memberships: [approvedMembership()] });
  });

  it('approveMember rejects an unpaid application without moving money', async () => {
    const stack = applied(new OperationStack());
    expect(await stack.call('approveMember', 'oOlivia', reject)).toEqual(answered('Rejected'));
    expect(stack.calls).toEqual(['application', reasonChecked, 'saveMembership']);
    const rejected = { event: 'rejected', from: 'Applied', to: 'Rejected', at: now, actor: 'owner', round: 1 } as const;
    expect(stack.changes).toEqual({
      memberships: [
        appliedMembership({
          rev: 1,
          state: 'Rejected',
          round: 2,
          stateAt: now,
          rejectedReason: '资料不全',
          history: [...appliedMembership().history, rejected],
          effects: [],
          dueAt: null,
        }),
      ],
    });
  });

  it('approveMember returns the current state when the same approval is repeated', async () => {
    const stack = new OperationStack().given({ groups: [chosenGroup()], memberships: [approvedMembership()] });
    expect(await stack.call('approveMember', 'oOlivia', approve)).toEqual(answered('Approved'));
    expect([stack.calls, stack.changes]).toEqual([['application'], {}]);
  });
});

describe('approveMember after payment', () => {
  it('approveMember admits a person who has paid', async () => {
    const stack = underReview(new OperationStack());
    expect(await stack.call('approveMember', 'oOlivia', approve)).toEqual(answered('Admitted'));
    expect(stack.calls).toEqual(['application', 'saveMembership']);
    const approved = { event: 'approved', from: 'UnderReview', to: 'Admitted', at: now, actor: 'owner', round: 1 };
    expect(stack.changes).toEqual({
      memberships: [
        {
          ...reviewedMembership({ rev: 1, state: 'Admitted', stateAt: now, ...qrClock }),
          history: [reviewBegun, approved],
        },
      ],
    });
  });

  it('approveMember admits while a partial refund is under way', async () => {
    const part = reviewedOrder({ state: 'Refunding', refunds: [refund({ fen: 1 })] });
    const stack = underReview(new OperationStack()).given({ orders: [part] });
    expect(await stack.call('approveMember', 'oOlivia', approve)).toEqual(answered('Admitted'));
  });

  const rejectedNow = {
    ...reviewedMembership({
      rev: 1,
      state: 'Rejected',
      round: 2,
      stateAt: now,
      rejectedReason: '资料不全',
      effects: [
        {
          kind: 'refund',
          at: now,
          attempts: 0,
          orderId,
          refund: { reason: 'rejected', note: '资料不全', actor: 'owner' },
        },
      ],
      dueAt: now,
    }),
    history: [
      reviewBegun,
      { event: 'rejected', from: 'UnderReview', to: 'Rejected', at: now, actor: 'owner', round: 1 },
    ],
  };
  const requested = refund({ reason: 'rejected', note: '资料不全', requestedAt: now });
  const freeSeat = { kind: 'freeSeat', at: now, attempts: 0 } as const;
  const refunding = { event: 'refundRequested', from: 'Paid', to: 'Refunding', at: now, actor: 'owner' } as const;

  it('approveMember rejects a person who has paid and refunds at once', async () => {
    const stack = underReview(new OperationStack());
    expect(await stack.call('approveMember', 'oOlivia', reject)).toEqual(answered('Rejected'));
    expect(stack.calls).toEqual(['application', reasonChecked, 'saveMembership', 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder']);
    expect(stack.changes).toEqual({
      memberships: [rejectedNow],
      orders: [
        reviewedOrder({
          rev: 5,
          state: 'Refunding',
          activeKey: orderId,
          refunds: [{ ...requested, state: 'Processing' }],
          history: [paymentConfirmed, refunding],
          effects: [freeSeat, { kind: 'confirmRefund', at: now, attempts: 0, refundNo: `${orderId}-R1` }],
          dueAt: now,
        }),
      ],
    });
  }); // oxfmt-ignore

  it('approveMember leaves the refund to the sweep when WeChat Pay does not answer', async () => {
    const stack = underReview(new OperationStack());
    stack.pay.refund = unknown;
    expect(await stack.call('approveMember', 'oOlivia', reject)).toEqual(answered('Rejected'));
    expect(stack.calls).toEqual([
      'application',
      reasonChecked,
      'saveMembership',
      'saveOrder',
      'refund(order, order-R1, 990)',
    ]);
    expect(stack.changes).toEqual({
      memberships: [rejectedNow],
      orders: [
        reviewedOrder({
          rev: 4,
          state: 'Refunding',
          activeKey: orderId,
          refunds: [requested],
          history: [paymentConfirmed, refunding],
          effects: [freeSeat, { kind: 'submitRefund', at: now, attempts: 0, refundNo: `${orderId}-R1` }],
          dueAt: now,
        }),
      ],
    });
    const details = { refundNo: `${orderId}-R1`, why: 'no answer' };
    expect(stack.logged).toEqual([{ what: 'refund not accepted', details }]);
  });

  it.each([
    ['an approval', approve, decided('approved', 'Admitted'), 'Admitted'],
    ['a rejection', reject, decided('rejected', 'Rejected', 2), 'Rejected'],
    ['an approval of a round that has ended', approve, decided('approved', 'Admitted', 2), 'Admitted'],
    [
      'an approval whose applicant has paid since',
      approve,
      approvedMembership({
        state: 'Admitted',
        history: [
          ...approvedMembership().history,
          { event: 'admitted', from: 'Approved', to: 'Admitted', at: now, actor: 'system', round: 1 },
        ],
      }),
      'Approved',
    ],
    [
      'an approval whose person was approved in a later round, too',
      approve,
      approvedMembership({
        round: 2,
        history: [
          ...decided('approved', 'Admitted').history,
          { event: 'approved', from: 'Applied', to: 'Approved', at: now, actor: 'owner', round: 2 },
        ],
      }),
      'Admitted',
    ],
  ])('approveMember repeats the answer to %s when it is sent again', async (_what, input, before, state) => {
    const stack = new OperationStack().given({ groups: [reviewedGroup], memberships: [before] });
    expect(await stack.call('approveMember', 'oOlivia', input)).toEqual(answered(state));
    expect([stack.calls, stack.changes]).toEqual([['application'], {}]);
  });
});
