import { whoAmI } from './services/session';
import { cloudEnvironment } from './settings';

App({
  onLaunch() {
    wx.cloud.init({ traceUser: true, ...(cloudEnvironment === '' ? {} : { env: cloudEnvironment }) });
    // Pages that show who one is ask again when this fails.
    void whoAmI();
  },
});
