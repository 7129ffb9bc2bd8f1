import { describe, expect, it } from 'vitest';
import { orderStates } from '../../domain/order';
import {
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
  refund,
  refundingOrder,
  securityEvent,
  support,
  user,
} from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const one = { lookup: 'order', orderId } as const;
const buyer = { lookup: 'buyer', sameBuyerAs: orderId } as const;

describeRefusals('adminOrders', { as: 'oAdam', input: one }, {
  NotAllowed: [one, buyer, { lookup: 'state', filter: 'all' } as const].map((input) => ({
    when: `the buyer looks up by ${input.lookup}`,
    arrange: (stack: OperationStack) => void stack.given({ orders: [order()] }),
    as: 'oAnn',
    input,
    calls: ['user'],
  })),
  OrderNotFound: [
    { when: 'there is no such order', arrange: () => undefined, calls: ['orderFiles'] },
    { when: 'there is no order to know the buyer by', arrange: () => undefined, input: buyer, calls: ['order'] },
  ],
}); // oxfmt-ignore

const createdMs = later(-2 * 3_600_000 - 60_000).getTime();
const paidMs = hours(-2).getTime();
const file = (over: object = {}) => ({
  orderId,
  groupId: 'g1',
  groupName: '晨读',
  coverFileId: 'cloud://demo/cover.png',
  ownerName: 'Olivia',
  admission: 'instant',
  priceFen: 990,
  refundedFen: 0,
  state: 'Paid',
  membershipState: 'Admitted',
  groupHold: null,
  createdAtMs: createdMs,
  payUntilMs: later(-2 * 3_600_000 + 14 * 60_000).getTime(),
  buyer: { nickname: 'Ann', avatarFileId: 'cloud://demo/ann.png' },
  paidAtMs: paidMs,
  transactionId: '4200000001',
  refundableFen: 990,
  wholeOnly: false,
  refundableUntilMs: later(-2 * 3_600_000 + 365 * 86_400_000).getTime(),
  needsAttentionAtMs: null,
  refunds: [],
  timeline: [
    { event: 'created', actor: 'buyer', atMs: createdMs },
    { event: 'paymentConfirmed', actor: 'system', atMs: paidMs },
    { event: 'admitted', actor: 'system', atMs: paidMs },
  ],
  effects: [],
  securityEvents: [],
  ...over,
});
const found = (over: object = {}) => ({ ok: true, value: { orders: [file(over)], next: null } });
const stackOf = (paid = paidOrder(), standing = membership()): OperationStack =>
  new OperationStack().given({ orders: [paid], memberships: [standing], users: [user(), support] });

describe('adminOrders', () => {
  it('adminOrders answers a group without orders with an empty list', async () => {
    const stack = new OperationStack().given({ users: [user(), support] });
    const answer = await stack.call('adminOrders', 'oAdam', { lookup: 'group', groupId: 'g1' });
    expect(answer).toEqual({ ok: true, value: { orders: [], next: null } });
  });

  it.each(['Suspended', 'Banned'] as const)('adminOrders says that the group of an order is %s', async (state) => {
    const stack = stackOf().given({ groups: [group({ state })] });
    expect(await stack.call('adminOrders', 'oAdam', { lookup: 'order', orderId })).toEqual(found({ groupHold: state }));
  });

  it.each([
    ['an admin', 'oAdam', ['orderFiles']],
    ['a supporter', 'oSue', ['user', 'orderFiles']],
  ])('adminOrders shows %s everything known about an order', async (_who, openid, calls) => {
    const stack = stackOf();
    expect(await stack.call('adminOrders', openid, one)).toEqual(found());
    expect([stack.calls, stack.changes]).toEqual([calls, {}]);
  });

  it('adminOrders shows the pending effects of an order and its membership, and the time it first needed attention', async () => {
    const postRefund = { kind: 'postRefund', at: minutes(3), attempts: 12, needsAttentionAt: minutes(-5) } as const;
    const countShownQr = { kind: 'countShownQr', at: minutes(1), attempts: 1 } as const;
    const stack = stackOf(
      paidOrder({ effects: [postRefund], needsAttentionAt: minutes(-5) }),
      membership({ effects: [countShownQr] }),
    );
    expect(await stack.call('adminOrders', 'oAdam', one)).toEqual(
      found({
        needsAttentionAtMs: minutes(-5).getTime(),
        effects: [
          { kind: 'postRefund', attempts: 12, nextAtMs: minutes(3).getTime() },
          { kind: 'countShownQr', attempts: 1, nextAtMs: minutes(1).getTime() },
        ],
      }),
    );
  }); // oxfmt-ignore

  it('adminOrders omits the pending effects of a membership that another order paid for', async () => {
    const countShownQr = { kind: 'countShownQr', at: minutes(1), attempts: 1 } as const;
    const stack = stackOf(paidOrder(), membership({ orderId: 'another', effects: [countShownQr] }));
    expect(await stack.call('adminOrders', 'oAdam', one)).toEqual(found());
  });

  it('adminOrders shows an order without membership or known buyer', async () => {
    const stack = new OperationStack().given({ orders: [closedOrder()] });
    const createdAtMs = hours(-1).getTime();
    expect(await stack.call('adminOrders', 'oAdam', one)).toEqual(
      found({
        state: 'Closed',
        membershipState: null,
        createdAtMs,
        payUntilMs: minutes(-45).getTime(),
        buyer: { nickname: '', avatarFileId: '' },
        paidAtMs: null,
        transactionId: null,
        refundableFen: 0,
        wholeOnly: true,
        refundableUntilMs: null,
        timeline: [
          { event: 'created', actor: 'buyer', atMs: createdAtMs },
          { event: 'closed', actor: 'buyer', atMs: minutes(-2).getTime() },
        ],
      }),
    );
  });

  it.each([
    ['all of it', paidOrder(), 990, false],
    ['the rest', paidOrder({ refundedFen: 400 }), 590, false],
    ['nothing while a refund is under way', refundingOrder(), 0, true],
    [
      'nothing new while a failed refund speaks for all of it',
      refundingOrder({ state: 'RefundFailed', refunds: [refund({ state: 'Failed' })] }),
      0,
      true,
    ],
    [
      'the rest beside a failed part',
      paidOrder({ state: 'RefundFailed', refunds: [refund({ fen: 300, state: 'Failed' })] }),
      690,
      false,
    ],
    ['all of it a year after the payment', paidOrder({ paidAt: days(-365) }), 990, false],
    ['nothing a millisecond later', paidOrder({ paidAt: later(-365 * 86_400_000 - 1) }), 0, false],
  ])('adminOrders says that %s can be refunded', async (_what, paid, refundableFen, wholeOnly) => {
    const answer = await stackOf(paid).call('adminOrders', 'oAdam', one);
    expect(answer).toMatchObject({ ok: true, value: { orders: [{ refundableFen, wholeOnly }] } });
  });

  it('adminOrders shows refunds and security events, the newest first', async () => {
    const stack = stackOf(paidOrder({ refundedFen: 1, refunds: [refund({ fen: 1, state: 'Succeeded', endedAt: now })] }));
    const older = securityEvent({ _id: 'older', kind: 'refundMismatch', at: hours(-1), handledAt: now });
    stack.documents.securityEvents.push(older, securityEvent(), securityEvent({ _id: 'other', orderId: 'another' }));
    expect(await stack.call('adminOrders', 'oAdam', one)).toMatchObject({
      value: {
        orders: [
          {
            refunds: [
              {
                refundNo: `${orderId}-R1`,
                fen: 1,
                state: 'Succeeded',
                reason: 'byBuyer',
                note: '',
                requestedAtMs: hours(-1).getTime(),
                endedAtMs: now.getTime(),
              },
            ],
            securityEvents: [
              { eventId: securityEvent()._id, kind: 'paymentMismatch', atMs: now.getTime(), handled: false },
              { eventId: 'older', kind: 'refundMismatch', atMs: hours(-1).getTime(), handled: true },
            ],
          },
        ],
      },
    });
  }); // oxfmt-ignore

  it('adminOrders shows all orders by the buyer of a given order, fifteen at a time', async () => {
    const orders = Array.from({ length: 16 }, (_, index) =>
      order({ _id: `o${index + 10}`, activeKey: `k${index}`, createdAt: minutes(-index - 10) }),
    );
    const stack = new OperationStack().given({ orders: [...orders, order({ createdAt: minutes(-5) })] });
    stack.given({ orders: [order({ _id: 'others', activeKey: 'k', openid: 'oBen' })] });
    const answer = await stack.call('adminOrders', 'oAdam', buyer);
    if (!answer.ok) throw new Error(answer.code);
    expect(stack.calls).toEqual(['order', 'orderFiles']);
    const ids = answer.value.orders.map((row) => row.orderId);
    expect(ids).toEqual([orderId, ...Array.from({ length: 14 }, (_, index) => `o${index + 10}`)]);
    expect(answer.value.next).toBe(`${minutes(-23).getTime()}_o23`);
    const rest = await stack.call('adminOrders', 'oAdam', { ...buyer, after: answer.value.next! });
    expect(rest).toMatchObject({ value: { orders: [{ orderId: 'o24' }, { orderId: 'o25' }], next: null } });
  });

  it.each(['all', ...orderStates] as const)('adminOrders filters by %s', async (filter) => {
    const orders = orderStates.map((state) => order({ _id: state, activeKey: state, state }));
    const answer = await new OperationStack().given({ orders }).call('adminOrders', 'oAdam', { lookup: 'state', filter });
    const states = answer.ok ? answer.value.orders.map((row) => row.state) : [];
    expect([...states].sort()).toEqual(filter === 'all' ? [...orderStates].sort() : [filter]);
  }); // oxfmt-ignore
});
