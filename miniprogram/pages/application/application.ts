import { ask, tell, type Question } from '../../services/asking';
import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { followPurchase, payToEnter } from '../../services/entering';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { maySell } from '../../services/platform';
import { endPurchase } from '../../services/requests';
import { refusals, sayingFor, type Saying } from '../../services/sentences';
import { actNamesOf, applicationView, type ApplicationAct, type ApplicationView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  application: ApplicationView | null;
  actNames: Record<ApplicationAct, string> | null;
  working: ApplicationAct | '';
  placeholderRows: object[];
}

interface Custom extends LoadedHandlers {
  groupId: string;
  /** The order of the standing, '' before any was paid. */
  orderId: string;
  shownFen: number;
  load(): Promise<void>;
  act(event: WechatMiniprogram.TouchEvent<object, object, { act: ApplicationAct }>): void;
  doAct(act: ApplicationAct): Promise<void>;
  pay(): Promise<void>;
  withdraw(act: 'withdraw' | 'giveUp'): Promise<void>;
  lookAgain(): void;
  openGroup(): void;
}

const none: Saying = {
  title: '没有申请',
  text: '你还没有申请过这个社群，或者申请属于另一个微信号。',
  label: '回到社群',
  step: 'group',
};

const questions: Record<'withdraw' | 'giveUp', Question> = {
  withdraw: {
    title: '撤回申请？',
    text: '写给群主的内容会一起删除。之后可以再次申请。',
    confirm: '撤回申请',
    cancel: '再等等',
    danger: true,
  },
  giveUp: {
    title: '放弃名额？',
    text: '名额会马上让出，写给群主的内容一起删除。再想加入，要重新申请。',
    confirm: '放弃名额',
    cancel: '先留着',
    danger: true,
  },
};

Page<Data, Custom>({
  groupId: '',
  orderId: '',
  shownFen: 0,

  data: {
    phase: 'loading',
    failure: null,
    application: null,
    actNames: null,
    working: '',
    placeholderRows: [
      { height: '320rpx', borderRadius: '24rpx' },
      { height: '152rpx', borderRadius: '24rpx' },
      { height: '320rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    if (this.groupId === '') this.fail(refusals.GroupNotFound);
  },

  // Every time: owners decide, and one comes back from paying.
  onShow() {
    if (this.groupId !== '') void this.load();
  },

  async load() {
    const answer = await call('getGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(sayingFor('getGroup', answer.code));
      return;
    }
    const { mine, group } = answer.value;
    if (!mine) {
      this.setData({ phase: 'failed', failure: none });
      return;
    }
    this.orderId = mine.orderId ?? '';
    this.shownFen = group.priceFen;
    const selling = maySell();
    const application = applicationView(answer.value, mine, { selling, nowMs: serverNowMs() });
    this.setData({ phase: 'ready', application, actNames: actNamesOf(group, selling) });
  },

  act({ currentTarget }) {
    if (this.data.working === '') void this.doAct(currentTarget.dataset.act);
  },

  async doAct(act) {
    const { groupId, orderId } = this;
    switch (act) {
      case 'pay':
        return this.pay();
      case 'withdraw':
      case 'giveUp':
        if (await ask(this, questions[act])) await this.withdraw(act);
        break;
      case 'again':
        goTo('apply', { groupId });
        break;
      case 'ticket':
        goTo('ticket', { groupId, ...(orderId === '' ? {} : { orderId }) });
        break;
      case 'order':
        goTo('order', { orderId });
        break;
      case 'group':
        goTo('group', { groupId });
        break;
    }
  },

  async pay() {
    const { groupId, orderId, shownFen } = this;
    const offer = { groupId, orderId, shownFen };
    this.setData({ working: 'pay' });
    const purchase = await payToEnter(this, offer);
    this.setData({ working: '' });
    if (purchase.kind !== 'asked') void this.load();
    await followPurchase(this, purchase, offer, () => void this.pay());
  },

  async withdraw(act) {
    const { groupId } = this;
    this.setData({ working: act });
    const answer = await call('withdrawApplication', { groupId });
    this.setData({ working: '' });
    void this.load();
    if (answer.ok) {
      // Its order is closed with it: the next purchase gets an id of its own.
      endPurchase(groupId);
      return void wx.showToast({ title: act === 'withdraw' ? '已撤回' : '名额已让出', icon: 'none' });
    }
    const saying = sayingFor('withdrawApplication', answer.code);
    if (await tell(this, saying))
      takeStep(saying.step, { groupId, orderId: this.orderId }, () => void this.withdraw(act));
  },

  lookAgain() {
    void this.load();
  },

  openGroup() {
    goTo('group', { groupId: this.groupId });
  },
});
