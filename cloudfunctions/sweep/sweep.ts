import { workOffCode } from '../_shared/codes';
import { workOffEntry } from '../_shared/entryTodos';
import { workOffOrder } from '../_shared/orderTodos';
import type { Ports } from '../_shared/ports';

/** How many documents one run looks at of each kind; the next run goes on where this one ended. */
const perRun = 200;
/** Documents worked on at the same time: enough to hide WeChat Pay's latency, few enough for one instance's connections. */
const atOnce = 8;

export interface SweepResult {
  readonly entries: number;
  readonly orders: number;
  readonly codes: number;
  /** Documents of which something failed and will be tried again. */
  readonly failed: number;
}

/** Finishes whatever was left half done. Two sweeps at once do no harm: every step is harmless when done twice. */
export async function sweep(ports: Ports): Promise<SweepResult> {
  // Entries first: what they leave to do lands in orders, which come right after.
  const entries = await ports.store.dueEntries(ports.clock.now(), perRun);
  const failedEntries = await each(ports, entries, (entry) => workOffEntry(ports, entry));
  const orders = await ports.store.dueOrders(ports.clock.now(), perRun);
  const failedOrders = await each(ports, orders, (order) => workOffOrder(ports, order));
  const codes = await ports.store.dueCodes(ports.clock.now(), perRun);
  const failedCodes = await each(ports, codes, (code) => workOffCode(ports, code));
  const failed = failedEntries + failedOrders + failedCodes;
  return { entries: entries.length, orders: orders.length, codes: codes.length, failed };
}

/** Works through a list, several at once; one that breaks is logged and does not stop the others. Answers how many failed. */
async function each<Item>(
  ports: Ports,
  items: readonly Item[],
  work: (item: Item) => Promise<boolean>,
): Promise<number> {
  const queue = [...items];
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        if (!(await work(item))) failed += 1;
      } catch (error) {
        failed += 1;
        ports.log.warn('sweep', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return failed;
}
