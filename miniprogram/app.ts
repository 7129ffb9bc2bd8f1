import { currentUser } from './services/session';
import { cloudEnvironment } from './settings';

App({
  onLaunch() {
    wx.cloud.init({ traceUser: true, ...(cloudEnvironment === '' ? {} : { env: cloudEnvironment }) });
    // If this fails, the pages that need the user call again.
    void currentUser();
  },
});
