/** A reference in a built mini-program file, as it is written there. */
export type Reference =
  | { readonly kind: 'component'; readonly to: string }
  | { readonly kind: 'script' | 'style' | 'template' | 'wxs'; readonly to: string };

function matchAll(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '').filter((to) => to !== '');
}

function toReferences(kind: Reference['kind'], found: readonly string[]): Reference[] {
  return found.map((to) => ({ kind, to }));
}

function collectStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(collectStrings) : [];
}

function findInJson(text: string): Reference[] {
  const json = JSON.parse(text) as { usingComponents?: unknown; componentGenerics?: unknown };
  const generics = collectStrings(json.componentGenerics).filter((each) => each.includes('/'));
  return toReferences('component', [...collectStrings(json.usingComponents), ...generics]);
}

function findInWxml(text: string): Reference[] {
  return [
    ...toReferences('wxs', matchAll(text, /<wxs\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/g)),
    ...toReferences('template', matchAll(text, /<(?:import|include)\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/g)),
  ];
}

/**
 * Finds the references in one file, by its extension. Scripts must be CommonJS as esbuild prints it, so that a quoted `require` in a comment
 * or a string cannot be mistaken for one.
 */
export function findReferences(path: string, text: string): Reference[] {
  if (path.endsWith('.json')) return findInJson(text);
  if (path.endsWith('.wxml')) return findInWxml(text);
  if (path.endsWith('.wxss')) return toReferences('style', matchAll(text, /@import\s+(?:url\()?["']([^"']+)["']/g));
  if (path.endsWith('.wxs')) return toReferences('wxs', matchAll(text, /\brequire\(["']([^"']+)["']\)/g));
  if (path.endsWith('.js')) return toReferences('script', matchAll(text, /\brequire\(["']([^"']+)["']\)/g));
  return [];
}
