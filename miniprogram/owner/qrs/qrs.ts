import { ask, tell } from '../../services/asking';
import { call, type Answer } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { takeStep } from '../../services/nextStep';
import { choosePicture, uploadPicture } from '../../services/pictures';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { particular, sayingFor, type Saying } from '../../services/sentences';
import { wholeFrom } from '../../services/numbers';
import { qrLimits } from '../limits';
import { qrRow, endDays, noticeOf, type QrRow, type QrsNotice, type EndDay } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  name: string;
  notice: QrsNotice | null;
  rows: QrRow[];
  /** Closed and banned groups need no code. */
  over: boolean;
  /** The new code: its picture on the phone, '' before one is chosen. */
  picture: string;
  days: EndDay[];
  day: number;
  quota: string;
  quotaWrong: string;
  saving: boolean;
  /** The code that is being taken out, '' when none is. */
  retiring: string;
  mostPeople: number;
  placeholderRows: object[];
}

interface Custom extends LoadedHandlers {
  groupId: string;
  /** The chosen picture's file once it is uploaded: a second try sends the same, which is the same code. */
  uploadedId: string;
  load(): Promise<void>;
  choose(): Promise<void>;
  chooseDay(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  typeQuota(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  add(): void;
  send(): Promise<void>;
  refuse(saying: Saying, again: () => void): Promise<void>;
  added(): Promise<void>;
  retire(event: WechatMiniprogram.TouchEvent<object, object, { qrId: string }>): Promise<void>;
  sendRetire(qrId: string): Promise<void>;
  retired(answer: Answer<'saveGroupQr'>, qrId: string): Promise<void>;
  look(event: WechatMiniprogram.TouchEvent<object, object, { url: string }>): void;
}

const noQr = { picture: '', day: 0, quota: `${qrLimits.defaultPeople}`, quotaWrong: '' };

Page<Data, Custom>({
  groupId: '',
  uploadedId: '',

  data: {
    phase: 'loading',
    failure: null,
    name: '',
    notice: null,
    rows: [],
    over: false,
    ...noQr,
    days: [],
    saving: false,
    retiring: '',
    mostPeople: qrLimits.mostPeople,
    placeholderRows: [
      { height: '160rpx', borderRadius: '24rpx' },
      { height: '480rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    const failure = particular.getMyGroup?.GroupNotFound;
    if (this.groupId !== '') void this.load();
    else if (failure) this.fail(failure);
  },

  async load() {
    const answer = await call('getMyGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(sayingFor('getMyGroup', answer.code));
      return;
    }
    const { text, state, qrs } = answer.value;
    const nowMs = serverNowMs();
    const over = state === 'Closed' || state === 'Banned';
    const rows = qrs.map(qrRow);
    this.setData({ phase: 'ready', name: text.name, over, rows, notice: noticeOf(qrs, nowMs), days: endDays(nowMs) });
  },

  async choose() {
    if (this.data.saving) return;
    const chosen = await choosePicture();
    if (chosen === null) return;
    if (!('path' in chosen)) return void tell(this, chosen);
    this.uploadedId = '';
    this.setData({ picture: chosen.path });
  },

  chooseDay({ detail }) {
    this.setData({ day: Number(detail.value) });
  },

  typeQuota({ detail }) {
    const quota = wholeFrom(detail.value);
    const { mostPeople } = qrLimits;
    const wrong = quota === null || quota < 1 || quota > mostPeople ? `写 1 到 ${mostPeople} 之间的整数。` : '';
    this.data.quota = detail.value;
    if (wrong !== this.data.quotaWrong) this.setData({ quotaWrong: wrong });
  },

  add() {
    if (!this.data.saving && this.data.quotaWrong === '' && this.data.picture !== '') void this.send();
  },

  async send() {
    const expiresAtMs = this.data.days[this.data.day]?.atMs;
    const quota = wholeFrom(this.data.quota);
    if (expiresAtMs === undefined || quota === null) return;
    this.setData({ saving: true });
    if (this.uploadedId === '') {
      const uploaded = await uploadPicture('groupQrs', this.data.picture);
      if (!uploaded.ok) return this.refuse(uploaded.saying, () => void this.send());
      this.uploadedId = uploaded.fileId;
    }
    const { groupId, uploadedId: fileId } = this;
    const answer = await call('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota });
    if (!answer.ok) return this.refuse(sayingFor('saveGroupQr', answer.code), () => void this.send());
    await this.added();
  },

  async refuse(saying, again) {
    this.setData({ saving: false, retiring: '' });
    if (await tell(this, saying)) takeStep(saying.step, { groupId: this.groupId }, again);
  },

  async added() {
    this.uploadedId = '';
    this.setData({ saving: false, ...noQr });
    await this.load();
    void wx.showToast({ title: '群码已生效', icon: 'none' });
  },

  async retire({ currentTarget }) {
    const { qrId } = currentTarget.dataset;
    const last = this.data.rows.filter(({ live }) => live).length === 1;
    const text = last
      ? '这是唯一有效的群码，停用后马上停止加入，直到你上传新的。已看过的人不受影响。'
      : '停用后不再给新的人看，会改用其他有效群码。已看过的人不受影响。';
    const question = { title: '停用这张群码？', text, confirm: '停用', cancel: '先不停', danger: true };
    if (this.data.retiring === '' && (await ask(this, question))) await this.sendRetire(qrId);
  },

  async sendRetire(qrId) {
    this.setData({ retiring: qrId });
    await this.retired(await call('saveGroupQr', { action: 'retire', groupId: this.groupId, qrId }), qrId);
  },

  async retired(answer, qrId) {
    if (!answer.ok) {
      // What is gone is seen by looking, not by trying again.
      const again = answer.code === 'QrNotFound' ? () => void this.load() : () => void this.sendRetire(qrId);
      return this.refuse(sayingFor('saveGroupQr', answer.code), again);
    }
    this.setData({ retiring: '' });
    await this.load();
    void wx.showToast({ title: '已停用', icon: 'none' });
  },

  look({ currentTarget }) {
    void wx.previewImage({ urls: [currentTarget.dataset.url] });
  },
});
