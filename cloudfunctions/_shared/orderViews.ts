import type { OutputOf } from '../../contracts/contract';
import type { getOrder } from '../../contracts/getOrder';
import type { listOrders } from '../../contracts/listOrders';
import { stateOfRound, type Entry } from '../../domain/entry';
import { refundUntil, type Order } from '../../domain/order';
import type { OrderWithEntry } from './ports';

type Summary = OutputOf<typeof listOrders>['orders'][number];
type Detail = OutputOf<typeof getOrder>;

/** Whether the entry's round is the one this order gave. A payment that came after closing gave none. */
function gave(order: Order, entry: Entry | null): entry is Entry {
  return (
    entry !== null && order.paidAt !== null && !order.refunds.some((refund) => refund.reason === 'paidAfterClosing')
  );
}

export function orderSummary({ order, entry }: OrderWithEntry): Summary {
  return {
    orderId: order._id,
    groupId: order.groupId,
    groupName: order.sold.groupName,
    coverFileId: order.sold.coverFileId,
    ownerName: order.sold.ownerName,
    admission: order.sold.admission,
    priceFen: order.priceFen,
    refundedFen: order.refundedFen,
    state: order.state,
    entryState: gave(order, entry) ? stateOfRound(entry, order.round) : null,
    createdAtMs: order.createdAt.getTime(),
    payUntilMs: order.payUntil.getTime(),
  };
}

function timeline(order: Order, entry: Entry | null): Detail['timeline'] {
  const ofEntry = gave(order, entry) ? entry.moves.filter((move) => move.round === order.round) : [];
  const created = { event: 'created', at: order.createdAt } as const;
  const moves = [created, ...order.moves, ...ofEntry].sort((a, b) => a.at.getTime() - b.at.getTime());
  return moves.map(({ event, at }) => ({ event, atMs: at.getTime() }));
}

export function orderDetail(found: OrderWithEntry): Detail {
  const { order, entry } = found;
  const summary = orderSummary(found);
  const waits = summary.entryState === 'UnderReview';
  return {
    ...summary,
    paidAtMs: order.paidAt?.getTime() ?? null,
    reviewUntilMs: waits ? (entry?.reviewUntil?.getTime() ?? null) : null,
    refundUntilMs: refundUntil(order)?.getTime() ?? null,
    seatUntilMs: seatUntilMs(order, entry),
    rejectedReason: rejectedReason(order, entry),
    refunds: order.refunds.map((refund) => ({
      refundNo: refund.no,
      fen: refund.fen,
      state: refund.state,
      reason: refund.reason,
      askedAtMs: refund.askedAt.getTime(),
      endedAtMs: refund.endedAt?.getTime() ?? null,
    })),
    timeline: timeline(order, entry),
  };
}

/** An approval outlives the orders that were to pay for it. */
function seatUntilMs(order: Order, entry: Entry | null): number | null {
  const approved = entry?.state === 'Approved' && entry.round === order.round && order.paidAt === null;
  return approved ? (entry.payUntil?.getTime() ?? null) : null;
}

/** The owner's words stand in the refund; until that is written, in the entry. */
function rejectedReason(order: Order, entry: Entry | null): string {
  const refund = order.refunds.find((row) => row.reason === 'rejected');
  if (refund) return refund.note;
  return entry?.orderId === order._id ? entry.rejectedReason : '';
}
