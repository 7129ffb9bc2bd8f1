import { call } from '../../services/call';
import { cardRows, tailWords } from '../../services/listLooks';
import { goTo } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { emptyList, PagedList, type Fetched, type ListData } from '../../services/pagedList';
import { sayingFor } from '../../services/sentences';
import { groupRow, stateTabs, type GroupRow, type ShownState } from './view';

interface Data extends ListData<GroupRow> {
  state: ShownState;
  tabs: typeof stateTabs;
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
}

interface Custom {
  list?: PagedList<GroupRow>;
  fetch(after: string | undefined): Promise<Fetched<GroupRow>>;
  chooseState(event: WechatMiniprogram.CustomEvent<{ value: ShownState }>): void;
  openGroup(event: WechatMiniprogram.TouchEvent<object, object, { groupId: string }>): void;
  takeFailureStep(): void;
  loadMore(): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<GroupRow>(),
    state: 'PendingReview',
    tabs: stateTabs,
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

  // Every time: one comes back from deciding.
  onShow() {
    void (this.data.phase === 'loading' ? this.list?.reload() : this.list?.refresh());
  },

  async fetch(after) {
    const answer = await call('adminGroups', {
      by: 'state',
      state: this.data.state,
      ...(after === undefined ? {} : { after }),
    });
    if (!answer.ok) return { ok: false, saying: sayingFor('adminGroups', answer.code) };
    return { ok: true, rows: answer.value.groups.map(groupRow), next: answer.value.next };
  },

  chooseState({ detail }) {
    if (detail.value === this.data.state) return;
    this.setData({ state: detail.value });
    void this.list?.reload();
  },

  openGroup({ currentTarget }) {
    goTo('adminGroup', { groupId: currentTarget.dataset.groupId });
  },

  takeFailureStep() {
    if (this.data.failure) takeStep(this.data.failure.step, {}, () => void this.list?.reload());
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
