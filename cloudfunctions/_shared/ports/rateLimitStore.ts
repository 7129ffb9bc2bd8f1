import type { RateLimitWindow } from '../../../domain/rateLimit';

/** The counted attempts of each caller. */
export interface RateLimitStore {
  /** Counts an attempt in its window; returns whether it is among the first `most`. */
  countAttempt(first: RateLimitWindow, most: number): Promise<boolean>;
  /** Removes up to `limit` windows that are over. */
  removeOldRateLimits(now: Date, limit: number): Promise<void>;
}
