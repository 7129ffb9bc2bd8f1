import { suspensionsOf, holdOf, type GroupStanding } from './group';
import { isEnded, type Membership } from './membership';
import { backsMembership, isTooOldToRefund, orderTransitions, refundableFen, type Order } from './order';
import { overlapMs } from './qrAvailability';
import { hourMs } from './time';
import { noop, refused, type RefusalOf, type Refused } from './transition';

/** The answer of a check before any change: `noop` means the same request was heard before, `null` that nothing is in the way. */
export type Check<Code extends string> = typeof noop | Refused<Code> | null;

/** The time of the owner's decision for the member in the round that this order bought; `null` if there is none. */
function approvedAt(order: Order, membership: Membership | null): Date | null {
  const ofRound = membership?.history.filter((transition) => transition.round === order.round) ?? [];
  return ofRound.filter((transition) => transition.event === 'approved').at(-1)?.at ?? null;
}

/**
 * The beginning of the buyer's own refund window: the payment, or the owner's decision where that comes later, because a long review would
 * use the window up before there is anything to decide on. `null` before the payment and until the owner has approved a paid application.
 */
function refundWindowBegin(order: Order, membership: Membership | null): Date | null {
  if (!order.paidAt) return null;
  const decidedAt = approvedAt(order, membership);
  if (order.terms.admission === 'payThenReview' && !decidedAt) return null;
  return decidedAt && decidedAt > order.paidAt ? decidedAt : order.paidAt;
}

/**
 * The end of the buyer's own refund window, which only counts while no QR was shown. It stands still while the group is suspended, because
 * nobody new is shown the QR then. `null` before the payment and while a paid application waits, when the money can be taken back at any time.
 */
export function refundWindowEnd(
  order: Order,
  membership: Membership | null,
  group: GroupStanding | null,
  now: Date,
): Date | null {
  const begin = refundWindowBegin(order, membership);
  if (!begin) return null;
  const suspendedMs = group ? overlapMs(suspensionsOf(group, now), begin) : 0;
  return new Date(begin.getTime() + order.terms.refundDays * 24 * hourMs + suspendedMs);
}

/** The reasons a buyer can't request a refund now. */
export const buyerRefundObstacles = [
  'NotPaid',
  /** The payment is still being confirmed. */
  'PaymentInProgress',
  /** A partial refund by an operator is under way. */
  'RefundRunning',
  /** The buyer has been shown a QR, on whatever phone. */
  'QrAlreadyShown',
  'RefundWindowOver',
] as const;
export type BuyerRefundObstacle = (typeof buyerRefundObstacles)[number];

type RequestRefusal = RefusalOf<typeof orderTransitions, 'refundRequested'>;

/**
 * Checks a buyer's request for the whole of their money. It is refused while the payment is being confirmed or a partial refund runs, once
 * a QR was shown, and, for an admitted member, once the refund window is over. While an operator holds the group the window is open.
 */
export function checkBuyerRefund(
  order: Order,
  membership: Membership | null,
  group: GroupStanding | null,
  now: Date,
): Check<BuyerRefundObstacle> {
  const cell = orderTransitions[order.state].refundRequested;
  if (cell.kind === 'refused' && cell.code === 'NotPaid') return refused(cell.code);
  // The whole is on its way or back already.
  if (!backsMembership(order)) return noop;
  if (cell.kind === 'refused') return cell.code === 'RefundRunning' ? refused(cell.code) : noop;
  if (membership?.orderId !== order._id) return refused('PaymentInProgress');
  if (membership.shownQrId !== null || membership.state === 'Joined') return refused('QrAlreadyShown');
  if (holdOf(group) !== null) return null;
  const deadline = refundWindowEnd(order, membership, group, now);
  return membership.state === 'Admitted' && deadline && now > deadline ? refused('RefundWindowOver') : null;
}

/** The refund that an operator's request has become, if it has. */
export const refundRequestedBy = (order: Order, idempotencyKey: string) =>
  order.refunds.find((row) => row.idempotencyKey === idempotencyKey);

const isPromised = (membership: Membership, idempotencyKey: string): boolean =>
  membership.effects.some((effect) => effect.refund?.operator?.idempotencyKey === idempotencyKey);

/** Checks an operator's request to refund `fen` of an order. Once the membership has ended only the whole rest can go back. */
export function checkOperatorRefund(
  order: Order,
  membership: Membership | null,
  { fen, idempotencyKey }: { readonly fen: number; readonly idempotencyKey: string },
  now: Date,
): Check<RequestRefusal | 'RefundTooLarge' | 'TooOld' | 'PaymentInProgress' | 'RefundWholeOnly'> {
  if (refundRequestedBy(order, idempotencyKey)) return noop;
  // The same request has ended the membership; its refund follows once a partial one that is on its way has arrived.
  if (order.state === 'Refunding' && membership && isPromised(membership, idempotencyKey)) return noop;
  const cell = orderTransitions[order.state].refundRequested;
  if (cell.kind === 'refused') return cell;
  const left = refundableFen(order);
  if (left === 0) return refused('RefundUnsettled');
  if (fen > left) return refused('RefundTooLarge');
  if (isTooOldToRefund(order, now)) return refused('TooOld');
  if (backsMembership(order) && membership?.orderId !== order._id) return refused('PaymentInProgress');
  const hasEnded = !backsMembership(order) || (membership !== null && isEnded(membership.state));
  return hasEnded && fen < left ? refused('RefundWholeOnly') : null;
}
