import { launchOptions } from './wx/launch';
import { topPage } from './open-pages';

type AppInstance = Record<string, unknown>;

const app: AppInstance = {};

/** `App()`: the object itself is what `getApp()` gives. `onLaunch` runs when the app starts. */
export function defineApp(definition: AppInstance): void {
  // An object that was handed out before keeps its identity, for modules may have asked for it early.
  Object.assign(app, definition);
}

export function getApp(): AppInstance {
  return app;
}

function call(name: string, ...values: unknown[]): void {
  const handler = app[name];
  if (typeof handler !== 'function') return;
  try {
    (handler as (...values: unknown[]) => unknown).apply(app, values);
  } catch (error) {
    console.error(`[app] ${name}:`, error);
  }
}

export function launchApp(): void {
  call('onLaunch', launchOptions());
  showApp();
}

export function showApp(): void {
  call('onShow', launchOptions());
  for (const listener of shown) listener(launchOptions());
}

export function hideApp(): void {
  call('onHide');
  for (const listener of hidden) listener({});
}

export function tellNoSuchPage(path: string): void {
  call('onPageNotFound', { path, query: {}, isEntryPage: topPage() === undefined });
}

export function tellError(error: unknown): void {
  call('onError', error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error));
}

type Listener = (value: unknown) => void;
const shown = new Set<Listener>();
const hidden = new Set<Listener>();

/** `wx.onAppShow` and its kin. */
export const appEvents = {
  onAppShow: (listener: Listener): void => void shown.add(listener),
  offAppShow: (listener: Listener): void => void shown.delete(listener),
  onAppHide: (listener: Listener): void => void hidden.add(listener),
  offAppHide: (listener: Listener): void => void hidden.delete(listener),
};
