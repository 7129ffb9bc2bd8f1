import type { Hash } from './ids';
import { hourMs } from './time';

/**
 * The attempts one person has within a window. Windows are whole hours, so that the refusal can simply tell people to
 * try again at the next full hour.
 */
export const rateLimits = {
  /** Cancelled orders: each was a document and a payment at WeChat Pay. */
  cancelOrder: 20,
  /** Applications submitted: each calls WeChat's content check and adds to the membership's history. */
  applyToGroup: 20,
  /** Payments requested again after WeChat Pay did not answer. */
  payAgain: 60,
  /** Refund requests for unpaid orders: each queries WeChat Pay. */
  requestRefund: 30,
  /** Payments of one merchant that WeChat Pay did not prepare; after these an operator is told. Counted per merchant. */
  paymentsFailing: 2,
  /** Each calls WeChat's content check and updates the person's groups. */
  saveProfile: 20,
  /** New groups: a person can create and close them repeatedly. */
  createGroup: 20,
  /** Each new QR is a document. */
  saveGroupQr: 60,
  /** Tickets of groups the person does not belong to. */
  getTicket: 60,
} as const;
export type RateLimitedAction = keyof typeof rateLimits;

export const rateLimitWindowMs = hourMs;

/** One person's attempts at one action in one window, counted in the database. */
export interface RateLimitWindow {
  /** `<action>:<hash of the person>:<start of the window>` */
  readonly _id: string;
  readonly count: number;
  /** The end of the window; the sweep then removes the document. */
  readonly expiresAt: Date;
}

/** The document for the first attempt of a window. */
export function openRateLimitWindow(action: RateLimitedAction, openid: string, hash: Hash, now: Date): RateLimitWindow {
  const beginMs = Math.floor(now.getTime() / rateLimitWindowMs) * rateLimitWindowMs;
  return {
    _id: `${action}:${hash(`rateLimit\n${openid}`)}:${beginMs}`,
    count: 1,
    expiresAt: new Date(beginMs + rateLimitWindowMs),
  };
}
