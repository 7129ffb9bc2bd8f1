import { tell } from '../../services/asking';
import { call } from '../../services/call';
import { goTo, replaceBy } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { maySell } from '../../services/platform';
import { refusals, sayingFor, type Saying } from '../../services/sentences';
import { askAgainWhoIAm, whoAmI } from '../../services/session';
import { emptyDraft, forgetDraft, keepDraft, keptDraft, limits, wrongOf, type Draft } from './draft';
import { applyView, barrier, hasApplied, type ApplyView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  group: ApplyView | null;
  /** What the fields began with; what is typed stays in them and in `page.draft`. */
  draft: Draft;
  count: string;
  wrong: string;
  /** Owners decide about people: without a name they would see nobody. */
  nameless: boolean;
  sending: boolean;
  limits: typeof limits;
  placeholderRows: object[];
}

interface Custom {
  groupId: string;
  /** The order of the person's standing here, '' without one. */
  orderId: string;
  draft: Draft;
  /** Whether the message was left once: what is wrong with it is not said before. */
  visited: boolean;
  sent: boolean;
  load(): Promise<void>;
  keep(): void;
  remark(): void;
  type(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { field: keyof Draft }>): void;
  leave(event: WechatMiniprogram.CustomEvent<object, object, { field: keyof Draft }>): void;
  send(): void;
  submit(): Promise<void>;
  openProfile(): void;
  takeFailureStep(): void;
}

const countOf = ({ message }: Draft): string => `${message.trim().length}/${limits.longestMessage}`;

Page<Data, Custom>({
  groupId: '',
  orderId: '',
  draft: emptyDraft,
  visited: false,
  sent: false,

  data: {
    phase: 'loading',
    failure: null,
    group: null,
    draft: emptyDraft,
    count: countOf(emptyDraft),
    wrong: '',
    nameless: false,
    sending: false,
    limits,
    placeholderRows: [
      { height: '152rpx', borderRadius: '24rpx' },
      { height: '640rpx', borderRadius: '24rpx' },
    ],
  },

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    if (this.groupId === '') this.setData({ phase: 'failed', failure: refusals.GroupNotFound });
    else void this.load();
  },

  async onShow() {
    // Who comes back from writing a name down has one now.
    const who = await (this.data.nameless ? askAgainWhoIAm() : whoAmI());
    this.setData({ nameless: who.ok && who.value.nickname.trim() === '' });
  },

  onHide() {
    this.keep();
  },

  onUnload() {
    this.keep();
  },

  async load() {
    const answer = await call('getGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.setData({ phase: 'failed', failure: sayingFor('getGroup', answer.code) });
      return;
    }
    if (hasApplied(answer.value)) {
      replaceBy('application', { groupId: this.groupId });
      return;
    }
    this.orderId = answer.value.mine?.orderId ?? '';
    const failure = barrier(answer.value, maySell());
    if (failure) {
      this.setData({ phase: 'failed', failure });
      return;
    }
    this.draft = keptDraft(this.groupId);
    const { draft } = this;
    this.setData({ phase: 'ready', group: applyView(answer.value), draft, count: countOf(draft) });
  },

  keep() {
    if (this.data.phase === 'ready' && !this.sent) keepDraft(this.groupId, this.draft);
  },

  remark() {
    const count = countOf(this.draft);
    const wrong = this.visited ? wrongOf(this.draft) : '';
    if (count !== this.data.count || wrong !== this.data.wrong) this.setData({ count, wrong });
  },

  // What was typed is not set again: on a phone it would chase the cursor.
  type({ detail, currentTarget }) {
    this.draft = { ...this.draft, [currentTarget.dataset.field]: detail.value };
    this.remark();
  },

  leave({ currentTarget }) {
    if (currentTarget.dataset.field === 'message' && this.draft.message !== '') this.visited = true;
    this.remark();
    this.keep();
  },

  send() {
    if (this.data.sending) return;
    this.visited = true;
    this.remark();
    if (wrongOf(this.draft) === '') return void this.submit();
    void wx.pageScrollTo({ selector: '#field-message', offsetTop: -24 });
  },

  async submit() {
    this.keep();
    this.setData({ sending: true });
    const { groupId } = this;
    const message = this.draft.message.trim();
    const contact = this.draft.contact.trim();
    const answer = await call('applyToGroup', { groupId, message, ...(contact === '' ? {} : { contact }) });
    this.setData({ sending: false });
    if (answer.ok) {
      this.sent = true;
      forgetDraft(groupId);
      replaceBy('application', { groupId });
      return;
    }
    const saying = sayingFor('applyToGroup', answer.code);
    if (saying.step === 'understood') this.setData({ wrong: `${saying.title}，改一改再提交。` });
    const about = { groupId, orderId: this.orderId };
    if (await tell(this, saying)) takeStep(saying.step, about, () => void this.submit());
  },

  openProfile() {
    goTo('profile', {});
  },

  takeFailureStep() {
    if (!this.data.failure) return;
    takeStep(this.data.failure.step, { groupId: this.groupId, orderId: this.orderId }, () => {
      this.setData({ phase: 'loading' });
      void this.load();
    });
  },
});
