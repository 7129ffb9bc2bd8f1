import type { listGroups as contract } from '../../contracts/listGroups';
import { groupCard } from '../_shared/views/groupViews';
import { answer, type Operation } from '../_shared/runtime/operation';
import { page, pageStart } from '../_shared/runtime/paging';
import type { GroupStore } from '../_shared/ports';

const pageSize = 10;

export const listGroups: Operation<typeof contract, GroupStore> = async ({ ports }, input) => {
  const now = ports.clock.now();
  const sort = input.sort ?? 'newest';
  const groups = await ports.store.listedGroups({
    text: input.query === undefined || input.query === '' ? null : input.query,
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
