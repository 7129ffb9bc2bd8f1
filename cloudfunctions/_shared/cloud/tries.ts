import type { Tries } from '../../../domain/limit';
import type { Store } from '../ports';
import { add, updateWhere } from './documents';
import { command, database } from './sdk';

/** One call for the first try of a window, which is what people make; two for those that follow. */
export const countTry: Store['countTry'] = async (first, most) => {
  if (await add('limits', first)) return true;
  const within = { _id: first._id, count: command.lt(most) };
  return (await updateWhere('limits', within, { count: command.inc(1) })) === 1;
};

export const removeOldTries: Store['removeOldTries'] = async (now, limit) => {
  const old = database.collection('limits').where({ expiresAt: command.lte(now) });
  const ids = ((await old.limit(limit).get()).data as Tries[]).map(({ _id }) => _id);
  if (ids.length > 0)
    await database
      .collection('limits')
      .where({ _id: command.in(ids) })
      .remove();
};
