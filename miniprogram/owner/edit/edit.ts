import { tell } from '../../services/asking';
import { call } from '../../services/call';
import { goBack, goTo, replaceBy } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { choosePicture, uploadPicture } from '../../services/pictures';
import { sayingFor } from '../../services/sentences';
import { askAgainWhoIAm, whoAmI } from '../../services/session';
import { emptyDraft, nothingTaken, writtenIn, wrongsOf, type Draft } from './draft';
import { beginGroup, keepGroup } from './newGroup';
import { changeGroup, createGroup } from './saving';
import { emptyData, type Custom, type Data } from './shape';
import { countsOf, draftOf, fieldNames, remarksOn, takenIn } from './view';

Page<Data, Custom>({
  groupId: '',
  draft: emptyDraft,
  taken: nothingTaken,
  visited: new Set(),
  begun: null,
  nextId: 0,

  data: emptyData,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    this.visited = new Set();
    if (this.groupId !== '') void wx.setNavigationBarTitle({ title: '资料与入群方式' });
    void this.load();
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
    if (this.groupId === '') {
      this.begun = await beginGroup();
      this.open(this.begun.draft);
      return;
    }
    const answer = await call('getMyGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.setData({ phase: 'failed', failure: sayingFor('getMyGroup', answer.code) });
      return;
    }
    this.taken = takenIn(answer.value);
    this.open(draftOf(answer.value));
  },

  open(draft) {
    this.draft = draft;
    const benefits = draft.benefits.map((text) => ({ id: this.nextId++, text }));
    const { limitFixed } = this.taken;
    this.setData({ phase: 'ready', isNew: this.begun !== null, draft, benefits, limitFixed, counts: countsOf(draft) });
  },

  keep() {
    if (this.begun && this.data.phase === 'ready') keepGroup({ ...this.begun, draft: this.draft });
  },

  /** After a change that also shows elsewhere than in its own field. */
  change(change, field) {
    this.draft = { ...this.draft, ...change };
    this.visited.add(field);
    const shown = Object.entries(change).map(([name, value]) => [`draft.${name}`, value] as const);
    this.setData(Object.fromEntries(shown));
    this.remark();
  },

  remark() {
    const wrongs = remarksOn(this.draft, this.taken, this.visited);
    const counts = countsOf(this.draft);
    const same = JSON.stringify([wrongs, counts]) === JSON.stringify([this.data.wrongs, this.data.counts]);
    if (!same) this.setData({ wrongs, counts });
  },

  // What was typed is not set again: on a phone it would chase the cursor.
  type({ detail, currentTarget }) {
    this.draft = { ...this.draft, [currentTarget.dataset.field]: detail.value };
    this.remark();
  },

  leave({ currentTarget }) {
    this.visited.add(currentTarget.dataset.field);
    this.remark();
    this.keep();
  },

  typeBenefit({ detail, currentTarget }) {
    const { id } = currentTarget.dataset;
    const lines = this.data.benefits.map((line) => (line.id === id ? { id, text: detail.value } : line));
    this.data.benefits = lines;
    this.draft = { ...this.draft, benefits: lines.map(({ text }) => text) };
    this.remark();
  },

  addBenefit() {
    this.setBenefits([...this.data.benefits, { id: this.nextId++, text: '' }]);
  },

  removeBenefit({ currentTarget }) {
    this.setBenefits(this.data.benefits.filter(({ id }) => id !== currentTarget.dataset.id));
  },

  setBenefits(benefits) {
    this.draft = { ...this.draft, benefits: benefits.map(({ text }) => text) };
    this.setData({ benefits });
    this.remark();
  },

  chooseCategory({ currentTarget }) {
    this.change({ category: currentTarget.dataset.value as Draft['category'] }, 'category');
  },

  chooseAdmission({ currentTarget }) {
    this.change({ admission: currentTarget.dataset.value as Draft['admission'] }, 'reviewHours');
  },

  switchLimit({ detail }) {
    this.change({ limited: detail.value }, 'capacity');
  },

  async chooseCover() {
    if (this.data.uploading) return;
    const chosen = await choosePicture();
    if (chosen === null) return;
    if ('path' in chosen) await this.upload(chosen.path);
    else await tell(this, chosen);
  },

  removeCover() {
    this.draft = { ...this.draft, coverFileId: '' };
    this.setData({ 'draft.coverFileId': '' });
  },

  async upload(path) {
    this.setData({ uploading: true });
    const uploaded = await uploadPicture('covers', path);
    this.setData({ uploading: false });
    if (uploaded.ok) {
      this.draft = { ...this.draft, coverFileId: uploaded.fileId };
      this.setData({ 'draft.coverFileId': uploaded.fileId });
      this.keep();
    } else if (await tell(this, uploaded.saying)) await this.upload(path);
  },

  save() {
    if (this.data.saving || this.data.uploading) return;
    const wrongs = wrongsOf(this.draft, this.taken);
    for (const field of fieldNames) this.visited.add(field);
    this.remark();
    const first = fieldNames.find((field) => wrongs[field] !== undefined);
    if (first === undefined) return void this.send();
    void wx.pageScrollTo({ selector: `#field-${first}`, offsetTop: -24 });
    void wx.showToast({ title: '还有内容没写好', icon: 'none' });
  },

  async send() {
    const written = writtenIn(this.draft, this.taken);
    if (!written) return;
    this.setData({ saving: true });
    const answer = this.begun
      ? await createGroup({ ...this.begun, draft: this.draft }, written)
      : await changeGroup(this.groupId, written);
    // What was sent, and whether it may have arrived, is on the phone now.
    if (this.begun && !answer.ok) this.begun = await beginGroup();
    this.setData({ saving: false });
    await this.saved(answer);
  },

  async saved(answer) {
    if (!answer.ok) {
      const saying = sayingFor('saveGroup', answer.code);
      if (await tell(this, saying)) takeStep(saying.step, { groupId: this.groupId }, () => void this.send());
      return;
    }
    const made = this.begun !== null;
    this.begun = null;
    if (made) replaceBy('desk', { groupId: answer.value.groupId });
    else goBack();
    void wx.showToast({ title: made ? '草稿已建好' : '已保存', icon: 'none' });
  },

  openProfile() {
    goTo('profile', {});
  },

  takeFailureStep() {
    if (!this.data.failure) return;
    takeStep(this.data.failure.step, {}, () => {
      this.setData({ phase: 'loading' });
      void this.load();
    });
  },
});
