import type { Contracts, InputOf } from '../../../contracts';
import { membershipRow, type MembershipRow } from '../../components/membership-row/view';
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
  /** The row opens its page itself. */
  leave(event: WechatMiniprogram.TouchEvent<object, object, { groupId: string }>): void;
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
    this.list = createList<MembershipRow>(this, ({ groupId }) => groupId);
  },

  onShow() {
    void this.list?.comeBack();
  },

  async fetch(after) {
    const { filter } = this.data;
    const answer = await call('listMemberships', { filter, ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, failure: messageFor('listMemberships', answer.code) };
    const selling = maySell();
    const rows = answer.value.memberships.map((membership) => membershipRow(membership, selling));
    return { ok: true, rows, next: answer.value.next };
  },

  chooseFilter({ detail }) {
    if (detail.value === this.data.filter) return;
    this.setData({ filter: detail.value });
    void this.list?.reload();
  },

  leave({ currentTarget }) {
    this.list?.leaveFor(currentTarget.dataset.groupId);
  },

  discover() {
    goTo('discover', {});
  },
});
