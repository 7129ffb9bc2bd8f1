import { suspensionsOf, holdOf, type GroupStanding } from './group';
import { isEnded, type Membership } from './membership';
import {
  backsMembership,
  isTooOldToRefund,
  orderTransitions,
  refundableFen,
  refundDeadline,
  type Order,
} from './order';
import { overlapMs } from './qrAvailability';
import { noop, refused, type RefusalOf, type Refused } from './transition';

/** The answer of a check before any change: `noop` means the same request was heard before, `null` that nothing is in the way. */
export type Check<Code extends string> = typeof noop | Refused<Code> | null;

type RequestRefusal = RefusalOf<typeof orderTransitions, 'refundRequested'>;

/** The end of the buyer's own refund window. It stands still while the group is suspended, because nobody new is shown the QR then. */
export function refundWindowEnd(order: Order, group: GroupStanding | null, now: Date): Date | null {
  const deadline = refundDeadline(order);
  if (!deadline || !order.paidAt || !group) return deadline;
  return new Date(deadline.getTime() + overlapMs(suspensionsOf(group, now), order.paidAt));
}

/**
 * Checks a buyer's request for the whole of their money. It is refused while the payment is being confirmed or a partial refund runs, once
 * a QR was shown, and, for an admitted member, once the refund window is over. While an operator holds the group the window is open.
 */
export function checkBuyerRefund(
  order: Order,
  membership: Membership | null,
  group: GroupStanding | null,
  now: Date,
): Check<
  | Exclude<RequestRefusal, 'NothingLeft' | 'RefundUnsettled'>
  | 'PaymentInProgress'
  | 'QrAlreadyShown'
  | 'RefundWindowOver'
> {
  const cell = orderTransitions[order.state].refundRequested;
  if (cell.kind === 'refused' && cell.code === 'NotPaid') return refused(cell.code);
  // The whole is on its way or back already.
  if (!backsMembership(order)) return noop;
  if (cell.kind === 'refused') return cell.code === 'RefundRunning' ? refused(cell.code) : noop;
  if (membership?.orderId !== order._id) return refused('PaymentInProgress');
  if (membership.shownQrId !== null || membership.state === 'Joined') return refused('QrAlreadyShown');
  if (holdOf(group) !== null) return null;
  const deadline = refundWindowEnd(order, group, now);
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
