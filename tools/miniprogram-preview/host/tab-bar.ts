import { createRoot } from './engine';
import { componentAt, delivered, fileAddress, themed } from './manifest';
import { ensureDefined } from './definitions';
import type { OpenPage } from './open-pages';
import { callPage } from './page';
import { tabBarPlace } from './phone';

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

function tabBar(): TabBarSettings | undefined {
  settings ??= delivered.manifest.app.tabBar as unknown as TabBarSettings | undefined;
  return settings;
}

const routeOf = (item: TabItem): string => item.pagePath.replace(/^\//, '');

export function isTab(route: string): boolean {
  return tabBar()?.list.some((item) => routeOf(item) === route) ?? false;
}

/** A custom tab bar is a component of the mini-program, one per tab page, above its page. */
export function dressWithTabBar(page: OpenPage): void {
  if (!isTab(page.route) || tabBar()?.custom !== true || componentAt('custom-tab-bar/index') === undefined) return;
  ensureDefined('custom-tab-bar/index');
  const placeholder = document.createElement('i');
  page.box.querySelector('.wx-page-view')?.append(placeholder);
  page.customTabBar = createRoot('custom-tab-bar', 'custom-tab-bar/index', {});
  page.customTabBar.attach(placeholder);
}

/** Shows the bar for a tab page with its tab chosen, hides it for any other. */
export function followTab(page: OpenPage): void {
  shownRoute = page.route;
  draw();
}

let tapped: (route: string) => void = () => undefined;

/** Told the route of the tab that was tapped. */
export function onTabTap(listener: (route: string) => void): void {
  tapped = listener;
}

/** Tells the shown page that a tab was tapped, before or without a switch. */
export function tellTabTap(page: OpenPage | undefined, route: string): void {
  const index = tabBar()?.list.findIndex((item) => routeOf(item) === route) ?? -1;
  if (page !== undefined)
    callPage(page, 'onTabItemTap', { index, pagePath: route, text: tabBar()?.list[index]?.text ?? '' });
}

export function changeTabBar(change: Partial<TabBarSettings> & { hidden?: boolean }): void {
  if (change.hidden !== undefined) hidden = change.hidden;
  const current = tabBar();
  if (current !== undefined) Object.assign(current, change);
  draw();
}

export function changeTab(index: number, change: Partial<TabItem>): void {
  const item = tabBar()?.list[index];
  if (item === undefined) throw new Error('tabbar item not found');
  Object.assign(item, change);
  draw();
}

function draw(): void {
  const bar = tabBar();
  const visible = bar !== undefined && bar.custom !== true && !hidden && isTab(shownRoute);
  tabBarPlace.hidden = !visible;
  if (!visible) return;
  tabBarPlace.style.backgroundColor = String(themed(bar.backgroundColor ?? '#ffffff'));
  tabBarPlace.dataset['border'] = String(themed(bar.borderStyle ?? 'black'));
  tabBarPlace.replaceChildren(...bar.list.map((item) => drawItem(bar, item)));
}

function drawItem(bar: TabBarSettings, item: TabItem): HTMLElement {
  const chosen = routeOf(item) === shownRoute;
  const button = document.createElement('button');
  button.setAttribute('role', 'tab');
  button.setAttribute('aria-selected', String(chosen));
  button.style.color = String(themed(chosen ? (bar.selectedColor ?? '#07c160') : (bar.color ?? '#000000')));
  const icon = String(themed((chosen ? item.selectedIconPath : item.iconPath) ?? item.iconPath ?? ''));
  if (icon)
    button.append(Object.assign(new Image(), { src: fileAddress(icon.startsWith('/') ? icon : `/${icon}`), alt: '' }));
  const text = document.createElement('span');
  text.textContent = item.text ?? '';
  button.append(text);
  if (item.badge ?? item.dot) button.append(badge(item));
  button.addEventListener('click', () => tapped(routeOf(item)));
  return button;
}

function badge(item: TabItem): HTMLElement {
  const mark = document.createElement('i');
  mark.className = item.badge ? 'wx-badge' : 'wx-dot';
  mark.textContent = item.badge ?? '';
  return mark;
}
