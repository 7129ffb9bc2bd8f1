import type { Root } from './engine';
import type { EventChannel } from './event-channel';
import type { NavigationBar } from './navigation-bar';
import type { PullRefresh } from './pull-refresh';
import type { Instance } from './tree';

/** One opened page: its tree, its box on the phone and how its window looks. */
export interface OpenPage {
  id: number;
  route: string;
  query: Record<string, string>;
  root: Root;
  instance: Instance;
  box: HTMLElement;
  /** What is scrolled when the page is scrolled. */
  scroller: HTMLElement;
  settings: Record<string, unknown>;
  bar: NavigationBar;
  pull: PullRefresh;
  channel: EventChannel;
  shown: boolean;
  ready: boolean;
  /** Puts the tree into the document, once. */
  attach: () => void;
  customTabBar?: Root;
}

/** The pages that are open, the shown one last; only the page stack changes it. */
export const stack: OpenPage[] = [];

export function getTopPage(): OpenPage | undefined {
  return stack.at(-1);
}
