import type { Contracts, InputOf } from '../../../contracts';
import { membershipRows, type MembershipRow } from '../../components/membership-row/view';
import { call } from '../../services/call';
import { cardSkeleton, tailLabels } from '../../services/skeletons';
import { choicesOf } from '../../services/labels';
import { goTo } from '../../services/navigation';
import { listHandlers, createList, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { maySell } from '../../services/salesPolicy';
import { messageFor } from '../../services/refusalMessages';

type Filter = NonNullable<InputOf<Contracts['listMemberships']>['filter']>;

const filterLabels: Record<Exclude<Filter, 'all'>, string> = { current: '当前', ended: '已结束' };

interface Data extends ListData<MembershipRow> {
  filter: Filter;
  filters: { label: string; value: Filter }[];
  skeletonCards: number[];
  skeleton: typeof cardSkeleton;
  tails: typeof tailLabels;
}

interface Custom extends ListHandlers {
  list?: PagedList<MembershipRow>;
  fetch(after: string | undefined): Promise<Fetched<MembershipRow>>;
  chooseFilter(event: WechatMiniprogram.CustomEvent<{ value: Filter }>): void;
  discover(): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<MembershipRow>(),
    filter: 'current',
    filters: choicesOf(filterLabels),
    skeletonCards: [1, 2, 3],
    skeleton: cardSkeleton,
    tails: tailLabels,
  },

  ...listHandlers,

  onLoad() {
    this.list = createList<MembershipRow>(this);
  },

  onShow() {
    void this.list?.refresh();
  },

  async fetch(after) {
    const { filter } = this.data;
    const answer = await call('listMemberships', { filter, ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, failure: messageFor('listMemberships', answer.code) };
    return { ok: true, rows: membershipRows(answer.value.memberships, maySell()), next: answer.value.next };
  },

  chooseFilter({ detail }) {
    if (detail.value === this.data.filter) return;
    this.setData({ filter: detail.value });
    void this.list?.reload();
  },

  discover() {
    goTo('discover', {});
  },
});
