import { firstTry, limits, windowMs, type LimitedAct } from '../../domain/limit';
import { strangerEventId } from '../../domain/security';
import type { Context } from './operation';

/** Counts a try of the caller's; `false`: too many within this hour, which is recorded once. */
export async function withinLimit({ ports, caller }: Context, act: LimitedAct): Promise<boolean> {
  const now = ports.clock.now();
  const first = firstTry(act, caller.openid, ports.hash, now);
  if (await ports.store.countTry(first, limits[act])) return true;
  await ports.store.addSecurityEvent({
    _id: strangerEventId('tooManyTries', act, ports.hash(`stranger\n${caller.openid}`), now),
    kind: 'tooManyTries',
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
