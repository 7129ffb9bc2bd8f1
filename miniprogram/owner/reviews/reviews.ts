import type { Contracts, InputOf } from '../../../contracts';
import { ask, tell } from '../../services/asking';
import { call, type Answer } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { cardRows, tailWords } from '../../services/listLooks';
import { takeStep } from '../../services/nextStep';
import { listHandlers, listOf, type ListHandlers } from '../../services/listPage';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { sayingFor } from '../../services/sentences';
import { applicationView, decidingOn, type ApplicationView } from '../application-card/view';

type Filter = InputOf<Contracts['listApplications']>['filter'];

const filterNames: Record<Filter, string> = { waiting: '待审核', approved: '已通过', rejected: '已结束' };
const emptyTitles: Record<Filter, string> = {
  waiting: '没有等待审核的申请',
  approved: '还没有通过的申请',
  rejected: '没有已结束的申请',
};
const quickReasons = ['和群的主题不符', '资料看不出身份', '名额留给老成员', '近期不收新人'];

interface Data extends ListData<ApplicationView> {
  filter: Filter;
  filters: { label: string; value: string }[];
  emptyTitles: typeof emptyTitles;
  /** The key of the application that is being decided, '' when none is. */
  working: string;
  /** Whose rejection is being written. */
  rejecting: { key: string; name: string; text: string; label: string } | null;
  reason: string;
  reasonGiven: boolean;
  quickReasons: string[];
  reasonSize: object;
  placeholders: number[];
  placeholderRows: typeof cardRows;
  tails: typeof tailWords;
}

type CardEvent = WechatMiniprogram.CustomEvent<object, object, { key: string }>;

interface Custom extends ListHandlers {
  groupId: string;
  list?: PagedList<ApplicationView>;
  fetch(after: string | undefined): Promise<Fetched<ApplicationView>>;
  chooseFilter(event: WechatMiniprogram.CustomEvent<{ value: Filter }>): void;
  rowOf(key: string): ApplicationView | undefined;
  approve(event: CardEvent): Promise<void>;
  openReject(event: CardEvent): void;
  closeReject(): void;
  pickReason(event: WechatMiniprogram.TouchEvent<object, object, { reason: string }>): void;
  typeReason(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  reject(): Promise<void>;
  decided(row: ApplicationView, answer: Answer<'approveMember'>, done: string): Promise<void>;
  takeOut(key: string): void;
}

Page<Data, Custom>({
  groupId: '',

  data: {
    ...emptyList<ApplicationView>(),
    filter: 'waiting',
    filters: Object.entries(filterNames).map(([value, label]) => ({ label, value })),
    emptyTitles,
    working: '',
    rejecting: null,
    reason: '',
    reasonGiven: false,
    quickReasons,
    reasonSize: { minHeight: 80, maxHeight: 160 },
    placeholders: [1, 2],
    placeholderRows: cardRows,
    tails: tailWords,
  },

  ...listHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    this.list = listOf<ApplicationView>(this);
    void this.list.reload();
  },

  async fetch(after) {
    const answer = await call('listApplications', {
      filter: this.data.filter,
      ...(this.groupId === '' ? {} : { groupId: this.groupId }),
      ...(after === undefined ? {} : { after }),
    });
    if (!answer.ok) return { ok: false, saying: sayingFor('listApplications', answer.code) };
    const nowMs = serverNowMs();
    const rows = answer.value.applications.map((application) => applicationView(application, nowMs));
    return { ok: true, rows, next: answer.value.next };
  },

  chooseFilter({ detail }) {
    if (detail.value === this.data.filter) return;
    this.setData({ filter: detail.value });
    void this.list?.reload();
  },

  rowOf(key) {
    return this.data.rows.find((row) => row.key === key);
  },

  async approve({ currentTarget }) {
    const row = this.rowOf(currentTarget.dataset.key);
    if (!row || this.data.working !== '') return;
    const { approve: text, approved } = decidingOn(row);
    if (!(await ask(this, { title: '通过这份申请？', text, confirm: '通过', cancel: '再看看' }))) return;
    this.setData({ working: row.key });
    const { membershipId, round } = row;
    await this.decided(row, await call('approveMember', { membershipId, round, decision: 'approve' }), approved);
  },

  openReject({ currentTarget }) {
    const row = this.rowOf(currentTarget.dataset.key);
    if (!row || this.data.working !== '') return;
    const { reject: label, rejecting: text } = decidingOn(row);
    const rejecting = { key: row.key, name: row.name, text, label };
    this.setData({ rejecting, reason: '', reasonGiven: false });
  },

  closeReject() {
    if (this.data.working === '') this.setData({ rejecting: null });
  },

  pickReason({ currentTarget }) {
    this.setData({ reason: currentTarget.dataset.reason, reasonGiven: true });
  },

  typeReason({ detail }) {
    this.setData({ reason: detail.value, reasonGiven: detail.value.trim() !== '' });
  },

  async reject() {
    const row = this.data.rejecting ? this.rowOf(this.data.rejecting.key) : undefined;
    const reason = this.data.reason.trim();
    if (!row || reason === '' || this.data.working !== '') return;
    this.setData({ working: row.key });
    const { membershipId, round } = row;
    const answer = await call('approveMember', { membershipId, round, decision: 'reject', reason });
    // What was written stays when nothing reached the server.
    if (answer.ok || answer.code !== 'Offline') this.setData({ rejecting: null });
    await this.decided(row, answer, decidingOn(row).rejected);
  },

  async decided(row, answer, done) {
    this.setData({ working: '' });
    if (answer.ok) {
      this.takeOut(row.key);
      return void wx.showToast({ title: done, icon: 'none' });
    }
    const saying = sayingFor('approveMember', answer.code);
    if (this.data.rejecting) return void wx.showToast({ title: saying.title, icon: 'none' });
    if (await tell(this, saying)) takeStep(saying.step, { groupId: row.groupId }, () => void this.list?.reload());
  },

  takeOut(key) {
    const rows = this.data.rows.filter((row) => row.key !== key);
    this.list?.removed(this.data.rows.length - rows.length);
    this.setData({ rows, phase: rows.length > 0 ? 'ready' : 'empty' });
    // The next page may hold more of those that wait.
    if (rows.length === 0) void this.list?.refresh();
  },
});
