import { isDark } from '../manifest';
import { stack } from '../open-pages';
import { applyTheme } from '../page';
import { measurePhone } from '../phone';
import { saveSetting, session } from '../session';
import { changeTabBar } from '../tab-bar';
import { setOffline } from '../wx/network';
import { notifyListeners } from '../wx/listeners';
import { createRow, createSection, createToggle } from './controls';

/** Chooses the phone. Most mini-programs read the system once at start, so changing it restarts them. */
export function createPhoneSection(): HTMLElement {
  const ios = createToggle('iOS', session.platform === 'ios', (on) => {
    saveSetting({ platform: on ? 'ios' : 'android' });
    location.reload();
  });
  const dark = createToggle('深色模式', session.dark, (on) => {
    saveSetting({ dark: on });
    measurePhone();
    stack.forEach(applyTheme);
    changeTabBar({});
    notifyListeners('ThemeChange', { theme: isDark() ? 'dark' : 'light' });
  });
  const offline = createToggle('断网', session.offline, setOffline);
  return createSection('手机', createRow(ios, dark, offline));
}
