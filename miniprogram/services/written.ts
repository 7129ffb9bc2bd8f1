/** How money and time are written for people. */

/** Whole fen as `¥9.90`. */
export function yuan(fen: number): string {
  const rest = fen % 100;
  return `¥${Math.trunc(fen / 100)}.${rest < 10 ? '0' : ''}${rest}`;
}

/** The same with a sign where it is negative: `−¥9.90`. */
export const signedYuan = (fen: number): string => (fen < 0 ? `−${yuan(-fen)}` : yuan(fen));

/** A share in ten-thousandths as `2.5%`. */
export const percent = (permyriad: number): string => `${permyriad / 100}%`;

const beijingOffsetMs = 8 * 3_600_000;
const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** `11月22日 18:30`, Beijing time, whatever the phone's zone: deadlines are the same for everybody. */
export function moment(ms: number): string {
  const at = new Date(ms + beijingOffsetMs);
  return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** How long until, or since: `2 天 3 小时`, `3 小时 20 分`, `8 分钟`. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return hours > 0 ? `${days} 天 ${hours} 小时` : `${days} 天`;
  if (hours > 0) return rest > 0 ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
  return `${rest} 分钟`;
}

/** The form for `t-count-down`: days only where there are any. */
export function countDownFormat(leftMs: number): string {
  return leftMs >= 86_400_000 ? 'D 天 H 小时 m 分' : 'HH:mm:ss';
}

/** When the day of `ms` began in Beijing. */
export function beijingDay(ms: number): number {
  const dayMs = 86_400_000;
  return Math.floor((ms + beijingOffsetMs) / dayMs) * dayMs - beijingOffsetMs;
}

/** `2026-11-22`: the day of `ms` in Beijing. */
export const beijingDate = (ms: number): string => new Date(ms + beijingOffsetMs).toISOString().slice(0, 10);
