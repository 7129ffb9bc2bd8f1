import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import {
  appliedMembership,
  approvedMembership,
  approvedOrder,
  approvedSeat,
  attempts,
  chosenGroup,
  group,
  groupQr,
  hours,
  later,
  membership,
  membershipId,
  minutes,
  now,
  order,
  paidOrder,
  reviewedMembership,
  tooManyAttempts,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const input = { groupId: 'g1', message: '想一起读', contact: '微信 ann' };
const freeGroup = chosenGroup({ seatsLeft: 2, seats: [] });
const open = (stack: OperationStack, more: Parameters<OperationStack['given']>[0] = {}): OperationStack =>
  stack.given({ groups: [freeGroup], groupQrs: [groupQr()], ...more });
const checked = ['groupForBuyer', 'countAttempt', 'check(oAnn, 2, 想一起读\n微信 ann)'];
const counted = { rateLimits: [attempts('applyToGroup', 1)] };
const applied = { event: 'applied', from: null, to: 'Applied', at: now, actor: 'buyer', round: 1 } as const;

/** Ann's application as it is stored. */
const appliedNow = (over: Partial<Membership> = {}): Membership =>
  appliedMembership({
    appliedAt: now,
    stateAt: now,
    reviewUntil: hours(24),
    history: [applied],
    effects: [{ kind: 'timeOut', at: hours(24), attempts: 0 }],
    dueAt: hours(24),
    ...over,
  });
const timedOut = { event: 'timedOut', from: 'Approved', to: 'TimedOut', at: now, actor: 'system', round: 1 } as const;

describeRefusals('applyToGroup', { as: 'oAnn', input }, {
  GroupNotFound: [
    { when: 'there is no such group', arrange: () => undefined, calls: ['groupForBuyer'] },
    ...(['Draft', 'PendingReview', 'Banned'] as const).map((state) => ({
      when: `the group is ${state}`,
      arrange: (stack: OperationStack) => void open(stack, { groups: [{ ...freeGroup, state }] }),
      calls: ['groupForBuyer'],
    })),
  ],
  GroupBanned: [
    {
      when: 'the group was taken down and the caller was rejected before',
      arrange: (stack) =>
        void open(stack, { groups: [{ ...freeGroup, state: 'Banned' }] }).given({
          memberships: [appliedMembership({ state: 'Rejected', round: 2, effects: [], dueAt: null })],
        }),
      calls: ['groupForBuyer'],
    },
  ],
  GroupSuspended: [
    {
      when: 'an operator looks into the group',
      arrange: (stack) => void open(stack, { groups: [{ ...freeGroup, state: 'Suspended' }] }),
      calls: ['groupForBuyer'],
    },
  ],
  GroupPaused: (['Paused', 'Closed'] as const).map((state) => ({
    when: `the group is ${state}`,
    arrange: (stack: OperationStack) => void open(stack, { groups: [{ ...freeGroup, state }] }),
    calls: ['groupForBuyer'],
  })),
  GroupFull: [
    {
      when: 'no seat is left',
      arrange: (stack) => void open(stack, { groups: [{ ...freeGroup, seatsLeft: 0, seats: ['two', 'others'] }] }),
      calls: ['groupForBuyer'],
    },
  ],
  RefundedTooOften: [
    {
      when: 'the applicant took the money of this group back twice within half a year',
      arrange: (stack) => {
        const taken = { event: 'revoked', from: 'Admitted', to: 'Revoked', actor: 'buyer' } as const;
        const history = [-30, -20].map((count, index) => ({ ...taken, at: hours(24 * count), round: index + 1 }));
        open(stack, { memberships: [membership({ state: 'Revoked', round: 3, history })] });
      },
      calls: ['groupForBuyer'],
      until: hours(24 * 150),
    },
  ],
  NoValidQr: [
    { when: 'the group has no QR', arrange: (stack) => void stack.given({ groups: [freeGroup] }), calls: ['groupForBuyer'] },
  ],
  OwnGroup: [
    { when: 'the owner asks', arrange: (stack) => void open(stack), as: 'oOlivia', calls: ['groupForBuyer'] },
    {
      when: 'a co-admin asks for a draft of theirs',
      arrange: (stack) => void open(stack, { groups: [{ ...freeGroup, state: 'Draft' }] }),
      as: 'oCora',
      calls: ['groupForBuyer'],
    },
  ],
  AlreadyMember: (['Admitted', 'Joined'] as const).map((state) => ({
    when: `the person is ${state}`,
    arrange: (stack: OperationStack) => void open(stack, { memberships: [membership({ state })] }),
    calls: ['groupForBuyer'],
  })),
  UnderReview: [
    {
      when: 'the person has paid under another rule and waits',
      arrange: (stack) => void open(stack, { memberships: [reviewedMembership()] }),
      calls: ['groupForBuyer'],
    },
  ],
  NotByApplication: (['instant', 'payThenReview'] as const).map((admission) => ({
    when: `the group is entered by ${admission}`,
    arrange: (stack: OperationStack) => void open(stack, { groups: [group({ admission })] }),
    calls: ['groupForBuyer'],
  })),
  PaymentInProgress: [
    {
      when: 'an order begun under another rule is not over yet',
      arrange: (stack) => void open(stack, { orders: [order()] }),
      calls: ['groupForBuyer'],
    },
  ],
  TextRefused: [
    {
      when: 'WeChat finds the words risky',
      arrange: (stack) => {
        open(stack).contentCheck = 'risky';
      },
      calls: checked,
      changes: counted,
    },
  ],
  CheckUnavailable: [
    {
      when: 'WeChat can’t check the words',
      arrange: (stack) => {
        open(stack).contentCheck = 'unknown';
      },
      calls: checked,
      changes: counted,
    },
  ],
  Unavailable: [
    {
      when: 'the installation has no key',
      arrange: (stack) => {
        open(stack).hasKey = false;
      },
      calls: checked,
      changes: counted,
    },
  ],
  TooManyAttempts: [
    {
      when: 'twenty applications were made within this hour',
      arrange: (stack) => void open(stack, { rateLimits: [attempts('applyToGroup', 20)] }),
      calls: ['groupForBuyer', 'countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('applyToGroup', 20)] },
    },
  ],
  Busy: [
    {
      when: 'a payment is written meanwhile',
      arrange: (stack) => {
        open(stack).meanwhile('addMembership', () => void stack.documents.memberships.add(membership()));
      },
      calls: [...checked, 'addMembership', 'membership'],
      changes: { ...counted, memberships: [membership()] },
    },
  ],
}); // oxfmt-ignore

const answered = (membershipState: string, reviewUntil: Date | null, payUntil: Date | null) => ({
  ok: true,
  value: {
    membershipState,
    reviewUntilMs: reviewUntil?.getTime() ?? null,
    payUntilMs: payUntil?.getTime() ?? null,
  },
});

describe('applyToGroup', () => {
  it('applyToGroup stores the application encrypted, with the owner’s deadline to decide', async () => {
    const stack = open(new OperationStack());
    expect(await stack.call('applyToGroup', 'oAnn', input)).toEqual(answered('Applied', hours(24), null));
    expect(stack.calls).toEqual([...checked, 'addMembership']);
    expect(stack.changes).toEqual({ ...counted, memberships: [appliedNow()] });
  });

  it('applyToGroup does not require contact details', async () => {
    const stack = open(new OperationStack());
    await stack.call('applyToGroup', 'oAnn', { groupId: 'g1', message: '想一起读' });
    expect(stack.calls).toContain('check(oAnn, 2, 想一起读)');
    const encryptedMessage = `sealed for ${membershipId}#1: {"message":"想一起读","contact":""}`;
    expect(stack.changes).toEqual({ ...counted, memberships: [appliedNow({ encryptedMessage })] });
  });

  it.each([
    ['Applied', appliedMembership(), answered('Applied', hours(22), null)],
    ['Approved', approvedMembership(), answered('Approved', null, hours(23))],
    ['Approved', approvedMembership({ payUntil: later(1) }), answered('Approved', null, later(1))],
  ])('applyToGroup returns the current application to a person who is already %s', async (_state, found, answer) => {
    const stack = open(new OperationStack(), { memberships: [found] });
    expect(await stack.call('applyToGroup', 'oAnn', input)).toEqual(answer);
    expect([stack.calls, stack.changes]).toEqual([['groupForBuyer'], {}]);
  }); // oxfmt-ignore

  it('applyToGroup returns an approval even while the group is paused', async () => {
    const stack = open(new OperationStack(), {
      groups: [chosenGroup({ state: 'Paused' })],
      memberships: [approvedMembership()],
    });
    expect(await stack.call('applyToGroup', 'oAnn', input)).toEqual(answered('Approved', null, hours(23)));
  });

  it('applyToGroup ends an expired approval and applies again in the next round', async () => {
    const before = approvedMembership({ payUntil: now });
    const stack = open(new OperationStack(), { groups: [chosenGroup()], memberships: [before] });
    expect(await stack.call('applyToGroup', 'oAnn', input)).toEqual(answered('Applied', hours(24), null));
    const ending = ['groupForBuyer', 'orderByActiveKey', 'saveMembership', 'freeSeat'];
    expect(stack.calls).toEqual([...ending, ...checked, 'saveMembership']);
    expect(stack.changes).toEqual({
      ...counted,
      groups: [freeGroup],
      memberships: [
        appliedNow({
          rev: 4,
          round: 2,
          encryptedMessage: `sealed for ${membershipId}#2: {"message":"想一起读","contact":"微信 ann"}`,
          history: [...before.history, timedOut, { ...applied, from: 'TimedOut', round: 2 }],
          effects: [
            { kind: 'freeSeat', at: minutes(5), attempts: 0, seatId: approvedSeat },
            { kind: 'timeOut', at: hours(24), attempts: 0 },
          ],
          dueAt: minutes(5),
        }),
      ],
    });
  });

  it('applyToGroup keeps an expired approval while WeChat Pay does not report its payment', async () => {
    const before = approvedMembership({ payUntil: now });
    const stack = open(new OperationStack(), { memberships: [before], orders: [approvedOrder()] });
    stack.pay.queryOrder = unknown;
    expect(await stack.call('applyToGroup', 'oAnn', input)).toEqual(answered('Approved', null, now));
    expect(stack.calls).toEqual(['groupForBuyer', 'orderByActiveKey', 'queryOrder(order)', 'groupForBuyer']);
    expect(stack.changes).toEqual({});
  });

  it('applyToGroup admits an expired approval that turns out to be paid', async () => {
    const before = approvedMembership({ payUntil: now });
    const stack = open(new OperationStack(), { memberships: [before], orders: [approvedOrder()] });
    stack.pay.queryOrder = trade();
    expect(await stack.call('applyToGroup', 'oAnn', input)).toMatchObject({ code: 'AlreadyMember' });
    expect(stack.documents.memberships.get(membershipId)?.state).toBe('Admitted');
  });

  it.each(['Rejected', 'TimedOut', 'Withdrawn', 'Revoked', 'Removed'] as const)(
    'applyToGroup accepts a new application after a membership that was %s',
    async (state) => {
      const before = membership({ rev: 6, state, round: 3, rejectedReason: '人满', shownQrId: 'qr1' });
      const stack = open(new OperationStack(), { memberships: [before], orders: [paidOrder({ state: 'Refunded' })] });
      expect(await stack.call('applyToGroup', 'oAnn', input)).toEqual(answered('Applied', hours(24), null));
      expect(stack.changes).toEqual({
        ...counted,
        memberships: [
          appliedNow({
            rev: 7,
            round: 3,
            encryptedMessage: `sealed for ${membershipId}#3: {"message":"想一起读","contact":"微信 ann"}`,
            history: [...before.history, { ...applied, from: state, round: 3 }],
          }),
        ],
      });
    },
  );

  it('applyToGroup returns the application that another phone sent a moment earlier', async () => {
    const stack = open(new OperationStack());
    stack.meanwhile('addMembership', () => void stack.documents.memberships.add(appliedMembership()));
    expect(await stack.call('applyToGroup', 'oAnn', input)).toEqual(answered('Applied', hours(22), null));
    expect(stack.calls).toEqual([...checked, 'addMembership', 'membership']);
  });

  it('applyToGroup allows the twentieth application within an hour', async () => {
    const stack = open(new OperationStack(), { rateLimits: [attempts('applyToGroup', 19)] });
    expect(await stack.call('applyToGroup', 'oAnn', input)).toMatchObject({ ok: true });
  });

  it('applyToGroup logs that no key is set', async () => {
    const stack = open(new OperationStack());
    stack.hasKey = false;
    await stack.call('applyToGroup', 'oAnn', input);
    const what = 'CONFIDENTIAL_KEYS is not set: no application can be taken';
    expect(stack.logged).toEqual([{ what, details: { membershipId } }]);
  });
});
