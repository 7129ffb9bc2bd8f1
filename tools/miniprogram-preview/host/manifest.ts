import type { Manifest } from '../build/manifest';
import { session } from './session';
import { isUserPath, getUserFileUrl } from './wx/user-files';

type TemplateList = Record<string, unknown>;
type Given = unknown;
/** The mini-program's scripts as a function of the globals they may use. The result runs a module by its path. */
export type ScriptBundle = (...given: Given[]) => Record<string, () => unknown>;

/** The build's output, set by the page's scripts as they load. */
export const buildOutput: { manifest: Manifest; templates: TemplateList; scripts: ScriptBundle } = {
  manifest: { app: {}, pages: [], components: [], themes: {} },
  templates: {},
  scripts: () => ({}),
};

export function findComponent(path: string): Manifest['components'][number] | undefined {
  return buildOutput.manifest.components.find((component) => component.path === path);
}

/**
 * Returns a page's window settings: app.json's `window`, overridden by the page's own settings, with `@variables` of
 * theme.json resolved.
 */
export function readWindowSettings(path: string): Record<string, unknown> {
  const settings = { ...buildOutput.manifest.app.window, ...findComponent(path)?.json };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, resolveThemeVariable(value)]));
}

/** True when the mini-program is shown in dark mode: the phone is dark and app.json's `darkmode` supports it. */
export function isDark(): boolean {
  return session.dark && buildOutput.manifest.app['darkmode'] === true;
}

/** Resolves `@name` in app.json through theme.json's block for light or dark. */
export function resolveThemeVariable(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('@')) return value;
  return buildOutput.manifest.themes[isDark() ? 'dark' : 'light']?.[value.slice(1)] ?? value;
}

/** Returns the URL of a mini-program file. Network and data URLs stay unchanged. */
export function resolveFileUrl(source: string, besidePage = ''): string {
  if (isUserPath(source)) return getUserFileUrl(source);
  if (/^([a-z]+:|\/\/)/i.test(source)) return source;
  const base = new URL(`/_preview/files/${besidePage}`, location.href);
  return source.startsWith('/') ? `/_preview/files${source}` : new URL(source, base).pathname;
}
