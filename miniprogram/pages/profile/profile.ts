import { call } from '../../services/call';
import { countCharacters } from '../../services/characters';
import { initialOf } from '../../services/format';
import { uploadImage } from '../../services/images';
import { failureHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goBack } from '../../services/navigation';
import { handleFailure } from '../../services/nextStep';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { currentUser } from '../../services/session';

/** The limit of `saveProfile`. */
const mostCharacters = 20;

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  nickname: string;
  /** The present image's file, or the chosen one's path on the phone; '' without any. */
  avatar: string;
  letter: string;
  mostCharacters: number;
  /** The nickname's error, '' if there is none. */
  error: string;
  saving: boolean;
  skeleton: object[];
}

type Submitted = WechatMiniprogram.CustomEvent<{ value: { nickname?: string } }>;

interface Custom extends FailureHandlers {
  /** The path of a chosen image, and its file once it is uploaded. */
  chosenPath: string;
  uploadedId: string;
  load(): Promise<void>;
  chooseAvatar(event: WechatMiniprogram.CustomEvent<{ avatarUrl: string }>): void;
  typeName(event: WechatMiniprogram.CustomEvent<{ value: string }>): void;
  submit(event: Submitted): void;
  save(nickname: string): Promise<void>;
  upload(): Promise<UserMessage | null>;
  handleRefusal(failure: UserMessage, nickname: string): Promise<void>;
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
    error: '',
    saving: false,
    skeleton: [{ width: '160rpx', height: '160rpx', type: 'circle' }, { height: '96rpx' }],
  },

  ...failureHandlers,

  onLoad() {
    void this.load();
  },

  async load() {
    const answer = await currentUser();
    if (!answer.ok) {
      this.fail(messageFor('login', answer.code));
      return;
    }
    const { nickname, avatarFileId } = answer.value;
    this.setData({ phase: 'ready', nickname, avatar: avatarFileId, letter: initialOf(nickname, '微') });
  },

  chooseAvatar({ detail }) {
    this.chosenPath = detail.avatarUrl;
    this.uploadedId = '';
    this.setData({ avatar: detail.avatarUrl });
  },

  typeName() {
    if (this.data.error !== '') this.setData({ error: '' });
  },

  // WeChat checks a nickname when its field loses focus and may empty it: only the form's value counts.
  submit({ detail }) {
    const nickname = (detail.value.nickname ?? '').trim();
    if (nickname === '') {
      this.setData({ error: '写一个昵称，群主审核时会看到它。' });
      return;
    }
    const more = countCharacters(nickname) - mostCharacters;
    if (more > 0) {
      this.setData({ error: `最多 ${mostCharacters} 个字，现在多了 ${more} 个。` });
      return;
    }
    if (!this.data.saving) void this.save(nickname);
  },

  async save(nickname) {
    this.setData({ saving: true, nickname });
    const failure = await this.upload();
    if (failure) return this.handleRefusal(failure, nickname);
    const avatar = this.uploadedId === '' ? {} : { avatarFileId: this.uploadedId };
    const answer = await call('saveProfile', { nickname, ...avatar });
    if (!answer.ok) {
      if (answer.code === 'FileNotFound') this.uploadedId = '';
      return this.handleRefusal(messageFor('saveProfile', answer.code), nickname);
    }
    this.setData({ saving: false });
    goBack();
    void wx.showToast({ title: '已保存', icon: 'none' });
  },

  /** Uploads the chosen image once: a second attempt to save uses the same file. */
  async upload() {
    if (this.chosenPath === '' || this.uploadedId !== '') return null;
    const uploaded = await uploadImage('avatars', this.chosenPath);
    if (!uploaded.ok) return uploaded.failure;
    this.uploadedId = uploaded.fileId;
    return null;
  },

  async handleRefusal(failure, nickname) {
    this.setData({ saving: false, error: failure.step === 'understood' ? failure.title : '' });
    await handleFailure(this, failure, {}, () => void this.save(nickname));
  },
});
