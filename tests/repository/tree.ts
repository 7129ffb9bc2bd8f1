import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Files of the working tree that git tracks or would track, by their paths from the root. */
export const files: readonly string[] = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
)
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));

const known = new Set(files);
const folders = new Set(files.flatMap((file) => ancestorsOf(file)));

/** Every folder above a file, the root ('') last. */
export function ancestorsOf(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return [...parts.keys()].map((index) => parts.slice(0, parts.length - index).join('/')).concat('');
}

export const isFile = (path: string): boolean => known.has(path);
const isFolder = (path: string): boolean => folders.has(path.replace(/\/$/, ''));
export const exists = (path: string): boolean => isFile(path) || isFolder(path);

const texts = new Map<string, string>();

export function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
  texts.set(file, text);
  return text;
}

/** Other people's code keeps its own names. */
const foreign = /(^|\/)fixtures\/|^package-lock\.json$/;
const source = /\.(ts|js|cjs|mjs|wxml|wxss|wxs|json|yml|sh)$|^\.ci\/run$/;

export const documents = files.filter((file) => file.endsWith('.md') && !foreign.test(file));
export const sources = files.filter((file) => source.test(file) && !foreign.test(file));
