import { createRoot } from './engine';
import { findComponent, buildOutput, resolveFileUrl, resolveThemeVariable } from './manifest';
import { ensureDefined } from './definitions';
import type { OpenPage } from './open-pages';
import { callPage } from './page';
import { tabBarElement } from './phone';

interface TabItem {
  pagePath: string;
  text?: string;
  iconPath?: string;
  selectedIconPath?: string;
  badge?: string;
  dot?: boolean;
}

interface TabBarSettings {
  list: TabItem[];
  custom?: boolean;
  color?: string;
  selectedColor?: string;
  backgroundColor?: string;
  borderStyle?: string;
}

let settings: TabBarSettings | undefined;
let hidden = false;
let shownRoute = '';

function getTabBar(): TabBarSettings | undefined {
  settings ??= buildOutput.manifest.app.tabBar as unknown as TabBarSettings | undefined;
  return settings;
}

const toRoute = (item: TabItem): string => item.pagePath.replace(/^\//, '');

export function isTab(route: string): boolean {
  return getTabBar()?.list.some((item) => toRoute(item) === route) ?? false;
}

/** A custom tab bar is a component of the mini-program, one instance per tab page, above its page. */
export function attachCustomTabBar(page: OpenPage): void {
  if (!isTab(page.route) || getTabBar()?.custom !== true || findComponent('custom-tab-bar/index') === undefined) return;
  ensureDefined('custom-tab-bar/index');
  const placeholder = document.createElement('i');
  page.box.querySelector('.wx-page-view')?.append(placeholder);
  page.customTabBar = createRoot('custom-tab-bar', 'custom-tab-bar/index', {});
  page.customTabBar.attach(placeholder);
}

/** Shows the bar with the page's tab selected; hides it for a page that isn't a tab. */
export function showTabBarFor(page: OpenPage): void {
  shownRoute = page.route;
  drawTabBar();
}

let tapListener: (route: string) => void = () => undefined;

/** Sets the listener, which receives the route of the tapped tab. */
export function onTabTap(listener: (route: string) => void): void {
  tapListener = listener;
}

/** Notifies the visible page of a tapped tab, whether or not a switch follows. */
export function notifyTabTap(page: OpenPage | undefined, route: string): void {
  const index = getTabBar()?.list.findIndex((item) => toRoute(item) === route) ?? -1;
  if (page !== undefined)
    callPage(page, 'onTabItemTap', { index, pagePath: route, text: getTabBar()?.list[index]?.text ?? '' });
}

export function changeTabBar(change: Partial<TabBarSettings> & { hidden?: boolean }): void {
  if (change.hidden !== undefined) hidden = change.hidden;
  const current = getTabBar();
  if (current !== undefined) Object.assign(current, change);
  drawTabBar();
}

export function changeTab(index: number, change: Partial<TabItem>): void {
  const item = getTabBar()?.list[index];
  if (item === undefined) throw new Error('tabbar item not found');
  Object.assign(item, change);
  drawTabBar();
}

function drawTabBar(): void {
  const bar = getTabBar();
  const visible = bar !== undefined && bar.custom !== true && !hidden && isTab(shownRoute);
  tabBarElement.hidden = !visible;
  if (!visible) return;
  tabBarElement.style.backgroundColor = String(resolveThemeVariable(bar.backgroundColor ?? '#ffffff'));
  tabBarElement.dataset['border'] = String(resolveThemeVariable(bar.borderStyle ?? 'black'));
  tabBarElement.replaceChildren(...bar.list.map((item) => drawItem(bar, item)));
}

function drawItem(bar: TabBarSettings, item: TabItem): HTMLElement {
  const chosen = toRoute(item) === shownRoute;
  const button = document.createElement('button');
  button.setAttribute('role', 'tab');
  button.setAttribute('aria-selected', String(chosen));
  button.style.color = String(
    resolveThemeVariable(chosen ? (bar.selectedColor ?? '#07c160') : (bar.color ?? '#000000')),
  );
  const icon = String(resolveThemeVariable((chosen ? item.selectedIconPath : item.iconPath) ?? item.iconPath ?? ''));
  if (icon)
    button.append(
      Object.assign(new Image(), { src: resolveFileUrl(icon.startsWith('/') ? icon : `/${icon}`), alt: '' }),
    );
  const text = document.createElement('span');
  text.textContent = item.text ?? '';
  button.append(text);
  if (item.badge ?? item.dot) button.append(createBadge(item));
  button.addEventListener('click', () => tapListener(toRoute(item)));
  return button;
}

function createBadge(item: TabItem): HTMLElement {
  const mark = document.createElement('i');
  mark.className = item.badge ? 'wx-badge' : 'wx-dot';
  mark.textContent = item.badge ?? '';
  return mark;
}
