import type { listGroups as contract } from '../../contracts/listGroups';
import { searchWordsOf } from '../../domain/search';
import { groupCard } from '../_shared/views/groupViews';
import { answer, type Operation } from '../_shared/runtime/operation';
import { page, pageStart } from '../_shared/runtime/paging';
import type { GroupStore } from '../_shared/ports';

const pageSize = 10;

export const listGroups: Operation<typeof contract, GroupStore> = async ({ ports }, input) => {
  const now = ports.clock.now();
  const sort = input.sort ?? 'newest';
  const words = searchWordsOf(input.query ?? '');
  // Of punctuation alone there is nothing to look for; no query at all finds everything.
  if (words.length === 0 && (input.query ?? '') !== '') return answer({ groups: [], next: null });
  const groups = await ports.store.listedGroups({
    words,
    category: input.category ?? null,
    sort,
    after: pageStart(input.after),
    limit: pageSize + 1,
  });
  const { shown, next } = page(groups, pageSize, (last) => ({
    value: sort === 'newest' ? last.createdAt.getTime() : last.priceFen,
    id: last._id,
  }));
  return answer({ groups: shown.map((group) => groupCard(group, now)), next });
};
