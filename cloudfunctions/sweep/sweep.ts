import { workOffCode } from '../_shared/codes';
import { workOffEntry } from '../_shared/entryTodos';
import { workOffOrder } from '../_shared/orderTodos';
import type { Ports } from '../_shared/ports';

/** How many documents one run looks at of each kind; the next run goes on where this one ended. */
const perRun = 200;
/** Documents worked on at the same time: enough to hide WeChat Pay's latency, few enough for one instance's connections. */
const atOnce = 8;

/**
 * No document is begun later than this after a run began: its function is ended at 50 s, and a WeChat Pay that hangs answers after 15 s.
 * Each document writes its own back-off, so a run that stops early has still moved on.
 */
const beginWithinMs = 30_000;

export interface SweepResult {
  readonly entries: number;
  readonly orders: number;
  readonly codes: number;
  /** Documents of which something failed and will be tried again. */
  readonly failed: number;
  /** Documents that were due but not begun, for want of time. */
  readonly left: number;
}

/** Finishes whatever was left half done. Two sweeps at once do no harm: every step is harmless when done twice. */
export async function sweep(ports: Ports): Promise<SweepResult> {
  const until = ports.clock.now().getTime() + beginWithinMs;
  // Entries first: what they leave to do lands in orders, which come right after.
  const entries = await ports.store.dueEntries(ports.clock.now(), perRun);
  const ofEntries = await each(ports, until, entries, (entry) => workOffEntry(ports, entry));
  const orders = await ports.store.dueOrders(ports.clock.now(), perRun);
  const ofOrders = await each(ports, until, orders, (order) => workOffOrder(ports, order));
  const codes = await ports.store.dueCodes(ports.clock.now(), perRun);
  const ofCodes = await each(ports, until, codes, (code) => workOffCode(ports, code));
  return {
    entries: entries.length,
    orders: orders.length,
    codes: codes.length,
    failed: ofEntries.failed + ofOrders.failed + ofCodes.failed,
    left: ofEntries.left + ofOrders.left + ofCodes.left,
  };
}

/** Works through a list, several at once, as long as there is time; one that breaks is logged and does not stop the others. */
async function each<Item>(
  ports: Ports,
  until: number,
  items: readonly Item[],
  work: (item: Item) => Promise<boolean>,
): Promise<{ failed: number; left: number }> {
  const queue = [...items];
  let failed = 0;
  const worker = async (): Promise<void> => {
    while (ports.clock.now().getTime() < until) {
      const item = queue.shift();
      if (item === undefined) return;
      try {
        if (!(await work(item))) failed += 1;
      } catch (error) {
        failed += 1;
        ports.log.warn('sweep', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return { failed, left: queue.length };
}
