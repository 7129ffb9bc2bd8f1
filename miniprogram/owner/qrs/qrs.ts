import type { Contracts, InputOf } from '../../../contracts';
import { haveAddressesEnded } from '../../services/addresses';
import { call, type Answer } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { confirm, showMessage } from '../../services/dialogs';
import { handleFailure } from '../../services/nextStep';
import { chooseImage, uploadImage } from '../../services/images';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { specificMessages, messageFor, type UserMessage } from '../../services/refusalMessages';
import { parseInteger } from '../../services/parse';
import { qrLimits } from '../limits';
import { expiryDays, noticeOf, places, qrRow, type ExpiryDay, type Place, type QrRow, type QrsNotice } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  name: string;
  notice: QrsNotice | null;
  /** Those that somebody may still be shown, in the order in which newcomers see them. */
  rows: QrRow[];
  endedRows: QrRow[];
  /** The cursor of the next page of ended QRs, '' at the end. */
  nextEnded: string;
  loadingEnded: boolean;
  /** Closed and banned groups need no QR. */
  ended: boolean;
  /** The new QR's image on the phone, '' before one is chosen. */
  image: string;
  days: ExpiryDay[];
  day: number;
  quota: string;
  quotaError: string;
  places: typeof places;
  place: Place;
  saving: boolean;
  /** The id of the QR that is being changed, '' when none is. */
  changing: string;
  mostPeople: number;
  skeleton: object[];
}

type Change = Exclude<InputOf<Contracts['saveGroupQr']>, { action: 'add' }>;

interface Custom extends FailureHandlers {
  groupId: string;
  /** The time of the latest answer, with the addresses of its images. */
  loadedAtMs: number;
  /** The file of the chosen image once it is uploaded: a second attempt sends the same file, so the server knows it is the same QR. */
  uploadedId: string;
  load(): Promise<void>;
  chooseImage(): Promise<void>;
  chooseDay(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  choosePlace(event: WechatMiniprogram.TouchEvent<object, object, { value: Place }>): void;
  typeQuota(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  add(): void;
  send(): Promise<void>;
  handleRefusal(failure: UserMessage, retry: () => void): Promise<void>;
  handleAdded(): Promise<void>;
  retire(event: WechatMiniprogram.TouchEvent<object, object, { qrId: string }>): Promise<void>;
  moveFirst(event: WechatMiniprogram.TouchEvent<object, object, { qrId: string }>): Promise<void>;
  sendChange(change: Change, done: string): Promise<void>;
  handleChanged(answer: Answer<'saveGroupQr'>, change: Change, done: string): Promise<void>;
  loadEnded(): Promise<void>;
  enlarge(event: WechatMiniprogram.TouchEvent<object, object, { qrId: string }>): Promise<void>;
}

const emptyForm = {
  image: '',
  day: 0,
  quota: `${qrLimits.defaultPeople}`,
  quotaError: '',
  place: 'replace' as Place,
};

Page<Data, Custom>({
  groupId: '',
  loadedAtMs: 0,
  uploadedId: '',

  data: {
    phase: 'loading',
    failure: null,
    name: '',
    notice: null,
    rows: [],
    endedRows: [],
    nextEnded: '',
    loadingEnded: false,
    ended: false,
    ...emptyForm,
    days: [],
    places,
    saving: false,
    changing: '',
    mostPeople: qrLimits.mostPeople,
    skeleton: [
      { height: '160rpx', borderRadius: '24rpx' },
      { height: '480rpx', borderRadius: '24rpx' },
    ],
  },

  ...loadedHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    const failure = specificMessages.getMyGroup?.GroupNotFound;
    if (this.groupId !== '') void this.load();
    else if (failure) this.fail(failure);
  },

  async load() {
    const answer = await call('getMyGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(messageFor('getMyGroup', answer.code));
      return;
    }
    this.loadedAtMs = Date.now();
    const { text, state, qrs, newcomerQrId, endedQrs, nextEnded } = answer.value;
    const nowMs = serverNowMs();
    const ended = state === 'Closed' || state === 'Banned';
    const rows = qrs.map((qr) => qrRow(qr, newcomerQrId));
    this.setData({
      phase: 'ready',
      name: text.name,
      ended,
      rows,
      endedRows: endedQrs.map((qr) => qrRow(qr, null)),
      nextEnded: nextEnded ?? '',
      notice: noticeOf(qrs, nowMs),
      days: expiryDays(nowMs),
    });
  },

  async chooseImage() {
    if (this.data.saving) return;
    const chosen = await chooseImage();
    if (chosen === null) return;
    if (!('path' in chosen)) return void showMessage(this, chosen);
    this.uploadedId = '';
    this.setData({ image: chosen.path });
  },

  chooseDay({ detail }) {
    this.setData({ day: Number(detail.value) });
  },

  choosePlace({ currentTarget }) {
    this.setData({ place: currentTarget.dataset.value });
  },

  typeQuota({ detail }) {
    const quota = parseInteger(detail.value);
    const { mostPeople } = qrLimits;
    const error = quota === null || quota < 1 || quota > mostPeople ? `写 1 到 ${mostPeople} 之间的整数。` : '';
    this.data.quota = detail.value;
    if (error !== this.data.quotaError) this.setData({ quotaError: error });
  },

  add() {
    if (!this.data.saving && this.data.quotaError === '' && this.data.image !== '') void this.send();
  },

  async send() {
    const expiresAtMs = this.data.days[this.data.day]?.atMs;
    const quota = parseInteger(this.data.quota);
    if (expiresAtMs === undefined || quota === null) return;
    this.setData({ saving: true });
    if (this.uploadedId === '') {
      const uploaded = await uploadImage('groupQrs', this.data.image);
      if (!uploaded.ok) return this.handleRefusal(uploaded.failure, () => void this.send());
      this.uploadedId = uploaded.fileId;
    }
    const { groupId, uploadedId: fileId } = this;
    const { place } = this.data;
    const answer = await call('saveGroupQr', { action: 'add', groupId, fileId, place, expiresAtMs, quota });
    if (!answer.ok) {
      // A picture that was refused is of no use to a second attempt.
      if (answer.code === 'FileNotFound') this.uploadedId = '';
      return this.handleRefusal(messageFor('saveGroupQr', answer.code), () => void this.send());
    }
    await this.handleAdded();
  },

  async handleRefusal(failure, retry) {
    this.setData({ saving: false, changing: '' });
    await handleFailure(this, failure, { groupId: this.groupId }, retry);
  },

  async handleAdded() {
    this.uploadedId = '';
    this.setData({ saving: false, ...emptyForm });
    await this.load();
    void wx.showToast({ title: '群码已生效', icon: 'none' });
  },

  async retire({ currentTarget }) {
    const { qrId } = currentTarget.dataset;
    const isLast = this.data.rows.filter(({ live }) => live).length === 1;
    const text = isLast
      ? '这是唯一有效的群码。停用后谁也看不到它，也没人能加入，直到你上传新的。'
      : '停用后谁也看不到它，看过的人会改看下一张有效群码。';
    const confirmation = { title: '停用这张群码？', text, confirmLabel: '停用', cancelLabel: '先不停', danger: true };
    if (this.data.changing === '' && (await confirm(this, confirmation)))
      await this.sendChange({ action: 'retire', groupId: this.groupId, qrId }, '已停用');
  },

  async moveFirst({ currentTarget }) {
    const { qrId } = currentTarget.dataset;
    if (this.data.changing === '')
      await this.sendChange({ action: 'move', groupId: this.groupId, qrId, place: 'first' }, '新人现在看这张');
  },

  async sendChange(change, done) {
    this.setData({ changing: change.qrId });
    await this.handleChanged(await call('saveGroupQr', change), change, done);
  },

  async handleChanged(answer, change, done) {
    if (!answer.ok) {
      // A QR that is gone or over can't be changed again: load the list instead.
      const isOver = answer.code === 'QrNotFound' || answer.code === 'QrEnded';
      const retry = isOver ? () => void this.load() : () => void this.sendChange(change, done);
      return this.handleRefusal(messageFor('saveGroupQr', answer.code), retry);
    }
    this.setData({ changing: '' });
    await this.load();
    void wx.showToast({ title: done, icon: 'none' });
  },

  async loadEnded() {
    const { nextEnded, loadingEnded } = this.data;
    if (nextEnded === '' || loadingEnded) return;
    this.setData({ loadingEnded: true });
    const answer = await call('getMyGroup', { groupId: this.groupId, endedAfter: nextEnded });
    if (!answer.ok) {
      const failure = messageFor('getMyGroup', answer.code);
      this.setData({ loadingEnded: false });
      return void showMessage(this, failure);
    }
    const more = answer.value.endedQrs.map((qr) => qrRow(qr, null));
    this.setData({
      endedRows: [...this.data.endedRows, ...more],
      nextEnded: answer.value.nextEnded ?? '',
      loadingEnded: false,
    });
  },

  async enlarge({ currentTarget }) {
    const { qrId } = currentTarget.dataset;
    if (haveAddressesEnded(this.loadedAtMs)) await this.load();
    const rows = [...this.data.rows, ...this.data.endedRows];
    const url = rows.find((row) => row.qrId === qrId)?.imageUrl ?? '';
    if (url !== '') void wx.previewImage({ urls: [url] });
  },
});
