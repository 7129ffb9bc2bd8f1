import type { adminOrders } from '../../../contracts/adminOrders';
import type { OutputOf } from '../../../contracts/contract';
import type { getOrder } from '../../../contracts/getOrder';
import type { listOrders } from '../../../contracts/listOrders';
import { holdOf } from '../../../domain/group';
import { rejectionReason, stateOfRound, type Membership } from '../../../domain/membership';
import { backsMembership, refundableFen, refundableUntil, isTooOldToRefund, type Order } from '../../../domain/order';
import type { Refund } from '../../../domain/refund';
import { shownGroupName, shownNickname } from '../../../domain/names';
import { checkBuyerRefund, refundWindowEnd } from '../../../domain/refundRules';
import { shownLine, shownText } from '../../../domain/text';
import type { User } from '../../../domain/user';
import type { OrderFile, OrderInGroup } from '../ports';

type Summary = OutputOf<typeof listOrders>['orders'][number];
type Detail = OutputOf<typeof getOrder>;
type File = OutputOf<typeof adminOrders>['orders'][number];

/** The membership's round came from this order. A payment that arrived after closing, or that was back before we knew of it, creates none. */
function gave(order: Order, membership: Membership | null): membership is Membership {
  return (
    membership !== null &&
    order.paidAt !== null &&
    !order.refunds.some(({ reason, elsewhere }) => reason === 'paidAfterClosing' || elsewhere?.withoutMembership)
  );
}

/** An order as lists show it, to its buyer and to operators. */
export function orderSummary({ order, membership, group }: OrderInGroup): Summary {
  return {
    orderId: order._id,
    groupId: order.groupId,
    groupName: shownGroupName(order.terms.groupName),
    coverFileId: order.terms.coverFileId,
    ownerName: shownNickname(order.terms.ownerName),
    admission: order.terms.admission,
    priceFen: order.priceFen,
    refundedFen: order.refundedFen,
    state: order.state,
    membershipState: gave(order, membership) ? stateOfRound(membership, order.round) : null,
    groupHold: holdOf(group),
    createdAtMs: order.createdAt.getTime(),
    payUntilMs: order.payUntil.getTime(),
  };
}

/** Events of the order and of its membership, oldest first, with their actors. */
function history(order: Order, membership: Membership | null): File['timeline'] {
  const ofMembership = gave(order, membership)
    ? membership.history.filter((transition) => transition.round === order.round)
    : [];
  const created = { event: 'created', actor: 'buyer', at: order.createdAt } as const;
  const history = [created, ...order.history, ...ofMembership].sort((a, b) => a.at.getTime() - b.at.getTime());
  return history.map(({ event, actor, at }) => ({ event, actor, atMs: at.getTime() }));
}

const refundLines = (order: Order): Detail['refunds'] =>
  order.refunds.map((refund) => ({
    refundNo: refund.no,
    fen: refund.fen,
    state: refund.state,
    reason: refund.reason,
    note: shownText(refund.note),
    requestedAtMs: refund.requestedAt.getTime(),
    endedAtMs: refund.endedAt?.getTime() ?? null,
  }));

export function orderDetail(found: OrderInGroup, now: Date): Detail {
  const { order, membership, group } = found;
  const refund = checkBuyerRefund(order, membership, group, now);
  const summary = orderSummary(found);
  const waits = summary.membershipState === 'UnderReview';
  return {
    ...summary,
    paidAtMs: order.paidAt?.getTime() ?? null,
    reviewUntilMs: waits ? (membership?.reviewUntil?.getTime() ?? null) : null,
    refundUntilMs: refundWindowEnd(order, membership, group, now)?.getTime() ?? null,
    refundObstacle: refund?.kind === 'refused' ? refund.code : null,
    qrShown: membership?.orderId === order._id && membership.shownQrId !== null,
    seatUntilMs: seatUntilMs(order, membership),
    rejectedReason: rejectedReason(order, membership),
    refunds: refundLines(order),
    timeline: history(order, membership).map(({ event, atMs }) => ({ event, atMs })),
  };
}

/** An approval outlives unpaid orders placed under it. */
function seatUntilMs(order: Order, membership: Membership | null): number | null {
  const approved = membership?.state === 'Approved' && membership.round === order.round && order.paidAt === null;
  return approved ? (membership.payUntil?.getTime() ?? null) : null;
}

/** The owner's reason is in the refund; until that exists, in the membership. */
function rejectedReason(order: Order, membership: Membership | null): string {
  const refund = order.refunds.find((row) => row.reason === 'rejected');
  if (refund) return shownText(refund.note);
  return membership?.orderId === order._id ? shownText(rejectionReason(membership)) : '';
}

/** A person as operators see them: with a nickname that claims to be official, too. */
export const personView = (user: User | null): File['buyer'] => ({
  nickname: shownLine(user?.nickname ?? ''),
  avatarFileId: user?.avatarFileId ?? '',
});

function forOperators(refund: Refund | undefined): Pick<File['refunds'][number], 'failure' | 'exitNote' | 'elsewhere'> {
  const { failure = null, exitNote = null, elsewhere } = refund ?? {};
  const numbers = elsewhere ? { outRefundNo: shownLine(elsewhere.outRefundNo), refundId: elsewhere.refundId } : null;
  return { failure, exitNote, elsewhere: numbers };
}

/** An order with everything known about it, for operators. */
export function orderFile(file: OrderFile, now: Date): File {
  const { order, membership, buyer, securityEvents } = file;
  const left = refundableFen(order);
  const effects = [...order.effects, ...(membership?.orderId === order._id ? membership.effects : [])];
  return {
    ...orderSummary(file),
    buyer: personView(buyer),
    paidAtMs: order.paidAt?.getTime() ?? null,
    transactionId: order.transactionId,
    refundableFen: isTooOldToRefund(order, now) ? 0 : left,
    wholeOnly: !backsMembership(order),
    refundableUntilMs: refundableUntil(order)?.getTime() ?? null,
    needsAttentionAtMs: order.needsAttentionAt?.getTime() ?? null,
    refunds: refundLines(order).map((line, index) => ({ ...line, ...forOperators(order.refunds[index]) })),
    timeline: history(order, membership),
    effects: effects.map(({ kind, attempts, at }) => ({ kind, attempts, nextAtMs: at.getTime() })),
    securityEvents: securityEvents.map((event) => ({
      eventId: event._id,
      kind: event.kind,
      atMs: event.at.getTime(),
      handled: event.handledAt !== null,
    })),
  };
}
