import path from 'node:path';
import type { Reference } from './references';

const join = (...parts: string[]): string => path.posix.join(...parts);
const dirOf = (file: string): string => path.posix.dirname(file);

/** Every `miniprogram_npm` that WeChat looks into from a file, the nearest first. */
function npmFolders(from: string): string[] {
  const folders: string[] = [];
  for (let dir = dirOf(from); ; dir = dirOf(dir)) {
    folders.push(join(dir, 'miniprogram_npm'));
    if (dir === '.') return folders;
  }
}

function bases(from: string, { kind, to }: Reference): string[] {
  if (to.startsWith('/')) return [to.slice(1)];
  if (to.startsWith('.')) return [join(dirOf(from), to)];
  // A bare name is a package to scripts and components, a neighbour to everything else.
  if (kind !== 'script' && kind !== 'component') return [join(dirOf(from), to)];
  const packaged = npmFolders(from).map((folder) => join(folder, to));
  return kind === 'component' ? [join(dirOf(from), to), ...packaged] : packaged;
}

const withExtension = (base: string, extension: string): string =>
  base.endsWith(extension) ? base : `${base}${extension}`;

function candidates(base: string, kind: Reference['kind']): string[] {
  if (kind === 'component') return [`${base}.json`, `${base}/index.json`];
  if (kind === 'script') return [withExtension(base, '.js'), `${base}/index.js`];
  if (kind === 'wxs') return [withExtension(base, '.wxs')];
  return [withExtension(base, kind === 'style' ? '.wxss' : '.wxml')];
}

/**
 * The built paths a reference brings in: one file, or a component's three or four. `null` where nothing is there, or where it leads
 * outside the mini-program.
 */
export function resolveReference(
  from: string,
  reference: Reference,
  exists: (built: string) => boolean,
): readonly string[] | null {
  const found = bases(from, reference)
    .filter((base) => !base.startsWith('..'))
    .flatMap((base) => candidates(base, reference.kind))
    .find(exists);
  if (found === undefined) return null;
  if (reference.kind !== 'component') return [found];
  const stem = found.replace(/\.json$/, '');
  return ['.json', '.js', '.wxml', '.wxss'].map((extension) => `${stem}${extension}`).filter(exists);
}
