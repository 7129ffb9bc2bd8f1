import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import type { Order } from '../../domain/order';
import type { SecurityEvent } from '../../domain/security';
import {
  admittedNow,
  appliedMembership,
  approvedMembership,
  approvedOrder,
  approvedSeat,
  attempts,
  chosenGroup,
  closedOrder,
  days,
  group,
  groupQr,
  hash,
  hours,
  idempotencyKey,
  later,
  membership,
  membershipId,
  merchant,
  minutes,
  now,
  order,
  orderId,
  paidOrder,
  payment,
  paymentPosting,
  reviewedMembership,
  securityEvent,
  tooManyAttempts,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';
import { describeRefusals } from './refusals';

const input = { idempotencyKey, groupId: 'g1' };
/** The group on sale, with these changes. */
const forSale = (stack: OperationStack, more: Parameters<OperationStack['given']>[0] = {}): OperationStack =>
  stack.given({ groups: [group()], groupQrs: [groupQr()], ...more });
const ended = (over: Partial<Membership> = {}): Membership =>
  membership({ rev: 3, state: 'Rejected', round: 2, orderId: 'an earlier one', ...over });

/** Ann's new order as it is first stored. */
const placed = (over: Partial<Order> = {}): Order =>
  order({
    rev: 0,
    payment: null,
    createdAt: now,
    payUntil: minutes(15),
    paymentRequest: { ...order().paymentRequest, timeExpire: '20261122183530' },
    effects: [{ kind: 'syncPayment', at: now, attempts: 0 }],
    dueAt: now,
    ...over,
  });
const seated = group({ seatsLeft: 1, seats: [orderId] });
const closedBySystem = { event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: now, actor: 'system' } as const;
const placedAndClosed = placed({
  rev: 1,
  state: 'Closed',
  activeKey: orderId,
  history: [closedBySystem],
  effects: [
    { kind: 'freeSeat', at: now, attempts: 0 },
    { kind: 'closePayment', at: minutes(5), attempts: 0 },
  ],
});
const paidNow = (before: Order): Order => ({
  ...before,
  rev: before.rev + 1,
  state: 'Paid',
  transactionId: '4200000001',
  paidAt: now,
  history: [{ event: 'paymentConfirmed', from: 'AwaitingPayment', to: 'Paid', at: now, actor: 'system' }],
  effects: [
    { kind: 'admit', at: now, attempts: 0 },
    { kind: 'postPayment', at: now, attempts: 0 },
  ],
  dueAt: now,
});
/** One of Ann's orders, which lapsed so many minutes ago. */
const lapsed = (minutesAgo: number, actor: 'buyer' | 'system' = 'system'): Order =>
  closedOrder({
    _id: `lapsed ${minutesAgo}`,
    activeKey: `lapsed ${minutesAgo}`,
    seatId: `lapsed ${minutesAgo}`,
    createdAt: minutes(-minutesAgo - 15),
    payUntil: minutes(-minutesAgo),
    history: [{ event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: minutes(-minutesAgo), actor }],
  });
/** Ann's membership, whose money she took back so many days ago (negative). */
const takenBack = (daysFromNow: readonly number[], actor: 'buyer' | 'operator' = 'buyer') =>
  ended({
    history: daysFromNow.map((count, index) => ({
      event: 'revoked',
      from: 'Admitted',
      to: 'Revoked',
      at: days(count),
      actor,
      round: index + 1,
    })),
  });
const hourStart = Date.parse('2026-11-22T10:00:00Z');
/** The payments of the merchant that WeChat Pay failed to prepare within this hour. */
const failures = (count: number) => ({
  _id: `paymentsFailing:${hash(`rateLimit\n${merchant}`)}:${hourStart}`,
  count,
  expiresAt: new Date(hourStart + 3_600_000),
});
const paymentsFailing = (over: Partial<SecurityEvent> = {}): SecurityEvent =>
  securityEvent({
    _id: `paymentsFailing:${merchant}:${hourStart / 3_600_000}`,
    kind: 'paymentsFailing',
    function: 'createOrder',
    openid: null,
    detail: 'unifiedOrder keeps failing',
    ...over,
  });
const fill = (stack: OperationStack): void =>
  stack.documents.groups.put(group({ seatsLeft: 0, seats: ['somebody', 'else'] }));
const full = group({ seatsLeft: 0, seats: ['somebody', 'else'] });
const begins = ['groupForBuyer', 'addOrder', 'takeSeat', 'unifiedOrder(order)'];
const overdue = order({ createdAt: minutes(-15), payUntil: now });
const secondKey = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const secondId = hash(`order\noAnn\n${secondKey}`);

/** A group whose owner decides after the payment, and a request that has words for the owner. */
const reviewed = group({ admission: 'payThenReview', reviewHours: 24 });
const withWords = { ...input, message: '想早起', contact: 'ann-wx' };
const reviewedUnpaid = order({ terms: { ...order().terms, admission: 'payThenReview', reviewHours: 24 } });
const checked = 'check(oAnn, 2, 想早起\nann-wx)';

describeRefusals('createOrder', { as: 'oAnn', input }, {
  GroupNotFound: [{ when: 'there is no such group', arrange: () => undefined, calls: ['groupForBuyer'] }],
  GroupBanned: [
    {
      when: 'the group was taken down',
      arrange: (stack) => void forSale(stack, { groups: [group({ state: 'Banned' })] }),
      calls: ['groupForBuyer'],
    },
    {
      when: 'the group was taken down and the person has an unpaid order',
      arrange: (stack) => void forSale(stack, { groups: [group({ state: 'Banned' })], orders: [order()] }),
      calls: ['groupForBuyer'],
    },
  ],
  GroupSuspended: [
    {
      when: 'an operator looks into the group and the person has an unpaid order',
      arrange: (stack) => void forSale(stack, { groups: [group({ state: 'Suspended' })], orders: [order()] }),
      calls: ['groupForBuyer'],
    },
  ],
  GroupPaused: (['Draft', 'PendingReview', 'Paused', 'Closed'] as const).map((state) => ({
    when: `the group is ${state}`,
    arrange: (stack: OperationStack) => void forSale(stack, { groups: [group({ state })] }),
    calls: ['groupForBuyer'],
  })),
  GroupFull: [
    { when: 'no seat is left', arrange: (stack) => void forSale(stack, { groups: [full] }), calls: ['groupForBuyer'] },
    {
      when: 'others take the last seat meanwhile',
      arrange: (stack) => {
        forSale(stack).meanwhile('takeSeat', () => fill(stack));
      },
      calls: ['groupForBuyer', 'addOrder', 'takeSeat', 'holdsSeat', 'saveOrder', 'freeSeat'],
      changes: { orders: [placedAndClosed], groups: [full] },
    },
    {
      when: 'no seat is left for an order that waited for its payment',
      arrange: (stack) => void forSale(stack, { groups: [full], orders: [order({ payment: null })] }),
      calls: ['groupForBuyer', 'countAttempt', 'takeSeat', 'holdsSeat', 'saveOrder', 'freeSeat'],
      changes: {
        rateLimits: [attempts('payAgain', 1)],
        orders: [
          order({
            ...placedAndClosed,
            rev: 2,
            createdAt: minutes(-1),
            payUntil: minutes(14),
            paymentRequest: order().paymentRequest,
            effects: [
              { kind: 'freeSeat', at: now, attempts: 0 },
              { kind: 'closePayment', at: minutes(4), attempts: 0 },
            ],
          }),
        ],
      },
    },
  ],
  OrdersLapsed: [
    {
      when: 'two of the buyer’s orders expired within an hour, the later one fifty-nine minutes ago',
      arrange: (stack) => void forSale(stack, { orders: [lapsed(90), lapsed(59)] }),
      calls: ['groupForBuyer'],
      until: minutes(1),
    },
    {
      when: 'the buyer cancelled one order and let another expire',
      arrange: (stack) => void forSale(stack, { orders: [lapsed(40), lapsed(10, 'buyer')] }),
      calls: ['groupForBuyer'],
      until: minutes(50),
    },
    {
      when: 'a late sweep closed both at this moment, long after their time was over',
      arrange: (stack) => {
        const late = { at: now, event: 'closed', from: 'AwaitingPayment', to: 'Closed', actor: 'system' } as const;
        forSale(stack, { orders: [lapsed(90), lapsed(30)].map((each) => ({ ...each, history: [late] })) });
      },
      calls: ['groupForBuyer'],
      until: minutes(30),
    },
    {
      when: 'the second one expires at this moment and this call closes it',
      arrange: (stack) => void forSale(stack, { orders: [lapsed(20), overdue], groups: [seated] }),
      calls: ['groupForBuyer', 'queryOrder(order)', 'saveOrder', 'freeSeat', 'groupForBuyer'],
      changes: {
        orders: [
          {
            ...overdue,
            rev: 2,
            state: 'Closed',
            activeKey: orderId,
            history: [closedBySystem],
            effects: [
              { kind: 'freeSeat', at: now, attempts: 0 },
              { kind: 'closePayment', at: now, attempts: 0 },
            ],
            dueAt: now,
          },
        ],
        groups: [group()],
      },
      until: hours(1),
    },
  ],
  RefundedTooOften: [
    {
      when: 'the buyer took the money back twice within 180 days',
      arrange: (stack) => void forSale(stack, { memberships: [takenBack([-179, -10])] }),
      calls: ['groupForBuyer'],
      until: days(1),
    },
    {
      when: 'the buyer took it back three times, of which the last two count',
      arrange: (stack) => void forSale(stack, { memberships: [takenBack([-300, -100, -10])] }),
      calls: ['groupForBuyer'],
      until: days(80),
    },
  ],
  NoValidQr: [
    { when: 'the group has no QR', arrange: (stack) => void stack.given({ groups: [group()] }), calls: ['groupForBuyer'] },
    {
      when: 'its QR ends at this moment',
      arrange: (stack) => void forSale(stack, { groupQrs: [groupQr({ expiresAt: now })] }),
      calls: ['groupForBuyer'],
    },
    {
      when: 'its QR was shown to as many as it lets in',
      arrange: (stack) => void forSale(stack, { groupQrs: [groupQr({ quota: 1, shownTo: ['another'] })] }),
      calls: ['groupForBuyer'],
    },
    {
      when: 'its QR is broken',
      arrange: (stack) => void forSale(stack, { groupQrs: [groupQr({ state: 'Broken' })] }),
      calls: ['groupForBuyer'],
    },
  ],
  AlreadyMember: (['Admitted', 'Joined'] as const).map((state) => ({
    when: `the buyer is ${state}`,
    arrange: (stack: OperationStack) => void forSale(stack, { memberships: [membership({ state })], orders: [paidOrder()] }),
    calls: ['groupForBuyer'],
  })),
  UnderReview: [
    {
      when: 'the buyer has paid and waits for the owner',
      arrange: (stack) => void forSale(stack, { memberships: [reviewedMembership()], orders: [paidOrder()] }),
      calls: ['groupForBuyer'],
    },
  ],
  OwnGroup: ['oOlivia', 'oCora'].map((as) => ({
    when: `the buyer is ${as}, who runs the group`,
    arrange: (stack: OperationStack) => void forSale(stack),
    as,
    calls: ['groupForBuyer'],
  })),
  ApplyFirst: [
    {
      when: 'the owner decides before anybody pays',
      arrange: (stack) => void forSale(stack, { groups: [chosenGroup()] }),
      calls: ['groupForBuyer'],
    },
    {
      when: 'an earlier application was rejected',
      arrange: (stack) => void forSale(stack, { groups: [chosenGroup()], memberships: [ended()] }),
      calls: ['groupForBuyer'],
    },
    {
      when: 'the time of an approval is over, which is then ended',
      arrange: (stack) => void forSale(stack, { groups: [chosenGroup()], memberships: [approvedMembership({ payUntil: now })] }),
      calls: ['groupForBuyer', 'orderByActiveKey', 'saveMembership', 'freeSeat', 'groupForBuyer'],
      changes: {
        groups: [chosenGroup({ seatsLeft: 2, seats: [] })],
        memberships: [
          approvedMembership({
            rev: 3,
            state: 'TimedOut',
            round: 2,
            stateAt: now,
            payUntil: null,
            seatId: null,
            history: [
              ...approvedMembership().history,
              { event: 'timedOut', from: 'Approved', to: 'TimedOut', at: now, actor: 'system', round: 1 },
            ],
            effects: [{ kind: 'freeSeat', at: minutes(5), attempts: 0, seatId: approvedSeat }],
            dueAt: minutes(5),
          }),
        ],
      },
    },
  ],
  Applied: [
    {
      when: 'the application waits for the owner',
      arrange: (stack) => void forSale(stack, { groups: [chosenGroup()], memberships: [appliedMembership()] }),
      calls: ['groupForBuyer'],
    },
    {
      when: 'no seat can be had for the approval after all',
      arrange: (stack) =>
        void forSale(stack, {
          groups: [chosenGroup({ seats: ['others', 'both'], seatsLeft: 0 })],
          memberships: [
            approvedMembership({
              effects: [{ kind: 'secureSeat', at: hours(-1), attempts: 0 }, ...approvedMembership().effects],
            }),
          ],
        }),
      calls: ['groupForBuyer', 'takeSeat', 'holdsSeat', 'saveMembership', 'groupForBuyer'],
      changes: {
        memberships: [
          approvedMembership({
            rev: 3,
            state: 'Applied',
            stateAt: now,
            payUntil: null,
            seatId: null,
            history: [
              ...approvedMembership().history,
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
  AlreadyPaid: [
    {
      when: 'the order is paid and its membership has not followed yet',
      arrange: (stack) => void forSale(stack, { orders: [paidOrder()] }),
      calls: ['groupForBuyer'],
    },
    {
      when: 'an order whose time is over turns out to be paid',
      arrange: (stack) => {
        forSale(stack, { orders: [overdue] }).pay.queryOrder = trade();
      },
      calls: ['groupForBuyer', 'queryOrder(order)', 'saveOrder', 'group', 'addMembership', 'addPosting'],
      changes: { orders: [paidNow(overdue)], memberships: [admittedNow()], ledger: [paymentPosting()] },
    },
    {
      when: 'this very order was closed, and paid afterwards',
      arrange: (stack) => void forSale(stack, { orders: [paidOrder({ state: 'Refunding', activeKey: orderId })] }),
      calls: ['groupForBuyer', 'addOrder', 'order'],
    },
    {
      when: 'WeChat Pay refuses to prepare it and then says that it is paid',
      arrange: (stack) => {
        forSale(stack).pay.unifiedOrder = { kind: 'refused', why: '该订单已支付' };
        stack.pay.queryOrder = trade();
      },
      calls: [...begins, 'queryOrder(order)', 'saveOrder', 'addMembership', 'addPosting'],
      changes: { orders: [paidNow(placed())], groups: [seated], memberships: [admittedNow()], ledger: [paymentPosting()] },
    },
    {
      when: 'it is paid while WeChat Pay prepares it',
      arrange: (stack) => {
        forSale(stack).meanwhile('saveOrder', () => stack.documents.orders.put(paidOrder()));
      },
      calls: [...begins, 'saveOrder', 'order'],
      changes: { orders: [paidOrder()], groups: [seated] },
    },
  ],
  OrderClosed: [
    {
      when: 'this very order is closed',
      arrange: (stack) => void forSale(stack, { orders: [closedOrder()] }),
      calls: ['groupForBuyer', 'addOrder', 'order'],
    },
    {
      when: 'this very order was begun in a round that has ended',
      arrange: (stack) => void forSale(stack, { orders: [paidOrder({ state: 'Refunded' })], memberships: [ended()] }),
      calls: ['groupForBuyer', 'addOrder', 'order'],
    },
    {
      when: 'it is closed while WeChat Pay prepares it, and then its seat is freed',
      arrange: (stack) => {
        forSale(stack).meanwhile('saveOrder', () => stack.documents.orders.put(closedOrder()));
      },
      calls: [...begins, 'saveOrder', 'order', 'freeSeat'],
      changes: { orders: [closedOrder()] },
    },
    {
      when: 'the order of an approval is closed while WeChat Pay prepares it, whose seat stays',
      arrange: (stack) => {
        const closed = closedOrder({ seatId: approvedSeat });
        forSale(stack, { groups: [chosenGroup()], memberships: [approvedMembership()] });
        stack.meanwhile('saveOrder', () => stack.documents.orders.put(closed));
      },
      calls: ['groupForBuyer', 'addOrder', 'unifiedOrder(order)', 'saveOrder', 'order'],
      changes: { orders: [closedOrder({ seatId: approvedSeat })] },
    },
  ],
  PaymentUnavailable: [
    {
      when: 'no merchant is set',
      arrange: (stack) => {
        forSale(stack).settings = { ...stack.settings, subMchId: '' };
      },
      calls: ['groupForBuyer'],
      message: 'No merchant is set: SUB_MCH_ID.',
    },
    {
      when: 'WeChat Pay does not answer',
      arrange: (stack) => {
        forSale(stack).pay.unifiedOrder = unknown;
      },
      calls: [...begins, 'queryOrder(order)', 'saveOrder', 'freeSeat', 'countAttempt'],
      changes: { orders: [placedAndClosed], rateLimits: [failures(1)] },
    },
    {
      when: 'WeChat Pay refuses to prepare it, and nobody knows whether it was paid before',
      arrange: (stack) => {
        forSale(stack).pay.unifiedOrder = { kind: 'refused', why: '商户号不存在' };
        stack.pay.queryOrder = unknown;
      },
      calls: [...begins, 'queryOrder(order)', 'saveOrder', 'freeSeat', 'countAttempt'],
      changes: { orders: [placedAndClosed], rateLimits: [failures(1)] },
    },
    {
      when: 'WeChat Pay refuses to prepare it for the third time this hour, of which operators are told',
      arrange: (stack) => {
        forSale(stack, { rateLimits: [failures(2)] }).pay.unifiedOrder = { kind: 'refused', why: '商户号不存在' };
      },
      calls: [...begins, 'queryOrder(order)', 'saveOrder', 'freeSeat', 'countAttempt', 'addSecurityEvent'],
      changes: { orders: [placedAndClosed], securityEvents: [paymentsFailing()] },
    },
    {
      when: 'WeChat Pay refuses to prepare it, as it has ten times, which is counted on the same event',
      arrange: (stack) => {
        forSale(stack, { rateLimits: [failures(2)] }).pay.unifiedOrder = { kind: 'refused', why: '商户号不存在' };
        stack.documents.securityEvents.push(paymentsFailing({ at: minutes(-9), lastAt: minutes(-1), count: 10 }));
      },
      calls: [...begins, 'queryOrder(order)', 'saveOrder', 'freeSeat', 'countAttempt', 'addSecurityEvent', 'repeatSecurityEvent'],
      changes: {
        orders: [placedAndClosed],
        securityEvents: [paymentsFailing({ at: minutes(-9), lastAt: now, count: 11 })],
      },
    },
    {
      when: 'WeChat Pay refuses to prepare it because somebody is paying it at this moment',
      arrange: (stack) => {
        forSale(stack).pay.unifiedOrder = { kind: 'refused', why: '订单支付中' };
        stack.pay.queryOrder = trade({ state: 'USERPAYING' });
      },
      calls: [...begins, 'queryOrder(order)'],
      changes: { orders: [placed()], groups: [seated] },
    },
    {
      when: 'WeChat Pay refuses to prepare the order of an approval, whose seat stays',
      arrange: (stack) => {
        forSale(stack, { groups: [chosenGroup()], memberships: [approvedMembership()] });
        stack.pay.unifiedOrder = { kind: 'refused', why: '商户号不存在' };
      },
      calls: ['groupForBuyer', 'addOrder', 'unifiedOrder(order)', 'queryOrder(order)', 'saveOrder', 'countAttempt'],
      changes: {
        orders: [
          {
            ...placedAndClosed,
            seatId: approvedSeat,
            terms: approvedOrder().terms,
            effects: [{ kind: 'closePayment', at: minutes(5), attempts: 0 }],
            dueAt: minutes(5),
          },
        ],
        rateLimits: [failures(1)],
      },
    },
    {
      when: 'nobody knows whether an order whose time is over was paid',
      arrange: (stack) => {
        forSale(stack, { orders: [overdue] }).pay.queryOrder = unknown;
      },
      calls: ['groupForBuyer', 'queryOrder(order)'],
    },
    {
      when: 'the time of an approval is over and somebody else is changing it',
      arrange: (stack) => {
        forSale(stack, { memberships: [approvedMembership({ payUntil: now })] });
        stack.meanwhile('saveMembership', () => stack.touch('memberships', membershipId));
      },
      calls: ['groupForBuyer', 'orderByActiveKey', 'saveMembership', 'groupForBuyer'],
      changes: { memberships: [approvedMembership({ payUntil: now, rev: 3 })] },
    },
  ],
  InvalidInput: [
    {
      when: 'the idempotency key began an order of another group',
      arrange: (stack) => void forSale(stack, { orders: [order({ groupId: 'g2', activeKey: 'of the other group' })] }),
      calls: ['groupForBuyer', 'addOrder', 'order'],
      message: 'This idempotencyKey was used for another group.',
    },
  ],
  MessageRequired: [
    {
      when: 'the owner decides after the payment and the buyer has written nothing',
      arrange: (stack) => void forSale(stack, { groups: [reviewed] }),
      calls: ['groupForBuyer'],
    },
  ],
  TextRefused: [
    {
      when: 'WeChat refuses the words to the owner',
      arrange: (stack) => {
        forSale(stack, { groups: [reviewed] }).contentCheck = 'risky';
      },
      input: withWords,
      calls: ['groupForBuyer', 'countAttempt', checked],
      changes: { rateLimits: [attempts('applyToGroup', 1)] },
    },
  ],
  CheckUnavailable: [
    {
      when: 'WeChat’s check of the words does not answer',
      arrange: (stack) => {
        forSale(stack, { groups: [reviewed] }).contentCheck = 'unknown';
      },
      input: withWords,
      calls: ['groupForBuyer', 'countAttempt', checked],
      changes: { rateLimits: [attempts('applyToGroup', 1)] },
    },
  ],
  Unavailable: [
    {
      when: 'no key is set to encrypt the words with',
      arrange: (stack) => {
        forSale(stack, { groups: [reviewed] }).hasKey = false;
      },
      input: withWords,
      calls: ['groupForBuyer', 'countAttempt', checked],
      changes: { rateLimits: [attempts('applyToGroup', 1)] },
    },
  ],
  TooManyAttempts: [
    {
      when: 'words were sent to owners twenty times within this hour',
      arrange: (stack) =>
        void forSale(stack, { groups: [reviewed], rateLimits: [attempts('applyToGroup', 20)] }),
      input: withWords,
      calls: ['groupForBuyer', 'countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('applyToGroup', 20)] },
    },
    {
      when: 'WeChat Pay prepared none of ten orders that the buyer began here within this hour',
      arrange: (stack) => {
        const failed = Array.from({ length: 10 }, (_, index) => ({ ...lapsed(index + 1), payment: null, createdAt: minutes(-index - 1) }));
        forSale(stack, { orders: failed });
      },
      calls: ['groupForBuyer'],
    },
    {
      when: 'a payment was asked for again sixty times within this hour',
      arrange: (stack) =>
        void forSale(stack, { orders: [order({ payment: null })], rateLimits: [attempts('payAgain', 60)] }),
      calls: ['groupForBuyer', 'countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('payAgain', 60)] },
    },
  ],
  Busy: [
    {
      when: 'somebody else’s order takes the place and leaves it, three times',
      arrange: (stack) => {
        forSale(stack);
        const other = order({ _id: 'another' });
        stack.meanwhile('addOrder', () => void stack.documents.orders.add(other), 3);
        stack.meanwhile('orderByActiveKey', () => void stack.documents.orders.rows.delete('another'), 3);
      },
      calls: ['groupForBuyer', ...Array.from({ length: 3 }, () => ['addOrder', 'order', 'orderByActiveKey']).flat()],
    },
    {
      when: 'the last seat is lost and somebody else is changing the order',
      arrange: (stack) => {
        forSale(stack).meanwhile('takeSeat', () => fill(stack));
        stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
      },
      calls: ['groupForBuyer', 'addOrder', 'takeSeat', 'holdsSeat', 'saveOrder', 'order'],
      changes: { orders: [placed({ rev: 1 })], groups: [full] },
    },
  ],
}); // oxfmt-ignore

const answered = (payUntil: Date, over: object = {}) => ({
  ok: true,
  value: { orderId, priceFen: 990, payment, payUntilMs: payUntil.getTime(), ...over },
});

describe('the waits of createOrder', () => {
  const sells = async (given: Parameters<OperationStack['given']>[0], at = now): Promise<boolean> => {
    const stack = forSale(new OperationStack(), given);
    stack.nowMs = at.getTime();
    const answer = await stack.call('createOrder', 'oAnn', input);
    return answer.ok;
  };
  const unlimited = group({ capacity: null, seatsLeft: null });

  it.each([
    ['one order lapsed', { orders: [lapsed(10)] }],
    ['two orders lapsed, the later one an hour ago', { orders: [lapsed(90), lapsed(60)] }],
    ['two orders lapsed more than an hour apart', { orders: [lapsed(71), lapsed(10)] }],
    ['two orders of another group lapsed', { orders: [lapsed(20), lapsed(10)].map((row) => ({ ...row, membershipId: 'other' })) }],
    ['WeChat Pay took neither of two orders', { orders: [lapsed(20), lapsed(10)].map((row) => ({ ...row, payment: null })) }],
    ['two orders held the seat of an approval', { orders: [lapsed(20), lapsed(10)].map((row) => ({ ...row, seatId: approvedSeat })) }],
    ['two orders lapsed in a group without a limit', { groups: [unlimited], orders: [lapsed(20), lapsed(10)] }],
    ['the money was taken back once', { memberships: [takenBack([-10])] }],
    ['the money was taken back twice, the first time 180 days ago', { memberships: [takenBack([-180, -10])] }],
    ['an operator gave the money back twice', { memberships: [takenBack([-20, -10], 'operator')] }],
  ])('createOrder does not wait when %s', async (_what, given) => {
    expect(await sells(given)).toBe(true);
  }); // oxfmt-ignore

  it('createOrder sells again at the moment that the refusal named', async () => {
    const given = { orders: [lapsed(90), lapsed(59)] };
    expect(await sells(given, later(60_000 - 1))).toBe(false);
    expect(await sells(given, minutes(1))).toBe(true);
  });

  it('createOrder lets a buyer pay for an order that is still open, however many lapsed', async () => {
    expect(await sells({ orders: [lapsed(20), lapsed(10), order()] })).toBe(true);
  });

  it('createOrder keeps five people who order and cancel from holding all seats for more than a third of the time', async () => {
    const stack = forSale(new OperationStack(), { groups: [group({ capacity: 5, seatsLeft: 5 })] });
    let heldMinutes = 0;
    for (let minute = 100; minute < 280; minute += 1) {
      for (const person of ['o1', 'o2', 'o3', 'o4', 'o5']) {
        const idempotencyKey = `0f8fad5b-d9cb-469f-a165-708677289${minute}`;
        await stack.call('createOrder', person, { groupId: 'g1', idempotencyKey });
        const [open] = stack.documents.orders.where(
          ({ openid, state }) => openid === person && state === 'AwaitingPayment',
        );
        if (open && stack.nowMs - open.createdAt.getTime() >= 14 * 60_000)
          await stack.call('cancelOrder', person, { orderId: open._id });
      }
      heldMinutes += stack.documents.groups.get('g1')!.seats.length;
      stack.nowMs += 60_000;
    }
    const orders = stack.documents.orders.where(({ openid }) => openid === 'o1');
    expect(orders).toHaveLength(5);
    expect(heldMinutes / (5 * 180)).toBeGreaterThan(0.25);
    expect(heldMinutes / (5 * 180)).toBeLessThan(0.34);
  });
});

describe('createOrder', () => {
  it('createOrder places an order, takes a seat and stores the prepared payment', async () => {
    const stack = forSale(new OperationStack());
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    expect(stack.calls).toEqual([...begins, 'saveOrder']);
    expect(stack.changes).toEqual({ orders: [placed({ rev: 1, payment })], groups: [seated] });
    expect(stack.requests).toEqual([placed().paymentRequest]);
  });

  it('createOrder returns the same order for a repeated request without calling WeChat Pay', async () => {
    const stack = forSale(new OperationStack());
    await stack.call('createOrder', 'oAnn', input);
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    expect([stack.calls, stack.changes]).toEqual([['groupForBuyer'], {}]);
  });

  it('createOrder takes no seat of a group without a limit', async () => {
    const unlimited = group({ capacity: null, seatsLeft: null });
    const stack = forSale(new OperationStack(), { groups: [unlimited] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    expect(stack.calls).toEqual(['groupForBuyer', 'addOrder', 'unifiedOrder(order)', 'saveOrder']);
    expect(stack.changes).toEqual({ orders: [placed({ rev: 1, payment, seatId: null })] });
  });

  it('createOrder uses the group’s own merchant and commission', async () => {
    const own = group({ subMchId: '1900000200', commissionPermyriad: 0 });
    const stack = forSale(new OperationStack(), { groups: [own] });
    await stack.call('createOrder', 'oAnn', input);
    const { terms, paymentRequest } = placed();
    expect(stack.documents.orders.get(orderId)).toEqual(
      placed({
        rev: 1,
        payment,
        terms: { ...terms, commissionPermyriad: 0, ownMerchant: true },
        paymentRequest: { ...paymentRequest, subMchId: '1900000200' },
      }),
    );
  });

  it('createOrder encrypts the words of a buyer whom the owner decides about, once WeChat has checked them', async () => {
    const stack = forSale(new OperationStack(), { groups: [reviewed] });
    expect(await stack.call('createOrder', 'oAnn', withWords)).toEqual(answered(minutes(15)));
    expect(stack.calls.slice(0, 4)).toEqual(['groupForBuyer', 'countAttempt', checked, 'addOrder']);
    const encryptedMessage = `sealed for ${membershipId}#1: ${JSON.stringify({ message: '想早起', contact: 'ann-wx' })}`;
    expect(stack.documents.orders.get(orderId)).toMatchObject({ encryptedMessage });
  });

  it('createOrder resumes an order whose words the owner will read without asking for them again', async () => {
    const stack = forSale(new OperationStack(), { groups: [reviewed], orders: [reviewedUnpaid] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(14)));
    expect([stack.calls, stack.changes]).toEqual([['groupForBuyer'], {}]);
  });

  it('createOrder neither checks nor keeps words that nobody will read', async () => {
    const stack = forSale(new OperationStack());
    expect(await stack.call('createOrder', 'oAnn', withWords)).toEqual(answered(minutes(15)));
    expect(stack.calls).toEqual([...begins, 'saveOrder']);
    expect(stack.documents.orders.get(orderId)?.encryptedMessage).toBeNull();
  });

  it('createOrder freezes the terms of the sale and shortens the group’s name to forty characters', async () => {
    const name = '长'.repeat(50);
    const sold = group({ name, admission: 'payThenReview', reviewHours: 48, refundDays: 3, priceFen: 1990, coverFileId: '' });
    const stack = forSale(new OperationStack(), { groups: [sold] });
    await stack.call('createOrder', 'oAnn', withWords);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      priceFen: 1990,
      terms: {
        groupName: name,
        ownerName: 'Olivia',
        coverFileId: '',
        admission: 'payThenReview',
        reviewHours: 48,
        refundDays: 3,
        commissionPermyriad: 333,
        ownMerchant: false,
      },
      paymentRequest: { body: `入群 ${'长'.repeat(37)}`, totalFee: 1990 },
    });
  }); // oxfmt-ignore

  it.each([
    ['from another phone', secondKey],
    ['by the same request', idempotencyKey],
  ])('createOrder resumes the one live order %s', async (_how, key) => {
    const stack = forSale(new OperationStack(), { orders: [order()] });
    const answer = await stack.call('createOrder', 'oAnn', { ...input, idempotencyKey: key });
    expect(answer).toEqual(answered(minutes(14)));
    expect([stack.calls, stack.changes]).toEqual([['groupForBuyer'], {}]);
  });

  it('createOrder resumes an order in a full group, because the order holds a seat', async () => {
    const stack = forSale(new OperationStack(), { groups: [full], orders: [order()] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(14)));
  });

  it('createOrder resumes an order until its time is over', async () => {
    const stack = forSale(new OperationStack(), { orders: [order({ payUntil: later(1) })] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(later(1)));
  });

  it('createOrder closes an expired order and creates another', async () => {
    const stack = forSale(new OperationStack(), { groups: [seated], orders: [overdue] });
    const answer = await stack.call('createOrder', 'oAnn', { ...input, idempotencyKey: secondKey });
    expect(answer).toEqual(answered(minutes(15), { orderId: secondId }));
    const closing = ['groupForBuyer', 'queryOrder(order)', 'saveOrder', 'freeSeat'];
    const again = ['groupForBuyer', 'addOrder', 'takeSeat', `unifiedOrder(${secondId})`, 'saveOrder'];
    expect(stack.calls).toEqual([...closing, ...again]);
    expect(stack.documents.orders.get(orderId)).toEqual({
      ...overdue,
      rev: 2,
      state: 'Closed',
      activeKey: orderId,
      history: [closedBySystem],
      effects: [
        { kind: 'freeSeat', at: now, attempts: 0 },
        { kind: 'closePayment', at: now, attempts: 0 },
      ],
      dueAt: now,
    });
    expect(stack.documents.groups.get('g1')).toEqual(group({ seatsLeft: 1, seats: [secondId] }));
  });

  it.each([
    ['has lost its seat', group(), ['takeSeat'], { groups: [seated] }],
    ['still holds its seat', seated, ['takeSeat', 'holdsSeat'], {}],
  ])('createOrder requests the payment again for an order without one that %s', async (_what, before, seat, moved) => {
    const stack = forSale(new OperationStack(), { groups: [before], orders: [order({ payment: null })] });
    stack.given({ rateLimits: [attempts('payAgain', 59)] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(14)));
    expect(stack.calls).toEqual(['groupForBuyer', 'countAttempt', ...seat, 'unifiedOrder(order)', 'saveOrder']);
    expect(stack.changes).toEqual({ ...moved, orders: [order({ rev: 2 })], rateLimits: [attempts('payAgain', 60)] });
    expect(stack.requests).toEqual([order().paymentRequest]);
  });

  it('createOrder resumes the order that another phone created a moment earlier', async () => {
    const stack = forSale(new OperationStack());
    stack.meanwhile('addOrder', () => void stack.documents.orders.add(order()));
    const answer = await stack.call('createOrder', 'oAnn', { ...input, idempotencyKey: secondKey });
    expect(answer).toEqual(answered(minutes(14)));
    expect(stack.calls).toEqual(['groupForBuyer', 'addOrder', 'order', 'orderByActiveKey']);
  });

  it('createOrder resumes its own order when the same request runs twice at once', async () => {
    const stack = forSale(new OperationStack());
    stack.meanwhile('addOrder', () => void stack.documents.orders.add(order()));
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(14)));
    expect(stack.calls).toEqual(['groupForBuyer', 'addOrder', 'order']);
  });

  it('createOrder returns the payment even if another call changed the order meanwhile', async () => {
    const stack = forSale(new OperationStack());
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    expect(stack.calls).toEqual([...begins, 'saveOrder', 'order', 'saveOrder']);
    expect(stack.changes).toEqual({ orders: [placed({ rev: 2, payment })], groups: [seated] });
  });

  it('createOrder gives no payment away that it could not store, because such an order counts as one that nobody can pay', async () => {
    const stack = forSale(new OperationStack());
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId), 3);
    expect(await stack.call('createOrder', 'oAnn', input)).toMatchObject({ code: 'Busy' });
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'AwaitingPayment', payment: null });
  });

  it('createOrder answers with the payment that another phone stored while its own request failed', async () => {
    const stack = forSale(new OperationStack());
    stack.pay.unifiedOrder = unknown;
    stack.meanwhile('saveOrder', () => stack.documents.orders.put(placed({ rev: 1, payment })));
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    expect(stack.changes).toEqual({ orders: [placed({ rev: 1, payment })], groups: [seated] });
  });

  it('createOrder logs WeChat Pay’s reason for preparing no payment', async () => {
    const stack = forSale(new OperationStack());
    stack.pay.unifiedOrder = { kind: 'refused', why: '商户号不存在' };
    await stack.call('createOrder', 'oAnn', input);
    expect(stack.logged).toEqual([{ what: 'no payment', details: { orderId, why: '商户号不存在' } }]);
  });

  it('createOrder buys the next round after an earlier one has ended', async () => {
    const stack = forSale(new OperationStack(), { memberships: [ended()] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    const second = { round: 2, activeKey: `${membershipId}#2` };
    expect(stack.changes).toEqual({ orders: [placed({ rev: 1, payment, ...second })], groups: [seated] });
  });
});

describe('createOrder after an approval', () => {
  const chosen = (over: Partial<Membership> = {}) =>
    forSale(new OperationStack(), { groups: [chosenGroup()], memberships: [approvedMembership(over)] });
  const { terms } = approvedOrder();

  it('createOrder takes no second seat for an approved applicant', async () => {
    const stack = chosen();
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    expect(stack.calls).toEqual(['groupForBuyer', 'addOrder', 'unifiedOrder(order)', 'saveOrder']);
    expect(stack.changes).toEqual({ orders: [placed({ rev: 1, payment, seatId: approvedSeat, terms })] });
  });

  it('createOrder lets an approved applicant pay while the group is paused', async () => {
    const stack = chosen().given({ groups: [chosenGroup({ state: 'Paused' })] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    expect(stack.changes).toEqual({ orders: [placed({ rev: 1, payment, seatId: approvedSeat, terms })] });
  });

  it('createOrder resumes an order of an approval while the group is paused', async () => {
    const stack = chosen().given({ groups: [chosenGroup({ state: 'Paused' })], orders: [approvedOrder({ payment })] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(14)));
    expect(stack.changes).toEqual({});
  });

  it.each([
    ['Closed', 'GroupPaused'],
    ['Suspended', 'GroupSuspended'],
    ['Banned', 'GroupBanned'],
  ] as const)('createOrder lets no approved applicant pay in a %s group', async (state, code) => {
    const stack = chosen().given({ groups: [chosenGroup({ state })] });
    expect(await stack.call('createOrder', 'oAnn', input)).toMatchObject({ ok: false, code });
    expect(stack.changes).toEqual({});
  });

  it('An order of an approval keeps its admission rule when the group’s rule changes', async () => {
    const stack = chosen().given({ groups: [chosenGroup({ admission: 'instant', reviewHours: 0 })] });
    await stack.call('createOrder', 'oAnn', input);
    const kept = { ...terms, reviewHours: 0 };
    expect(stack.changes).toEqual({ orders: [placed({ rev: 1, payment, seatId: approvedSeat, terms: kept })] });
  });

  it.each([
    ['nine minutes and a millisecond', 9 * 60_000 + 1, minutes(15)],
    ['nine minutes', 9 * 60_000, minutes(15)],
    ['a millisecond less than nine minutes', 9 * 60_000 - 1, later(15 * 60_000 - 1)],
    ['a millisecond', 1, later(6 * 60_000 + 1)],
  ])('An order begun when the approval lasts %s ends in time', async (_left, left, payUntil) => {
    const stack = chosen({ payUntil: later(left) });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(payUntil));
  });

  it('createOrder first secures the seat of an approval', async () => {
    const secureSeat = { kind: 'secureSeat', at: hours(-1), attempts: 0 } as const;
    const stack = chosen({ effects: [secureSeat, ...approvedMembership().effects], dueAt: hours(-1) });
    stack.given({ groups: [chosenGroup({ seats: [], seatsLeft: 2 })] });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(15)));
    const secured = ['groupForBuyer', 'takeSeat', 'saveMembership', 'groupForBuyer'];
    expect(stack.calls).toEqual([...secured, 'addOrder', 'unifiedOrder(order)', 'saveOrder']);
    expect(stack.changes).toEqual({
      groups: [chosenGroup()],
      memberships: [approvedMembership({ rev: 3 })],
      orders: [placed({ rev: 1, payment, seatId: approvedSeat, terms })],
    });
  });

  it('createOrder resumes an order of an approval even after the approval’s own deadline', async () => {
    const stack = chosen({ payUntil: now }).given({ orders: [approvedOrder()] });
    stack.pay.queryOrder = trade({ state: 'NOTPAY' });
    expect(await stack.call('createOrder', 'oAnn', input)).toEqual(answered(minutes(14)));
    expect(stack.calls).toEqual(['groupForBuyer', 'orderByActiveKey', 'queryOrder(order)', 'groupForBuyer']);
    expect(stack.changes).toEqual({});
  });

  it('createOrder accepts a payment that WeChat Pay confirms for an expired approval', async () => {
    const stack = chosen({ payUntil: now }).given({ orders: [approvedOrder()] });
    stack.pay.queryOrder = trade();
    expect(await stack.call('createOrder', 'oAnn', input)).toMatchObject({ code: 'AlreadyMember' });
    expect(stack.documents.memberships.get(membershipId)).toMatchObject({ state: 'Admitted', orderId, paidFen: 990 });
    expect(stack.documents.groups.get('g1')).toEqual(chosenGroup());
    expect(stack.documents.ledger.get(`${orderId}:paid`)?.subMchId).toBe(merchant);
  });
});
