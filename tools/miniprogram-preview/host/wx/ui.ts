import { getTopPage } from '../open-pages';
import { showActionSheet } from '../sheets/action-sheet';
import { showModal, type ModalOptions } from '../sheets/modal';
import { hideToast, showToast, type ToastOptions } from '../sheets/toast';
import { showGallery } from '../sheets/gallery';
import { changeTab, changeTabBar } from '../tab-bar';
import { asyncApi, ApiFailure } from './async-api';

interface Scroll {
  scrollTop?: number;
  duration?: number;
  selector?: string;
  offsetTop?: number;
}

function pageScrollTo({ scrollTop, duration = 300, selector, offsetTop = 0 }: Scroll): void {
  const page = getTopPage();
  if (page === undefined) return;
  const node = selector === undefined ? null : page.root.component.getShadowRoot()?.querySelector(selector)?.$$;
  const box = (node as unknown as HTMLElement | null | undefined)?.getBoundingClientRect();
  const fromNode =
    box === undefined ? 0 : box.top - page.scroller.getBoundingClientRect().top + page.scroller.scrollTop;
  page.scroller.scrollTo({ top: (scrollTop ?? fromNode) + offsetTop, behavior: duration === 0 ? 'auto' : 'smooth' });
}

/** APIs for everything around and above the pages. */
export const ui = {
  showToast: asyncApi<ToastOptions>('showToast', (options) => showToast(options)),
  hideToast: asyncApi('hideToast', hideToast),
  showLoading: asyncApi<{ title: string; mask?: boolean }>('showLoading', ({ title, mask = false }) =>
    showToast({ title, mask, icon: 'loading', duration: Infinity }),
  ),
  hideLoading: asyncApi('hideLoading', hideToast),
  showModal: asyncApi<ModalOptions>('showModal', (options) => showModal(options)),
  showActionSheet: asyncApi<{ itemList: string[]; alertText?: string; itemColor?: string }>(
    'showActionSheet',
    async (options) => {
      const tapIndex = await showActionSheet(options.itemList, options.alertText, options.itemColor);
      if (tapIndex === undefined) throw new ApiFailure('cancel');
      return { tapIndex };
    },
  ),
  setNavigationBarTitle: asyncApi<{ title: string }>('setNavigationBarTitle', ({ title }) => {
    const page = getTopPage();
    page?.bar.setTitle(title);
    if (page !== undefined) page.settings['navigationBarTitleText'] = title;
    document.title = title;
  }),
  setNavigationBarColor: asyncApi<{ frontColor: string; backgroundColor: string }>('setNavigationBarColor', (options) =>
    getTopPage()?.bar.setColors(options.frontColor, options.backgroundColor),
  ),
  showNavigationBarLoading: asyncApi('showNavigationBarLoading', () => getTopPage()?.bar.setLoading(true)),
  hideNavigationBarLoading: asyncApi('hideNavigationBarLoading', () => getTopPage()?.bar.setLoading(false)),
  hideHomeButton: asyncApi('hideHomeButton', () => getTopPage()?.bar.setLeftButton('none')),
  setTabBarBadge: asyncApi<{ index: number; text: string }>('setTabBarBadge', ({ index, text }) =>
    changeTab(index, { badge: text }),
  ),
  removeTabBarBadge: asyncApi<{ index: number }>('removeTabBarBadge', ({ index }) => changeTab(index, { badge: '' })),
  showTabBarRedDot: asyncApi<{ index: number }>('showTabBarRedDot', ({ index }) => changeTab(index, { dot: true })),
  hideTabBarRedDot: asyncApi<{ index: number }>('hideTabBarRedDot', ({ index }) => changeTab(index, { dot: false })),
  setTabBarItem: asyncApi<{ index: number; text?: string }>('setTabBarItem', ({ index, text }) =>
    changeTab(index, text === undefined ? {} : { text }),
  ),
  setTabBarStyle: asyncApi<Record<string, string>>('setTabBarStyle', ({ color, selectedColor, backgroundColor }) => {
    const given = Object.entries({ color, selectedColor, backgroundColor }).filter(([, value]) => value !== undefined);
    changeTabBar(Object.fromEntries(given));
  }),
  hideTabBar: asyncApi('hideTabBar', () => changeTabBar({ hidden: true })),
  showTabBar: asyncApi('showTabBar', () => changeTabBar({ hidden: false })),
  startPullDownRefresh: asyncApi('startPullDownRefresh', () => getTopPage()?.pull.start()),
  stopPullDownRefresh: asyncApi('stopPullDownRefresh', () => getTopPage()?.pull.stop()),
  pageScrollTo: asyncApi<Scroll>('pageScrollTo', pageScrollTo),
  setBackgroundColor: asyncApi<{ backgroundColor: string }>('setBackgroundColor', ({ backgroundColor }) => {
    const page = getTopPage();
    if (page !== undefined) page.scroller.style.backgroundColor = backgroundColor;
  }),
  setBackgroundTextStyle: asyncApi('setBackgroundTextStyle', () => undefined),
  previewImage: asyncApi<{ urls: string[]; current?: string }>('previewImage', ({ urls, current }) =>
    showGallery(urls, current),
  ),
  previewMedia: asyncApi<{ sources: { url: string }[]; current?: number }>('previewMedia', ({ sources, current = 0 }) =>
    showGallery(
      sources.map(({ url }) => url),
      sources[current]?.url,
    ),
  ),
  hideKeyboard: asyncApi('hideKeyboard', () => (document.activeElement as HTMLElement | null)?.blur()),
  loadFontFace: asyncApi('loadFontFace', () => ({ status: 'loaded' })),
};
