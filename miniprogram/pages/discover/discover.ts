import { groupCardView, type GroupCardView } from '../../components/group-card/view';
import { call } from '../../services/call';
import { goTo, urlOf } from '../../services/navigation';
import { listHandlers, createList, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { maySell } from '../../services/salesPolicy';
import { messageFor } from '../../services/refusalMessages';
import { pictureCardSkeleton, tailLabels } from '../../services/skeletons';
import { categoryChoices, toInput, sortChoices, type CategoryChoice, type Search, type Sort } from './query';

/** Waits for a pause in typing before searching. */
const typingPauseMs = 400;

interface Data extends ListData<GroupCardView>, Search {
  categories: typeof categoryChoices;
  sorts: { label: string; value: Sort }[];
  filtered: boolean;
  skeletonCards: number[];
  skeleton: typeof pictureCardSkeleton;
  tails: typeof tailLabels;
}

interface Custom extends ListHandlers {
  list?: PagedList<GroupCardView>;
  typing?: ReturnType<typeof setTimeout>;
  fetch(after: string | undefined): Promise<Fetched<GroupCardView>>;
  applySearch(change: Partial<Search>): void;
  typeQuery(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  search(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  clearQuery(): void;
  chooseCategory(event: WechatMiniprogram.CustomEvent<{ value: CategoryChoice }>): void;
  chooseSort(event: WechatMiniprogram.TouchEvent<object, object, { sort: Sort }>): void;
  clearFilter(): void;
  openGroup(event: WechatMiniprogram.TouchEvent<object, object, { groupId: string }>): void;
}

Page<Data, Custom>({
  data: {
    ...emptyList<GroupCardView>(),
    query: '',
    category: 'all',
    sort: 'newest',
    categories: categoryChoices,
    sorts: [],
    filtered: false,
    skeletonCards: [1, 2, 3, 4],
    skeleton: pictureCardSkeleton,
    tails: tailLabels,
  },

  ...listHandlers,

  onLoad() {
    this.setData({ sorts: sortChoices(maySell()) });
    this.list = createList<GroupCardView>(this, ({ groupId }) => groupId);
    void this.list.reload();
  },

  async fetch(after) {
    const answer = await call('listGroups', toInput(this.data, after));
    if (!answer.ok) return { ok: false, failure: messageFor('listGroups', answer.code) };
    const selling = maySell();
    return { ok: true, rows: answer.value.groups.map((card) => groupCardView(card, selling)), next: answer.value.next };
  },

  applySearch(change) {
    if (this.typing !== undefined) clearTimeout(this.typing);
    const { query, category } = { ...this.data, ...change };
    this.setData({ ...change, filtered: query.trim() !== '' || category !== 'all' });
    void this.list?.reload();
  },

  typeQuery({ detail }) {
    if (this.typing !== undefined) clearTimeout(this.typing);
    if (detail.value === this.data.query) return;
    this.typing = setTimeout(() => this.applySearch({ query: detail.value }), typingPauseMs);
  },

  search({ detail }) {
    this.applySearch({ query: detail.value });
  },

  clearQuery() {
    this.applySearch({ query: '' });
  },

  chooseCategory({ detail }) {
    if (detail.value !== this.data.category) this.applySearch({ category: detail.value });
  },

  chooseSort({ currentTarget }) {
    const { sort } = currentTarget.dataset;
    if (sort !== this.data.sort) this.applySearch({ sort });
  },

  clearFilter() {
    this.applySearch({ query: '', category: 'all' });
  },

  openGroup({ currentTarget }) {
    goTo('group', { groupId: currentTarget.dataset.groupId });
  },

  onShareAppMessage() {
    return { title: '群票：进不去，就退款的社群', path: urlOf('discover', {}) };
  },
});
