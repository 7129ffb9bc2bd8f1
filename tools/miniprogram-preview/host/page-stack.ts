import { stack, topPage, type OpenPage } from './open-pages';
import { createPage, destroyPage, hidePage, showPage } from './page';
import { EventChannel } from './event-channel';
import { showInAddress } from './session';
import { delivered } from './manifest';
import { followTab, isTab, dressWithTabBar } from './tab-bar';
import type { Instance } from './tree';
import { text } from './text';

/** WeChat refuses to open an eleventh page. */
const maxDepth = 10;

/** Tab pages live as long as the app, also while another tab is shown. */
const tabs = new Map<string, OpenPage>();

export function currentPages(): Instance[] {
  return stack.map(({ instance }) => instance);
}

export function pageOf(instance: Instance): OpenPage | undefined {
  return stack.find((page) => page.instance === instance);
}

/** Splits `/pages/x/x?id=1`; values are decoded, as pages receive them. */
export function parseUrl(url: string): { route: string; query: Record<string, string> } {
  const [path = '', search = ''] = url.split('?');
  const pairs = search
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('='));
  const decoded = pairs.map(
    ([key = '', ...value]) => [decodeURIComponent(key), decodeURIComponent(value.join('='))] as const,
  );
  return { route: absoluteRoute(path), query: Object.fromEntries(decoded) };
}

function absoluteRoute(path: string): string {
  if (path.startsWith('/')) return path.slice(1).replace(/\.html$/, '');
  const base = new URL(topPage()?.route ?? '', 'https://page/');
  return new URL(path, base).pathname.slice(1);
}

function urlOf(page: OpenPage): string {
  const query = Object.entries(page.query).map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
  return `/${page.route}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** The shown page as a url, with its query. */
export function shownUrl(): string | undefined {
  const top = topPage();
  return top === undefined ? undefined : urlOf(top);
}

/** Refuses (throws an error with WeChat's words) a url that names no page. */
function known(url: string): { route: string; query: Record<string, string> } {
  const parsed = parseUrl(url);
  if (!delivered.manifest.pages.includes(parsed.route)) throw new Error(`page "${parsed.route}" is not found`);
  return parsed;
}

function settle(previous: OpenPage | undefined): void {
  const top = topPage();
  if (top === undefined) return;
  if (previous !== undefined && previous !== top && previous.shown) hidePage(previous);
  const home = stack.length === 1 && !isTab(top.route) && top.route !== delivered.manifest.pages[0];
  top.bar.left(stack.length > 1 ? 'back' : home ? 'home' : 'none');
  showInAddress(urlOf(top));
  followTab(top);
  showPage(top);
  document.title = text(top.settings['navigationBarTitleText'], top.route);
}

function open(route: string, query: Record<string, string>, channel: EventChannel): OpenPage {
  const existing = tabs.get(route);
  if (existing !== undefined) return existing;
  const page = createPage(route, query, channel);
  dressWithTabBar(page);
  if (isTab(route)) tabs.set(route, page);
  return page;
}

/** Opens a page above the shown one. */
export function navigateTo(url: string, events: Record<string, (...values: unknown[]) => void> = {}): EventChannel {
  const { route, query } = known(url);
  if (isTab(route)) throw new Error('can not navigateTo a tabbar page');
  if (stack.length >= maxDepth) throw new Error('webview count limit exceed');
  const [opener, opened] = EventChannel.pair();
  for (const [name, listener] of Object.entries(events)) opener.on(name, listener);
  const previous = topPage();
  if (previous !== undefined) hidePage(previous);
  stack.push(open(route, query, opened));
  settle(previous);
  return opener;
}

export function redirectTo(url: string): void {
  const { route, query } = known(url);
  if (isTab(route)) throw new Error('can not redirectTo a tabbar page');
  const previous = stack.pop();
  if (previous !== undefined) leave(previous);
  stack.push(open(route, query, new EventChannel()));
  settle(undefined);
}

export function navigateBack(delta: number): void {
  const steps = Math.min(delta, stack.length - 1);
  if (steps < 1) throw new Error('cannot navigate back at first page.');
  for (const page of stack.splice(stack.length - steps).reverse()) leave(page);
  settle(undefined);
}

export function switchTab(url: string): void {
  const { route, query } = known(url);
  if (!isTab(route)) throw new Error('can not switch to no-tabBar page');
  const previous = topPage();
  for (const page of stack.slice(1).reverse()) leave(page);
  const bottom = stack[0];
  if (bottom !== undefined && bottom.route !== route) leave(bottom);
  stack.splice(0, stack.length, open(route, query, new EventChannel()));
  settle(previous !== undefined && isTab(previous.route) ? previous : undefined);
}

/** Closes everything and opens one page, which may be a tab. */
export function reLaunch(url: string): void {
  const { route, query } = known(url);
  for (const page of [...stack].reverse()) if (!isTab(page.route)) leave(page);
  for (const page of tabs.values()) destroyPage(page);
  tabs.clear();
  stack.length = 0;
  stack.push(open(route, query, new EventChannel()));
  settle(undefined);
}

/** A tab stays for later; any other page ends. */
function leave(page: OpenPage): void {
  if (isTab(page.route)) hidePage(page);
  else destroyPage(page);
}
