import {
  openReconciliation,
  deferReconciliation,
  completeReconciliation,
  type Reconciliation,
} from '../../domain/reconciliation';
import { beijingDay, dayAfter, type Day } from '../../domain/time';
import type { OrderEffectStores } from '../_shared/outbox/orderEffects';
import type { Ports, LedgerStore, ReconciliationStore } from '../_shared/ports';
import { Bills } from './bills';
import { compare } from './compare';

/**
 * Merchant days compared per run. Those with the fewest attempts come first, so a failing one does not hold up the
 * others.
 */
const perRun = 20;
/** Days further back than this are not opened any more. */
const mostDays = 30;
/**
 * No comparison is begun later than this after the start of a run: the function times out after 50 s, and each
 * comparison may need a download and some reading.
 */
const beginWithinMs = 25_000;

export interface ReconcilingResult {
  readonly done: number;
  /** Merchant days that will be retried. */
  readonly waiting: number;
  readonly differences: number;
}

/**
 * Compares the ledger with WeChat Pay's bills, day by day and merchant by merchant. Days not compared yet are opened
 * first, so that a day that can't be compared now visibly waits.
 */
export async function reconcile(ports: Ports<OrderEffectStores & ReconciliationStore>): Promise<ReconcilingResult> {
  const until = ports.clock.now().getTime() + beginWithinMs;
  await openDays(ports, dayAfter(beijingDay(ports.clock.now()), -1));
  const bills = new Bills(ports);
  const result = { done: 0, waiting: 0, differences: 0 };
  for (const each of await ports.store.waitingReconciliations(perRun)) {
    if (ports.clock.now().getTime() >= until) break;
    const after = await attempt(ports, each, bills);
    await ports.store.saveReconciliation(each, after);
    if (after.state === 'Done') result.done += 1;
    else result.waiting += 1;
    result.differences += after.differences;
  }
  return result;
}

/** The latest opened day is opened again: the run that opened it may have died between two merchants. */
async function openDays(ports: Ports<LedgerStore & ReconciliationStore>, yesterday: Day): Promise<void> {
  const known = (await ports.store.latestReconciledDay()) ?? (await ports.store.nextBookedDay('')) ?? yesterday;
  const earliest = dayAfter(yesterday, 1 - mostDays);
  for (let day = known > earliest ? known : earliest; day <= yesterday; day = dayAfter(day)) {
    // Yesterday's last minutes are compared today (`bookingWindowOf`).
    const booked = await ports.store.merchantsBookedOn([dayAfter(day, -1), day]);
    const merchants = new Set([...booked, ports.settings.subMchId].filter((subMchId) => subMchId !== ''));
    for (const subMchId of merchants)
      await ports.store.addReconciliation(openReconciliation(day, subMchId, ports.clock.now()));
  }
}

async function attempt(
  ports: Ports<OrderEffectStores & ReconciliationStore>,
  before: Reconciliation,
  bills: Bills,
): Promise<Reconciliation> {
  const found = await compare(ports, before, bills);
  const now = ports.clock.now();
  if (!('why' in found)) return completeReconciliation(before, found, now);
  ports.log.warn('not reconciled', { day: before.day, subMchId: before.subMchId, why: found.why });
  return deferReconciliation(before, found.why, now);
}
