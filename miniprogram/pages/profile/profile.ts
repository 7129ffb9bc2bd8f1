import { tell } from '../../services/asking';
import { call } from '../../services/call';
import { goBack } from '../../services/navigation';
import { takeStep } from '../../services/nextStep';
import { uploadPicture } from '../../services/pictures';
import { sayingFor, type Saying } from '../../services/sentences';
import { whoAmI } from '../../services/session';

/** As many as `saveProfile` takes. */
const mostCharacters = 20;

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  nickname: string;
  /** The present picture's file, or the chosen one's path on the phone; '' without any. */
  avatar: string;
  letter: string;
  mostCharacters: number;
  /** Under the name, while it can't be saved. */
  wrong: string;
  saving: boolean;
  placeholderRows: object[];
}

type Submitted = WechatMiniprogram.CustomEvent<{ value: { nickname?: string } }>;

interface Custom {
  /** A chosen picture that is not uploaded yet, and the file of one that is. */
  chosenPath: string;
  uploadedId: string;
  load(): Promise<void>;
  chooseAvatar(event: WechatMiniprogram.CustomEvent<{ avatarUrl: string }>): void;
  typeName(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  submit(event: Submitted): void;
  save(nickname: string): Promise<void>;
  upload(): Promise<Saying | null>;
  refuse(saying: Saying, nickname: string): Promise<void>;
  takeFailureStep(): void;
}

Page<Data, Custom>({
  chosenPath: '',
  uploadedId: '',

  data: {
    phase: 'loading',
    failure: null,
    nickname: '',
    avatar: '',
    letter: '微',
    mostCharacters,
    wrong: '',
    saving: false,
    placeholderRows: [{ width: '160rpx', height: '160rpx', type: 'circle' }, { height: '96rpx' }],
  },

  onLoad() {
    void this.load();
  },

  async load() {
    const answer = await whoAmI();
    if (!answer.ok) {
      this.setData({ phase: 'failed', failure: sayingFor('login', answer.code) });
      return;
    }
    const { nickname, avatarFileId } = answer.value;
    this.setData({ phase: 'ready', nickname, avatar: avatarFileId, letter: Array.from(nickname)[0] ?? '微' });
  },

  chooseAvatar({ detail }) {
    this.chosenPath = detail.avatarUrl;
    this.uploadedId = '';
    this.setData({ avatar: detail.avatarUrl });
  },

  typeName() {
    if (this.data.wrong !== '') this.setData({ wrong: '' });
  },

  // WeChat checks a nickname when the field is left and may empty it: only the form's own value counts.
  submit({ detail }) {
    const nickname = (detail.value.nickname ?? '').trim();
    if (nickname === '') {
      this.setData({ wrong: '写一个昵称，群主审核时会看到它。' });
      return;
    }
    if (!this.data.saving) void this.save(nickname);
  },

  async save(nickname) {
    this.setData({ saving: true, nickname });
    const trouble = await this.upload();
    if (trouble) return this.refuse(trouble, nickname);
    const picture = this.uploadedId === '' ? {} : { avatarFileId: this.uploadedId };
    const answer = await call('saveProfile', { nickname, ...picture });
    if (!answer.ok) return this.refuse(sayingFor('saveProfile', answer.code), nickname);
    this.setData({ saving: false });
    goBack();
    void wx.showToast({ title: '已保存', icon: 'none' });
  },

  /** Uploads what was chosen, once: a second try to save takes the same file. */
  async upload() {
    if (this.chosenPath === '' || this.uploadedId !== '') return null;
    const uploaded = await uploadPicture('avatars', this.chosenPath);
    if (!uploaded.ok) return uploaded.saying;
    this.uploadedId = uploaded.fileId;
    return null;
  },

  async refuse(saying, nickname) {
    this.setData({ saving: false, wrong: saying.step === 'understood' ? saying.title : '' });
    if (await tell(this, saying)) takeStep(saying.step, {}, () => void this.save(nickname));
  },

  takeFailureStep() {
    if (!this.data.failure) return;
    takeStep(this.data.failure.step, {}, () => {
      this.setData({ phase: 'loading' });
      void this.load();
    });
  },
});
