import { charactersOf } from './characters';
import { serverNowMs } from './clock';

/** Money, time and names as people read them. */

/** Whole fen as `¥9.90`. */
export function formatYuan(fen: number): string {
  const rest = fen % 100;
  return `¥${Math.trunc(fen / 100)}.${rest < 10 ? '0' : ''}${rest}`;
}

/** The same with a sign if it is negative: `−¥9.90`. */
export const formatSignedYuan = (fen: number): string => (fen < 0 ? `−${formatYuan(-fen)}` : formatYuan(fen));

/** Whole fen as people type them: `9.90`, `12`. */
export function formatYuanInput(fen: number): string {
  const rest = fen % 100;
  return rest === 0 ? `${fen / 100}` : `${Math.trunc(fen / 100)}.${rest < 10 ? '0' : ''}${rest}`;
}

/** A share in ten-thousandths as `2.5%`. */
export const formatPercent = (permyriad: number): string => `${permyriad / 100}%`;

const minuteMs = 60_000;
const dayMs = 86_400_000;
const beijingOffsetMs = 8 * 3_600_000;
const twoDigits = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** A date whose UTC fields are Beijing's: deadlines read the same on every phone, whatever its time zone. */
const inBeijing = (ms: number): Date => new Date(ms + beijingOffsetMs);

/** `11月22日 18:30`, Beijing time; `2025年11月22日 18:30` in another year than this one. */
export function formatTime(ms: number, nowMs: number = serverNowMs()): string {
  const at = inBeijing(ms);
  const year = at.getUTCFullYear() === inBeijing(nowMs).getUTCFullYear() ? '' : `${at.getUTCFullYear()}年`;
  const clock = `${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())}`;
  return `${year}${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${clock}`;
}

/** `2026-11-22`, the day in Beijing. */
export const formatDate = (ms: number): string => inBeijing(ms).toISOString().slice(0, 10);

/** The start of the day of `ms` in Beijing. */
export const startOfBeijingDay = (ms: number): number =>
  Math.floor((ms + beijingOffsetMs) / dayMs) * dayMs - beijingOffsetMs;

/** `2 天 3 小时`, `3 小时 20 分`, `8 分钟`. */
export function formatDuration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / minuteMs));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return hours > 0 ? `${days} 天 ${hours} 小时` : `${days} 天`;
  if (hours > 0) return rest > 0 ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
  return `${rest} 分钟`;
}

/** A countdown as `t-count-down` takes it. */
export interface Countdown {
  leftMs: number;
  format: string;
}

/** Shows days only if there are any. `null`: no deadline, or it has passed. */
export function countdownTo(deadlineMs: number | null, nowMs: number): Countdown | null {
  const leftMs = deadlineMs === null ? 0 : deadlineMs - nowMs;
  return leftMs > 0 ? { leftMs, format: leftMs >= dayMs ? 'D 天 H 小时 m 分' : 'HH:mm:ss' } : null;
}

/** A countdown with the words before it. */
export interface LabelledCountdown extends Countdown {
  label: string;
}

export function labelledCountdownTo(label: string, deadlineMs: number | null, nowMs: number): LabelledCountdown | null {
  const countdown = countdownTo(deadlineMs, nowMs);
  return countdown && { label, ...countdown };
}

/** A person's name; WeChat's own default without one. */
export const displayName = (nickname: string): string => (nickname.trim() === '' ? '微信用户' : nickname);

/** The first letter of a name, in place of a picture. */
export const initialOf = (name: string, fallback: string): string => charactersOf(name.trim())[0] ?? fallback;
