import type { Contracts, InputOf } from '../../../contracts';
import { entryRows, type EntryRow } from '../../components/entry-row/view';
import { call } from '../../services/call';
import { cardRows, tailWords } from '../../services/listLooks';
import { goTo } from '../../services/navigation';
import { listHandlers, listOf, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { maySell } from '../../services/platform';
import { sayingFor } from '../../services/sentences';

type Filter = NonNullable<InputOf<Contracts['listEntries']>['filter']>;

const filterNames: Partial<Record<Filter, string>> = { current: '当前', ended: '已结束' };

interface Data extends ListData<EntryRow> {
  filter: Filter;
  filters: { label: string; value: string }[];
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
}

interface Custom extends ListHandlers {
  list?: PagedList<EntryRow>;
  fetch(after: string | undefined): Promise<Fetched<EntryRow>>;
  chooseFilter(event: WechatMiniprogram.CustomEvent<{ value: Filter }>): void;
  discover(): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<EntryRow>(),
    filter: 'current',
    filters: Object.entries(filterNames).map(([value, label]) => ({ label, value })),
    placeholders: [1, 2, 3],
    placeholderRows: cardRows,
    tails: tailWords,
  },

  ...listHandlers,

  onLoad() {
    this.list = listOf<EntryRow>(this);
  },

  onShow() {
    void this.list?.refresh();
  },

  async fetch(after) {
    const { filter } = this.data;
    const answer = await call('listEntries', { filter, ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, saying: sayingFor('listEntries', answer.code) };
    return { ok: true, rows: entryRows(answer.value.entries, maySell()), next: answer.value.next };
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
