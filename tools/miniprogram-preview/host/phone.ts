import { isDark } from './manifest';
import { session } from './session';

/** Sizes of an iPhone with a notch, in CSS pixels, for `wx.getWindowInfo` and the drawing. */
export const insets = { top: 44, bottom: 34 };
export const navigationBarHeight = 44;

/** Returns the position of the button at the top right, in the phone's coordinates. */
export function measureCapsule(): {
  width: number;
  height: number;
  top: number;
  right: number;
  bottom: number;
  left: number;
} {
  const right = screenSize().width - 7;
  return { width: 87, height: 32, top: insets.top + 4, bottom: insets.top + 36, right, left: right - 87 };
}

function appendPart(className: string, parent: HTMLElement): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  parent.append(element);
  return element;
}

const layout = appendPart('pv-layout', document.body);

/** The phone: status bar, pages, tab bar, and a layer for everything that WeChat draws above them. */
export const phone = appendPart('pv-phone', layout);
const statusBar = appendPart('pv-status-bar', phone);
export const pages = appendPart('pv-pages', phone);
export const tabBarElement = appendPart('pv-tab-bar', phone);
export const overlay = appendPart('pv-overlay', phone);
export const panelElement = appendPart('pv-panel', layout);
appendPart('pv-home-indicator', phone);

export function screenSize(): { width: number; height: number } {
  return { width: phone.clientWidth, height: phone.clientHeight };
}

/** Writes the phone's measurements to the variables that style sheets use. */
export function measurePhone(): void {
  const { width } = screenSize();
  phone.style.setProperty('--rpx', `${width / 750}px`);
  phone.style.setProperty('--page-vw', `${width / 100}px`);
  phone.style.setProperty('--safe-top', `${insets.top}px`);
  phone.style.setProperty('--safe-bottom', `${insets.bottom}px`);
  const theme = isDark() ? 'dark' : 'light';
  phone.style.setProperty('--wx-theme', theme);
  phone.dataset['theme'] = theme;
  phone.dataset['platform'] = session.platform;
}

/** Draws a clock, the signal and the battery. */
export function drawStatusBar(): void {
  const time = new Date().toTimeString().slice(0, 5).replace(/^0/, '');
  statusBar.innerHTML = `<span class="pv-time">${time}</span><span class="pv-signals">${session.offline ? '' : signals}${battery}</span>`;
}

const signals =
  '<svg width="18" height="12" viewBox="0 0 18 12" fill="currentColor"><rect y="8" width="3" height="4" rx="1"/><rect x="5" y="5.500" width="3" height="6.500" rx="1"/><rect x="10" y="3" width="3" height="9" rx="1"/><rect x="15" width="3" height="12" rx="1"/></svg>' +
  '<svg width="17" height="12" viewBox="0 0 17 12" fill="none" stroke="currentColor" stroke-width="1.800"><path d="M1 4.500a11 11 0 0 1 15 0M3.600 7.200a7 7 0 0 1 9.800 0"/><circle cx="8.500" cy="10.300" r=".9" fill="currentColor"/></svg>';
const battery =
  '<svg width="27" height="12" viewBox="0 0 27 12" fill="currentColor"><rect x=".5" y=".5" width="23" height="11" rx="3" fill="none" stroke="currentColor" opacity=".4"/><rect x="2" y="2" width="20" height="8" rx="1.800"/><rect x="25" y="4" width="1.500" height="4" rx=".7" opacity=".5"/></svg>';
