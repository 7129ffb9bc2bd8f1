import { describe, expect, it } from 'vitest';
import { refundNotify } from '../../cloudfunctions/refundNotify/refundNotify';
import type { Order } from '../../domain/order';
import {
  membership,
  minutes,
  now,
  orderId,
  paidOrder,
  paymentConfirmed,
  refund,
  refundingOrder,
  refundRequested,
  securityEvent,
} from './documents';
import { listedRefund, OperationStack, refundList, refundRow, trade, unknown } from './operationStack';

const no = `${orderId}-R1`;
const event = { outTradeNo: orderId, outRefundNo: no, totalFee: 990, refundFee: 990, refundStatus: 'SUCCESS' };
const notify = (stack: OperationStack, over: object = {}) =>
  stack.run((ports) => refundNotify(ports, { ...event, ...over }));
const asks = ['order', 'queryRefund(order, order-R1)'];
const given = (over: Partial<Order> = {}): OperationStack =>
  new OperationStack().given({ orders: [refundingOrder(over)] });

const history = [paymentConfirmed, refundRequested] as const;
const arrived = refundingOrder({
  rev: 6,
  state: 'Refunded',
  refundedFen: 990,
  refunds: [refund({ state: 'Succeeded', commissionFen: 32, endedAt: now })],
  history: [...history, { event: 'refundConfirmed', from: 'Refunding', to: 'Refunded', at: now, actor: 'system' }],
  effects: [{ kind: 'postRefund', at: now, attempts: 0, refundNo: no }],
  dueAt: now,
});
const failed = refundingOrder({
  rev: 6,
  state: 'RefundFailed',
  refunds: [refund({ state: 'Failed', endedAt: now })],
  history: [...history, { event: 'refundFailed', from: 'Refunding', to: 'RefundFailed', at: now, actor: 'system' }],
  effects: [{ kind: 'confirmRefund', at: minutes(5), attempts: 0, refundNo: no }],
  dueAt: minutes(5),
});
const reported = (detail: string) =>
  securityEvent({
    _id: `refundMismatch:${orderId}:${detail}`,
    kind: 'refundMismatch',
    function: 'refund',
    detail,
  });

describe('refundNotify', () => {
  it('refundNotify records the refund as succeeded when WeChat Pay confirms it', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS');
    expect(await notify(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([[...asks, 'saveOrder'], { orders: [arrived] }]);
    expect(stack.requests).toEqual([refundingOrder().paymentRequest]);
  });

  it('refundNotify accepts a refund for which WeChat Pay names no amount', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS', null);
    expect(await notify(stack)).toBe(true);
    expect(stack.changes).toEqual({ orders: [arrived] });
  });

  it('refundNotify trusts WeChat Pay’s answer over the amounts in the notice', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS');
    expect(await notify(stack, { refundFee: 1, totalFee: 1, refundStatus: 'CHANGE' })).toBe(true);
    expect(stack.changes).toEqual({ orders: [arrived] });
  });

  it.each(['CHANGE', 'REFUNDCLOSE'] as const)('refundNotify records the refund as failed when WeChat Pay says %s', async (status) => {
    const stack = given();
    stack.pay.queryRefund = refundRow(status);
    expect(await notify(stack, { refundStatus: status })).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([[...asks, 'saveOrder'], { orders: [failed] }]);
  }); // oxfmt-ignore

  it('refundNotify reduces the commission by a partial refund, and the order is Paid again', async () => {
    const part = { activeKey: `${refundingOrder().membershipId}#1`, refunds: [refund({ fen: 400, state: 'Processing' })] } as const;
    const stack = given(part);
    stack.pay.queryRefund = refundRow('SUCCESS', 400);
    expect(await notify(stack, { refundFee: 400 })).toBe(true);
    // 3.33 % of 990 is 32 fen; of the remaining 590 it is 19.
    expect(stack.changes).toEqual({
      orders: [
        refundingOrder({
          ...part,
          rev: 6,
          state: 'Paid',
          refundedFen: 400,
          refunds: [refund({ fen: 400, state: 'Succeeded', commissionFen: 13, endedAt: now })],
          history: [...history, { event: 'partialRefundConfirmed', from: 'Refunding', to: 'Paid', at: now, actor: 'system' }],
          effects: [{ kind: 'postRefund', at: now, attempts: 0, refundNo: no }],
          dueAt: now,
        }),
      ],
    });
  }); // oxfmt-ignore

  it('refundNotify requests a notice again that comes too early', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('PROCESSING');
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    expect(await notify(stack)).toBe(false);
    expect([stack.calls.slice(0, 2), stack.changes]).toEqual([asks, {}]);
  });

  it.each([989, 991])('refundNotify reports a refund of %i fen at WeChat Pay', async (fen) => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS', fen);
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    expect(await notify(stack)).toBe(false);
    const detail = `${no}: WeChat Pay says ${fen} fen, ours is 990`;
    expect(stack.changes).toEqual({ securityEvents: [reported(detail)] });
  });

  it('refundNotify accepts the notice when WeChat Pay knows no refund but the payment is in state REFUND', async () => {
    const stack = given();
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    expect(await notify(stack, { totalFee: '990', refundFee: '990' })).toBe(true);
    expect(stack.calls).toEqual([...asks, 'queryRefund(order, order-R1)', 'queryOrder(order)', 'saveOrder']);
    expect(stack.changes).toEqual({ orders: [arrived] });
  });

  it.each([
    ['the payment is not in state REFUND', { kind: 'absent' } as const, trade()],
    ['WeChat Pay does not answer about the payment', { kind: 'absent' } as const, unknown],
    ['WeChat Pay knows no such payment', { kind: 'absent' } as const, { kind: 'absent' } as const],
    ['WeChat Pay does not answer about the refund', unknown, trade({ state: 'REFUND' })],
  ])('refundNotify rejects a notice while %s', async (_what, refundSays, orderSays) => {
    const stack = given();
    stack.pay.queryRefund = refundSays;
    stack.pay.queryOrder = orderSays;
    expect(await notify(stack)).toBe(false);
    expect(stack.changes).toEqual({});
  });

  it.each(['CHANGE', 'REFUNDCLOSE'] as const)('refundNotify rejects a notice of %s without WeChat Pay’s own answer', async (refundStatus) => {
    const stack = given();
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    expect(await notify(stack, { refundStatus })).toBe(false);
    expect([stack.calls, stack.changes]).toEqual([asks, {}]);
  }); // oxfmt-ignore

  it.each([
    ['another payment', { totalFee: 991 }],
    ['another refund', { refundFee: 989 }],
  ])('refundNotify reports a notice with the amount of %s', async (_what, over) => {
    const stack = given();
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    expect(await notify(stack, over)).toBe(false);
    expect(stack.calls).toEqual([...asks, 'addSecurityEvent']);
    const event = reported(`${no}: the notice's amounts are not ours`);
    expect(stack.changes).toEqual({ securityEvents: [event] });
  });

  it('refundNotify acknowledges a notice of an ended refund without querying WeChat Pay', async () => {
    const stack = new OperationStack().given({ orders: [arrived] });
    expect(await notify(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['order'], {}]);
  });

  it('refundNotify acknowledges a refund that another call recorded meanwhile', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS');
    stack.meanwhile('saveOrder', () => stack.given({ orders: [arrived] }));
    expect(await notify(stack)).toBe(true);
    expect(stack.calls).toEqual([...asks, 'saveOrder', 'order']);
  });

  it('refundNotify requests the notice again when another call changed the order meanwhile', async () => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS');
    stack.meanwhile('saveOrder', () => stack.touch('orders', orderId));
    expect(await notify(stack)).toBe(false);
    expect(stack.changes).toEqual({ orders: [refundingOrder({ rev: 6 })] });
  });

  it.each([
    ['about an unknown order', { outTradeNo: 'another' }, ['order']],
    ['without an amount', { refundFee: undefined }, []],
    ['with an amount that is not a number', { refundFee: '9.9' }, []],
    ['with a fraction of a fen', { refundFee: 989.5 }, []],
    ['that is PROCESSING', { refundStatus: 'PROCESSING' }, []],
    ['with an order number that is too long', { outTradeNo: 'x'.repeat(33) }, []],
    ['with a refund number that is too long', { outRefundNo: 'x'.repeat(65) }, []],
  ])('refundNotify rejects a notice %s', async (_what, over, calls) => {
    const stack = given();
    stack.pay.queryRefund = refundRow('SUCCESS');
    expect(await notify(stack, over)).toBe(false);
    expect([stack.calls, stack.changes]).toEqual([calls, {}]);
  });

  it('refundNotify takes no notice at its word while WeChat Pay lists no refund', async () => {
    const stack = new OperationStack().given({ orders: [paidOrder()] });
    expect(await notify(stack)).toBe(false);
    expect([stack.calls, stack.changes]).toEqual([['order', 'queryRefunds(order)'], {}]);
  });

  const elsewhere = { outRefundNo: 'desk-1', refundId: '5030000001' };

  it('refundNotify books a part that the merchant refunded elsewhere, and the membership goes on', async () => {
    const member = membership({ orderId, shownQrId: 'qr' });
    const stack = new OperationStack().given({ orders: [paidOrder()], memberships: [member] });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 300 }));
    expect(await notify(stack, elsewhere)).toBe(true);
    expect(stack.calls).toEqual(['order', 'queryRefunds(order)', 'addSecurityEvent', 'saveOrder']);
    expect(stack.changes['memberships']).toBeUndefined();
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Paid', refundedFen: 300 });
  });

  it('refundNotify ends the membership of an order that the merchant wholly refunded elsewhere, although the QR was shown', async () => {
    const member = membership({ orderId, shownQrId: 'qr' });
    const stack = new OperationStack().given({ orders: [paidOrder()], memberships: [member] });
    stack.pay.queryRefunds = refundList(listedRefund());
    expect(await notify(stack, elsewhere)).toBe(true);
    // The operator is told first, and the membership ends before its order.
    expect(stack.calls).toEqual(['order', 'queryRefunds(order)', 'addSecurityEvent', 'membership', 'saveMembership', 'saveOrder']);
    expect(stack.changes['memberships']).toMatchObject([{ state: 'Revoked' }]);
    const after = stack.documents.orders.get(orderId);
    expect(after).toMatchObject({ state: 'Refunded', refundedFen: 990, activeKey: orderId });
    expect(after?.effects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['freeSeat', 'postRefund']));
  }); // oxfmt-ignore

  it('refundNotify records a refund made elsewhere once, however often it is announced', async () => {
    const stack = new OperationStack().given({ orders: [paidOrder()], memberships: [membership({ orderId })] });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 300 }));
    await notify(stack, elsewhere);
    expect(await notify(stack, elsewhere)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['order'], {}]);
  });

  it('refundNotify tells an operator of a refund made elsewhere that went back by hand before', async () => {
    const byHand = refund({ state: 'PaidByHand', exitNote: '转账', endedAt: now });
    const stack = given({ state: 'Refunded', refundedFen: 990, refunds: [byHand] });
    stack.pay.queryRefunds = refundList(listedRefund());
    expect(await notify(stack, elsewhere)).toBe(false);
    expect(stack.changes['orders']).toBeUndefined();
    expect(stack.changes['securityEvents']).toMatchObject([{ kind: 'refundNotOurs' }, { kind: 'refundMismatch' }]);
  });
});
