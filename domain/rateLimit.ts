import type { Hash } from './ids';
import { hourMs } from './time';

/**
 * The number of attempts one person has within a window. Windows are whole hours, so that a person can be told in a sentence when to
 * try again: at the next full hour.
 */
export const rateLimits = {
  /** Orders begun and cancelled: each is a document and a payment at WeChat Pay. */
  cancelOrder: 20,
  /** Applications made and withdrawn: each asks WeChat's content check, and is told in the membership's moves. */
  applyToGroup: 20,
  /** Payments asked for again after WeChat Pay did not answer. */
  payAgain: 60,
  /** Refund requests for unpaid orders: each queries WeChat Pay. */
  requestRefund: 30,
  /** Each asks WeChat's content check, and is written into one's groups. */
  saveProfile: 20,
  /** New groups: one can be made and closed again and again. */
  createGroup: 20,
  /** Each new QR is a document. */
  saveGroupQr: 60,
  /** Tickets of groups one is not in. */
  getTicket: 60,
} as const;
export type RateLimitedAction = keyof typeof rateLimits;

export const rateLimitWindowMs = hourMs;

/** The attempts of one person in one window, counted in the database. */
export interface RateLimitWindow {
  /** `<act>:<hash of the person>:<window's beginning>` */
  readonly _id: string;
  readonly count: number;
  /** From then on it means nothing and is removed. */
  readonly expiresAt: Date;
}

/** The first try of a window, as it is written. */
export function openRateLimitWindow(act: RateLimitedAction, openid: string, hash: Hash, now: Date): RateLimitWindow {
  const beginMs = Math.floor(now.getTime() / rateLimitWindowMs) * rateLimitWindowMs;
  return {
    _id: `${act}:${hash(`rateLimit\n${openid}`)}:${beginMs}`,
    count: 1,
    expiresAt: new Date(beginMs + rateLimitWindowMs),
  };
}
