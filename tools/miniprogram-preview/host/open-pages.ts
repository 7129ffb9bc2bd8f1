import type { Root } from './engine';
import type { EventChannel } from './event-channel';
import type { NavigationBar } from './navigation-bar';
import type { PullRefresh } from './pull-refresh';
import type { Instance } from './tree';

/** One open page: its tree, its box on the phone and the settings of its window. */
export interface OpenPage {
  id: number;
  route: string;
  query: Record<string, string>;
  root: Root;
  instance: Instance;
  box: HTMLElement;
  /** The element that scrolls when the page scrolls. */
  scroller: HTMLElement;
  settings: Record<string, unknown>;
  bar: NavigationBar;
  pull: PullRefresh;
  channel: EventChannel;
  shown: boolean;
  ready: boolean;
  /** Inserts the tree into the document, once. */
  attach: () => void;
  customTabBar?: Root;
}

/** The open pages, the visible one last. Only the page stack changes it. */
export const stack: OpenPage[] = [];

export function getTopPage(): OpenPage | undefined {
  return stack.at(-1);
}
