import { describe, expect, it } from 'vitest';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import type { Trade } from '../../cloudfunctions/_shared/ports';
import type { SecurityEvent } from '../../domain/security';
import {
  admittedNow,
  closedOrder,
  group,
  membership,
  minutes,
  now,
  order,
  orderId,
  paidOrder,
  paymentPosting,
  refund,
  refundingOrder,
  reviewBegun,
  reviewedMembership,
  reviewedOrder,
  securityEvent,
} from './documents';
import { listedRefund, OperationStack, refundList, trade, unknown } from './operationStack';

const event = { outTradeNo: orderId, totalFee: 990, resultCode: 'SUCCESS' };
const notify = (stack: OperationStack, notice: unknown = event) => stack.run((ports) => payNotify(ports, notice));
const asks = ['orderWithMembership', 'queryOrder(order)'];
const effects = [
  { kind: 'admit', at: now, attempts: 0 },
  { kind: 'postPayment', at: now, attempts: 0 },
] as const;
const confirmed = { event: 'paymentConfirmed', from: 'AwaitingPayment', to: 'Paid', at: now, actor: 'system' } as const;
const paidNow = order({
  rev: 2,
  state: 'Paid',
  transactionId: '4200000001',
  paidAt: now,
  history: [confirmed],
  effects,
  dueAt: now,
});

describe('payNotify', () => {
  it('payNotify records the payment that WeChat Pay confirms, admits and posts', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade();
    expect(await notify(stack)).toBe(true);
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'addMembership', 'addPosting']);
    expect(stack.changes).toEqual({ orders: [paidNow], memberships: [admittedNow()], ledger: [paymentPosting()] });
    expect(stack.requests).toEqual([order().paymentRequest]);
  });

  it('payNotify starts the owner’s time to decide in a reviewed group', async () => {
    const { terms } = reviewedOrder();
    const stack = new OperationStack().given({ orders: [order({ terms })] });
    stack.pay.queryOrder = trade();
    expect(await notify(stack)).toBe(true);
    const reviewUntil = minutes(24 * 60);
    expect(stack.changes['memberships']).toEqual([
      reviewedMembership({
        appliedAt: now,
        stateAt: now,
        reviewUntil,
        history: [{ ...reviewBegun, at: now }],
        effects: [{ kind: 'timeOut', at: reviewUntil, attempts: 0 }],
        dueAt: reviewUntil,
      }),
    ]);
  });

  it('payNotify acknowledges a repeated notice without querying WeChat Pay', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade();
    await notify(stack);
    expect(await notify(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['orderWithMembership'], {}]);
  });

  it.each([
    ['NOTPAY', trade({ state: 'NOTPAY' })],
    ['USERPAYING', trade({ state: 'USERPAYING' })],
    ['ACCEPT', trade({ state: 'ACCEPT' })],
    ['PAYERROR', trade({ state: 'PAYERROR' })],
    ['nothing', unknown],
    ['no such payment', { kind: 'absent' } as const],
  ])('payNotify requests the notice again when WeChat Pay says %s', async (_what, word) => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = word;
    expect(await notify(stack)).toBe(false);
    expect([stack.calls, stack.changes]).toEqual([asks, {}]);
  });

  it.each(['CLOSED', 'REVOKED'] as const)('payNotify closes an order that is %s at WeChat Pay', async (state) => {
    const stack = new OperationStack().given({
      orders: [order()],
      groups: [group({ seatsLeft: 1, seats: [orderId] })],
    });
    stack.pay.queryOrder = trade({ state });
    // WeChat Pay holds no money, but the payment has yet to be closed there, so the notice may come again.
    expect(await notify(stack)).toBe(false);
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'freeSeat']);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Closed', activeKey: orderId });
  });

  const mismatches: [field: string, says: Partial<Trade>][] = [
    ['outTradeNo', { outTradeNo: 'another' }],
    ['outTradeNo', { outTradeNo: null }],
    ['totalFee', { totalFee: 989 }],
    ['totalFee', { totalFee: 991 }],
    ['totalFee', { totalFee: null }],
    ['subMchId', { subMchId: '1900000200' }],
    ['subMchId', { subMchId: null }],
    ['subOpenid', { subOpenid: 'oBen' }],
  ];
  it.each(mismatches)('payNotify rejects a payment whose %s differs: %o', async (field, says) => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade(says);
    expect(await notify(stack)).toBe(false);
    expect(stack.calls).toEqual([...asks, 'addSecurityEvent']);
    const detail = `${field} differs from our order`;
    expect(stack.changes).toEqual({
      securityEvents: [securityEvent({ _id: `paymentMismatch:${orderId}:${detail}`, detail })],
    });
  });

  it('payNotify rejects a payment with another transaction than the known one', async () => {
    const stack = new OperationStack().given({ orders: [order({ transactionId: '4200000001' })] });
    stack.pay.queryOrder = trade({ transactionId: '4200000002' });
    expect(await notify(stack)).toBe(false);
    const detail = 'transactionId differs from our order';
    expect(stack.changes).toEqual({
      securityEvents: [securityEvent({ _id: `paymentMismatch:${orderId}:${detail}`, detail })],
    });
  });

  it('payNotify accepts a payment with the transaction that is known', async () => {
    const stack = new OperationStack().given({ orders: [order({ transactionId: '4200000001' })] });
    stack.pay.queryOrder = trade();
    expect(await notify(stack)).toBe(true);
    expect(stack.changes['orders']).toEqual([paidNow]);
  });

  it.each([
    ['openid', {}, { subOpenid: null }, {}],
    ['transaction', {}, { transactionId: null }, { transactionId: null }],
    ['transaction, which is known,', { transactionId: '4200000001' }, { transactionId: null }, { transactionId: null }],
  ])('payNotify accepts a payment for which WeChat Pay names no %s', async (_what, known, says, over) => {
    const stack = new OperationStack().given({ orders: [order(known)] });
    stack.pay.queryOrder = trade(says);
    expect(await notify(stack)).toBe(true);
    expect(stack.changes['orders']).toEqual([{ ...paidNow, ...over }]);
  });

  const listed = [...asks, 'queryRefunds(order)', 'addSecurityEvent', 'saveOrder'];

  it('payNotify of a payment that the merchant has partly refunded elsewhere grants the membership and books both', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 100 }));
    expect(await notify(stack)).toBe(true);
    expect(stack.calls.slice(0, listed.length)).toEqual(listed);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Paid',
      refundedFen: 100,
      activeKey: order().activeKey,
      refunds: [{ fen: 100, state: 'Succeeded', reason: 'byMerchant' }],
    });
    expect(stack.changes['memberships']).toMatchObject([{ state: 'Admitted', orderId }]);
    expect(stack.changes['securityEvents']).toMatchObject([{ kind: 'refundNotOurs', orderId }]);
  });

  it('payNotify of a payment that the merchant has wholly refunded elsewhere grants no membership', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 400 }), listedRefund({ outRefundNo: 'desk-2', refundId: '5030000002', fen: 590 }));
    expect(await notify(stack)).toBe(true);
    expect(stack.changes['memberships']).toBeUndefined();
    const after = stack.documents.orders.get(orderId);
    expect(after).toMatchObject({ state: 'Refunded', refundedFen: 990, activeKey: orderId });
    expect(after?.effects.map(({ kind }) => kind).sort()).toEqual(['freeSeat', 'postPayment', 'postRefund', 'postRefund']);
    expect(stack.changes['securityEvents']).toHaveLength(2);
  }); // oxfmt-ignore

  it.each([
    ['lists nothing', { kind: 'absent' } as const],
    ['does not answer', unknown],
  ])('payNotify says nothing about a refunded payment while WeChat Pay %s about its refunds', async (_what, answer) => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = answer;
    expect(await notify(stack)).toBe(false);
    expect(stack.changes).toEqual({});
  });

  it('payNotify accepts no payment of another amount because some of it was refunded', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade({ state: 'REFUND', totalFee: 989 });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 989 }));
    expect(await notify(stack)).toBe(false);
    expect(stack.changes['orders']).toBeUndefined();
    expect(stack.changes['securityEvents']).toMatchObject([{ kind: 'paymentMismatch' }]);
  });

  it('payNotify refunds a payment that arrived after the order was closed', async () => {
    const closePayment = { kind: 'closePayment', at: minutes(1), attempts: 0 } as const;
    const before = closedOrder({ effects: [closePayment], dueAt: minutes(1) });
    const stack = new OperationStack().given({ orders: [before] });
    stack.pay.queryOrder = trade();
    expect(await notify(stack)).toBe(true);
    const no = `${orderId}-R1`;
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'addPosting', 'refund(order, order-R1, 990)', 'saveOrder']);
    expect(stack.changes).toEqual({
      ledger: [paymentPosting()],
      orders: [
        {
          ...before,
          rev: 4,
          state: 'Refunding',
          transactionId: '4200000001',
          paidAt: now,
          refunds: [refund({ no, reason: 'paidAfterClosing', state: 'Processing', requestedAt: now })],
          history: [
            ...before.history,
            { event: 'paymentConfirmed', from: 'Closed', to: 'Refunding', at: now, actor: 'system' },
          ],
          effects: [
            { kind: 'freeSeat', at: now, attempts: 0 },
            { kind: 'postPayment', at: now, attempts: 0 },
            { kind: 'confirmRefund', at: now, attempts: 0, refundNo: no },
          ],
          dueAt: now,
        },
      ],
    });
  });

  it('payNotify looks up a payment announced for an order that is closed for good, and refunds it', async () => {
    const stack = new OperationStack().given({ orders: [closedOrder()] });
    stack.pay.queryOrder = trade();
    expect(await notify(stack)).toBe(true);
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'addPosting', 'refund(order, order-R1, 990)', 'saveOrder']);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Refunding',
      refunds: [{ fen: 990, reason: 'paidAfterClosing', state: 'Processing' }],
    });
  });

  it.each([
    ['no such payment', { kind: 'absent' } as const],
    ['nothing', unknown],
    ['NOTPAY', trade({ state: 'NOTPAY' })],
    ['CLOSED', trade({ state: 'CLOSED' })],
  ])('payNotify asks for the notice of a closed order again when WeChat Pay says %s', async (_what, word) => {
    const stack = new OperationStack().given({ orders: [closedOrder()] });
    stack.pay.queryOrder = word;
    expect(await notify(stack)).toBe(false);
    expect([stack.calls, stack.changes]).toEqual([asks, {}]);
  }); // oxfmt-ignore

  it('payNotify refunds a payment that can no longer admit its buyer', async () => {
    const standing = membership({ orderId: 'another', rev: 4 });
    const stack = new OperationStack().given({ orders: [order()], memberships: [standing] });
    stack.pay.queryOrder = trade();
    expect(await notify(stack)).toBe(true);
    const paidBack = ['saveOrder', 'refund(order, order-R1, 990)', 'saveOrder', 'addPosting'];
    expect(stack.calls).toEqual([...asks, 'saveOrder', ...paidBack]);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Refunding',
      activeKey: orderId,
      refunds: [refund({ reason: 'notAdmissible', state: 'Processing', requestedAt: now })],
      effects: [
        { kind: 'postPayment', at: now, attempts: 0 },
        { kind: 'freeSeat', at: now, attempts: 0 },
        { kind: 'confirmRefund', at: now, attempts: 0, refundNo: `${orderId}-R1` },
      ],
    });
    expect(stack.changes['memberships']).toBeUndefined();
  });

  it('payNotify records the payment even if another call changed the order meanwhile', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade();
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
    expect(await notify(stack)).toBe(true);
    expect(stack.calls.slice(2, 5)).toEqual(['saveOrder', 'orderWithMembership', 'saveOrder']);
    expect(stack.changes['orders']).toEqual([{ ...paidNow, rev: 3 }]);
  });

  it('payNotify leaves a payment unchanged that another call recorded meanwhile', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade();
    stack.meanwhile('saveOrder', () => stack.given({ orders: [paidOrder()], memberships: [membership()] }));
    expect(await notify(stack)).toBe(true);
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'orderWithMembership']);
    expect(stack.changes).toEqual({ orders: [paidOrder()], memberships: [membership()] });
  });

  it('payNotify requests the notice again when the order disappears meanwhile', async () => {
    const stack = new OperationStack().given({ orders: [order()] });
    stack.pay.queryOrder = trade();
    stack.meanwhile('saveOrder', () => stack.documents.orders.rows.clear());
    expect(await notify(stack)).toBe(false);
  });

  it('payNotify runs the pending effects of an earlier payment at once', async () => {
    const submitRefund = { kind: 'submitRefund', at: now, attempts: 2, refundNo: `${orderId}-R1` } as const;
    const before = refundingOrder({ refunds: [refund()], effects: [submitRefund], dueAt: now });
    const stack = new OperationStack().given({ orders: [before] });
    expect(await notify(stack)).toBe(true);
    expect(stack.calls).toEqual(['orderWithMembership', 'refund(order, order-R1, 990)', 'saveOrder']);
  });

  const unknownOrder = (id: string, orderIdSaid: string | null): SecurityEvent => ({
    _id: `unknownOrder:${id}:payNotify`,
    kind: 'unknownOrder',
    severity: 4,
    at: now,
    lastAt: now,
    count: 1,
    function: 'payNotify',
    source: 'wx_paycallback',
    openid: null,
    orderId: orderIdSaid,
    detail: 'a payment was announced for an order that is not ours',
    handledAt: null,
  });
  it.each([
    ['an order that is not ours', { outTradeNo: 'another' }, ['orderWithMembership'], unknownOrder('another', 'another')],
    ['an order number that is too long', { outTradeNo: 'x'.repeat(33) }, [], unknownOrder('?', null)],
    ['no order', { totalFee: 990 }, [], unknownOrder('?', null)],
    ['nothing', null, [], unknownOrder('?', null)],
  ])('payNotify reports a notice that names %s', async (_what, notice, calls, reported) => {
    const stack = new OperationStack().given({ orders: [order()] });
    expect(await notify(stack, notice)).toBe(false);
    expect(stack.calls).toEqual([...calls, 'addSecurityEvent']);
    expect(stack.changes).toEqual({ securityEvents: [reported] });
  }); // oxfmt-ignore
});
