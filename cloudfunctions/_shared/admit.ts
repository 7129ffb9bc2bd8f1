import { entered, firstEntry, gaveEntry, type Entry } from '../../domain/entry';
import type { Order } from '../../domain/order';
import type { Ports } from './ports';

/** Whether the entry now is what a paid order bought, was so before, or can't be given any more (so the money goes back). */
export type Admission =
  | { readonly kind: 'admitted'; readonly entry: Entry }
  | { readonly kind: 'already'; readonly entry: Entry }
  | { readonly kind: 'notAdmissible' };

/** Gives or moves the entry that a paid order bought. Harmless when done twice. `known` is the entry as last read. */
export async function admit(ports: Ports, order: Order, known: Entry | null): Promise<Admission> {
  let entry = known;
  // Who pays after an approval has an entry.
  if (!entry && order.sold.admission !== 'reviewThenPay') {
    const first = firstEntry(order, ports.clock.now());
    if (order.round === 1 && (await ports.store.addEntry(first))) return { kind: 'admitted', entry: first };
  }
  entry ??= await ports.store.entry(order.entryId);
  while (entry) {
    if (gaveEntry(order, entry)) return { kind: 'already', entry };
    const next = entered(entry, order, ports.clock.now());
    if (!next) return { kind: 'notAdmissible' };
    if (await ports.store.saveEntry(entry, next)) return { kind: 'admitted', entry: next };
    // Somebody moved it in between; each time round its `rev` has grown, so this ends.
    entry = await ports.store.entry(order.entryId);
  }
  return { kind: 'notAdmissible' };
}
