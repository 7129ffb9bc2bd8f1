import { phone } from './phone';
import { exitToHome, goBack, showMenu } from './capsule';
import { toText } from './text';

/** The bar above a page, or only the capsule when the page draws its own bar (`navigationStyle: custom`). */
export interface NavigationBar {
  setTitle(text: string): void;
  setColors(front: string, background: string): void;
  /** Applies the colours of the page's settings. */
  applySettings(settings: Record<string, unknown>): void;
  setLoading(on: boolean): void;
  /** Sets the left button: back, home, or none. */
  setLeftButton(kind: 'back' | 'home' | 'none'): void;
  /** Makes the status bar match this page. */
  syncStatusBar(): void;
  custom: boolean;
}

const backIcon =
  '<svg viewBox="0 0 12 24" fill="currentColor"><path fill-rule="evenodd" d="M10 19.438 8.955 20.500l-7.666-7.790a1.020 1.020 0 0 1 0-1.420L8.955 3.500 10 4.563 2.682 12 10 19.438z"/></svg>';
const homeIcon =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.500"><path d="M4 10.500 12 4l8 6.500V20h-5.500v-5h-5v5H4z"/></svg>';
const menuIcon =
  '<svg viewBox="0 0 24 24" fill="currentColor"><circle cx="5" cy="12" r="1.800"/><circle cx="12" cy="12" r="2.800"/><circle cx="19" cy="12" r="1.800"/></svg>';
const closeIcon =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.200"><circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="2.800" fill="currentColor" stroke="none"/></svg>';

export function drawNavigationBar(box: HTMLElement, settings: Record<string, unknown>): NavigationBar {
  const custom = settings['navigationStyle'] === 'custom';
  const bar = document.createElement('div');
  bar.className = custom ? 'wx-navigation-bar wx-navigation-bar-custom' : 'wx-navigation-bar';
  bar.innerHTML =
    `<button class="wx-back" aria-label="返回">${backIcon}</button><button class="wx-home" aria-label="首页">${homeIcon}</button>` +
    `<span class="wx-navigation-title"><i class="wx-navigation-loading" hidden></i><span role="heading"></span></span>` +
    `<span class="wx-capsule"><button aria-label="更多">${menuIcon}</button><button aria-label="关闭">${closeIcon}</button></span>`;
  box.prepend(bar);
  const [back, home, more, close] = bar.querySelectorAll('button');
  back?.addEventListener('click', goBack);
  home?.addEventListener('click', exitToHome);
  more?.addEventListener('click', showMenu);
  close?.addEventListener('click', exitToHome);
  const heading = bar.querySelector('[role=heading]');
  const navigation: NavigationBar = {
    custom,
    setTitle: (title) => {
      if (heading !== null) heading.textContent = custom ? '' : title;
    },
    setColors: (front, background) => {
      bar.dataset['text'] = front === 'black' || front === '#000000' ? 'black' : 'white';
      if (!custom) bar.style.backgroundColor = background;
      navigation.syncStatusBar();
    },
    // WeChat's defaults are white text on black.
    applySettings: (own) =>
      navigation.setColors(
        toText(own['navigationBarTextStyle'], 'white'),
        toText(own['navigationBarBackgroundColor'], '#000000'),
      ),
    setLoading: (on) => bar.querySelector('.wx-navigation-loading')?.toggleAttribute('hidden', !on),
    setLeftButton: (kind) => {
      bar.dataset['left'] = custom ? 'none' : kind;
    },
    syncStatusBar: () => {
      if (!box.hidden) phone.dataset['bar'] = bar.dataset['text'];
    },
  };
  navigation.setTitle(toText(settings['navigationBarTitleText']));
  navigation.applySettings(settings);
  return navigation;
}
