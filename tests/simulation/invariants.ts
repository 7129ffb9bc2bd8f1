import { lacksSeat, type Membership, isEnded } from '../../domain/membership';
import { balances } from '../../domain/ledger';
import { backsMembership, ownSeatId, type Order } from '../../domain/order';
import { rowOfListed } from '../../domain/refundsElsewhere';
import type { SecurityEventKind } from '../../domain/security';
import type { FaultyPay } from './faulty-pay';
import { hourMs } from '../../domain/time';
import type { Documents } from './memory-store';

/** A promise to the outside: "received" to a notification, or a QR shown to a person. */
export interface Acknowledged {
  readonly kind: 'payment' | 'refund' | 'qr';
  readonly orderId: string;
}

const rows = <Row>(table: { readonly rows: ReadonlyMap<string, Row> }): Row[] => [...table.rows.values()];

const living = ['AwaitingPayment', 'Paid'];

/** Checks what must hold after every step; returns each violation as a sentence. */
export function violations(documents: Documents, acknowledged: readonly Acknowledged[], pay: FaultyPay): string[] {
  const found: string[] = [];
  const { orders } = documents;
  for (const membership of rows(documents.memberships)) {
    found.push(...approvalViolations(membership, documents, pay));
    if (!['UnderReview', 'Admitted', 'Joined'].includes(membership.state)) continue;
    const order = orders.rows.get(membership.orderId ?? '');
    if (!order || !backsMembership(order) || order.round !== membership.round)
      found.push(`a membership is ${membership.state} without a paid order of its round`);
    const clock = membership.effects.some((effect) => effect.kind === 'noValidQr');
    if (membership.state === 'Admitted' && membership.shownQrId === null && !clock)
      found.push('a member has paid, was shown no QR and has no clock running');
  }
  for (const group of rows(documents.groups)) {
    if (group.capacity === null) continue;
    if (group.seats.length > group.capacity)
      found.push(`${group._id} has ${group.seats.length} seats taken of ${group.capacity}`);
    if (group.seats.length + (group.seatsLeft ?? 0) !== group.capacity)
      found.push(`${group._id}: seats taken and left do not add up to its capacity`);
  }
  found.push(...squattedSeats(rows(orders)));
  const lives = new Map<string, number>();
  for (const order of rows(orders)) {
    const back = order.refunds.filter(({ state }) => state === 'Succeeded' || state === 'PaidByHand');
    if (back.reduce((sum, { fen }) => sum + fen, 0) !== order.refundedFen)
      found.push(`${order._id} counts ${order.refundedFen} fen as refunded, its refunds say otherwise`);
    if (order.refundedFen > order.priceFen) found.push(`${order._id} refunded more than was paid`);
    if (order.paidAt !== null && !isPaidAsOrdered(order, pay)) found.push(`${order._id} accepted another payment`);
    const key = `${order.membershipId} ${order.round}`;
    if (living.includes(order.state)) lives.set(key, (lives.get(key) ?? 0) + 1);
  }
  for (const [key, count] of lives) if (count > 1) found.push(`${count} live orders for membership and round ${key}`);
  for (const posting of rows(documents.ledger))
    if (!balances(posting)) found.push(`posting ${posting._id} does not balance`);
  for (const { kind, orderId } of acknowledged) {
    const refunds = orders.rows.get(orderId)?.refunds ?? [];
    if (kind === 'qr' && refunds.some(({ reason }) => ['byBuyer', 'noValidQr', 'groupBanned'].includes(reason))) {
      found.push(`a person saw the QR and was refunded: ${orderId}`);
    }
    if (kind === 'payment' && orders.rows.get(orderId)?.paidAt === null)
      found.push(`a payment was acknowledged but not recorded: ${orderId}`);
  }
  return found;
}

/** Checks that nobody takes another seat within an hour after two of their orders there lapsed within an hour. */
function squattedSeats(orders: readonly Order[]): string[] {
  const own = orders.filter(({ _id, seatId }) => seatId === _id);
  const isSquatted = ({ membershipId, createdAt }: Order): boolean => {
    const lapsed = own.flatMap(({ membershipId: theirs, payment, history, payUntil }) => {
      const closing = history.find(({ event }) => event === 'closed');
      // A closing at the same moment may have come after the order was decided on.
      if (theirs !== membershipId || payment === null || !closing || closing.at >= createdAt) return [];
      return [Math.min(closing.at.getTime(), payUntil.getTime())];
    });
    const [last = 0, before = 0] = lapsed.sort((a, b) => b - a);
    return createdAt.getTime() - last < hourMs && last - before <= hourMs;
  };
  return own.filter(isSquatted).map(({ openid }) => `${openid} holds a seat although two orders just lapsed`);
}

/** Checks people whom the owner approves before they pay. */
function approvalViolations(membership: Membership, documents: Documents, pay: FaultyPay): string[] {
  const found: string[] = [];
  const clock = membership.effects.some((effect) => effect.kind === 'timeOut');
  if ((membership.state === 'Applied' || membership.state === 'Approved') && !clock)
    found.push(`a membership is ${membership.state} without a deadline`);
  const sure = !lacksSeat(membership) && ['Approved', 'Admitted', 'Joined'].includes(membership.state);
  if (
    sure &&
    membership.seatId !== null &&
    !documents.groups.rows.get(membership.groupId)?.seats.includes(membership.seatId)
  )
    found.push(`a membership is ${membership.state} without its seat`);
  const late = membership.history.filter((move) => move.from === 'Approved' && move.event === 'timedOut');
  for (const order of rows(documents.orders)) {
    const end = late.find((move) => order.membershipId === membership._id && move.round === order.round);
    if (!end || end.at < order.payUntil || order.state !== 'AwaitingPayment') continue;
    // WeChat Pay answered about another payment, and a security event reports it.
    if (eventsOf(order, documents).has('paymentMismatch')) continue;
    if (pay.heldFen(order._id) > 0) found.push('an approval timed out over a payment');
  }
  return found;
}

/** The amount that WeChat Pay holds for an order, according to the order: what was paid by hand is still there. */
function heldByOrder({ paidAt, priceFen, refundedFen, refunds }: Order): number {
  const byHand = refunds.filter(({ state }) => state === 'PaidByHand').reduce((sum, { fen }) => sum + fen, 0);
  return paidAt === null ? 0 : priceFen - refundedFen + byHand;
}

/** Every exit that an operator took is audited, and what waits for one is seen. */
function exitViolations(order: Order, documents: Documents): string[] {
  const found: string[] = [];
  const name = `order ${order._id.slice(0, 4)} (${order.state})`;
  const actions = [...documents.audit.rows.values()].filter(
    ({ subject, action }) => subject === order._id && action === 'settleRefund',
  );
  for (const { no, state, exitNote } of order.refunds) {
    if ((state === 'PaidByHand' || state === 'GivenUp') && !actions.some(({ after }) => after === state))
      found.push(`${name}: ${no} was settled without an audit record`);
    if ((state === 'PaidByHand' || state === 'GivenUp') && !exitNote)
      found.push(`${name}: ${no} was settled without a note`);
    if (state === 'Failed' && order.state !== 'RefundFailed' && order.needsAttentionAt === null)
      found.push(`${name}: ${no} has failed, and no operator sees it`);
  }
  if (order.state === 'RefundFailed' && !order.refunds.some(({ state }) => state === 'Failed'))
    found.push(`${name} waits for an operator, who has nothing to settle`);
  return found;
}

/** Checks, right after a sweep, that nobody waits for a QR longer than promised. */
export function overdueClocks(documents: Documents, now: Date): string[] {
  const clocks = rows(documents.memberships).flatMap(({ effects }) =>
    effects.filter(({ kind }) => kind === 'noValidQr'),
  );
  return clocks.some(({ at }) => at <= now) ? ['a member waits for a QR past the deadline'] : [];
}

/** Checks what must hold once nothing is left to do. */
export function violationsAtRest(documents: Documents, pay: FaultyPay): string[] {
  const found = violations(documents, [], pay);
  for (const order of rows(documents.orders)) {
    const held = pay.heldFen(order._id);
    if (isBeforeOperator(order, documents, pay)) continue;
    const name = `order ${order._id.slice(0, 4)} (${order.state})`;
    if (held !== heldByOrder(order))
      found.push(`${name}: WeChat Pay holds ${held} fen, the order says ${heldByOrder(order)}`);
    if (order.state === 'AwaitingPayment') found.push(`${name} still awaits payment`);
    if (order.effects.length > 0)
      found.push(`${name} still has effects: ${order.effects.map((effect) => effect.kind).join(', ')}`);
    if (order.state === 'Paid' && documents.memberships.rows.get(order.membershipId)?.orderId !== order._id)
      found.push(`${name} is paid but has no membership`);
    if (order.state === 'Paid' && !backsMembership(order))
      found.push(`${name} keeps money for no membership, and nothing gives it back`);
    const membership = documents.memberships.rows.get(order.membershipId);
    if (backsMembership(order) && membership?.orderId === order._id && isEnded(membership.state))
      found.push(`${name} keeps the money of a membership that has ended`);
    found.push(...exitViolations(order, documents));
    const told = documents.securityEvents.filter(
      ({ kind, orderId }) => kind === 'refundNotOurs' && orderId === order._id,
    );
    if (order.refunds.some(({ elsewhere }) => elsewhere && !told.some(({ _id }) => _id.endsWith(elsewhere.refundId))))
      found.push(`${name}: the merchant refunded elsewhere, and no operator was told`);
    const keys = order.refunds.flatMap((refund) => refund.idempotencyKey ?? []);
    if (new Set(keys).size !== keys.length) found.push(`${name}: one request became two refunds`);
    const asked = order.refunds.filter((refund) => refund.idempotencyKey !== null);
    if (asked.some((refund) => !documents.audit.rows.has(refund.no)))
      found.push(`${name}: an operator's refund has no audit record`);
    const postings = rows(documents.ledger).filter((posting) => posting.orderId === order._id);
    const lines = postings.flatMap((posting) => posting.lines).filter((line) => line.account.startsWith('wechatPay:'));
    const booked = lines.reduce((sum, line) => sum + line.fen, 0);
    if (booked !== held) found.push(`${name}: the ledger says ${booked} fen, WeChat Pay ${held}`);
  }
  for (const membership of rows(documents.memberships)) {
    const order = documents.orders.rows.get(membership.orderId ?? '');
    const waits = membership.effects.some(({ kind, orderId }) => {
      // The clock of a member who has not looked for a QR yet.
      if (kind === 'noValidQr') return false;
      const owed = kind === 'refund' ? documents.orders.rows.get(orderId ?? '') : order;
      return !owed || !isBeforeOperator(owed, documents, pay);
    });
    if (waits)
      found.push(`a membership still has effects: ${membership.effects.map((effect) => effect.kind).join(', ')}`);
    if (['UnderReview', 'Applied', 'Approved'].includes(membership.state))
      found.push(`a membership is ${membership.state} past its deadline`);
  }
  found.push(...ledgerViolations(documents, pay), ...banViolations(documents, pay));
  for (const group of rows(documents.groups)) {
    if (group.capacity === null) continue;
    const orders = rows(documents.orders).filter((order) => order.groupId === group._id);
    const holding = orders.filter(backsMembership).map((order) => order.seatId);
    const awaiting = orders.filter((order) => order.state === 'AwaitingPayment').map(ownSeatId);
    const ids = [...holding, ...awaiting].filter((id) => id !== null).sort();
    if (JSON.stringify([...group.seats].sort()) !== JSON.stringify(ids)) {
      found.push(`${group._id}: ${group.seats.length} seats taken, ${ids.length} orders that hold one`);
    }
  }
  return found;
}

/** Checks that a ban has ended everything that it must end, and that a refund of everything has asked for all of it. */
function banViolations(documents: Documents, pay: FaultyPay): string[] {
  const found: string[] = [];
  for (const group of rows(documents.groups)) {
    if (group.effects.length > 0)
      found.push(`${group._id} still has effects: ${group.effects.map(({ kind }) => kind).join(', ')}`);
    if (group.state !== 'Banned') continue;
    const bannedAt = group.history.at(-1)!.at;
    const emptied = documents.audit.where(
      ({ action, subject, at }) => action === 'refundGroup' && subject === group._id && at >= bannedAt,
    );
    for (const { state, shownQrId } of rows(documents.memberships).filter(({ groupId }) => groupId === group._id)) {
      if (isEnded(state)) continue;
      if (shownQrId === null) found.push(`${group._id} is banned, and somebody is ${state} who was shown no QR`);
      else if (emptied.length > 0) found.push(`${group._id} was refunded, and somebody is still ${state}`);
    }
    for (const order of rows(documents.orders).filter(({ groupId }) => groupId === group._id)) {
      const isKept = order.paidAt !== null && order.paidAt > bannedAt && order.refunds.length === 0;
      if (isKept && !isBeforeOperator(order, documents, pay))
        found.push(`${group._id} is banned, and money of ${order._id} that came later is kept`);
    }
  }
  return found;
}

/** Checks that closed days carry the owed amount forward, and that every difference from WeChat Pay's bills is known to an operator. */
function ledgerViolations(documents: Documents, pay: FaultyPay): string[] {
  const found: string[] = [];
  for (const { _id } of rows(documents.groups)) {
    const lines = rows(documents.ledger).flatMap((posting) => posting.lines);
    const owed = 0 - lines.filter(({ account }) => account === `owed:${_id}`).reduce((sum, { fen }) => sum + fen, 0);
    const days = rows(documents.days).filter((day) => day.groupId === _id);
    const carried = days.sort((a, b) => (a.day < b.day ? 1 : -1))[0]?.owedAfterFen ?? 0;
    if (carried !== owed) found.push(`${_id}: ${owed} fen are owed, its closed days say ${carried}`);
  }
  const compared = rows(documents.reconciliations);
  // WeChat Pay has not yet confirmed that the last day has no bill.
  const last = compared
    .map(({ day }) => day)
    .sort()
    .at(-1);
  for (const { state, day } of compared)
    if (state !== 'Done' && day !== last) found.push(`the bill of ${day} was not compared`);
  if (rows(documents.ledger).some(({ day }) => !compared.some((each) => each.day === day && each.state === 'Done')))
    found.push('a day with postings was never compared');
  for (const { kind, orderId } of rows(documents.differences)) {
    const order = documents.orders.rows.get(orderId);
    if (!order || !isBeforeOperator(order, documents, pay)) found.push(`the bill differs (${kind}) for ${orderId}`);
  }
  return found;
}

const eventsOf = (order: Order, documents: Documents): ReadonlySet<SecurityEventKind> =>
  new Set(documents.securityEvents.flatMap((event) => (event.orderId === order._id ? [event.kind] : [])));

/** Returns whether WeChat Pay took exactly this payment: the amount, from the buyer, for the merchant. */
function isPaidAsOrdered(order: Order, pay: FaultyPay): boolean {
  const booked = pay.books.get(order._id);
  return (
    booked !== undefined &&
    booked.transactionId !== '' &&
    booked.paidFen === order.priceFen &&
    booked.openid === order.openid &&
    booked.subMchId === order.paymentRequest.subMchId &&
    (order.transactionId === null || order.transactionId === booked.transactionId)
  );
}

/**
 * Returns whether something happened at WeChat Pay that we can't repair, and the matching security event exists: a payment that is not ours,
 * a refund of another amount, or one that had been paid by hand.
 */
function isBeforeOperator(order: Order, documents: Documents, pay: FaultyPay): boolean {
  const booked = pay.books.get(order._id);
  if (!booked || booked.transactionId === '') return false;
  const events = eventsOf(order, documents);
  if (!isPaidAsOrdered(order, pay)) return order.paidAt === null && events.has('paymentMismatch');
  const otherAmount = booked.refunds.some(({ status, fen, askedFen }) => status === 'SUCCESS' && fen !== askedFen);
  // It arrived at WeChat Pay after an operator had paid it by hand: back twice, and a person must ask for one of them.
  const twice = booked.refunds.some(
    ({ id, no, status }) =>
      status === 'SUCCESS' && rowOfListed(order, { outRefundNo: no, refundId: id })?.state === 'PaidByHand',
  );
  // It went back at the desk after an operator had paid it by hand: there is nothing left that it could be.
  const unbooked = booked.refunds.some(
    ({ id, no, status }) => status === 'SUCCESS' && !rowOfListed(order, { outRefundNo: no, refundId: id }),
  );
  const twiceElsewhere = unbooked && order.refunds.some(({ state }) => state === 'PaidByHand');
  return (otherAmount || twice || twiceElsewhere) && events.has('refundMismatch');
}
