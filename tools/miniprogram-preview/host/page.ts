import { createRoot } from './engine';
import { recordPageReady } from './costs';
import type { EventChannel } from './event-channel';
import { ensureDefined } from './definitions';
import { readWindowSettings } from './manifest';
import { drawNavigationBar } from './navigation-bar';
import { pages } from './phone';
import { toText } from './text';
import { listenForPull } from './pull-refresh';
import type { OpenPage } from './open-pages';

let pageCount = 0;

/**
 * Builds a page in the phone. Its `onLoad` runs when it is first shown, because the page stack must contain it by then.
 */
export function createPage(route: string, query: Record<string, string>, channel: EventChannel): OpenPage {
  ensureDefined(route);
  const settings = readWindowSettings(route);
  const id = ++pageCount;
  const { box, scroller, placeholder } = buildBox(route, settings);
  const root = createRoot('wx-page', route, query);
  const { instance } = root;
  const bar = drawNavigationBar(box, settings);
  const page: OpenPage = {
    id, route, query, root, instance, box, scroller, settings, bar, channel,
    pull: { start: () => undefined, stop: () => undefined }, shown: false, ready: false, attach: () => root.attach(placeholder),
  }; // oxfmt-ignore
  Object.assign(instance, {
    route,
    options: query,
    __route__: route,
    __wxWebviewId__: id,
    getOpenerEventChannel: () => channel,
  });
  instance['getPageId'] = () => `pageId:${id}`;
  instance['getTabBar'] = () => page.customTabBar?.instance;
  page.pull = listenForPull(page, () => callPage(page, 'onPullDownRefresh'));
  listenForScroll(page);
  return page;
}

function buildBox(
  route: string,
  settings: Record<string, unknown>,
): { box: HTMLElement; scroller: HTMLElement; placeholder: HTMLElement } {
  const box = document.createElement('div');
  box.className = 'wx-page-box';
  box.dataset['route'] = route;
  box.hidden = true;
  const view = document.createElement('div');
  view.className = 'wx-page-view';
  const scroller = document.createElement('div');
  scroller.className = 'wx-page-scroller';
  if (settings['disableScroll'] === true) scroller.style.overflow = 'hidden';
  if (typeof settings['backgroundColor'] === 'string') scroller.style.backgroundColor = settings['backgroundColor'];
  const placeholder = document.createElement('i');
  scroller.append(placeholder);
  view.append(scroller);
  box.append(view);
  pages.append(box);
  return { box, scroller, placeholder };
}

/** Calls a page's method if it exists. As on a phone, an error is reported and breaks nothing else. */
export function callPage(page: OpenPage, method: string, ...values: unknown[]): unknown {
  const handler = page.instance[method];
  if (typeof handler !== 'function') return undefined;
  try {
    return (handler as (...values: unknown[]) => unknown).apply(page.instance, values);
  } catch (error) {
    console.error(`[${page.route}] ${method}:`, error);
    return undefined;
  }
}

export function showPage(page: OpenPage): void {
  page.box.hidden = false;
  page.box.style.setProperty('--page-vh', measurePageVh(page));
  if (page.shown) return;
  page.shown = true;
  if (!page.ready) {
    page.attach();
    callPage(page, 'onLoad', { ...page.query });
  }
  page.bar.syncStatusBar();
  callPage(page, 'onShow');
  page.root.component.triggerPageLifetime('show', []);
  page.customTabBar?.component.triggerPageLifetime('show', []);
  if (page.ready) return;
  page.ready = true;
  setTimeout(() => {
    callPage(page, 'onReady');
    recordPageReady();
  });
}

export function hidePage(page: OpenPage): void {
  page.box.hidden = true;
  if (!page.shown) return;
  page.shown = false;
  callPage(page, 'onHide');
  page.root.component.triggerPageLifetime('hide', []);
}

export function destroyPage(page: OpenPage): void {
  callPage(page, 'onUnload');
  page.customTabBar?.release();
  page.root.release();
  page.box.remove();
}

/** Notifies a page and its components of the new window size. */
export function resizePage(page: OpenPage, size: object): void {
  page.box.style.setProperty('--page-vh', measurePageVh(page));
  callPage(page, 'onResize', size);
  page.root.component.triggerPageLifetime('resize', [size as never]);
}

function measurePageVh({ box }: OpenPage): string {
  return `${(box.querySelector('.wx-page-view')?.clientHeight ?? 0) / 100}px`;
}

/** Redraws a page's window in the colours of the current theme. */
export function applyTheme(page: OpenPage): void {
  const title = page.settings['navigationBarTitleText'];
  page.settings = { ...readWindowSettings(page.route), navigationBarTitleText: title };
  page.bar.applySettings(page.settings);
  page.scroller.style.backgroundColor = toText(page.settings['backgroundColor']);
}

function listenForScroll(page: OpenPage): void {
  let reached = false;
  page.scroller.addEventListener('scroll', () => {
    const { scrollTop, scrollHeight, clientHeight } = page.scroller;
    const distance = Number(page.settings['onReachBottomDistance'] ?? 50);
    const atBottom = scrollHeight - clientHeight - scrollTop <= distance;
    callPage(page, 'onPageScroll', { scrollTop });
    if (atBottom && !reached) callPage(page, 'onReachBottom');
    reached = atBottom;
  });
}
