import { openRateLimitWindow, rateLimits, rateLimitWindowMs, type RateLimitedAction } from '../../../domain/rateLimit';
import { callerEventId } from '../../../domain/security';
import type { Context } from './operation';

/** Counts a try of the caller's; `false`: too many within this hour, which is recorded once. */
export async function withinRateLimit({ ports, caller }: Context, act: RateLimitedAction): Promise<boolean> {
  const now = ports.clock.now();
  const first = openRateLimitWindow(act, caller.openid, ports.hash, now);
  if (await ports.store.countAttempt(first, rateLimits[act])) return true;
  await ports.store.addSecurityEvent({
    _id: callerEventId('tooManyAttempts', act, ports.hash(`stranger\n${caller.openid}`), now),
    kind: 'tooManyAttempts',
    at: now,
    function: act,
    source: 'wx_client',
    openid: caller.openid,
    orderId: null,
    detail: `more than ${rateLimits[act]} within ${rateLimitWindowMs / 60_000} minutes`,
    handledAt: null,
  });
  return false;
}
