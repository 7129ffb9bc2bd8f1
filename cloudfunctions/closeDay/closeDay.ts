import { buildClosedDay } from '../../domain/ledger';
import { beijingDay, dayAfter, type Day } from '../../domain/time';
import type { Ports, LedgerStore } from '../_shared/ports';

/**
 * The most recent closed days are closed again: an instance whose clock lags may have booked into a day that was just
 * over.
 */
const again = 3;
/** Groups written at the same time. */
const atOnce = 50;
/**
 * No day is begun later than this after the start of a run, because the function times out after 50 s. The next run
 * continues.
 */
const beginWithinMs = 30_000;

export interface ClosingResult {
  readonly days: number;
  /** The last day closed; `null` if there was nothing to close. */
  readonly last: Day | null;
}

/**
 * Closes every day that is over: writes each group's totals for the day and the amount owed since its first sale.
 * Days are closed in order and recomputed from the postings, so each run makes up for earlier ones that died or never
 * ran.
 */
export async function closeDay(ports: Ports<LedgerStore>): Promise<ClosingResult> {
  const today = beijingDay(ports.clock.now());
  const until = ports.clock.now().getTime() + beginWithinMs;
  const latest = await ports.store.latestClosedDay();
  let day = await ports.store.nextBookedDay(latest === null ? '' : dayAfter(latest, 1 - again));
  let days = 0;
  let last: Day | null = null;
  while (day !== null && day < today && ports.clock.now().getTime() < until) {
    await close(ports, day);
    days += 1;
    last = day;
    day = await ports.store.nextBookedDay(dayAfter(day));
  }
  return { days, last };
}

async function close(ports: Ports<LedgerStore>, day: Day): Promise<void> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const groups = await ports.store.groupsBookedOn(day, after, atOnce);
    await Promise.all(
      groups.map(({ groupId, before, ...figures }) =>
        ports.store.putClosedDay(buildClosedDay(groupId, day, figures, before)),
      ),
    );
    after = groups.length < atOnce ? undefined : groups.at(-1)?.groupId;
  }
}
