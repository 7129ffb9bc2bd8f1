import { closeOrder, ownSeatId, confirmPayment, type Order } from '../../../domain/order';
import { confirmRefundedPayment, findRefundsElsewhere } from '../../../domain/refundsElsewhere';
import type { Decision } from '../../../domain/transition';
import type { OrderWithMembership, Ports, Trade, GroupStore, OrderStore, SecurityEventStore } from '../ports';
import { learnOfRefunds, type RefundStores } from './refundsElsewhere';
import { reportImpossibleRefunds, reportPaymentMismatch, reportRefundElsewhere } from './reports';
import { retryOnConflict } from './retryOnConflict';

/** An order after a sync: `paid` and `unpaid` as WeChat Pay reports, `unknown` without an answer, `mismatch` needs an operator. */
export interface SyncedPayment extends OrderWithMembership {
  readonly payment: 'paid' | 'paying' | 'unpaid' | 'unknown' | 'mismatch';
}

/** WeChat Pay may hold money for this order that we don't know of yet. */
export function mayHoldUnknownMoney(order: Order): boolean {
  if (order.state === 'AwaitingPayment') return true;
  return order.state === 'Closed' && order.effects.some((effect) => effect.kind === 'closePayment');
}

/**
 * A payment's state at WeChat Pay: `paid` carries the trade, `refunded` was paid, and some or all of it has left again, `absent` was never
 * requested, `ended` can no longer be paid, `open` still can, `paying` is being paid right now, `unknown` means no answer.
 */
export type Payment =
  | { readonly kind: 'paid'; readonly trade: Trade }
  | { readonly kind: 'refunded'; readonly trade: Trade }
  | { readonly kind: 'absent' | 'ended' | 'open' | 'paying' | 'unknown' };

/** Asks WeChat Pay about the payment of an order: the one place that reads its trade states. */
export async function queryPayment(ports: Ports, order: Order): Promise<Payment> {
  const answer = await ports.payments.queryOrder(order.paymentRequest);
  if (answer.kind !== 'found') return { kind: answer.kind };
  const { trade } = answer;
  switch (trade.state) {
    case 'SUCCESS':
      return { kind: 'paid', trade };
    case 'REFUND':
      return { kind: 'refunded', trade };
    case 'USERPAYING':
    case 'ACCEPT':
      return { kind: 'paying' };
    case 'CLOSED':
    case 'REVOKED':
      return { kind: 'ended' };
    case 'NOTPAY':
    case 'PAYERROR':
      return { kind: 'open' };
  }
}

/**
 * Brings an order in line with WeChat Pay: queries, compares, moves. Orders become paid in no other way, whatever triggers it; nothing that
 * a client or a callback claims is used. The order's effects do the rest.
 */
export async function syncPayment(
  ports: Ports<GroupStore & RefundStores>,
  found: OrderWithMembership,
): Promise<SyncedPayment> {
  const payment = await queryPayment(ports, found.order);
  switch (payment.kind) {
    case 'unknown':
    case 'paying':
      return { ...found, payment: payment.kind };
    case 'paid':
      return takePayment(ports, found, payment.trade);
    case 'refunded':
      return takeRefundedPayment(ports, found, payment.trade);
    case 'ended':
      return closeWhenOver(ports, found, true);
    case 'absent':
    case 'open':
      return closeWhenOver(ports, found, false);
  }
}

/** Compares WeChat Pay's trade with our order: the first three fields must be there and match, the last two must match if they are there. */
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

async function takePayment(
  ports: Ports<OrderStore & SecurityEventStore>,
  found: OrderWithMembership,
  trade: Trade,
): Promise<SyncedPayment> {
  return confirm(ports, found, trade, (order) => confirmPayment(order, trade.transactionId, ports.clock.now()));
}

/**
 * The merchant has refunded at WeChat Pay's own desk before we knew of the payment. How much is left says only the list of refunds: without
 * it nothing is known, and the order stays due.
 */
async function takeRefundedPayment(
  ports: Ports<RefundStores>,
  found: OrderWithMembership,
  trade: Trade,
): Promise<SyncedPayment> {
  const answer = await ports.payments.queryRefunds(found.order.paymentRequest);
  if (answer.kind !== 'found') {
    ports.log.warn('refunds of a payment not listed', { orderId: found.order._id });
    return { ...found, payment: 'unknown' };
  }
  const { refunds } = answer;
  const confirmed = await confirm(ports, found, trade, async (order) => {
    const decision = confirmRefundedPayment(order, trade.transactionId, refunds, ports.clock.now());
    for (const each of findRefundsElsewhere(order, refunds)) await reportRefundElsewhere(ports, order, each);
    if (decision.kind === 'refused') await reportImpossibleRefunds(ports, order, refunds);
    return decision;
  });
  // Another call may have confirmed the payment before anything had left it, and given the membership.
  if (confirmed.payment !== 'paid') return confirmed;
  const { order, membership, result } = await learnOfRefunds(ports, confirmed, refunds);
  return { order, membership, payment: result === 'conflict' ? 'unknown' : 'paid' };
}

/** Writes the payment that WeChat Pay reports, if it is the one that we asked for. */
async function confirm(
  ports: Ports<OrderStore & SecurityEventStore>,
  found: OrderWithMembership,
  trade: Trade,
  decide: (order: Order) => Decision<Order, string> | Promise<Decision<Order, string>>,
): Promise<SyncedPayment> {
  const wrong = mismatch(found.order, trade);
  if (wrong !== null) {
    await reportPaymentMismatch(ports, found.order, `${wrong} differs from our order`);
    return { ...found, payment: 'mismatch' };
  }
  let current = found;
  const result = await retryOnConflict<SyncedPayment>(async () => {
    const decision = await decide(current.order);
    if (decision.kind === 'refused') return { ...current, payment: 'mismatch' };
    // Another call confirmed it and wrote its effects with it.
    if (decision.kind === 'noop') return { ...current, payment: 'paid' };
    if (await ports.store.saveOrder(current.order, decision.next))
      return { ...current, order: decision.next, payment: 'paid' };
    const reread = await ports.store.orderWithMembership(current.order._id);
    if (!reread) return { ...current, payment: 'unknown' };
    current = reread;
    return 'conflict';
  });
  // The order stays due, so a later sweep asks again.
  return result === 'conflict' ? { ...current, payment: 'unknown' } : result;
}

/** Nobody has paid: the order is closed once its time is over or WeChat Pay takes no more money for it. */
async function closeWhenOver(
  ports: Ports<GroupStore & OrderStore>,
  found: OrderWithMembership,
  endedThere: boolean,
): Promise<SyncedPayment> {
  const over = endedThere || ports.clock.now() >= found.order.payUntil;
  if (!over || found.order.state !== 'AwaitingPayment') return { ...found, payment: 'unpaid' };
  const order = await closeAndFreeSeat(ports, found.order, 'system');
  return { order, membership: found.membership, payment: order.state === 'Closed' ? 'unpaid' : 'unknown' };
}

/** The closed order, or the code for the reason it can't be closed. */
export type Closing = 'closed' | 'AlreadyPaid' | 'PaymentInProgress' | 'PaymentUnavailable' | 'Busy';

/** Closes an unpaid order, if WeChat Pay reports that nobody has paid and nobody is paying. */
export async function closeUnpaid(
  ports: Ports<GroupStore & OrderStore>,
  order: Order,
  actor: 'buyer' | 'operator' = 'buyer',
): Promise<Closing> {
  const payment = await queryPayment(ports, order);
  if (payment.kind === 'unknown') return 'PaymentUnavailable';
  if (payment.kind === 'paying') return 'PaymentInProgress';
  if (payment.kind === 'paid' || payment.kind === 'refunded') return 'AlreadyPaid';
  const after = await closeAndFreeSeat(ports, order, actor);
  if (after.state === 'Closed') return 'closed';
  return after.state === 'AwaitingPayment' ? 'Busy' : 'AlreadyPaid';
}

/** Closes our order and frees its seat at once; an effect of the transition closes the payment at WeChat Pay. */
export async function closeAndFreeSeat(
  ports: Ports<GroupStore & OrderStore>,
  order: Order,
  actor: 'buyer' | 'operator' | 'system',
): Promise<Order> {
  const decision = closeOrder(order, actor, ports.clock.now());
  if (decision.kind !== 'moved') return order;
  const { next } = decision;
  if (!(await ports.store.saveOrder(order, next))) return (await ports.store.order(order._id)) ?? order;
  const seatId = ownSeatId(next);
  if (seatId !== null) await ports.store.freeSeat(next.groupId, seatId);
  return next;
}
