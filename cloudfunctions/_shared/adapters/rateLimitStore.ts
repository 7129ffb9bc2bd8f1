import type { RateLimitWindow } from '../../../domain/rateLimit';
import type { RateLimitStore } from '../ports';
import { add, updateWhere } from './documents';
import { command, database } from './sdk';

/** One call for the first attempt of a window, the usual case; two for each that follows. */
const countAttempt: RateLimitStore['countAttempt'] = async (first, most) => {
  if (await add('rateLimits', first)) return true;
  const within = { _id: first._id, count: command.lt(most) };
  return (await updateWhere('rateLimits', within, { count: command.inc(1) })) === 1;
};

const removeOldRateLimits: RateLimitStore['removeOldRateLimits'] = async (now, limit) => {
  const old = database.collection('rateLimits').where({ expiresAt: command.lte(now) });
  const ids = ((await old.limit(limit).get()).data as RateLimitWindow[]).map(({ _id }) => _id);
  if (ids.length > 0)
    await database
      .collection('rateLimits')
      .where({ _id: command.in(ids) })
      .remove();
};

export const rateLimitStore: RateLimitStore = { countAttempt, removeOldRateLimits };
