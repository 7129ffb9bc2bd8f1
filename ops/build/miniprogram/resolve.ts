import path from 'node:path';
import type { Reference } from './references';

const join = (...parts: string[]): string => path.posix.join(...parts);
const dirOf = (file: string): string => path.posix.dirname(file);

/** Lists the `miniprogram_npm` folders in which WeChat looks for a file's packages, the nearest first. */
function listNpmFolders(from: string): string[] {
  const folders: string[] = [];
  for (let dir = dirOf(from); ; dir = dirOf(dir)) {
    folders.push(join(dir, 'miniprogram_npm'));
    if (dir === '.') return folders;
  }
}

function listBases(from: string, { kind, to }: Reference): string[] {
  if (to.startsWith('/')) return [to.slice(1)];
  if (to.startsWith('.')) return [join(dirOf(from), to)];
  // A bare name is a package for scripts and components, and a file in the same folder for everything else.
  if (kind !== 'script' && kind !== 'component') return [join(dirOf(from), to)];
  const packaged = listNpmFolders(from).map((folder) => join(folder, to));
  return kind === 'component' ? [join(dirOf(from), to), ...packaged] : packaged;
}

const addExtension = (base: string, extension: string): string =>
  base.endsWith(extension) ? base : `${base}${extension}`;

function listCandidates(base: string, kind: Reference['kind']): string[] {
  if (kind === 'component') return [`${base}.json`, `${base}/index.json`];
  if (kind === 'script') return [addExtension(base, '.js'), `${base}/index.js`];
  if (kind === 'wxs') return [addExtension(base, '.wxs')];
  return [addExtension(base, kind === 'style' ? '.wxss' : '.wxml')];
}

/**
 * Resolves a reference to built paths: one file, or the three or four of a component. Returns `null` if there is no such file, or if it lies
 * outside the mini-program.
 */
export function resolveReference(
  from: string,
  reference: Reference,
  exists: (built: string) => boolean,
): readonly string[] | null {
  const found = listBases(from, reference)
    .filter((base) => !base.startsWith('..'))
    .flatMap((base) => listCandidates(base, reference.kind))
    .find(exists);
  if (found === undefined) return null;
  if (reference.kind !== 'component') return [found];
  const stem = found.replace(/\.json$/, '');
  return ['.json', '.js', '.wxml', '.wxss'].map((extension) => `${stem}${extension}`).filter(exists);
}
