import { call } from '../../services/call';
import { showMessage } from '../../services/dialogs';
import { chooseImage, uploadImage } from '../../services/images';
import { failureHandlers } from '../../services/loadedPage';
import { goBack, goTo, replaceWith } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { messageFor } from '../../services/refusalMessages';
import { lacksNickname } from '../../services/session';
import { emptyDraft, nothingInUse, parseDraft, validateDraft } from './draft';
import { loadOrStartGroup, saveNewGroup } from './newGroup';
import { changeGroup, createGroup } from './saving';
import { emptyData, type Custom, type Data } from './pageData';
import { countsOf, draftOf, fieldNames, inUseOf, visibleErrors } from './view';

Page<Data, Custom>({
  groupId: '',
  draft: emptyDraft,
  inUse: nothingInUse,
  visited: new Set(),
  newGroup: null,
  nextId: 0,

  data: emptyData,

  ...failureHandlers,

  onLoad({ groupId }) {
    this.groupId = groupId ?? '';
    this.visited = new Set();
    if (this.groupId !== '') void wx.setNavigationBarTitle({ title: '资料与入群方式' });
    void this.load();
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
    if (this.groupId === '') {
      this.newGroup = await loadOrStartGroup();
      this.open(this.newGroup.draft);
      return;
    }
    const answer = await call('getMyGroup', { groupId: this.groupId });
    if (!answer.ok) {
      this.fail(messageFor('getMyGroup', answer.code));
      return;
    }
    this.inUse = inUseOf(answer.value);
    this.open(draftOf(answer.value));
  },

  open(draft) {
    this.draft = draft;
    const benefits = draft.benefits.map((text) => ({ id: this.nextId++, text }));
    const { limitFixed } = this.inUse;
    this.setData({
      phase: 'ready',
      isNew: this.newGroup !== null,
      draft,
      benefits,
      limitFixed,
      counts: countsOf(draft),
    });
  },

  saveDraft() {
    if (this.newGroup && this.data.phase === 'ready') saveNewGroup({ ...this.newGroup, draft: this.draft });
  },

  /** For a change that shows outside its own field. */
  change(change, field) {
    this.draft = { ...this.draft, ...change };
    this.visited.add(field);
    const shown = Object.entries(change).map(([name, value]) => [`draft.${name}`, value] as const);
    this.setData(Object.fromEntries(shown));
    this.validate();
  },

  validate() {
    const errors = visibleErrors(this.draft, this.inUse, this.visited);
    const counts = countsOf(this.draft);
    const same = JSON.stringify([errors, counts]) === JSON.stringify([this.data.errors, this.data.counts]);
    if (!same) this.setData({ errors, counts });
  },

  // Typed text is not set again: on a phone that would move the cursor.
  type({ detail, currentTarget }) {
    this.draft = { ...this.draft, [currentTarget.dataset.field]: detail.value };
    this.validate();
  },

  leave({ currentTarget }) {
    this.visited.add(currentTarget.dataset.field);
    this.validate();
    this.saveDraft();
  },

  typeBenefit({ detail, currentTarget }) {
    const { id } = currentTarget.dataset;
    const lines = this.data.benefits.map((line) => (line.id === id ? { id, text: detail.value } : line));
    this.data.benefits = lines;
    this.draft = { ...this.draft, benefits: lines.map(({ text }) => text) };
    this.validate();
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
    this.validate();
  },

  chooseCategory({ currentTarget }) {
    this.change({ category: currentTarget.dataset.value }, 'category');
  },

  chooseAdmission({ currentTarget }) {
    this.change({ admission: currentTarget.dataset.value }, 'reviewHours');
  },

  switchLimit({ detail }) {
    this.change({ limited: detail.value }, 'capacity');
  },

  async chooseCover() {
    if (this.data.uploading) return;
    const chosen = await chooseImage();
    if (chosen === null) return;
    if ('path' in chosen) await this.upload(chosen.path);
    else await showMessage(this, chosen);
  },

  removeCover() {
    this.draft = { ...this.draft, coverFileId: '' };
    this.setData({ 'draft.coverFileId': '' });
  },

  async upload(path) {
    this.setData({ uploading: true });
    const uploaded = await uploadImage('covers', path);
    this.setData({ uploading: false });
    if (uploaded.ok) {
      this.draft = { ...this.draft, coverFileId: uploaded.fileId };
      this.setData({ 'draft.coverFileId': uploaded.fileId });
      this.saveDraft();
    } else if (await showMessage(this, uploaded.failure)) await this.upload(path);
  },

  save() {
    if (this.data.saving || this.data.uploading) return;
    const errors = validateDraft(this.draft, this.inUse);
    for (const field of fieldNames) this.visited.add(field);
    this.validate();
    const first = fieldNames.find((field) => errors[field] !== undefined);
    if (first === undefined) return void this.send();
    void wx.pageScrollTo({ selector: `#field-${first}`, offsetTop: -24 });
    void wx.showToast({ title: '还有内容没写好', icon: 'none' });
  },

  async send() {
    const content = parseDraft(this.draft, this.inUse);
    if (!content) return;
    this.setData({ saving: true });
    const answer = this.newGroup
      ? await createGroup({ ...this.newGroup, draft: this.draft }, content)
      : await changeGroup(this.groupId, content);
    // The attempt has updated the copy on the phone.
    if (this.newGroup && !answer.ok) this.newGroup = await loadOrStartGroup();
    this.setData({ saving: false });
    await this.handleSaved(answer);
  },

  async handleSaved(answer) {
    if (!answer.ok) {
      await handleFailure(
        this,
        messageFor('saveGroup', answer.code),
        { groupId: this.groupId },
        () => void this.send(),
      );
      return;
    }
    const created = this.newGroup !== null;
    this.newGroup = null;
    if (created) replaceWith('dashboard', { groupId: answer.value.groupId });
    else goBack();
    void wx.showToast({ title: created ? '草稿已建好' : '已保存', icon: 'none' });
  },

  openProfile() {
    goTo('profile', {});
  },
});
