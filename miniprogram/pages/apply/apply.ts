import { countCharacters } from '../../services/characters';
import { call } from '../../services/call';
import { failureHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo, replaceWith } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { messageFor, refusalMessages, type UserMessage } from '../../services/refusalMessages';
import { maySell } from '../../services/salesPolicy';
import { lacksNickname } from '../../services/session';
import { clearDraft, emptyDraft, limits, loadDraft, saveDraft, validateMessage, type Draft } from './draft';
import { applyView, blockingMessage, hasApplied, type ApplyView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  group: ApplyView | null;
  /** The initial values of the fields; typed text stays in the fields and in `page.draft`. */
  draft: Draft;
  count: string;
  error: string;
  /** The person has no nickname yet, and the owner could not tell who is applying. */
  nameless: boolean;
  sending: boolean;
  limits: typeof limits;
  skeleton: object[];
}

interface Custom extends FailureHandlers {
  groupId: string;
  /** The order of the person's membership here, '' without one. */
  orderId: string;
  draft: Draft;
  /** The message's field was left once; its errors don't show before that. */
  visited: boolean;
  sent: boolean;
  load(): Promise<void>;
  saveDraft(): void;
  validate(): void;
  type(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { field: keyof Draft }>): void;
  leave(event: WechatMiniprogram.CustomEvent<object, object, { field: keyof Draft }>): void;
  send(): void;
  submit(): Promise<void>;
  openProfile(): void;
}

const countOf = ({ message }: Draft): string => `${countCharacters(message)}/${limits.longestMessage}`;

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
    error: '',
    nameless: false,
    sending: false,
    limits,
    skeleton: [
      { height: '152rpx', borderRadius: '24rpx' },
      { height: '640rpx', borderRadius: '24rpx' },
    ],
  },

  ...failureHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    if (this.groupId === '') this.fail(refusalMessages.GroupNotFound);
    else void this.load();
  },

  async onShow() {
    this.setData({ nameless: await lacksNickname(this.data.nameless) });
  },

  onHide() {
    this.saveDraft();
  },

  onUnload() {
    this.saveDraft();
  },

  async load() {
    const answer = await call('getGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(messageFor('getGroup', answer.code));
      return;
    }
    if (hasApplied(answer.value)) {
      replaceWith('application', { groupId: this.groupId });
      return;
    }
    this.orderId = answer.value.mine?.orderId ?? '';
    const failure = blockingMessage(answer.value, maySell());
    if (failure) {
      this.fail(failure);
      return;
    }
    this.draft = loadDraft(this.groupId);
    const { draft } = this;
    this.setData({ phase: 'ready', group: applyView(answer.value), draft, count: countOf(draft) });
  },

  saveDraft() {
    if (this.data.phase === 'ready' && !this.sent) saveDraft(this.groupId, this.draft);
  },

  validate() {
    const count = countOf(this.draft);
    const error = this.visited ? validateMessage(this.draft) : '';
    if (count !== this.data.count || error !== this.data.error) this.setData({ count, error });
  },

  // Typed text is not set again: on a phone that would move the cursor.
  type({ detail, currentTarget }) {
    this.draft = { ...this.draft, [currentTarget.dataset.field]: detail.value };
    this.validate();
  },

  leave({ currentTarget }) {
    if (currentTarget.dataset.field === 'message' && this.draft.message !== '') this.visited = true;
    this.validate();
    this.saveDraft();
  },

  send() {
    if (this.data.sending) return;
    this.visited = true;
    this.validate();
    if (validateMessage(this.draft) === '') return void this.submit();
    void wx.pageScrollTo({ selector: '#field-message', offsetTop: -24 });
  },

  async submit() {
    this.saveDraft();
    this.setData({ sending: true });
    const { groupId } = this;
    const message = this.draft.message.trim();
    const contact = this.draft.contact.trim();
    const answer = await call('applyToGroup', { groupId, message, ...(contact === '' ? {} : { contact }) });
    this.setData({ sending: false });
    if (answer.ok) {
      this.sent = true;
      clearDraft(groupId);
      replaceWith('application', { groupId });
      return;
    }
    const failure = messageFor('applyToGroup', answer.code, answer.untilMs);
    if (failure.step === 'understood') this.setData({ error: `${failure.title}，改一改再提交。` });
    await handleFailure(this, failure, { groupId, orderId: this.orderId }, () => void this.submit());
  },

  openProfile() {
    goTo('profile', {});
  },
});
