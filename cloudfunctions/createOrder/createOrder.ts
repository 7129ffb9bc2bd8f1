import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import type { createOrder as contract } from '../../contracts/createOrder';
import { currentApproval } from '../../domain/membership';
import { membershipIdOf, orderIdOf } from '../../domain/ids';
import { moneyTermsOf } from '../../domain/money';
import {
  placeOrder,
  ownSeatId,
  changeOrder,
  type Order,
  type OrderParts,
  type PaymentArguments,
} from '../../domain/order';
import { endApproval, ensureSeat, secureSeat } from '../_shared/workflows/approval';
import { buyingObstacle, waitUntil } from '../../domain/buying';
import { triesTooOften } from '../../domain/lapses';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, refuseUntil, type Context, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type {
  GroupForBuyer,
  Ports,
  RateLimitStore,
  GroupStore,
  OrderStore,
  SecurityEventStore,
} from '../_shared/ports';
import { checkAndEncrypt } from '../_shared/workflows/applicationMessage';
import { openRateLimitWindow, rateLimits } from '../../domain/rateLimit';
import { buildMerchantEvent } from '../../domain/security';
import { reportSecurityEvent } from '../_shared/runtime/reportSecurityEvent';
import { retryOnConflict } from '../_shared/workflows/retryOnConflict';
import { closeAndFreeSeat } from '../_shared/workflows/syncPayment';

type Answer = AnswerOf<typeof contract>;

export const createOrder: Operation<typeof contract, OrderEffectStores & RateLimitStore> = async (context, input) => {
  const { idempotencyKey, groupId } = input;
  const { ports, caller } = context;
  const now = ports.clock.now();
  const membershipId = membershipIdOf(ports.hash, caller.openid, groupId);
  const found = await readWithSeat(ports, groupId, membershipId);
  if (!found) return refuse('GroupNotFound');
  const { liveOrder } = found;
  const obstacle = buyingObstacle(found, caller.openid, now);
  if (obstacle === 'UnderReview' || obstacle === 'AlreadyMember' || obstacle === 'Applied') return refuse(obstacle);
  // Paid, but the membership has not caught up yet: there is nothing more to pay.
  if (liveOrder && liveOrder.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
  const until = waitUntil(found, obstacle, now);
  if (obstacle) return until ? refuseUntil(obstacle, until) : refuse(obstacle);
  if (liveOrder && now < liveOrder.payUntil) return resume(context, liveOrder);
  if (liveOrder) {
    // The order has timed out and no sweep has closed it yet.
    const { order } = await syncPaymentAndApply(ports, { order: liveOrder, membership: found.membership });
    if (order.state !== 'Closed')
      return refuse(order.state === 'AwaitingPayment' ? 'PaymentUnavailable' : 'AlreadyPaid');
    // The admission rule may have changed and the seat is free again, so start over.
    return createOrder(context, input);
  }
  if (triesTooOften(found.recentOrders, now)) return refuse('TooManyAttempts');
  const approval = found.membership && currentApproval(found.membership, now);
  // The approval has timed out and could not be ended yet.
  if (found.membership?.state === 'Approved' && !approval) return refuse('PaymentUnavailable');
  const { membership } = found;
  const asks = found.group.admission === 'payThenReview' && !approval;
  const encryptedMessage = asks ? await takeMessage(context, membershipId, membership?.round ?? 1, input) : undefined;
  if (typeof encryptedMessage === 'object') return encryptedMessage;
  const orderId = orderIdOf(ports.hash, caller.openid, idempotencyKey);
  return begin(context, found, { orderId, membershipId, approval, ...(encryptedMessage && { encryptedMessage }) });
};

/**
 * The group for this buyer, with any approval brought up to date: its seat is secured, or the approval ended if its
 * time is over.
 */
async function readWithSeat(
  ports: Ports<OrderEffectStores>,
  groupId: string,
  membershipId: string,
): Promise<GroupForBuyer | null> {
  const now = ports.clock.now();
  const found = await ports.store.groupForBuyer(groupId, membershipId, now);
  if (found?.membership?.state !== 'Approved') return found;
  const secured = await secureSeat(ports, found.membership);
  const over = secured.state === 'Approved' && !currentApproval(secured, now);
  if (over) await endApproval(ports, secured);
  return over || secured !== found.membership ? ports.store.groupForBuyer(groupId, membershipId, now) : found;
}

/** The buyer's application to an owner who decides after the payment, encrypted; a refusal if there is none or it can't be taken. */
async function takeMessage(
  context: Context<SecurityEventStore & RateLimitStore>,
  membershipId: string,
  round: number,
  { message, contact = '' }: ParsedInputOf<typeof contract>,
) {
  if (message === undefined) return refuse('MessageRequired');
  return checkAndEncrypt(context, membershipId, round, { message, contact });
}

/** Writes the order, or finds the one that already has its id or its active key. */
async function begin(
  context: Context<OrderEffectStores & RateLimitStore>,
  { group, membership }: GroupForBuyer,
  parts: Pick<OrderParts, 'orderId' | 'membershipId' | 'approval' | 'encryptedMessage'>,
): Promise<Answer> {
  const { ports, caller } = context;
  const money = moneyTermsOf(group, ports.settings);
  if (money.subMchId === '') return refuse('PaymentUnavailable', 'No merchant is set: SUB_MCH_ID.');
  const round = membership?.round ?? 1;
  const buyer = { openid: caller.openid, clientIp: caller.clientIp };
  const order = placeOrder({ ...parts, round, group, ...money, ...buyer }, ports.clock.now());
  const { orderId } = parts;
  const result = await retryOnConflict<Answer>(async () => {
    if (await ports.store.addOrder(order)) return seatAndPay(ports, order);
    const same = await ports.store.order(orderId);
    if (same && same.groupId !== group._id)
      return refuse('InvalidInput', 'This idempotencyKey was used for another group.');
    // An order from an ended round can't be paid any more.
    if (same) return same.round === round ? resume(context, same) : refuse('OrderClosed');
    const other = await ports.store.orderByActiveKey(order.activeKey);
    return other ? resume(context, other) : 'conflict';
  });
  return result === 'conflict' ? refuse('Busy') : result;
}

async function resume(context: Context<OrderEffectStores & RateLimitStore>, order: Order): Promise<Answer> {
  if (order.state === 'Closed') return refuse('OrderClosed');
  if (order.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
  if (order.payment) return payable(order, order.payment);
  // Requesting the payment again is only needed after WeChat Pay did not answer, so it is rate-limited.
  if (!(await withinRateLimit(context, 'payAgain'))) return refuse('TooManyAttempts');
  return seatAndPay(context.ports, order);
}

function payable(order: Order, payment: PaymentArguments): Answer {
  return answer({
    orderId: order._id,
    priceFen: order.priceFen,
    payment,
    payUntilMs: order.payUntil.getTime(),
  });
}

async function seatAndPay(ports: Ports<OrderEffectStores & RateLimitStore>, order: Order): Promise<Answer> {
  const seatId = ownSeatId(order);
  // `null`: the group has no limit, or the approval already holds the seat.
  if (seatId !== null && !(await ensureSeat(ports, order.groupId, seatId))) {
    const after = await closeAndFreeSeat(ports, order, 'system');
    return refuse(after.state === 'Closed' ? 'GroupFull' : 'Busy');
  }
  const asked = await ports.payments.unifiedOrder(order.paymentRequest);
  if (asked.kind === 'accepted') return keep(ports, order, asked.payment);
  ports.log.warn('no payment', { orderId: order._id, why: asked.why });
  // WeChat Pay also refuses an order that is already paid, and the SDK loses its error code.
  const { order: synced, payment } = await syncPaymentAndApply(ports, { order, membership: null });
  if (synced.paidAt) return refuse('AlreadyPaid');
  return payment === 'paying' || payment === 'mismatch' ? refuse('PaymentUnavailable') : giveUp(ports, synced);
}

/**
 * Nobody can pay an order whose payment was never stored: it is closed, so its seat is free at once. The write fails if another call stored
 * a payment meanwhile, which this buyer then gets as well.
 */
async function giveUp(ports: Ports<OrderEffectStores & RateLimitStore>, order: Order): Promise<Answer> {
  const after = await closeAndFreeSeat(ports, order, 'system');
  if (after.state === 'AwaitingPayment' && after.payment) return payable(after, after.payment);
  await reportFailingPayments(ports, order);
  return refuse('PaymentUnavailable');
}

/** Tells operators once WeChat Pay keeps failing to prepare payments for a merchant. */
async function reportFailingPayments(
  ports: Ports<OrderEffectStores & RateLimitStore>,
  { _id: orderId, paymentRequest: { subMchId } }: Order,
): Promise<void> {
  const now = ports.clock.now();
  const first = openRateLimitWindow('paymentsFailing', subMchId, ports.hash, now);
  if (await ports.store.countAttempt(first, rateLimits.paymentsFailing)) return;
  const found = { at: now, function: 'createOrder', source: 'wechatPay', detail: 'unifiedOrder keeps failing' };
  await reportSecurityEvent(ports, buildMerchantEvent(subMchId, { orderId }, found));
}

/**
 * Stores WeChat Pay's answer before anybody gets it, so that an order without a stored payment is one that nobody can pay. The order may
 * have been closed meanwhile.
 */
async function keep(ports: Ports<GroupStore & OrderStore>, order: Order, payment: PaymentArguments): Promise<Answer> {
  let current = order;
  const result = await retryOnConflict<Answer>(async () => {
    if (current.state !== 'AwaitingPayment') return endedMeanwhile(ports, current);
    if (current.payment) return payable(current, current.payment);
    if (await ports.store.saveOrder(current, changeOrder(current, { payment }))) return payable(current, payment);
    current = (await ports.store.order(current._id)) ?? current;
    return 'conflict';
  });
  return result === 'conflict' ? refuse('Busy') : result;
}

/** The order ended while its payment was being prepared; its seat may have been taken after it was freed. */
async function endedMeanwhile(ports: Ports<GroupStore>, order: Order): Promise<Answer> {
  if (order.state === 'Closed' && ownSeatId(order) !== null) await ports.store.freeSeat(order.groupId, order._id);
  return refuse(order.state === 'Closed' ? 'OrderClosed' : 'AlreadyPaid');
}
