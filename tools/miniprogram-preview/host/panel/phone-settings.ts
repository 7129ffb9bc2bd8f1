import { isDark } from '../manifest';
import { stack } from '../open-pages';
import { redress } from '../page';
import { measurePhone } from '../phone';
import { keepSetting, session } from '../session';
import { changeTabBar } from '../tab-bar';
import { setOffline } from '../wx/network';
import { tell } from '../wx/listeners';
import { row, section, toggle } from './controls';

/** What kind of phone it is. The system is read once at start by most mini-programs, so changing it starts anew. */
export function phoneSection(): HTMLElement {
  const ios = toggle('iOS', session.platform === 'ios', (on) => {
    keepSetting({ platform: on ? 'ios' : 'android' });
    location.reload();
  });
  const dark = toggle('深色模式', session.dark, (on) => {
    keepSetting({ dark: on });
    measurePhone();
    stack.forEach(redress);
    changeTabBar({});
    tell('ThemeChange', { theme: isDark() ? 'dark' : 'light' });
  });
  const offline = toggle('断网', session.offline, setOffline);
  return section('手机', row(ios, dark, offline));
}
