import { lacksSeat, seatLacked, seatTaken, timedOut, type Entry } from '../../domain/entry';
import { slotOf } from '../../domain/order';
import { settleAndFollow } from './orderTodos';
import type { Ports } from './ports';

/** Gives an ended approval's seat back at once; its entry has a todo to do so once more. */
export async function freeSeatOf(ports: Ports, ended: Entry): Promise<void> {
  if (ended.seatId !== null) await ports.store.freeSeat(ended.groupId, ended.seatId);
}

/**
 * Makes sure of the seat of an approved entry. Whether it has one is decided by a write of the entry itself: once that is written, only
 * the end of its round takes the seat away; if none could be had, it is an application again. Answers the entry as it stands.
 */
export async function secureSeat(ports: Ports, entry: Entry): Promise<Entry> {
  const { groupId, seatId } = entry;
  if (entry.state !== 'Approved' || seatId === null || !lacksSeat(entry)) return entry;
  const taken = (await ports.store.takeSeat(groupId, seatId)) || (await ports.store.holdsSeat(groupId, seatId));
  const after = taken ? seatTaken(entry) : seatLacked(entry, ports.clock.now());
  if (after && (await ports.store.saveEntry(entry, after))) return after;
  const current = await ports.store.entry(entry._id);
  // It ended, or was found without a seat, while we took one for it.
  if (taken && current?.seatId !== seatId) await ports.store.freeSeat(groupId, seatId);
  return current ?? entry;
}

/** What became of an approval that ends: `ended`; `paid` before it could, and so admitted; `open`: WeChat Pay has not said yet. */
export interface EndedApproval {
  /** `moved`: somebody else moved the entry meanwhile. */
  readonly kind: 'ended' | 'paid' | 'open' | 'moved';
  readonly entry: Entry;
}

/**
 * Ends an approval whose time to begin paying is over. WeChat Pay is asked about the order that may be under way; one that is paid admits
 * instead. Ours is closed before the entry ends.
 */
export async function endApproval(ports: Ports, entry: Entry): Promise<EndedApproval> {
  const order = await ports.store.orderInSlot(slotOf(entry._id, entry.round));
  if (order) {
    const after = await settleAndFollow(ports, { order, entry });
    if (after.order.paidAt) return { kind: 'paid', entry: after.entry ?? entry };
    // Another amount than ours was paid: an operator has the order before them, and it admits nobody.
    if (after.order.state === 'AwaitingPayment' && after.payment !== 'mismatch') return { kind: 'open', entry };
  }
  const after = timedOut(entry, ports.clock.now());
  if (!after || !(await ports.store.saveEntry(entry, after))) return { kind: 'moved', entry };
  await freeSeatOf(ports, entry);
  return { kind: 'ended', entry: after };
}
