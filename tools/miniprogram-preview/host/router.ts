import { ApiFailure, asyncApi } from './wx/async-api';
import { buildOutput } from './manifest';
import { getTopPage } from './open-pages';
import { navigateBack, navigateTo, reLaunch, redirectTo, switchTab } from './page-stack';
import { isTab } from './tab-bar';

interface NavigateOptions {
  url: string;
  events?: Record<string, (...values: unknown[]) => void>;
}

/** Turns an error of the page stack into a failure of the called API. */
async function refuseOnError<T>(go: () => T): Promise<T> {
  // On a phone, a page that navigates in its `onLoad` is shown before the navigation takes effect.
  await Promise.resolve();
  try {
    return go();
  } catch (error) {
    console.warn(`navigation refused: ${error instanceof Error ? error.message : String(error)}`);
    throw new ApiFailure(error instanceof Error ? error.message : String(error));
  }
}

/** `wx.navigateTo` and the other navigation APIs. */
export const router = {
  navigateTo: asyncApi<NavigateOptions>('navigateTo', async ({ url, events }) => ({
    eventChannel: await refuseOnError(() => navigateTo(url, events)),
  })),
  redirectTo: asyncApi<NavigateOptions>('redirectTo', ({ url }) => refuseOnError(() => redirectTo(url))),
  reLaunch: asyncApi<NavigateOptions>('reLaunch', ({ url }) => refuseOnError(() => reLaunch(url))),
  switchTab: asyncApi<NavigateOptions>('switchTab', ({ url }) => refuseOnError(() => switchTab(url))),
  navigateBack: asyncApi<{ delta?: number }>('navigateBack', ({ delta = 1 }) =>
    refuseOnError(() => navigateBack(delta)),
  ),
};

/** Runs the navigation of a `<navigator>`. */
export function followNavigator(openType: string, url: string, delta: number): void {
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

/** Opens the first page, for the home button and the capsule's close button. */
export function goHome(): void {
  const home = buildOutput.manifest.app.entryPagePath ?? buildOutput.manifest.pages[0] ?? '';
  if (getTopPage()?.route !== home) (isTab(home) ? switchTab : reLaunch)(`/${home}`);
}
