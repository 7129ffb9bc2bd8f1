import { groupCardView, type GroupCardView } from '../../components/group-card/view';
import { call } from '../../services/call';
import { goTo } from '../../services/navigation';
import { listHandlers, listOf, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { maySell } from '../../services/platform';
import { sayingFor } from '../../services/sentences';
import { placeholderRows, tailWords } from '../../services/listLooks';
import { categoryChoices, inputFor, sortChoices, type CategoryChoice, type Looking, type Sort } from './query';

/** How long typing must rest before it is searched for. */
const typingRestMs = 400;

interface Data extends ListData<GroupCardView>, Looking {
  categories: { label: string; value: string }[];
  sorts: { label: string; value: Sort }[];
  filtered: boolean;
  placeholders: number[];
  placeholderRows: typeof placeholderRows;
  tails: typeof tailWords;
}

interface Custom extends ListHandlers {
  list?: PagedList<GroupCardView>;
  typing?: ReturnType<typeof setTimeout>;
  fetch(after: string | undefined): Promise<Fetched<GroupCardView>>;
  look(change: Partial<Looking>): void;
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
    placeholders: [1, 2, 3, 4],
    placeholderRows,
    tails: tailWords,
  },

  ...listHandlers,

  onLoad() {
    this.setData({ sorts: sortChoices(maySell()) });
    this.list = listOf<GroupCardView>(this);
    void this.list.reload();
  },

  async fetch(after) {
    const answer = await call('listGroups', inputFor(this.data, after));
    if (!answer.ok) return { ok: false, saying: sayingFor('listGroups', answer.code) };
    const selling = maySell();
    return { ok: true, rows: answer.value.groups.map((card) => groupCardView(card, selling)), next: answer.value.next };
  },

  look(change) {
    if (this.typing !== undefined) clearTimeout(this.typing);
    const { query, category } = { ...this.data, ...change };
    this.setData({ ...change, filtered: query.trim() !== '' || category !== 'all' });
    void this.list?.reload();
  },

  typeQuery({ detail }) {
    if (this.typing !== undefined) clearTimeout(this.typing);
    if (detail.value === this.data.query) return;
    this.typing = setTimeout(() => this.look({ query: detail.value }), typingRestMs);
  },

  search({ detail }) {
    this.look({ query: detail.value });
  },

  clearQuery() {
    this.look({ query: '' });
  },

  chooseCategory({ detail }) {
    if (detail.value !== this.data.category) this.look({ category: detail.value });
  },

  chooseSort({ currentTarget }) {
    const { sort } = currentTarget.dataset;
    if (sort !== this.data.sort) this.look({ sort });
  },

  clearFilter() {
    this.look({ query: '', category: 'all' });
  },

  openGroup({ currentTarget }) {
    goTo('group', { groupId: currentTarget.dataset.groupId });
  },

  onShareAppMessage() {
    return { title: '群票：进不去，就退款的社群', path: '/pages/discover/discover' };
  },
});
