import { getLaunchOptions } from './wx/launch';
import { getTopPage } from './open-pages';

type AppInstance = Record<string, unknown>;

const app: AppInstance = {};

/** `App()`: `getApp()` returns this very object. `onLaunch` runs when the app starts. */
export function defineApp(definition: AppInstance): void {
  // A module may have called `getApp()` early, so the object keeps its identity.
  Object.assign(app, definition);
}

export function getApp(): AppInstance {
  return app;
}

function callAppHandler(name: string, ...values: unknown[]): void {
  const handler = app[name];
  if (typeof handler !== 'function') return;
  try {
    (handler as (...values: unknown[]) => unknown).apply(app, values);
  } catch (error) {
    console.error(`[app] ${name}:`, error);
  }
}

export function launchApp(): void {
  callAppHandler('onLaunch', getLaunchOptions());
  showApp();
}

export function showApp(): void {
  callAppHandler('onShow', getLaunchOptions());
  for (const listener of showListeners) listener(getLaunchOptions());
}

export function hideApp(): void {
  callAppHandler('onHide');
  for (const listener of hideListeners) listener({});
}

export function notifyPageNotFound(path: string): void {
  callAppHandler('onPageNotFound', { path, query: {}, isEntryPage: getTopPage() === undefined });
}

export function notifyError(error: unknown): void {
  callAppHandler('onError', error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error));
}

type Listener = (value: unknown) => void;
const showListeners = new Set<Listener>();
const hideListeners = new Set<Listener>();

/** `wx.onAppShow`, `wx.onAppHide` and their counterparts. */
export const appEvents = {
  onAppShow: (listener: Listener): void => void showListeners.add(listener),
  offAppShow: (listener: Listener): void => void showListeners.delete(listener),
  onAppHide: (listener: Listener): void => void hideListeners.add(listener),
  offAppHide: (listener: Listener): void => void hideListeners.delete(listener),
};
