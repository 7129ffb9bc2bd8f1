import { entryRows, type EntryRow } from '../../components/entry-row/view';
import { call } from '../../services/call';
import { cardRows, tailWords } from '../../services/listLooks';
import { goTo } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { emptyList, PagedList, type Fetched, type ListData } from '../../services/pagedList';
import { sayingFor } from '../../services/sentences';

interface Data extends ListData<EntryRow> {
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
}

interface Custom {
  list?: PagedList<EntryRow>;
  fetch(after: string | undefined): Promise<Fetched<EntryRow>>;
  takeFailureStep(): void;
  discover(): void;
  loadMore(): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<EntryRow>(),
    placeholders: [1, 2, 3],
    placeholderRows: cardRows,
    tails: tailWords,
  },

  onLoad() {
    this.list = new PagedList(
      (after) => this.fetch(after),
      (patch) => this.setData(patch),
    );
  },

  onShow() {
    void this.list?.refresh();
  },

  async fetch(after) {
    const answer = await call('listOrders', { filter: 'paid', ...(after === undefined ? {} : { after }) });
    if (!answer.ok) return { ok: false, saying: sayingFor('listOrders', answer.code) };
    return { ok: true, rows: entryRows(answer.value.orders), next: answer.value.next };
  },

  takeFailureStep() {
    if (this.data.failure) takeStep(this.data.failure.step, {}, () => void this.list?.reload());
  },

  discover() {
    goTo('discover', {});
  },

  loadMore() {
    void this.list?.more();
  },

  async onPullDownRefresh() {
    await this.list?.refresh();
    void wx.stopPullDownRefresh();
  },

  onReachBottom() {
    this.loadMore();
  },
});
