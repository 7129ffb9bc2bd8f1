import { posix } from 'node:path';
import {
  generate,
  List,
  parse,
  walk,
  type Atrule,
  type CssNode,
  type Selector,
  type StyleSheet,
  type WalkContext,
} from 'css-tree';
import { replaceRemoteIcons } from './icons';
import type { Sources } from './sources';
import { toDomTag } from './tags';
import { toPhoneUnits } from './units';

export interface StyleOptions {
  /** Prefix of the component's classes in glass-easel's form (`scope--class`); empty for app and page styles. */
  scope: string;
  /** Returns the URL of a mini-program file, given its id. */
  fileUrl: (id: string) => string;
  /** Returns the URL of a TDesign icon. */
  iconUrl: (name: string) => string;
}

/**
 * Compiles one `.wxss` with all its imports to CSS; the result is empty when the file doesn't exist. Component styles
 * stay in their component through prefixed class names, as in WeChat's renderer.
 */
export function compileStyle(sources: Sources, path: string, options: StyleOptions): string {
  return inlineImports(sources, `${path}.wxss`, options, new Set());
}

/** Confines a page's style to that page. Keyframes and fonts are global by name and can't be nested in `@scope`. */
export function confineToPage(css: string, route: string): string {
  const sheet = parse(css, { parseValue: false, parseAtrulePrelude: false }) as StyleSheet;
  const global = new List<CssNode>();
  sheet.children = sheet.children.filter((node) => {
    const named = node.type === 'Atrule' && /^(-webkit-)?keyframes$|^font-face$/.test(node.name);
    if (named) global.appendData(node);
    return !named;
  });
  const own = generate(sheet);
  const rest = generate({ type: 'StyleSheet', children: global });
  return (own && `@scope (.wx-page-box[data-route="${route}"]){${own}}\n`) + rest;
}

function inlineImports(sources: Sources, id: string, options: StyleOptions, above: ReadonlySet<string>): string {
  const text = above.has(id) ? undefined : sources.readIfExists(id);
  if (text === undefined) return '';
  const sheet = parse(replaceRemoteIcons(text, options.iconUrl), {
    parseValue: false,
    parseAtrulePrelude: false,
  }) as StyleSheet;
  let imports = '';
  sheet.children = sheet.children.filter((node) => {
    if (node.type !== 'Atrule' || node.name !== 'import' || node.prelude === null) return true;
    const request = generate(node.prelude)
      .replace(/^url\(|\)$|['"]/g, '')
      .trim();
    imports += inlineImports(sources, resolveImport(sources, id, request), options, new Set([...above, id]));
    return false;
  });
  rewrite(sheet, id, options);
  return `${imports}${generate(sheet)}\n`;
}

function resolveImport(sources: Sources, fromId: string, request: string): string {
  const file = request.endsWith('.wxss') ? request : `${request}.wxss`;
  if (file.startsWith('/')) return file.slice(1);
  const beside = posix.normalize(posix.join(posix.dirname(fromId), file));
  return sources.exists(beside) || file.startsWith('.') ? beside : `miniprogram_npm/${file}`;
}

function rewrite(sheet: StyleSheet, id: string, options: StyleOptions): void {
  walk(sheet, function (this: WalkContext, node) {
    if (node.type === 'Atrule') rewriteAtrule(node);
    if (node.type === 'Selector' && !isInKeyframes(this.atrule)) rewriteSelector(node, options.scope);
    if (node.type === 'Declaration' && node.value.type === 'Raw') {
      node.value.value = toPhoneUnits(rewriteFileUrls(node.value.value, id, options));
    }
  });
}

function isInKeyframes(atrule: Atrule | null): boolean {
  return atrule !== null && atrule.name.endsWith('keyframes');
}

/** Dark mode belongs to the phone, not to the browser: the host sets `--wx-theme` on the phone. */
function rewriteAtrule(node: Atrule): void {
  if (node.name !== 'media' || node.prelude?.type !== 'Raw') return;
  const theme = /^\(?\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)?$/.exec(node.prelude.value.trim());
  if (theme === null) return;
  node.name = 'container';
  node.prelude.value = `style(--wx-theme: ${theme[1] ?? 'light'})`;
}

function rewriteSelector(selector: Selector, scope: string): void {
  selector.children = selector.children.map((node) => {
    if (node.type === 'ClassSelector' && scope !== '') return { ...node, name: `${scope}--${node.name}` };
    if (node.type === 'TypeSelector') return { ...node, name: toDomTag(node.name) };
    // An id in the document carries its component's prefix, except in a page.
    if (node.type === 'IdSelector')
      return { type: 'Raw', value: `:is([id$="--${node.name}"],#${node.name})` } satisfies CssNode;
    if (node.type === 'PseudoClassSelector' && node.name === 'host')
      return { type: 'Raw', value: `[wx-host="${scope}"]` } satisfies CssNode;
    return node;
  });
}

/** Rewrites URLs of mini-program files to those of the preview. A relative URL is relative to its style sheet. */
function rewriteFileUrls(value: string, id: string, options: StyleOptions): string {
  return value.replace(/url\(\s*(['"]?)([^'")]+)\1\s*\)/g, (all, _quote: string, address: string) => {
    if (/^[a-z]+:|^\/\/|^\/_preview\//i.test(address)) return all;
    const file = address.startsWith('/') ? address.slice(1) : posix.join(posix.dirname(id), address);
    return `url("${options.fileUrl(file)}")`;
  });
}
