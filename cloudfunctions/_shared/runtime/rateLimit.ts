import { openRateLimitWindow, rateLimits, rateLimitWindowMs, type RateLimitedAction } from '../../../domain/rateLimit';
import { buildCallerEvent } from '../../../domain/security';
import { minuteMs } from '../../../domain/time';
import type { Context } from './operation';
import type { SecurityEventStore, RateLimitStore } from '../ports';

/** Counts one of the caller's attempts; `false` after too many within this hour, which is recorded once. */
export async function withinRateLimit(
  { ports, caller }: Context<SecurityEventStore & RateLimitStore>,
  action: RateLimitedAction,
): Promise<boolean> {
  const now = ports.clock.now();
  const first = openRateLimitWindow(action, caller.openid, ports.hash, now);
  if (await ports.store.countAttempt(first, rateLimits[action])) return true;
  const detail = `more than ${rateLimits[action]} within ${rateLimitWindowMs / minuteMs} minutes`;
  const found = { at: now, function: action, source: 'wx_client', openid: caller.openid, detail };
  await ports.store.addSecurityEvent(buildCallerEvent('tooManyAttempts', ports.hash, found));
  return false;
}
