import { call } from '../../services/call';
import { cardSkeleton, tailLabels } from '../../services/skeletons';
import { goTo } from '../../services/navigation';
import { listHandlers, createList, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { messageFor } from '../../services/refusalMessages';
import { groupRow, stateTabs, type GroupRow, type ShownState } from './view';

interface Data extends ListData<GroupRow> {
  state: ShownState;
  tabs: typeof stateTabs;
  skeletonCards: number[];
  skeleton: typeof cardSkeleton;
  tails: typeof tailLabels;
}

interface Custom extends ListHandlers {
  list?: PagedList<GroupRow>;
  fetch(after: string | undefined): Promise<Fetched<GroupRow>>;
  chooseState(event: WechatMiniprogram.CustomEvent<{ value: ShownState }>): void;
  openGroup(event: WechatMiniprogram.TouchEvent<object, object, { groupId: string }>): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<GroupRow>(),
    state: 'PendingReview',
    tabs: stateTabs,
    skeletonCards: [1, 2, 3],
    skeleton: cardSkeleton,
    tails: tailLabels,
  },

  ...listHandlers,

  onLoad() {
    this.list = createList<GroupRow>(this, ({ groupId }) => groupId);
  },

  // An operator may come back from a decision.
  onShow() {
    void this.list?.comeBack();
  },

  async fetch(after) {
    const answer = await call('adminGroups', {
      lookup: 'state',
      state: this.data.state,
      ...(after === undefined ? {} : { after }),
    });
    if (!answer.ok) return { ok: false, failure: messageFor('adminGroups', answer.code) };
    return { ok: true, rows: answer.value.groups.map(groupRow), next: answer.value.next };
  },

  chooseState({ detail }) {
    if (detail.value === this.data.state) return;
    this.setData({ state: detail.value });
    void this.list?.reload();
  },

  openGroup({ currentTarget }) {
    this.list?.leaveFor(currentTarget.dataset.groupId);
    goTo('adminGroup', { groupId: currentTarget.dataset.groupId });
  },
});
