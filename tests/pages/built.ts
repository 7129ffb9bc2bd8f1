import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { buildMiniprogram, type MiniprogramBuild } from '../../ops/build/miniprogram';

/** A built mini-program and its folder. */
export interface BuildFolder extends MiniprogramBuild {
  readonly dir: string;
}

export interface Built extends BuildFolder {
  /** Runs a built script and returns its exports; the caller states their type. */
  readonly load: <Exports>(script: string) => Exports;
}

/** A build that its test removes at the end. */
export interface OwnBuild extends Built {
  readonly remove: () => Promise<void>;
}

/** Opens the build that all test files share; nobody may change its files. */
export function openBuild(): Built {
  return openFolder(inject('miniprogram'));
}

/** Builds into a folder of its own, for tests that change files or want them minified. */
export async function buildOwn(minify = false): Promise<OwnBuild> {
  const parent = await mkdtemp(path.join(tmpdir(), 'qunpiao-pages-'));
  const dir = path.join(parent, 'miniprogram');
  const build = await buildMiniprogram({ outDir: dir, minify });
  await writeFile(path.join(parent, 'package.json'), '{"type":"commonjs"}');
  return { ...openFolder({ ...build, dir }), remove: () => rm(parent, { recursive: true, force: true }) };
}

function openFolder(folder: BuildFolder): Built {
  const require = createRequire(path.join(folder.dir, 'app.js'));
  return { ...folder, load: <Exports>(script: string) => require(path.join(folder.dir, script)) as Exports };
}

/** Rewrites package names to their paths in the build: Node and the simulator don't resolve `miniprogram_npm`. */
export async function linkPackages({ dir, files }: Built): Promise<void> {
  const tdesign = path.join(dir, 'miniprogram_npm/tdesign-miniprogram');
  await symlink(path.join(tdesign, 'miniprogram_npm'), path.join(tdesign, 'node_modules'));
  for (const file of files.filter((each) => each.endsWith('.json'))) {
    const text = await readFile(path.join(dir, file), 'utf8');
    const placed = text.replaceAll('"tdesign-miniprogram/', '"/miniprogram_npm/tdesign-miniprogram/');
    await writeFile(path.join(dir, file), placed);
  }
}
