import { uses } from './uses';

interface Data {
  version: string;
  uses: typeof uses;
}

interface Custom {
  openContract(): void;
}

Page<Data, Custom>({
  data: { version: '', uses },

  onLoad() {
    const { version, envVersion } = wx.getAccountInfoSync().miniProgram;
    this.setData({ version: version === '' ? `${envVersion} 版` : version });
  },

  openContract() {
    wx.openPrivacyContract({
      fail: () => void wx.showToast({ title: '隐私指引没有打开，请稍后再试', icon: 'none' }),
    });
  },
});
