import { lacksSeat, type Membership } from '../../domain/membership';
import { balances } from '../../domain/ledger';
import { isEnded } from '../../domain/membership';
import { backsMembership, ownSeatId, type Order } from '../../domain/order';
import type { LyingPay } from './lying-pay';
import type { Documents } from './memory-store';

/** What we told the world: "received" to a notification, or a live code to a person. */
export interface Acknowledged {
  readonly kind: 'payment' | 'refund' | 'code';
  readonly orderId: string;
}

const rows = <Row>(table: { readonly rows: ReadonlyMap<string, Row> }): Row[] => [...table.rows.values()];

const living = ['AwaitingPayment', 'Paid'];

/** What must be true after every step (DESIGN §9); each breach as a sentence. */
export function breaches(documents: Documents, acknowledged: readonly Acknowledged[], pay: LyingPay): string[] {
  const found: string[] = [];
  const { orders } = documents;
  for (const membership of rows(documents.memberships)) {
    found.push(...breachesOfApproval(membership, documents, pay));
    if (!['UnderReview', 'Admitted', 'Joined'].includes(membership.state)) continue;
    const order = orders.rows.get(membership.orderId ?? '');
    if (!order || !backsMembership(order) || order.round !== membership.round)
      found.push(`a membership is ${membership.state} without a paid order of its round`);
  }
  for (const group of rows(documents.groups)) {
    if (group.capacity === null) continue;
    if (group.seats.length > group.capacity)
      found.push(`${group._id} has ${group.seats.length} seats taken of ${group.capacity}`);
    if (group.seats.length + (group.seatsLeft ?? 0) !== group.capacity)
      found.push(`${group._id}: seats taken and left are not its capacity`);
  }
  const lives = new Map<string, number>();
  for (const order of rows(orders)) {
    if (order.refundedFen > order.priceFen) found.push(`${order._id} gave back more than it took`);
    const key = `${order.membershipId} ${order.round}`;
    if (living.includes(order.state)) lives.set(key, (lives.get(key) ?? 0) + 1);
  }
  for (const [key, count] of lives) if (count > 1) found.push(`${count} live orders for membership and round ${key}`);
  for (const posting of rows(documents.ledger))
    if (!balances(posting)) found.push(`posting ${posting._id} does not balance`);
  for (const { kind, orderId } of acknowledged) {
    const refunds = orders.rows.get(orderId)?.refunds ?? [];
    if (kind === 'code' && refunds.some(({ reason }) => reason === 'byBuyer' || reason === 'noValidQr')) {
      found.push(`a person saw the code and has the money back: ${orderId}`);
    }
    if (kind === 'payment' && orders.rows.get(orderId)?.paidAt === null)
      found.push(`a payment was acknowledged but not written: ${orderId}`);
  }
  return found;
}

/** What holds for whom the owner lets in before they pay. */
function breachesOfApproval(membership: Membership, documents: Documents, pay: LyingPay): string[] {
  const found: string[] = [];
  const clock = membership.effects.some((effect) => effect.kind === 'timeOut');
  if ((membership.state === 'Applied' || membership.state === 'Approved') && !clock)
    found.push(`a membership is ${membership.state} without an end`);
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
    const held = pay.heldFen(order._id);
    if (held > 0 && !isBeforeOperator(order, documents, held)) found.push('an approval timed out over a payment');
  }
  return found;
}

/** What an order says WeChat Pay holds for it. */
function heldByOrder(order: Order): number {
  const holds = order.state === 'Paid' || order.state === 'Refunding' || order.state === 'RefundFailed';
  return holds ? order.priceFen - order.refundedFen : 0;
}

/** What must be true once everything has come to rest. */
export function breachesAtRest(documents: Documents, pay: LyingPay): string[] {
  const found = breaches(documents, [], pay);
  for (const order of rows(documents.orders)) {
    const held = pay.heldFen(order._id);
    // Paid another amount than was asked for: we take nothing on ourselves, an operator has it before them.
    if (isBeforeOperator(order, documents, held)) continue;
    const name = `order ${order._id.slice(0, 4)} (${order.state})`;
    if (held !== heldByOrder(order))
      found.push(`${name}: WeChat Pay holds ${held} fen, the order says ${heldByOrder(order)}`);
    if (order.state === 'AwaitingPayment') found.push(`${name} still waits for its payment`);
    if (order.effects.length > 0)
      found.push(`${name} still has to ${order.effects.map((effect) => effect.kind).join(', ')}`);
    if (order.state === 'Paid' && documents.memberships.rows.get(order.membershipId)?.orderId !== order._id)
      found.push(`${name} bought nothing`);
    const membership = documents.memberships.rows.get(order.membershipId);
    if (backsMembership(order) && membership?.orderId === order._id && isEnded(membership.state))
      found.push(`${name} keeps the money of a membership that has ended`);
    const wishes = order.refunds.flatMap((refund) => refund.idempotencyKey ?? []);
    if (new Set(wishes).size !== wishes.length) found.push(`${name}: one wish became two refunds`);
    const asked = order.refunds.filter((refund) => refund.idempotencyKey !== null);
    if (asked.some((refund) => !documents.audit.rows.has(refund.no)))
      found.push(`${name}: an operator's refund has no record`);
    const postings = rows(documents.ledger).filter((posting) => posting.orderId === order._id);
    const lines = postings.flatMap((posting) => posting.lines).filter((line) => line.account.startsWith('wechatPay:'));
    const booked = lines.reduce((sum, line) => sum + line.fen, 0);
    if (booked !== held) found.push(`${name}: the ledger says ${booked} fen, WeChat Pay ${held}`);
  }
  for (const membership of rows(documents.memberships)) {
    if (membership.effects.length > 0)
      found.push(`a membership still has to ${membership.effects.map((effect) => effect.kind).join(', ')}`);
    if (['UnderReview', 'Applied', 'Approved'].includes(membership.state))
      found.push(`a membership is ${membership.state} after its time`);
  }
  found.push(...breachesOfTheBooks(documents, pay));
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

/** The closed days carry on what is owed, and WeChat Pay's bills differ only where an operator has it before them already. */
function breachesOfTheBooks(documents: Documents, pay: LyingPay): string[] {
  const found: string[] = [];
  for (const { _id } of rows(documents.groups)) {
    const lines = rows(documents.ledger).flatMap((posting) => posting.lines);
    const owed = 0 - lines.filter(({ account }) => account === `owed:${_id}`).reduce((sum, { fen }) => sum + fen, 0);
    const days = rows(documents.days).filter((day) => day.groupId === _id);
    const carried = days.sort((a, b) => (a.day < b.day ? 1 : -1))[0]?.owedAfterFen ?? 0;
    if (carried !== owed) found.push(`${_id}: ${owed} fen are owed, its closed days say ${carried}`);
  }
  const compared = rows(documents.reconciliations);
  // WeChat Pay has not yet said for sure that the last day has no bill.
  const last = compared
    .map(({ day }) => day)
    .sort()
    .at(-1);
  for (const { state, day } of compared)
    if (state !== 'Done' && day !== last) found.push(`the bill of ${day} was not compared`);
  if (rows(documents.ledger).some(({ day }) => !compared.some((each) => each.day === day && each.state === 'Done')))
    found.push('something was booked on a day that nobody compared');
  for (const { kind, orderId } of rows(documents.differences)) {
    const order = documents.orders.rows.get(orderId);
    if (!order || !isBeforeOperator(order, documents, pay.heldFen(orderId)))
      found.push(`the bill says otherwise (${kind}) of ${orderId}`);
  }
  return found;
}

function isBeforeOperator(order: Order, documents: Documents, held: number): boolean {
  const mismatch = documents.securityEvents.some(
    (event) => event.orderId === order._id && event.kind === 'paymentMismatch',
  );
  return mismatch && held > 0 && order.paidAt === null;
}
