import type { Contracts, InputOf } from '../../../contracts';
import { ask, tell } from '../../services/asking';
import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { takeStep } from '../../services/nextStep';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { sayingFor, type Saying } from '../../services/sentences';
import { whoAmI } from '../../services/session';
import type { GroupFile } from '../kinds';
import { groupView, type GroupView } from './view';

type Decision = InputOf<Contracts['moderateGroup']>['decision'];
/** The two that the owner is told why. */
type Explained = Exclude<Decision, 'list'>;

const explained: Record<Explained, { title: string; hint: string; act: string; quick: string[] }> = {
  return: {
    title: '退回给群主',
    hint: '群主会看到你写的话，改好后可以再提交。',
    act: '退回',
    quick: ['群码不是这个社群的', '价格和介绍说的不一样', '介绍太少，看不出得到什么', '封面和内容不符'],
  },
  ban: {
    title: '封禁这个社群',
    hint: '封禁后不能再开放或修改，已付款的人不受影响。群主会看到原因。',
    act: '封禁',
    quick: ['承诺收益或疗效', '内容违法违规', '冒充他人或机构', '多次被投诉进不了群'],
  },
};

const doneWords: Record<Decision, string> = { list: '已通过，社群已开放', return: '已退回', ban: '已封禁' };

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  group: GroupView | null;
  /** Whether this operator decides; support only looks. */
  decides: boolean;
  working: Decision | '';
  explaining: Explained | '';
  explained: typeof explained;
  reason: string;
  reasonGiven: boolean;
  reasonSize: object;
  placeholderRows: object[];
}

interface Custom extends LoadedHandlers {
  groupId: string;
  seen: GroupFile | null;
  load(): Promise<void>;
  list(): Promise<void>;
  openReason(event: WechatMiniprogram.TouchEvent<object, object, { decision: Explained }>): void;
  closeReason(): void;
  pickReason(event: WechatMiniprogram.TouchEvent<object, object, { reason: string }>): void;
  typeReason(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  explain(): Promise<void>;
  send(input: InputOf<Contracts['moderateGroup']>): Promise<void>;
  enlargeQr(): void;
}

Page<Data, Custom>({
  groupId: '',
  seen: null,

  data: {
    phase: 'loading',
    failure: null,
    group: null,
    decides: false,
    working: '',
    explaining: '',
    explained,
    reason: '',
    reasonGiven: false,
    reasonSize: { minHeight: 80, maxHeight: 160 },
    placeholderRows: [
      { height: '300rpx', borderRadius: '24rpx' },
      { height: '320rpx', borderRadius: '24rpx' },
      { height: '240rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    void this.load();
  },

  async load() {
    const [answer, who] = await Promise.all([
      call('adminGroups', { lookup: 'group', groupId: this.groupId }),
      whoAmI(),
    ]);
    if (!answer.ok) {
      this.fail(sayingFor('adminGroups', answer.code));
      return;
    }
    this.seen = answer.value.groups[0] ?? null;
    if (!this.seen) return;
    const decides = who.ok && who.value.operator === 'admin';
    this.setData({ phase: 'ready', group: groupView(this.seen, serverNowMs()), decides });
  },

  async list() {
    if (!this.seen || this.data.working !== '') return;
    const text = '社群会马上出现在「发现」里，谁都能加入。确认群码扫得进去、介绍和价格相符。';
    if (!(await ask(this, { title: '通过这个社群？', text, confirm: '通过', cancel: '再看看' }))) return;
    const { groupId, rev } = this.seen;
    await this.send({ groupId, rev, decision: 'list' });
  },

  openReason({ currentTarget }) {
    if (this.data.working === '')
      this.setData({ explaining: currentTarget.dataset.decision, reason: '', reasonGiven: false });
  },

  closeReason() {
    if (this.data.working === '') this.setData({ explaining: '' });
  },

  pickReason({ currentTarget }) {
    this.setData({ reason: currentTarget.dataset.reason, reasonGiven: true });
  },

  typeReason({ detail }) {
    this.setData({ reason: detail.value, reasonGiven: detail.value.trim() !== '' });
  },

  async explain() {
    const { explaining, working } = this.data;
    const reason = this.data.reason.trim();
    if (!this.seen || explaining === '' || reason === '' || working !== '') return;
    const { groupId, rev } = this.seen;
    await this.send({ groupId, rev, decision: explaining, reason });
  },

  async send(input) {
    this.setData({ working: input.decision });
    const answer = await call('moderateGroup', input);
    // What was written stays when nothing reached the server.
    const keeps = !answer.ok && answer.code === 'Offline';
    this.setData({ working: '', ...(keeps ? {} : { explaining: '' }) });
    if (answer.ok) {
      void wx.showToast({ title: doneWords[input.decision], icon: 'none' });
      return this.load();
    }
    const saying = sayingFor('moderateGroup', answer.code);
    if (keeps && this.data.explaining !== '') return void wx.showToast({ title: saying.title, icon: 'none' });
    if (await tell(this, saying)) takeStep(saying.step, { groupId: this.groupId }, () => void this.load());
  },

  enlargeQr() {
    const url = this.data.group?.qrUrl ?? '';
    if (url !== '') void wx.previewImage({ urls: [url] });
  },
});
