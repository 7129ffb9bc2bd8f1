import { requestFailed } from '../refusal';
import type { Value } from '../values/value';

const minuteMs = 60_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * Returns the offset of a timezone (`Asia/Shanghai`, `+08:00`, `+0800`, `+08`) from UTC at a given time, in minutes.
 * Refuses an unknown timezone.
 */
export function resolveOffsetMinutes(timezone: Value, at: Date): number {
  if (timezone === undefined) return 0;
  if (typeof timezone !== 'string') throw requestFailed('timezone must evaluate to a string');
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(timezone) ?? [];
  if (hours !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return computeNamedOffset(timezone, at);
}

function computeNamedOffset(timezone: string, at: Date): number {
  const format = formatters.get(timezone) ?? createFormatter(timezone);
  formatters.set(timezone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const localMs = Date.UTC(year, month - 1, day, hour % 24, minute, second);
  return Math.round((localMs - Math.floor(at.getTime() / 1000) * 1000) / minuteMs);
}

function createFormatter(timeZone: string): Intl.DateTimeFormat {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric', hour12: false } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, ...numeric, ...clock });
  } catch {
    throw requestFailed(`unrecognized time zone identifier: "${timeZone}"`);
  }
}

/** Shifts a date so that its UTC fields show the local time. */
export const toLocalTime = (at: Date, offsetMinutes: number): Date => new Date(at.getTime() + offsetMinutes * minuteMs);
