import { firstAttempt, limits, windowMs, type RateLimitedAction } from '../../../domain/rateLimit';
import { strangerEventId } from '../../../domain/security';
import type { Context } from './operation';

/** Counts a try of the caller's; `false`: too many within this hour, which is recorded once. */
export async function withinRateLimit({ ports, caller }: Context, act: RateLimitedAction): Promise<boolean> {
  const now = ports.clock.now();
  const first = firstAttempt(act, caller.openid, ports.hash, now);
  if (await ports.store.countAttempt(first, limits[act])) return true;
  await ports.store.addSecurityEvent({
    _id: strangerEventId('tooManyAttempts', act, ports.hash(`stranger\n${caller.openid}`), now),
    kind: 'tooManyAttempts',
    at: now,
    function: act,
    source: 'wx_client',
    openid: caller.openid,
    orderId: null,
    detail: `more than ${limits[act]} within ${windowMs / 60_000} minutes`,
    handledAt: null,
  });
  return false;
}
