import { countCharacters } from '../../services/characters';
import { call } from '../../services/call';
import { finishCheckout, startCheckout } from '../../services/checkout';
import { failureHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo, replaceWith } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { messageFor, refusalMessages, type RefusalCode, type UserMessage } from '../../services/refusalMessages';
import type { ApplicationMessage } from '../../services/purchase';
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
  shownFen: number;
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
  apply(application: ApplicationMessage): Promise<void>;
  /** The order carries the application to an owner who decides after the payment. */
  payAndApply(application: ApplicationMessage): Promise<void>;
  forgetDraft(): void;
  showRefusedText(code: RefusalCode, failure: UserMessage): void;
  openProfile(): void;
}

const countOf = ({ message }: Draft): string => `${countCharacters(message)}/${limits.longestMessage}`;

Page<Data, Custom>({
  groupId: '',
  orderId: '',
  shownFen: 0,
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
    this.shownFen = answer.value.group.priceFen;
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
    const message = this.draft.message.trim();
    const contact = this.draft.contact.trim();
    const application = { message, ...(contact === '' ? {} : { contact }) };
    if (this.data.group?.paysFirst) await this.payAndApply(application);
    else await this.apply(application);
  },

  async apply(application) {
    const { groupId, orderId } = this;
    this.setData({ sending: true });
    const answer = await call('applyToGroup', { groupId, ...application });
    this.setData({ sending: false });
    if (answer.ok) {
      this.forgetDraft();
      replaceWith('application', { groupId });
      return;
    }
    const failure = messageFor('applyToGroup', answer.code, answer.untilMs);
    this.showRefusedText(answer.code, failure);
    await handleFailure(this, failure, { groupId, orderId }, () => void this.submit());
  },

  async payAndApply(application) {
    const { groupId, orderId, shownFen } = this;
    const offer = { groupId, orderId, shownFen };
    this.setData({ sending: true });
    const outcome = await startCheckout(this, offer, application);
    this.setData({ sending: false });
    // The order has the application from here on, whether it is paid or not.
    if (outcome.kind === 'sheetShown') this.forgetDraft();
    if (outcome.kind === 'refused') this.showRefusedText(outcome.code, messageFor('createOrder', outcome.code));
    await finishCheckout(this, outcome, offer, () => void this.submit());
  },

  forgetDraft() {
    this.sent = true;
    clearDraft(this.groupId);
  },

  showRefusedText(code, { title }) {
    if (code === 'TextRefused' || code === 'InvalidInput') this.setData({ error: `${title}，改一改再提交。` });
  },

  openProfile() {
    goTo('profile', {});
  },
});
