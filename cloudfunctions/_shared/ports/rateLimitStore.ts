import type { RateLimitWindow } from '../../../domain/rateLimit';

/** The counted attempts of each caller. */
export interface RateLimitStore {
  /** Counts one try of a window, at most `most`; answers whether it was within. */
  countAttempt(first: RateLimitWindow, most: number): Promise<boolean>;
  /** Removes up to `limit` windows that are over. */
  removeOldRateLimits(now: Date, limit: number): Promise<void>;
}
