import type { Contracts, InputOf } from '../../../contracts';
import { membershipRows, type MembershipRow } from '../../components/membership-row/view';
import { call } from '../../services/call';
import { cardRows, tailWords } from '../../services/listLooks';
import { goTo } from '../../services/navigation';
import { listHandlers, listOf, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { maySell } from '../../services/platform';
import { sayingFor } from '../../services/sentences';

type Filter = NonNullable<InputOf<Contracts['listMemberships']>['filter']>;

const filterNames: Partial<Record<Filter, string>> = { current: '当前', ended: '已结束' };

interface Data extends ListData<MembershipRow> {
  filter: Filter;
  filters: { label: string; value: string }[];
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
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
    filters: Object.entries(filterNames).map(([value, label]) => ({ label, value })),
    placeholders: [1, 2, 3],
    placeholderRows: cardRows,
    tails: tailWords,
  },

  ...listHandlers,

  onLoad() {
    this.list = listOf<MembershipRow>(this);
  },

  onShow() {
    void this.list?.refresh();
  },

  async fetch(after) {
    const { filter } = this.data;
    const answer = await call('listMemberships', { filter, ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, saying: sayingFor('listMemberships', answer.code) };
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
