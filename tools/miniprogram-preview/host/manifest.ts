import type { Manifest } from '../build/manifest';
import { session } from './session';
import { isUserPath, getUserFileUrl } from './wx/user-files';

type TemplateList = Record<string, unknown>;
type Given = unknown;
/** The mini-program's scripts as a function of the globals it may see; the result runs a module by its path. */
export type ScriptBundle = (...given: Given[]) => Record<string, () => unknown>;

/** What the build delivered, filled by the scripts of the page as they load. */
export const buildOutput: { manifest: Manifest; templates: TemplateList; scripts: ScriptBundle } = {
  manifest: { app: {}, pages: [], components: [], themes: {} },
  templates: {},
  scripts: () => ({}),
};

export function findComponent(path: string): Manifest['components'][number] | undefined {
  return buildOutput.manifest.components.find((component) => component.path === path);
}

/** How a page's window looks: app.json's `window` with the page's own settings above it, `@variables` of theme.json resolved. */
export function readWindowSettings(path: string): Record<string, unknown> {
  const settings = { ...buildOutput.manifest.app.window, ...findComponent(path)?.json };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, resolveThemeVariable(value)]));
}

/** Whether the mini-program is shown dark: the phone is, and app.json's `darkmode` says that it can be. */
export function isDark(): boolean {
  return session.dark && buildOutput.manifest.app['darkmode'] === true;
}

/** `@name` in app.json means that name in theme.json's block for light or dark. */
export function resolveThemeVariable(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('@')) return value;
  return buildOutput.manifest.themes[isDark() ? 'dark' : 'light']?.[value.slice(1)] ?? value;
}

/** Address of a file of the mini-program; one on the net or in data is its own. */
export function resolveFileUrl(source: string, besidePage = ''): string {
  if (isUserPath(source)) return getUserFileUrl(source);
  if (/^([a-z]+:|\/\/)/i.test(source)) return source;
  const base = new URL(`/_preview/files/${besidePage}`, location.href);
  return source.startsWith('/') ? `/_preview/files${source}` : new URL(source, base).pathname;
}
