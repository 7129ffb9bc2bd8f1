import { dataUses } from './dataUses';

interface Data {
  version: string;
  dataUses: typeof dataUses;
}

/** Only a released version has a number. */
const editions = { develop: '开发版', trial: '体验版', release: '正式版' } as const;

interface Custom {
  openContract(): void;
}

Page<Data, Custom>({
  data: { version: '', dataUses },

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
