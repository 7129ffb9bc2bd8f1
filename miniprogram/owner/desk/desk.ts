import { ask, tell } from '../../services/asking';
import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { particular, sayingFor, type Saying } from '../../services/sentences';
import { actLabels, acts } from './acts';
import { deskView, type DeskAct, type DeskView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  desk: DeskView | null;
  working: DeskAct | '';
  actLabels: typeof actLabels;
  placeholderRows: object[];
}

interface Custom extends LoadedHandlers {
  groupId: string;
  load(): Promise<void>;
  act(event: WechatMiniprogram.TouchEvent<object, object, { act: DeskAct }>): void;
  doAct(act: DeskAct): Promise<void>;
  send(act: DeskAct): Promise<void>;
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
    desk: null,
    working: '',
    actLabels,
    placeholderRows: [
      { height: '260rpx', borderRadius: '24rpx' },
      { height: '400rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    const failure = particular.getMyGroup?.GroupNotFound;
    if (this.groupId === '' && failure) this.fail(failure);
  },

  // Every time: one comes back from changing it or its codes.
  onShow() {
    if (this.groupId !== '') void this.load();
  },

  async load() {
    const answer = await call('getMyGroup', { groupId: this.groupId });
    if (answer.ok) this.setData({ phase: 'ready', desk: deskView(answer.value, serverNowMs()) });
    else this.fail(sayingFor('getMyGroup', answer.code));
  },

  act({ currentTarget }) {
    if (this.data.working === '') void this.doAct(currentTarget.dataset.act);
  },

  async doAct(act) {
    if (await ask(this, acts[act].question)) await this.send(act);
  },

  async send(act) {
    this.setData({ working: act });
    const answer = await call('saveGroup', { action: act, groupId: this.groupId });
    this.setData({ working: '' });
    void this.load();
    if (answer.ok) return void wx.showToast({ title: acts[act].done, icon: 'none' });
    const saying = sayingFor('saveGroup', answer.code);
    if (await tell(this, saying)) takeStep(saying.step, { groupId: this.groupId }, () => void this.send(act));
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
