import { asyncApi } from './wx/async-api';
import { delivered } from './manifest';
import { topPage } from './open-pages';
import { navigateBack, navigateTo, reLaunch, redirectTo, switchTab } from './page-stack';
import { isTab } from './tab-bar';
import { Refusal } from './wx/async-api';

interface Go {
  url: string;
  events?: Record<string, (...values: unknown[]) => void>;
}

/** A refusal of the page stack, in the words of the API that was called. */
async function refusing<T>(go: () => T): Promise<T> {
  // On a phone a page that navigates in its `onLoad` has been shown before that takes effect.
  await Promise.resolve();
  try {
    return go();
  } catch (error) {
    console.warn(`navigation refused: ${error instanceof Error ? error.message : String(error)}`);
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}

/** `wx.navigateTo` and its kin. */
export const router = {
  navigateTo: asyncApi<Go>('navigateTo', async ({ url, events }) => ({
    eventChannel: await refusing(() => navigateTo(url, events)),
  })),
  redirectTo: asyncApi<Go>('redirectTo', ({ url }) => refusing(() => redirectTo(url))),
  reLaunch: asyncApi<Go>('reLaunch', ({ url }) => refusing(() => reLaunch(url))),
  switchTab: asyncApi<Go>('switchTab', ({ url }) => refusing(() => switchTab(url))),
  navigateBack: asyncApi<{ delta?: number }>('navigateBack', ({ delta = 1 }) => refusing(() => navigateBack(delta))),
};

/** What a `<navigator>` does. */
export function navigateBy(openType: string, url: string, delta: number): void {
  const go: Record<string, () => unknown> = {
    navigate: () => router.navigateTo({ url }),
    redirect: () => router.redirectTo({ url }),
    switchTab: () => router.switchTab({ url }),
    reLaunch: () => router.reLaunch({ url }),
    navigateBack: () => router.navigateBack({ delta }),
  };
  const promise = go[openType]?.();
  if (promise instanceof Promise) promise.catch(() => undefined);
}

/** The house button and the capsule's ring lead to the first page. */
export function goHome(): void {
  const home = delivered.manifest.app.entryPagePath ?? delivered.manifest.pages[0] ?? '';
  if (topPage()?.route !== home) (isTab(home) ? switchTab : reLaunch)(`/${home}`);
}
