export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const beijingOffsetMs = 8 * hourMs;

const beijingText = (at: Date): string => new Date(at.getTime() + beijingOffsetMs).toISOString();

/** `yyyyMMddHHmmss` in Beijing time, the format WeChat Pay uses. */
export function beijingStamp(at: Date): string {
  return beijingText(at).replace(/[-:T]/g, '').slice(0, 14);
}

/** A time as WeChat Pay writes it in its answers, `yyyy-MM-dd HH:mm:ss` in Beijing time; `null` for anything else. */
export function readBeijingTime(text: string): Date | null {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text);
  const ms = parts ? Date.parse(`${parts[1]}T${parts[2]}Z`) : NaN;
  return Number.isNaN(ms) ? null : new Date(ms - beijingOffsetMs);
}

/** A calendar day in Beijing, `yyyy-MM-dd`. Days sort as text. */
export type Day = string;
/** A calendar month in Beijing, `yyyy-MM`. */
export type Month = string;

export const beijingDay = (at: Date): Day => beijingText(at).slice(0, 10);
const monthOf = (day: Day): Month => day.slice(0, 7);

/** The moment a day begins in Beijing. */
export const dayStart = (day: Day): Date => new Date(Date.parse(`${day}T00:00:00Z`) - beijingOffsetMs);

/** The day `count` days later, or earlier for a negative count. */
export const dayAfter = (day: Day, count = 1): Day => beijingDay(new Date(dayStart(day).getTime() + count * dayMs));

/** First and last day of a month. */
export function daysOfMonth(month: Month): { readonly first: Day; readonly last: Day } {
  const first = `${month}-01`;
  const next = monthOf(dayAfter(first, 31));
  return { first, last: dayAfter(`${next}-01`, -1) };
}
