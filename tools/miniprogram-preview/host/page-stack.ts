import { stack, getTopPage, type OpenPage } from './open-pages';
import { createPage, destroyPage, hidePage, showPage } from './page';
import { EventChannel } from './event-channel';
import { updateAddress } from './session';
import { buildOutput } from './manifest';
import { showTabBarFor, isTab, attachCustomTabBar } from './tab-bar';
import type { Instance } from './tree';
import { toText } from './text';

/** WeChat refuses to open an eleventh page. */
const maxDepth = 10;

/** Tab pages stay alive while another tab is visible. */
const tabs = new Map<string, OpenPage>();

export function getCurrentPages(): Instance[] {
  return stack.map(({ instance }) => instance);
}

/** Splits `/pages/x/x?id=1`. Values are decoded, as pages receive them. */
function parseUrl(url: string): { route: string; query: Record<string, string> } {
  const [path = '', search = ''] = url.split('?');
  const pairs = search
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('='));
  const decoded = pairs.map(
    ([key = '', ...value]) => [decodeURIComponent(key), decodeURIComponent(value.join('='))] as const,
  );
  return { route: resolveRoute(path), query: Object.fromEntries(decoded) };
}

function resolveRoute(path: string): string {
  if (path.startsWith('/')) return path.slice(1).replace(/\.html$/, '');
  const base = new URL(getTopPage()?.route ?? '', 'https://page/');
  return new URL(path, base).pathname.slice(1);
}

function formatUrl(page: OpenPage): string {
  const query = Object.entries(page.query).map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
  return `/${page.route}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** Returns the URL of the visible page, with its query. */
export function getShownUrl(): string | undefined {
  const top = getTopPage();
  return top === undefined ? undefined : formatUrl(top);
}

/** Resolves a URL to a page. Throws WeChat's message when no such page exists. */
function resolvePage(url: string): { route: string; query: Record<string, string> } {
  const parsed = parseUrl(url);
  if (!buildOutput.manifest.pages.includes(parsed.route)) throw new Error(`page "${parsed.route}" is not found`);
  return parsed;
}

function showTopPage(previous: OpenPage | undefined): void {
  const top = getTopPage();
  if (top === undefined) return;
  if (previous !== undefined && previous !== top && previous.shown) hidePage(previous);
  const home = stack.length === 1 && !isTab(top.route) && top.route !== buildOutput.manifest.pages[0];
  top.bar.setLeftButton(stack.length > 1 ? 'back' : home ? 'home' : 'none');
  updateAddress(formatUrl(top));
  showTabBarFor(top);
  showPage(top);
  document.title = toText(top.settings['navigationBarTitleText'], top.route);
}

function openPage(route: string, query: Record<string, string>, channel: EventChannel): OpenPage {
  const existing = tabs.get(route);
  if (existing !== undefined) return existing;
  const page = createPage(route, query, channel);
  attachCustomTabBar(page);
  if (isTab(route)) tabs.set(route, page);
  return page;
}

/** Opens a page above the visible one. */
export function navigateTo(url: string, events: Record<string, (...values: unknown[]) => void> = {}): EventChannel {
  const { route, query } = resolvePage(url);
  if (isTab(route)) throw new Error('can not navigateTo a tabbar page');
  if (stack.length >= maxDepth) throw new Error('webview count limit exceed');
  const [opener, opened] = EventChannel.pair();
  for (const [name, listener] of Object.entries(events)) opener.on(name, listener);
  const previous = getTopPage();
  if (previous !== undefined) hidePage(previous);
  stack.push(openPage(route, query, opened));
  showTopPage(previous);
  return opener;
}

export function redirectTo(url: string): void {
  const { route, query } = resolvePage(url);
  if (isTab(route)) throw new Error('can not redirectTo a tabbar page');
  const previous = stack.pop();
  if (previous !== undefined) leavePage(previous);
  stack.push(openPage(route, query, new EventChannel()));
  showTopPage(undefined);
}

export function navigateBack(delta: number): void {
  const steps = Math.min(delta, stack.length - 1);
  if (steps < 1) throw new Error('cannot navigate back at first page.');
  for (const page of stack.splice(stack.length - steps).reverse()) leavePage(page);
  showTopPage(undefined);
}

export function switchTab(url: string): void {
  const { route, query } = resolvePage(url);
  if (!isTab(route)) throw new Error('can not switch to no-tabBar page');
  const previous = getTopPage();
  for (const page of stack.slice(1).reverse()) leavePage(page);
  const bottom = stack[0];
  if (bottom !== undefined && bottom.route !== route) leavePage(bottom);
  stack.splice(0, stack.length, openPage(route, query, new EventChannel()));
  showTopPage(previous !== undefined && isTab(previous.route) ? previous : undefined);
}

/** Closes everything and opens one page, which may be a tab. */
export function reLaunch(url: string): void {
  const { route, query } = resolvePage(url);
  for (const page of [...stack].reverse()) if (!isTab(page.route)) leavePage(page);
  for (const page of tabs.values()) destroyPage(page);
  tabs.clear();
  stack.length = 0;
  stack.push(openPage(route, query, new EventChannel()));
  showTopPage(undefined);
}

/** A tab page stays for later; any other page is destroyed. */
function leavePage(page: OpenPage): void {
  if (isTab(page.route)) hidePage(page);
  else destroyPage(page);
}
