import { closeOrder, ownSeatId, confirmPayment, type Order } from '../../../domain/order';
import type { Membership } from '../../../domain/membership';
import { orderEventId, type SecurityEventKind } from '../../../domain/security';
import type { OrderWithMembership, Ports, Trade } from '../ports';

/** What settling came to: `paid` and `unpaid` are WeChat Pay's word, `unknown` is its silence. */
export interface SyncedPayment extends OrderWithMembership {
  readonly payment: 'paid' | 'paying' | 'unpaid' | 'unknown' | 'mismatch';
}

/** Whether WeChat Pay may hold money for it that we don't know of yet. */
export function mayHoldUnknownMoney(order: Order): boolean {
  if (order.state === 'AwaitingPayment') return true;
  return order.state === 'Closed' && order.effects.some((effect) => effect.kind === 'closePayment');
}

/**
 * Brings an order in line with WeChat Pay's truth: asks, compares, moves. The one way by which an order becomes paid, whoever
 * triggers it; nothing that a client or a callback says is used. What follows is in the order's effects (`followPayment`).
 */
export async function syncPayment(ports: Ports, found: OrderWithMembership): Promise<SyncedPayment> {
  const answer = await ports.payments.queryOrder(found.order.paymentRequest);
  if (answer.kind === 'unknown') return { ...found, payment: 'unknown' };
  if (answer.kind === 'absent') return closeWhenOver(ports, found, false);
  const { trade } = answer;
  switch (trade.state) {
    case 'SUCCESS':
      return takePayment(ports, found, trade);
    case 'USERPAYING':
    case 'ACCEPT':
      return { ...found, payment: 'paying' };
    case 'REFUND':
      // Paid and given back behind our back, at the merchant's own desk: nothing is held, and an operator should know.
      await report(ports, found.order, 'refundNotOurs', 'trade state REFUND on an order we have not refunded');
      return closeWhenOver(ports, found, true);
    case 'CLOSED':
    case 'REVOKED':
      return closeWhenOver(ports, found, true);
    case 'NOTPAY':
    case 'PAYERROR':
      return closeWhenOver(ports, found, false);
  }
}

/** What must be in WeChat Pay's answer and match, and what must match if it is there. */
function mismatch(order: Order, trade: Trade): string | null {
  if (trade.outTradeNo !== order._id) return 'outTradeNo';
  if (trade.totalFee !== order.priceFen) return 'totalFee';
  if (trade.subMchId !== order.paymentRequest.subMchId) return 'subMchId';
  if (trade.subOpenid !== null && trade.subOpenid !== order.openid) return 'subOpenid';
  if (order.transactionId !== null && trade.transactionId !== null && trade.transactionId !== order.transactionId) {
    return 'transactionId';
  }
  return null;
}

async function takePayment(ports: Ports, found: OrderWithMembership, trade: Trade): Promise<SyncedPayment> {
  const wrong = mismatch(found.order, trade);
  if (wrong !== null) {
    await report(ports, found.order, 'paymentMismatch', `${wrong} differs from our order`);
    return { ...found, payment: 'mismatch' };
  }
  let { order } = found;
  let membership: Membership | null = found.membership;
  for (;;) {
    const after = confirmPayment(order, trade.transactionId, ports.clock.now());
    // Somebody else settled it: their effects are written with it.
    if (!after) return { order, membership, payment: 'paid' };
    if (await ports.store.saveOrder(order, after)) return { order: after, membership, payment: 'paid' };
    const reread = await ports.store.orderWithMembership(order._id);
    if (!reread) return { order, membership, payment: 'unknown' };
    ({ order, membership } = reread);
  }
}

/** Nobody has paid: once its time is over, or WeChat Pay takes no more money for it, it is closed. */
async function closeWhenOver(ports: Ports, found: OrderWithMembership, endedThere: boolean): Promise<SyncedPayment> {
  const over = endedThere || ports.clock.now() >= found.order.payUntil;
  if (!over || found.order.state !== 'AwaitingPayment') return { ...found, payment: 'unpaid' };
  const order = await closeAndFreeSeat(ports, found.order, 'system');
  return { order, membership: found.membership, payment: order.state === 'Closed' ? 'unpaid' : 'unknown' };
}

/** What became of the wish to close an unpaid order: `unknown`: WeChat Pay can't be asked; `busy`: somebody is changing it. */
export type Closing = 'closed' | 'paid' | 'paying' | 'unknown' | 'busy';

/** Closes an order that awaits its payment, if WeChat Pay says that nobody has paid and nobody is paying. */
export async function closeUnpaid(ports: Ports, order: Order): Promise<Closing> {
  const asked = await ports.payments.queryOrder(order.paymentRequest);
  if (asked.kind === 'unknown') return 'unknown';
  if (asked.kind === 'found') {
    if (asked.trade.state === 'USERPAYING' || asked.trade.state === 'ACCEPT') return 'paying';
    if (asked.trade.state === 'SUCCESS') return 'paid';
  }
  const after = await closeAndFreeSeat(ports, order, 'buyer');
  if (after.state === 'Closed') return 'closed';
  return after.state === 'AwaitingPayment' ? 'busy' : 'paid';
}

/** Closes ours and frees its seat at once; telling WeChat Pay is a effect of the move. */
export async function closeAndFreeSeat(ports: Ports, order: Order, actor: 'buyer' | 'system'): Promise<Order> {
  const after = closeOrder(order, actor, ports.clock.now());
  if (!after) return order;
  if (!(await ports.store.saveOrder(order, after))) return (await ports.store.order(order._id)) ?? order;
  const seatId = ownSeatId(after);
  if (seatId !== null) await ports.store.freeSeat(after.groupId, seatId);
  return after;
}

async function report(ports: Ports, order: Order, kind: SecurityEventKind, detail: string): Promise<void> {
  await ports.store.addSecurityEvent({
    _id: orderEventId(kind, order._id, detail),
    kind,
    at: ports.clock.now(),
    function: 'syncPayment',
    source: 'wechatPay',
    openid: order.openid,
    orderId: order._id,
    detail,
    handledAt: null,
  });
}
