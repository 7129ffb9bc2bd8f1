/** What a built mini-program file refers to, as it is written there. */
export type Reference =
  | { readonly kind: 'component'; readonly to: string }
  | { readonly kind: 'script' | 'style' | 'template' | 'wxs'; readonly to: string };

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '').filter((to) => to !== '');
}

const refer = (kind: Reference['kind'], found: readonly string[]): Reference[] => found.map((to) => ({ kind, to }));

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

function inJson(text: string): Reference[] {
  const json = JSON.parse(text) as { usingComponents?: unknown; componentGenerics?: unknown };
  const generics = strings(json.componentGenerics).filter((each) => each.includes('/'));
  return refer('component', [...strings(json.usingComponents), ...generics]);
}

function inWxml(text: string): Reference[] {
  return [
    ...refer('wxs', all(text, /<wxs\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/g)),
    ...refer('template', all(text, /<(?:import|include)\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/g)),
  ];
}

/**
 * The references in one file, by its extension. Scripts must be CommonJS as esbuild prints it, so that a quoted `require` in a comment
 * or a string can't be taken for one.
 */
export function referencesIn(path: string, text: string): Reference[] {
  if (path.endsWith('.json')) return inJson(text);
  if (path.endsWith('.wxml')) return inWxml(text);
  if (path.endsWith('.wxss')) return refer('style', all(text, /@import\s+(?:url\()?["']([^"']+)["']/g));
  if (path.endsWith('.wxs')) return refer('wxs', all(text, /\brequire\(["']([^"']+)["']\)/g));
  if (path.endsWith('.js')) return refer('script', all(text, /\brequire\(["']([^"']+)["']\)/g));
  return [];
}
