import type { adminOrders } from '../../contracts/adminOrders';
import type { OutputOf } from '../../contracts/contract';
import type { getOrder } from '../../contracts/getOrder';
import type { listOrders } from '../../contracts/listOrders';
import { stateOfRound, type Entry } from '../../domain/entry';
import {
  backsEntry,
  refundableFen,
  refundableUntil,
  refundUntil,
  tooOldToRefund,
  type Order,
} from '../../domain/order';
import type { User } from '../../domain/user';
import type { OrderFile, OrderWithEntry } from './ports';

type Summary = OutputOf<typeof listOrders>['orders'][number];
type Detail = OutputOf<typeof getOrder>;
type File = OutputOf<typeof adminOrders>['orders'][number];

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

/** What has happened, oldest first, and who did it. */
function history(order: Order, entry: Entry | null): File['timeline'] {
  const ofEntry = gave(order, entry) ? entry.moves.filter((move) => move.round === order.round) : [];
  const created = { event: 'created', by: 'buyer', at: order.createdAt } as const;
  const moves = [created, ...order.moves, ...ofEntry].sort((a, b) => a.at.getTime() - b.at.getTime());
  return moves.map(({ event, by, at }) => ({ event, by, atMs: at.getTime() }));
}

const refundLines = (order: Order): Detail['refunds'] =>
  order.refunds.map((refund) => ({
    refundNo: refund.no,
    fen: refund.fen,
    state: refund.state,
    reason: refund.reason,
    note: refund.note,
    askedAtMs: refund.askedAt.getTime(),
    endedAtMs: refund.endedAt?.getTime() ?? null,
  }));

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
    refunds: refundLines(order),
    timeline: history(order, entry).map(({ event, atMs }) => ({ event, atMs })),
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

/** What operators see of a person. */
export const personView = (user: User | null): File['buyer'] => ({
  nickname: user?.nickname ?? '',
  avatarFileId: user?.avatarFileId ?? '',
});

/** An order with all that is known of it, for operators. */
export function orderFile(file: OrderFile, now: Date): File {
  const { order, entry, buyer, events } = file;
  const left = refundableFen(order);
  const todos = [...order.todo, ...(entry?.orderId === order._id ? entry.todo : [])];
  return {
    ...orderSummary(file),
    buyer: personView(buyer),
    paidAtMs: order.paidAt?.getTime() ?? null,
    transactionId: order.transactionId,
    refundableFen: tooOldToRefund(order, now) ? 0 : left,
    wholeOnly: !backsEntry(order),
    refundableUntilMs: refundableUntil(order)?.getTime() ?? null,
    stuckAtMs: order.stuckAt?.getTime() ?? null,
    refunds: refundLines(order),
    timeline: history(order, entry),
    todos: todos.map(({ kind, tries, at }) => ({ kind, tries, nextAtMs: at.getTime() })),
    events: events.map((event) => ({
      eventId: event._id,
      kind: event.kind,
      atMs: event.at.getTime(),
      handled: event.handledAt !== null,
    })),
  };
}
