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

/**
 * Documents of each kind read at once. Orders continue page by page within a run; the other kinds continue in the next
 * run.
 */
const perRun = 200;
/** Documents processed concurrently: enough to hide WeChat Pay's latency, few enough for one instance's connections. */
const atOnce = 8;

/**
 * No document is begun later than this after the start of a run: the function times out after 50 s, and a hanging
 * WeChat Pay answers after 15 s. Each document writes its own back-off, so a run that stops early has still made
 * progress.
 */
const beginWithinMs = 30_000;

/**
 * A kind begins no further document after so many calls: half a second's worth for each second of the time above. Each
 * kind has its own budget, so that a flood of one leaves the others their share.
 */
const callBudget = { memberships: 1000, orders: 2000, groupQrs: 600, groups: 200 } as const;

/**
 * Longer than a run, whose function times out after 50 s, and over before the timer fires again, so a run that died
 * blocks nobody.
 */
const leaseMs = 55_000;

/** Expired rate-limit windows removed per run. */
const oldRateLimitsPerRun = 200;

export interface SweepResult {
  readonly memberships: number;
  readonly orders: number;
  readonly groupQrs: number;
  readonly groups: number;
  /** Documents with an effect that failed and will be retried. */
  readonly failed: number;
  /** Documents that were due but not begun, for lack of time or calls. */
  readonly left: number;
}

const nothing: SweepResult = { memberships: 0, orders: 0, groupQrs: 0, groups: 0, failed: 0, left: 0 };

/** Runs all due effects, unless another sweep is running. If nothing is due, this is one call. */
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

/** Runs due effects, oldest first. Two concurrent runs are safe, because every effect is idempotent. */
export async function finishDue(
  ports: Ports<OrderEffectStores & GroupQrStore & RateLimitStore>,
  due: Omit<SweepOutlook, 'sweeping'>,
): Promise<SweepResult> {
  const until = ports.clock.now().getTime() + beginWithinMs;
  const { store, clock } = ports;
  // Memberships first: their effects create effects in orders, which come next.
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
 * Orders waiting for payment stay due and come first; in a rush there are more of them than one page holds. A run
 * therefore reads on page by page, or a refund would wait until all of them are closed.
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

/**
 * Processes a list concurrently, as long as time and calls last. An item that throws is rescheduled and does not stop
 * the others.
 */
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
