import type { Contracts, InputOf } from '../../../contracts';
import { call, type Answer } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { confirm } from '../../services/dialogs';
import { choicesOf } from '../../services/labels';
import { createList, listHandlers, type ListHandlers } from '../../services/listPage';
import { cardSkeleton, tailLabels } from '../../services/skeletons';
import { handleFailure } from '../../services/nextStep';
import { emptyList, type Fetched, type ListData, type PagedList } from '../../services/pagedList';
import { messageFor, type RefusalCode } from '../../services/refusalMessages';
import { applicationView, decisionTextsFor, type ApplicationView } from '../application-card/view';

type Filter = InputOf<Contracts['listApplications']>['filter'];

const filterLabels: Record<Filter, string> = { waiting: '待审核', approved: '已通过', rejected: '已结束' };
const emptyTitles: Record<Filter, string> = {
  waiting: '没有等待审核的申请',
  approved: '还没有通过的申请',
  rejected: '没有已结束的申请',
};
const quickReasons = ['和群的主题不符', '资料看不出身份', '名额留给老成员', '近期不收新人'];

const reasonStaysAfter: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'Offline',
  'Busy',
  'Internal',
  'InvalidInput',
  'TextRefused',
  'CheckUnavailable',
]);

interface Data extends ListData<ApplicationView> {
  filter: Filter;
  filters: { label: string; value: Filter }[];
  emptyTitles: typeof emptyTitles;
  /** The key of the application that is being decided, '' when none is. */
  working: string;
  /** The rejection that is being written. */
  rejection: { key: string; name: string; text: string; label: string } | null;
  reason: string;
  reasonGiven: boolean;
  quickReasons: string[];
  reasonSize: object;
  skeletonCards: number[];
  skeleton: typeof cardSkeleton;
  tails: typeof tailLabels;
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
  handleDecision(row: ApplicationView, answer: Answer<'approveMember'>, toast: string): Promise<void>;
  removeRow(key: string): void;
}

Page<Data, Custom>({
  groupId: '',

  data: {
    ...emptyList<ApplicationView>(),
    filter: 'waiting',
    filters: choicesOf(filterLabels),
    emptyTitles,
    working: '',
    rejection: null,
    reason: '',
    reasonGiven: false,
    quickReasons,
    reasonSize: { minHeight: 80, maxHeight: 160 },
    skeletonCards: [1, 2],
    skeleton: cardSkeleton,
    tails: tailLabels,
  },

  ...listHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    this.list = createList<ApplicationView>(this, ({ key }) => key);
    void this.list.reload();
  },

  async fetch(after) {
    const answer = await call('listApplications', {
      filter: this.data.filter,
      ...(this.groupId === '' ? {} : { groupId: this.groupId }),
      ...(after === undefined ? {} : { after }),
    });
    if (!answer.ok) return { ok: false, failure: messageFor('listApplications', answer.code) };
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
    const { approveQuestion: text, approvedToast } = decisionTextsFor(row);
    const confirmed = await confirm(this, {
      title: '通过这份申请？',
      text,
      confirmLabel: '通过',
      cancelLabel: '再看看',
    });
    if (!confirmed) return;
    this.setData({ working: row.key });
    const { membershipId, round } = row;
    const answer = await call('approveMember', { membershipId, round, decision: 'approve' });
    await this.handleDecision(row, answer, approvedToast);
  },

  openReject({ currentTarget }) {
    const row = this.rowOf(currentTarget.dataset.key);
    if (!row || this.data.working !== '') return;
    const { rejectLabel: label, rejectHint: text } = decisionTextsFor(row);
    this.setData({ rejection: { key: row.key, name: row.name, text, label }, reason: '', reasonGiven: false });
  },

  closeReject() {
    if (this.data.working === '') this.setData({ rejection: null });
  },

  pickReason({ currentTarget }) {
    this.setData({ reason: currentTarget.dataset.reason, reasonGiven: true });
  },

  typeReason({ detail }) {
    this.setData({ reason: detail.value, reasonGiven: detail.value.trim() !== '' });
  },

  async reject() {
    const row = this.data.rejection ? this.rowOf(this.data.rejection.key) : undefined;
    const reason = this.data.reason.trim();
    if (!row || reason === '' || this.data.working !== '') return;
    this.setData({ working: row.key });
    const { membershipId, round } = row;
    const answer = await call('approveMember', { membershipId, round, decision: 'reject', reason });
    // The written reason stays while it can still be sent, as it is or mended.
    if (answer.ok || !reasonStaysAfter.has(answer.code)) this.setData({ rejection: null });
    await this.handleDecision(row, answer, decisionTextsFor(row).rejectedToast);
  },

  async handleDecision(row, answer, toast) {
    this.setData({ working: '' });
    if (answer.ok) {
      this.removeRow(row.key);
      return void wx.showToast({ title: toast, icon: 'none' });
    }
    const failure = messageFor('approveMember', answer.code);
    if (this.data.rejection) return void wx.showToast({ title: failure.title, icon: 'none' });
    await handleFailure(this, failure, { groupId: row.groupId }, () => void this.list?.renew(row.key));
  },

  removeRow(key) {
    this.list?.remove(key);
    // The next page may hold more applications.
    if (this.data.rows.length === 0) void this.list?.refresh();
  },
});
