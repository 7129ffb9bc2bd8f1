import { revokeForRefund } from '../../../domain/membership';
import {
  backsMembership,
  markRefundProcessing,
  completeRefund,
  failRefund,
  startRefund,
  isTooOldToRefund,
  type Order,
  type RefundRequest,
} from '../../../domain/order';
import type { Refund } from '../../../domain/refund';
import { buildOrderEvent } from '../../../domain/security';
import type { Decision } from '../../../domain/transition';
import type { MembershipStore, OrderWithMembership, Ports, OrderStore, SecurityEventStore } from '../ports';
import { retryOnConflict } from './retryOnConflict';
import { reportSecurityEvent } from '../runtime/reportSecurityEvent';

/** Writes a decision about an order; returns the document as it is afterwards, even if another write came first. */
async function write(ports: Ports<OrderStore>, before: Order, decision: Decision<Order, string>): Promise<Order> {
  if (decision.kind !== 'moved') return before;
  if (await ports.store.saveOrder(before, decision.next)) return decision.next;
  return (await ports.store.order(before._id)) ?? before;
}

/**
 * Refunds everything that is left of a paid order: it is recorded first, then submitted to WeChat Pay; an effect of the order retries a
 * failed submission. The membership must have been revoked before. While a partial refund is under way the rest can't be requested: then
 * the order still backs its membership (`backsMembership`), and the caller must retry later.
 */
export async function refundRemaining(ports: Ports<OrderStore>, order: Order, request: RefundRequest): Promise<Order> {
  let current = order;
  await retryOnConflict(async () => {
    if (!backsMembership(current)) return current;
    current = await write(ports, current, startRefund(current, request, ports.clock.now()));
    return backsMembership(current) ? 'conflict' : current;
  });
  const open = current.refunds.find((refund) => refund.state === 'Requested');
  return open ? (await submitRefund(ports, current, open)).order : current;
}

/**
 * Revokes a membership, then refunds the rest of its order. The membership goes first, so nobody holds a ticket without a payment behind it.
 */
export async function revokeAndRefund(
  ports: Ports<MembershipStore & OrderStore>,
  { order, membership }: OrderWithMembership,
  request: RefundRequest,
): Promise<Order | 'conflict'> {
  if (membership) {
    const decision = revokeForRefund(membership, request, ports.clock.now());
    if (decision.kind === 'moved' && !(await ports.store.saveMembership(membership, decision.next))) return 'conflict';
  }
  return refundRemaining(ports, order, request);
}

export interface RefundStep {
  readonly order: Order;
  readonly done: boolean;
}

/** A refusal that WeChat Pay neither calls final nor passing counts as final after so many tries, which take about ten minutes. */
const mostRefusals = 6;

/**
 * Submits one refund to WeChat Pay. A retry keeps its number, so it is never paid twice. A refusal for good ends it, and an operator decides
 * what becomes of it. `attempts`: how often it was submitted before.
 */
export async function submitRefund(
  ports: Ports<OrderStore>,
  order: Order,
  refund: Refund,
  attempts = 0,
): Promise<RefundStep> {
  if (isTooOldToRefund(order, ports.clock.now())) return endUnlessKnown(ports, order, refund);
  const answer = await ports.payments.refund(order.paymentRequest, refund.no, refund.fen);
  if (answer.kind !== 'accepted') {
    ports.log.warn('refund not accepted', { refundNo: refund.no, why: answer.why });
    if (answer.kind === 'unknown' || answer.outlook === 'passing') return { order, done: false };
    const forGood = answer.outlook === 'forGood' || attempts + 1 >= mostRefusals;
    return forGood ? endUnlessKnown(ports, order, refund, answer.why) : { order, done: false };
  }
  const current = await write(ports, order, markRefundProcessing(order, refund.no, ports.clock.now()));
  return { order: current, done: current.refunds.some((row) => row.no === refund.no && row.state !== 'Requested') };
}

/** A refused refund fails, unless WeChat Pay knows it from an earlier submission whose answer was lost. */
async function endUnlessKnown(
  ports: Ports<OrderStore>,
  order: Order,
  refund: Refund,
  failure?: string,
): Promise<RefundStep> {
  const answer = await ports.payments.queryRefund(order.paymentRequest, refund.no);
  if (answer.kind === 'unknown') return { order, done: false };
  const now = ports.clock.now();
  const abandoned =
    answer.kind === 'found' && (answer.refund.status === 'CHANGE' || answer.refund.status === 'REFUNDCLOSE');
  if (answer.kind === 'absent' || abandoned) {
    const current = await write(ports, order, failRefund(order, refund.no, now, failure));
    return { order: current, done: hasEnded(current, refund) };
  }
  const current = await write(ports, order, markRefundProcessing(order, refund.no, now));
  return { order: current, done: true };
}

const hasEnded = (order: Order, { no }: Refund): boolean =>
  order.refunds.some((row) => row.no === no && row.endedAt !== null);

/** Asks WeChat Pay about one refund and records its end. */
export async function checkRefund(
  ports: Ports<OrderStore & SecurityEventStore>,
  order: Order,
  refund: Refund,
): Promise<RefundStep> {
  const answer = await ports.payments.queryRefund(order.paymentRequest, refund.no);
  if (answer.kind !== 'found') return { order, done: false };
  const { status, fen } = answer.refund;
  if (status === 'PROCESSING') return { order, done: false };
  if (fen !== null && fen !== refund.fen) {
    await reportRefundMismatch(ports, order, `${refund.no}: WeChat Pay says ${fen} fen, ours is ${refund.fen}`);
    return { order, done: false };
  }
  // A refund that is asked for again is CHANGE at WeChat Pay until it hears of it; that is no new end.
  if (status !== 'SUCCESS' && refund.retriedAt && refund.state === 'Requested') return { order, done: false };
  if (status === 'SUCCESS' && refund.state === 'PaidByHand')
    await reportRefundMismatch(ports, order, `${refund.no}: arrived at WeChat Pay after it was paid by hand`);
  return writeRefundEnd(ports, order, refund, status === 'SUCCESS');
}

/** WeChat Pay has accepted this refund, which explains that money has left the payment. */
const wasAccepted = ({ state, failure }: Refund): boolean =>
  state === 'Processing' || state === 'Succeeded' || (state === 'Failed' && failure === undefined);

/** A refund made elsewhere may explain it, too: after so many lookups, which take some hours, one is taken to. */
const mostRechecks = 12;

/**
 * Looks a refused refund up once more. It stays failed where WeChat Pay abandoned it or does not know it, and is followed to its end where
 * it does. "Does not know" counts at once only if no money has left the payment, or another refund explains that: `queryRefund` answers with nothing at times.
 */
export async function recheckRefused(
  ports: Ports<OrderStore & SecurityEventStore>,
  order: Order,
  refund: Refund,
  attempts: number,
): Promise<RefundStep> {
  const answer = await ports.payments.queryRefund(order.paymentRequest, refund.no);
  if (answer.kind === 'unknown') return { order, done: false };
  if (answer.kind === 'found') {
    const { status } = answer.refund;
    if (status === 'CHANGE' || status === 'REFUNDCLOSE') return { order, done: true };
    return status === 'PROCESSING' ? { order, done: false } : checkRefund(ports, order, refund);
  }
  if (attempts + 1 >= mostRechecks || order.refunds.some(wasAccepted)) return { order, done: true };
  const payment = await ports.payments.queryOrder(order.paymentRequest);
  return { order, done: payment.kind === 'found' && payment.trade.state !== 'REFUND' };
}

/** Records that WeChat Pay has ended a refund, successfully or not. */
export async function writeRefundEnd(
  ports: Ports<OrderStore>,
  order: Order,
  refund: Refund,
  arrived: boolean,
): Promise<RefundStep> {
  const now = ports.clock.now();
  const decision = arrived ? completeRefund(order, refund.no, now) : failRefund(order, refund.no, now);
  const current = await write(ports, order, decision);
  return { order: current, done: hasEnded(current, refund) };
}

export async function reportRefundMismatch(
  ports: Ports<SecurityEventStore>,
  order: Order,
  detail: string,
): Promise<void> {
  const found = { at: ports.clock.now(), function: 'refund', source: 'wechatPay', detail };
  const about = { orderId: order._id, openid: order.openid };
  await reportSecurityEvent(ports, buildOrderEvent('refundMismatch', about, found));
}
