import pMap from 'p-map';
import { hourMs } from '../../domain/time';
import { freeAbandonedSeats } from '../_shared/workflows/seats';
import { rescheduleGroupQr, runGroupQrEffects } from '../_shared/outbox/groupQrEffects';
import { withCallBudget } from '../_shared/runtime/callBudget';
import { rescheduleMembership, runMembershipEffects } from '../_shared/outbox/membershipEffects';
import { rescheduleGroup, runGroupEffects } from '../_shared/outbox/groupEffects';
import { rescheduleOrder, runOrderEffects, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type {
  OrderQueue,
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

/** A kind's part of a run: no document is begun after so much time, nor after so many calls. */
interface Share {
  readonly ms: number;
  readonly calls: number;
}

/**
 * Each kind has a share of every run, so a flood of one leaves the others theirs. The times add up to the whole run;
 * what one kind does not need, those that had too little get afterwards.
 */
const shares = {
  groupQrs: { ms: 3000, calls: 600 },
  groups: { ms: 2000, calls: 200 },
  memberships: { ms: 8000, calls: 1000 },
  paidOrders: { ms: 10_000, calls: 2000 },
  seats: { ms: 1000, calls: 60 },
  unpaidOrders: { ms: 6000, calls: 2000 },
} as const satisfies Record<string, Share>;

/**
 * Longer than a run, whose function times out after 50 s, and over before the timer fires again, so a run that died
 * blocks nobody.
 */
const leaseMs = 55_000;

/** Seats are checked group by group, in rounds that begin so long after the last one ended. */
const seatCheckEveryMs = hourMs;

/** Expired rate-limit windows removed per run. */
const oldRateLimitsPerRun = 200;

export interface SweepResult {
  readonly memberships: number;
  readonly paidOrders: number;
  readonly unpaidOrders: number;
  readonly groupQrs: number;
  readonly groups: number;
  /** Seats that no order or approval held any more. */
  readonly seatsFreed: number;
  /** Documents with an effect that failed and will be retried. */
  readonly failed: number;
  /** Documents that were read but not begun, for lack of time or calls. */
  readonly left: number;
}

const nothing: SweepResult = {
  memberships: 0,
  paidOrders: 0,
  unpaidOrders: 0,
  groupQrs: 0,
  groups: 0,
  seatsFreed: 0,
  failed: 0,
  left: 0,
};

/** Runs all due effects, unless another sweep is running. If nothing is due, this is one call. */
export async function sweep(
  ports: Ports<OrderEffectStores & GroupQrStore & RateLimitStore & SweepStore>,
): Promise<SweepResult> {
  const now = ports.clock.now();
  const outlook = await ports.store.sweepOutlook(now);
  const { sweeping, ...due } = outlook;
  if (sweeping || (due.seatsAfter === null && !Object.values(due).includes(true))) return nothing;
  const until = new Date(now.getTime() + leaseMs);
  if (!(await ports.store.takeSweepLease(now, until))) return nothing;
  const result = await finishDue(ports, outlook);
  await ports.store.endSweepLease(until);
  return result;
}

/** Runs due effects, oldest first. Two concurrent runs are safe, because every effect is idempotent. */
export async function finishDue(
  ports: Ports<OrderEffectStores & GroupQrStore & RateLimitStore & SweepStore>,
  due: Omit<SweepOutlook, 'sweeping'>,
): Promise<SweepResult> {
  const { store, clock } = ports;
  const endMs = clock.now().getTime() + beginWithinMs;
  const once =
    <Document>(isDue: boolean, read: (now: Date, limit: number) => Promise<readonly Document[]>) =>
    async (): Promise<Page<Document>> => ({ items: isDue ? await read(clock.now(), perRun) : [], isLast: true });
  // Kinds that never ask WeChat Pay come first: they are quick, and a hanging WeChat Pay can't use up their time.
  const groupQrs = new Kind(
    ports,
    shares.groupQrs,
    once(due.groupQrs, (now, limit) => store.dueGroupQrs(now, limit)),
    runGroupQrEffects,
    rescheduleGroupQr,
  );
  const groups = new Kind(
    ports,
    shares.groups,
    once(due.groups, (now, limit) => store.dueGroups(now, limit)),
    runGroupEffects,
    rescheduleGroup,
  );
  // Memberships before orders, because their effects create effects in orders.
  const memberships = new Kind(
    ports,
    shares.memberships,
    once(due.memberships, (now, limit) => store.dueMemberships(now, limit)),
    runMembershipEffects,
    rescheduleMembership,
  );
  // Money before questions: what is owed never waits for orders that may still be paid.
  const ordersOf = (queue: OrderQueue, share: Share, isDue: boolean) =>
    new Kind(ports, share, ordersByPage(ports, queue, isDue), runOrderEffects, rescheduleOrder);
  const paidOrders = ordersOf('paid', shares.paidOrders, due.paidOrders || due.memberships);
  const unpaidOrders = ordersOf('unpaid', shares.unpaidOrders, due.unpaidOrders);
  const kinds = [groupQrs, groups, memberships, paidOrders, unpaidOrders];
  for (const kind of [groupQrs, groups, memberships, paidOrders]) await kind.workShare(endMs);
  const seatsFreed = due.seatsAfter === null ? 0 : await checkSeats(ports, due.seatsAfter, endMs);
  await unpaidOrders.workShare(endMs);
  for (const kind of [memberships, paidOrders, groupQrs, groups, unpaidOrders]) await kind.workUntil(endMs);
  if (due.rateLimits) await store.removeOldRateLimits(clock.now(), oldRateLimitsPerRun);
  return {
    memberships: memberships.count,
    paidOrders: paidOrders.count,
    unpaidOrders: unpaidOrders.count,
    groupQrs: groupQrs.count,
    groups: groups.count,
    seatsFreed,
    failed: kinds.reduce((sum, { failed }) => sum + failed, 0),
    left: kinds.reduce((sum, { left }) => sum + left, 0),
  };
}

/** Checks the seats of one group after another, and keeps the place at which the next run goes on. */
async function checkSeats(ports: Ports<OrderEffectStores & SweepStore>, after: string, endMs: number): Promise<number> {
  const budget = withCallBudget(ports);
  const { clock } = ports;
  const untilMs = Math.min(endMs, clock.now().getTime() + shares.seats.ms);
  let freed = 0;
  let place = after;
  while (clock.now().getTime() < untilMs && budget.calls() < shares.seats.calls) {
    const group = await budget.ports.store.limitedGroupAfter(place);
    if (!group) {
      const dueAt = new Date(clock.now().getTime() + seatCheckEveryMs);
      await ports.store.saveSeatCheck({ after: '', dueAt });
      return freed;
    }
    freed += await freeAbandonedSeats(budget.ports, group);
    place = group._id;
  }
  await ports.store.saveSeatCheck({ after: place, dueAt: clock.now() });
  return freed;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly isLast: boolean;
}

/** Reads a queue of orders on from page to page, past those that stay due or keep failing. */
function ordersByPage(
  { store, clock }: Ports<OrderEffectStores>,
  queue: OrderQueue,
  isDue: boolean,
): () => Promise<Page<OrderWithMembership>> {
  let after: PageStart | null = null;
  return async () => {
    if (!isDue) return { items: [], isLast: true };
    const items: readonly OrderWithMembership[] = await store.dueOrders(queue, clock.now(), perRun, after);
    const last = items.at(-1)?.order;
    after = last?.dueAt ? { value: last.dueAt.getTime(), id: last._id } : null;
    return { items, isLast: items.length < perRun };
  };
}

/** One kind of documents within a run: what is due of it, how far the run has come, and what its share still allows. */
class Kind<Stores extends object, Item> {
  count = 0;
  failed = 0;
  #waiting: readonly Item[] = [];
  #hasRead = false;
  readonly #budget;

  constructor(
    private readonly ports: Ports<Stores>,
    private readonly share: Share,
    private readonly readPage: () => Promise<Page<Item>>,
    private readonly run: (ports: Ports<Stores>, item: Item) => Promise<boolean>,
    private readonly rescheduleItem: (ports: Ports<Stores>, item: Item) => Promise<void>,
  ) {
    this.#budget = withCallBudget(ports);
  }

  get left(): number {
    return this.#waiting.length;
  }

  /** Works for as long as its share, from now on, but not past the end of the run. */
  workShare(endMs: number): Promise<void> {
    return this.workUntil(Math.min(endMs, this.ports.clock.now().getTime() + this.share.ms));
  }

  /** Processes what is due concurrently, as long as time and calls last. */
  async workUntil(untilMs: number): Promise<void> {
    const mayBegin = (): boolean =>
      this.ports.clock.now().getTime() < untilMs && this.#budget.calls() < this.share.calls;
    while (mayBegin() && (this.#waiting.length > 0 || !this.#hasRead)) {
      if (this.#waiting.length === 0) await this.#read();
      const left: Item[] = [];
      const step = async (item: Item): Promise<void> => {
        if (mayBegin()) await this.#work(item);
        else left.push(item);
      };
      await pMap(this.#waiting, step, { concurrency: atOnce });
      this.#waiting = left;
    }
  }

  async #read(): Promise<void> {
    const { items, isLast } = await this.readPage();
    this.#waiting = items;
    this.#hasRead = isLast;
    this.count += items.length;
  }

  /** An item that throws is rescheduled and does not stop the others. */
  async #work(item: Item): Promise<void> {
    const { ports } = this.#budget;
    const warn = (error: unknown): void => {
      ports.log.warn('sweep', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    };
    try {
      if (!(await this.run(ports, item))) this.failed += 1;
    } catch (error) {
      this.failed += 1;
      warn(error);
      await this.rescheduleItem(ports, item).catch(warn);
    }
  }
}
