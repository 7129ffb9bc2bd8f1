import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { confirm } from '../../services/dialogs';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { specificMessages, messageFor, type UserMessage } from '../../services/refusalMessages';
import { actionLabels, actionTexts } from './actions';
import { dashboardView, type GroupAction, type DashboardView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  dashboard: DashboardView | null;
  working: GroupAction | '';
  actionLabels: typeof actionLabels;
  skeleton: object[];
}

interface Custom extends FailureHandlers {
  groupId: string;
  load(): Promise<void>;
  tapAction(event: WechatMiniprogram.TouchEvent<object, object, { action: GroupAction }>): void;
  runAction(action: GroupAction): Promise<void>;
  send(action: GroupAction): Promise<void>;
  openEdit(): void;
  openQrs(): void;
  openReviews(): void;
  openEarnings(): void;
  openPage(): void;
}

Page<Data, Custom>({
  groupId: '',

  data: {
    phase: 'loading',
    failure: null,
    dashboard: null,
    working: '',
    actionLabels,
    skeleton: [
      { height: '260rpx', borderRadius: '24rpx' },
      { height: '400rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    const failure = specificMessages.getMyGroup?.GroupNotFound;
    if (this.groupId === '' && failure) this.fail(failure);
  },

  // The owner may come back from editing it or its QRs.
  onShow() {
    if (this.groupId !== '') void this.load();
  },

  async load() {
    const answer = await call('getMyGroup', { groupId: this.groupId });
    if (answer.ok) this.setData({ phase: 'ready', dashboard: dashboardView(answer.value, serverNowMs()) });
    else this.fail(messageFor('getMyGroup', answer.code));
  },

  tapAction({ currentTarget }) {
    if (this.data.working === '') void this.runAction(currentTarget.dataset.action);
  },

  async runAction(action) {
    if (await confirm(this, actionTexts[action].confirmation)) await this.send(action);
  },

  async send(action) {
    this.setData({ working: action });
    const answer = await call('saveGroup', { action, groupId: this.groupId });
    this.setData({ working: '' });
    void this.load();
    if (answer.ok) return void wx.showToast({ title: actionTexts[action].toast, icon: 'none' });
    await handleFailure(
      this,
      messageFor('saveGroup', answer.code),
      { groupId: this.groupId },
      () => void this.send(action),
    );
  },

  openEdit() {
    goTo('edit', { groupId: this.groupId });
  },

  openQrs() {
    goTo('qrs', { groupId: this.groupId });
  },

  openReviews() {
    goTo('reviews', { groupId: this.groupId });
  },

  openEarnings() {
    goTo('earnings', { groupId: this.groupId });
  },

  openPage() {
    goTo('group', { groupId: this.groupId });
  },
});
