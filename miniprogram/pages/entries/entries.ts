import { entryRows, type EntryRow } from '../../components/entry-row/view';
import { call } from '../../services/call';
import { cardRows, tailWords } from '../../services/listLooks';
import { goTo } from '../../services/navigation';
import { listHandlers, listOf, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { sayingFor } from '../../services/sentences';

interface Data extends ListData<EntryRow> {
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
}

interface Custom extends ListHandlers {
  list?: PagedList<EntryRow>;
  fetch(after: string | undefined): Promise<Fetched<EntryRow>>;
  discover(): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<EntryRow>(),
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
    const answer = await call('listOrders', { filter: 'paid', ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, saying: sayingFor('listOrders', answer.code) };
    return { ok: true, rows: entryRows(answer.value.orders), next: answer.value.next };
  },

  discover() {
    goTo('discover', {});
  },
});
