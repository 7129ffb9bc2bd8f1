import { uses } from './uses';

interface Data {
  version: string;
  uses: typeof uses;
}

/** Only a released one has a number. */
const editions = { develop: '开发版', trial: '体验版', release: '正式版' } as const;

interface Custom {
  openContract(): void;
}

Page<Data, Custom>({
  data: { version: '', uses },

  onLoad() {
    const { version, envVersion } = wx.getAccountInfoSync().miniProgram;
    this.setData({ version: version === '' ? editions[envVersion] : version });
  },

  openContract() {
    wx.openPrivacyContract({
      fail: () => void wx.showToast({ title: '隐私指引没有打开，请稍后再试', icon: 'none' }),
    });
  },
});
