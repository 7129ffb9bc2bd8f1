import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import {
  appliedMembership,
  approvedMembership,
  approvedOrder,
  approvedSeat,
  chosenGroup,
  membership,
  membershipId,
  minutes,
  now,
  orderId,
  paymentConfirmed,
  reviewedMembership,
  qrClock,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const input = { groupId: 'g1' };
const approved = (stack: OperationStack): OperationStack =>
  stack.given({ groups: [chosenGroup()], memberships: [approvedMembership()] });
const unpaid = (stack: OperationStack): OperationStack => approved(stack).given({ orders: [approvedOrder()] });
const asked = ['membership', 'orderByActiveKey', 'queryOrder(order)'];

const paidNow = approvedOrder({
  rev: 2,
  state: 'Paid',
  transactionId: '4200000001',
  paidAt: now,
  history: [{ ...paymentConfirmed, at: now }],
  effects: [
    { kind: 'admit', at: now, attempts: 0 },
    { kind: 'postPayment', at: now, attempts: 0 },
  ],
  dueAt: now,
});

describeRefusals('withdrawApplication', { as: 'oAnn', input }, {
  ApplicationNotFound: [
    { when: 'there is none', arrange: () => undefined, calls: ['membership'] },
    { when: 'it is somebody else’s', arrange: (stack) => void approved(stack), as: 'oBen', calls: ['membership'] },
    ...(['Rejected', 'TimedOut', 'Revoked', 'Removed', 'Expired'] as const).map((state) => ({
      when: `the membership is ${state}`,
      arrange: (stack: OperationStack) => void stack.given({ memberships: [membership({ state })] }),
      calls: ['membership'],
    })),
  ],
  AlreadyPaid: [
    ...(['Admitted', 'Joined'] as const).map((state) => ({
      when: `the person is ${state}`,
      arrange: (stack: OperationStack) => void stack.given({ memberships: [membership({ state })] }),
      calls: ['membership'],
    })),
    {
      when: 'the person has paid and waits for the owner',
      arrange: (stack) => void stack.given({ memberships: [reviewedMembership()] }),
      calls: ['membership'],
    },
    {
      when: 'WeChat Pay says it is paid, and then the person is admitted',
      arrange: (stack) => {
        unpaid(stack).pay.queryOrder = trade();
      },
      calls: [...asked, 'queryOrder(order)', 'saveOrder', 'saveMembership', 'addPosting'],
      changes: {
        orders: [paidNow],
        memberships: [
          approvedMembership({
            rev: 3,
            state: 'Admitted',
            orderId,
            paidFen: 990,
            stateAt: now,
            payUntil: null,
            history: [
              ...approvedMembership().history,
              { event: 'admitted', from: 'Approved', to: 'Admitted', at: now, actor: 'system', round: 1 },
            ],
            ...qrClock,
          }),
        ],
        ledger: [expect.objectContaining({ _id: `${orderId}:paid` })],
      },
    },
    {
      when: 'its order is paid already',
      arrange: (stack) => void approved(stack).given({ orders: [{ ...paidNow, effects: [], dueAt: null }] }),
      calls: ['membership', 'orderByActiveKey'],
    },
  ],
  PaymentInProgress: (['USERPAYING', 'ACCEPT'] as const).map((state) => ({
    when: `WeChat Pay says ${state}`,
    arrange: (stack: OperationStack) => {
      unpaid(stack).pay.queryOrder = trade({ state });
    },
    calls: asked,
  })),
  PaymentUnavailable: [
    {
      when: 'WeChat Pay does not answer',
      arrange: (stack) => {
        unpaid(stack).pay.queryOrder = unknown;
      },
      calls: asked,
    },
  ],
  Busy: [
    {
      when: 'somebody else is changing its order',
      arrange: (stack) => {
        unpaid(stack).meanwhile('saveOrder', () => stack.touch('orders', orderId));
      },
      calls: [...asked, 'saveOrder', 'order'],
      changes: { orders: [approvedOrder({ rev: 2 })] },
    },
    {
      when: 'somebody else moves the membership three times',
      arrange: (stack) => {
        approved(stack).meanwhile('saveMembership', () => stack.touch('memberships', membershipId), 3);
      },
      calls: Array.from({ length: 3 }, () => ['membership', 'orderByActiveKey', 'saveMembership']).flat(),
      changes: { memberships: [approvedMembership({ rev: 5 })] },
    },
  ],
}); // oxfmt-ignore

const done = { ok: true, value: { membershipState: 'Withdrawn' } };
const withdrawn = (before: Membership, over: Partial<Membership> = {}): Membership => ({
  ...before,
  rev: before.rev + 1,
  state: 'Withdrawn',
  round: 2,
  stateAt: now,
  payUntil: null,
  seatId: null,
  encryptedMessage: null,
  history: [
    ...before.history,
    { event: 'withdrawn', from: before.state, to: 'Withdrawn', at: now, actor: 'buyer', round: 1 },
  ],
  effects: [],
  dueAt: null,
  ...over,
});
const freeSeat = { kind: 'freeSeat', at: minutes(5), attempts: 0, seatId: approvedSeat } as const;
const withoutSeat = chosenGroup({ seatsLeft: 2, seats: [] });

describe('withdrawApplication', () => {
  it('withdrawApplication ends an application and deletes its message', async () => {
    const stack = new OperationStack().given({ memberships: [appliedMembership()] });
    expect(await stack.call('withdrawApplication', 'oAnn', input)).toEqual(done);
    expect(stack.calls).toEqual(['membership', 'saveMembership']);
    expect(stack.changes).toEqual({ memberships: [withdrawn(appliedMembership())] });
  });

  it('withdrawApplication frees the seat of an approval at once, and once more later', async () => {
    const stack = approved(new OperationStack());
    expect(await stack.call('withdrawApplication', 'oAnn', input)).toEqual(done);
    expect(stack.calls).toEqual(['membership', 'orderByActiveKey', 'saveMembership', 'freeSeat']);
    expect(stack.changes).toEqual({
      groups: [withoutSeat],
      memberships: [withdrawn(approvedMembership(), { effects: [freeSeat], dueAt: minutes(5) })],
    });
  });

  it('withdrawApplication closes the unpaid order before the membership ends', async () => {
    const stack = unpaid(new OperationStack());
    expect(await stack.call('withdrawApplication', 'oAnn', input)).toEqual(done);
    expect(stack.calls).toEqual([...asked, 'saveOrder', 'saveMembership', 'freeSeat']);
    expect(stack.changes).toEqual({
      groups: [withoutSeat],
      memberships: [withdrawn(approvedMembership(), { effects: [freeSeat], dueAt: minutes(5) })],
      orders: [
        approvedOrder({
          rev: 2,
          state: 'Closed',
          activeKey: orderId,
          history: [{ event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: now, actor: 'buyer' }],
          effects: [{ kind: 'closePayment', at: minutes(4), attempts: 0 }],
          dueAt: minutes(4),
        }),
      ],
    });
  });

  it('withdrawApplication ends an approval without a seat in a group without a limit', async () => {
    const before = approvedMembership({ seatId: null });
    const stack = approved(new OperationStack()).given({ memberships: [before] });
    expect(await stack.call('withdrawApplication', 'oAnn', input)).toEqual(done);
    expect(stack.calls).toEqual(['membership', 'orderByActiveKey', 'saveMembership']);
    expect(stack.changes).toEqual({ memberships: [withdrawn(before)] });
  });

  it('withdrawApplication retries when the membership is moved meanwhile', async () => {
    const stack = new OperationStack().given({ memberships: [appliedMembership()] });
    stack.meanwhile('saveMembership', () => stack.touch('memberships', membershipId), 2);
    expect(await stack.call('withdrawApplication', 'oAnn', input)).toEqual(done);
    const attempt = ['membership', 'saveMembership'];
    expect(stack.calls).toEqual([...attempt, ...attempt, ...attempt]);
  });

  it('withdrawApplication succeeds for a withdrawn application', async () => {
    const stack = new OperationStack().given({ memberships: [membership({ state: 'Withdrawn', round: 2 })] });
    expect(await stack.call('withdrawApplication', 'oAnn', input)).toEqual(done);
    expect([stack.calls, stack.changes]).toEqual([['membership'], {}]);
  });
});
