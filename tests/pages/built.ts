import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildMiniprogram, type MiniprogramBuild } from '../../ops/build/miniprogram';

/** A build of the mini-program in its own folder. */
export interface Built extends MiniprogramBuild {
  readonly dir: string;
  /** Runs a built script and returns its exports; the caller states their type. */
  readonly load: <Exports>(script: string) => Exports;
  readonly remove: () => Promise<void>;
}

export async function buildForTest(minify = false): Promise<Built> {
  const parent = await mkdtemp(path.join(tmpdir(), 'qunpiao-pages-'));
  const dir = path.join(parent, 'miniprogram');
  const build = await buildMiniprogram({ outDir: dir, minify });
  await writeFile(path.join(parent, 'package.json'), '{"type":"commonjs"}');
  const require = createRequire(path.join(dir, 'app.js'));
  return {
    ...build,
    dir,
    load: <Exports>(script: string) => require(path.join(dir, script)) as Exports,
    remove: () => rm(parent, { recursive: true, force: true }),
  };
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
