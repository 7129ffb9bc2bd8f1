import { formatDate } from '../../services/format';

/** `2026-11`, as the contract writes a month. */
export type Month = string;

export const monthOfMs = (ms: number): Month => formatDate(ms).slice(0, 7);

/** The month `count` months later, or earlier where it is negative. */
export function monthAfter(month: Month, count: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const months = year * 12 + (number - 1) + count;
  const rest = (months % 12) + 1;
  return `${Math.floor(months / 12)}-${rest < 10 ? '0' : ''}${rest}`;
}

/** `2026年11月` */
export function monthName(month: Month): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return `${year}年${number}月`;
}

/** 群票 began in this month. */
export const firstMonth: Month = '2026-01';
