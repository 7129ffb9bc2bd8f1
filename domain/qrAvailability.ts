import { hourMs } from './time';

/** A time in which newcomers could be shown a QR of the group; `until` may lie ahead. */
export interface QrPeriod {
  readonly from: Date;
  readonly until: Date;
}

/** A group remembers so many periods; time before them counts as time without a QR. */
const mostPeriods = 50;

/** A QR that was there for less than this gave nobody a fair chance to see it. */
const leastPeriodMs = hourMs;

/** The periods after learning that newcomers can be shown a QR until then, or (`null`) can't now. */
export function recordAvailability(periods: readonly QrPeriod[], until: Date | null, now: Date): readonly QrPeriod[] {
  const last = periods.at(-1);
  const isOpen = last !== undefined && last.until > now;
  if (until === null) return isOpen ? closeLast(periods, now) : periods;
  if (isOpen) return closeLast(periods, until);
  return [...periods, { from: now, until }].slice(-mostPeriods);
}

const closeLast = (periods: readonly QrPeriod[], until: Date): readonly QrPeriod[] =>
  periods.map((period, index) => (index === periods.length - 1 ? { ...period, until } : period));

/** The time since then in which newcomers could be shown nothing. Periods may overlap. */
export function withoutQrMs(periods: readonly QrPeriod[], since: Date, now: Date): number {
  const known = periods
    .map(({ from, until }) => ({ from: from.getTime(), until: Math.min(until.getTime(), now.getTime()) }))
    .filter(({ from, until }) => until - from >= leastPeriodMs)
    .sort((a, b) => a.from - b.from);
  let [coveredMs, coveredUntil] = [0, since.getTime()];
  for (const { from, until } of known) {
    coveredMs += Math.max(0, until - Math.max(from, coveredUntil));
    coveredUntil = Math.max(coveredUntil, until);
  }
  return now.getTime() - since.getTime() - coveredMs;
}

/** The time of these periods that lies behind `since`. */
export const overlapMs = (periods: readonly QrPeriod[], since: Date): number =>
  periods.reduce(
    (sum, { from, until }) => sum + Math.max(0, until.getTime() - Math.max(from.getTime(), since.getTime())),
    0,
  );
