import pMap from 'p-map';
import { rescheduleGroupQr, runGroupQrEffects } from '../_shared/outbox/groupQrEffects';
import { withCallBudget, type CallBudget } from '../_shared/runtime/callBudget';
import { rescheduleMembership, runMembershipEffects } from '../_shared/outbox/membershipEffects';
import { rescheduleGroup, runGroupEffects } from '../_shared/outbox/groupEffects';
import { rescheduleOrder, runOrderEffects, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type {
  OrderWithMembership,
  PageStart,
  Ports,
  SweepOutlook,
  GroupQrStore,
  RateLimitStore,
  SweepStore,
} from '../_shared/ports';

/** So many documents of each kind are read at once. One run reads on among orders; among the others the next run does. */
const perRun = 200;
/** Documents worked on at the same time: enough to hide WeChat Pay's latency, few enough for one instance's connections. */
const atOnce = 8;

/**
 * No document is begun later than this after a run began: its function is ended at 50 s, and a WeChat Pay that hangs answers after 15 s.
 * Each document writes its own back-off, so a run that stops early has still moved on.
 */
const beginWithinMs = 30_000;

/**
 * After so many calls a kind begins no further document: half a second's worth for each second of the time above. Each kind has its own,
 * so that a flood of one leaves the others their share.
 */
const callBudget = { memberships: 1000, orders: 2000, groupQrs: 600, groups: 200 } as const;

/** Longer than a run, which CloudBase ends at 50 s, and shorter than the timer's interval: a run that died blocks no later one. */
const leaseMs = 55_000;

/** One run clears away so many old rate-limit windows. */
const oldRateLimitsPerRun = 200;

export interface SweepResult {
  readonly memberships: number;
  readonly orders: number;
  readonly groupQrs: number;
  readonly groups: number;
  /** Documents of which something failed and will be tried again. */
  readonly failed: number;
  /** Documents that were due but not begun, for want of time or calls. */
  readonly left: number;
}

const nothing: SweepResult = { memberships: 0, orders: 0, groupQrs: 0, groups: 0, failed: 0, left: 0 };

/** Finishes whatever was left half done, unless another sweep is at it. Where nothing is due this is one call. */
export async function sweep(
  ports: Ports<OrderEffectStores & GroupQrStore & RateLimitStore & SweepStore>,
): Promise<SweepResult> {
  const now = ports.clock.now();
  const outlook = await ports.store.sweepOutlook(now);
  const { sweeping, ...due } = outlook;
  if (sweeping || !Object.values(due).includes(true)) return nothing;
  const until = new Date(now.getTime() + leaseMs);
  if (!(await ports.store.takeSweepLease(now, until))) return nothing;
  const result = await finishDue(ports, outlook);
  await ports.store.endSweepLease(until);
  return result;
}

/** The work itself, oldest due first. Two at once do no harm: every step is harmless when done twice. */
export async function finishDue(
  ports: Ports<OrderEffectStores & GroupQrStore & RateLimitStore>,
  due: Omit<SweepOutlook, 'sweeping'>,
): Promise<SweepResult> {
  const until = ports.clock.now().getTime() + beginWithinMs;
  const { store, clock } = ports;
  // Memberships first: their effects add work to orders, which come next.
  const memberships = due.memberships ? await store.dueMemberships(clock.now(), perRun) : [];
  const ofMemberships = await each(
    withCallBudget(ports),
    until,
    callBudget.memberships,
    memberships,
    runMembershipEffects,
    rescheduleMembership,
  );
  const ofOrders = due.orders || due.memberships ? await finishOrders(ports, until) : { count: 0, failed: 0, left: 0 };
  const qrs = due.groupQrs ? await store.dueGroupQrs(clock.now(), perRun) : [];
  const ofQrs = await each(
    withCallBudget(ports),
    until,
    callBudget.groupQrs,
    qrs,
    runGroupQrEffects,
    rescheduleGroupQr,
  );
  const groups = due.groups ? await store.dueGroups(clock.now(), perRun) : [];
  const ofGroups = await each(
    withCallBudget(ports),
    until,
    callBudget.groups,
    groups,
    runGroupEffects,
    rescheduleGroup,
  );
  if (due.rateLimits) await store.removeOldRateLimits(clock.now(), oldRateLimitsPerRun);
  return {
    memberships: memberships.length,
    orders: ofOrders.count,
    groupQrs: qrs.length,
    groups: groups.length,
    failed: ofMemberships.failed + ofOrders.failed + ofQrs.failed + ofGroups.failed,
    left: ofMemberships.left + ofOrders.left + ofQrs.left + ofGroups.left,
  };
}

/**
 * Orders that wait for their payment stay due and stand first; in a rush there are more of them than are read at once. So a run reads on
 * behind them, or a refund would wait until they are all closed.
 */
async function finishOrders(
  ports: Ports<OrderEffectStores>,
  until: number,
): Promise<{ count: number; failed: number; left: number }> {
  const sum = { count: 0, failed: 0, left: 0 };
  const budget = withCallBudget(ports);
  let after: PageStart | null = null;
  do {
    const page: readonly OrderWithMembership[] = await ports.store.dueOrders(ports.clock.now(), perRun, after);
    const { failed, left } = await each(budget, until, callBudget.orders, page, runOrderEffects, rescheduleOrder);
    sum.count += page.length;
    sum.failed += failed;
    sum.left += left;
    after = page.length < perRun || left > 0 ? null : endOf(page);
  } while (after);
  return sum;
}

function endOf(page: readonly OrderWithMembership[]): PageStart | null {
  const last = page.at(-1)?.order;
  return last?.dueAt ? { value: last.dueAt.getTime(), id: last._id } : null;
}

/** Runs the effects of a list of documents, several at once, as long as there are time and calls; one that breaks does not stop the others. */
async function each<Stores extends object, Item>(
  { ports, calls }: CallBudget<Stores>,
  until: number,
  mostCalls: number,
  items: readonly Item[],
  run: (ports: Ports<Stores>, item: Item) => Promise<boolean>,
  rescheduleItem: (ports: Ports<Stores>, item: Item) => Promise<void>,
): Promise<{ failed: number; left: number }> {
  const sum = { failed: 0, left: 0 };
  const warn = (error: unknown): void => {
    ports.log.warn('sweep', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  };
  const step = async (item: Item): Promise<void> => {
    if (ports.clock.now().getTime() >= until || calls() >= mostCalls) {
      sum.left += 1;
      return;
    }
    try {
      if (!(await run(ports, item))) sum.failed += 1;
    } catch (error) {
      sum.failed += 1;
      warn(error);
      await rescheduleItem(ports, item).catch(warn);
    }
  };
  await pMap(items, step, { concurrency: atOnce });
  return sum;
}
