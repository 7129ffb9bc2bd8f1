import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findReferences } from './miniprogram/references';
import { resolveReference } from './miniprogram/resolve';
import { listSources, type Sources } from './miniprogram/sources';
import { minifyJson, transpileScript } from './miniprogram/transpile';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface MiniprogramBuild {
  /** The bytes of all files. */
  readonly bytes: number;
  /** The bytes of the main package: all files outside subpackages. WeChat takes 2 MB at most. */
  readonly mainBytes: number;
  /** Built paths, relative to `outDir`. */
  readonly files: readonly string[];
}

export interface MiniprogramBuildOptions {
  /** Is emptied first. */
  readonly outDir: string;
  readonly minify?: boolean;
  /** The folder of the mini-program's sources; ours by default. */
  readonly sourceDir?: string;
}

async function buildFile(file: string, source: string, minify: boolean): Promise<string | Buffer> {
  const content = await readFile(source);
  if (file.endsWith('.js')) return transpileScript(source, content.toString('utf8'), minify);
  if (file.endsWith('.json') && minify) return minifyJson(content.toString('utf8'));
  return /\.(json|wxml|wxss|wxs)$/.test(file) ? content.toString('utf8') : content;
}

/** Builds all files of the mini-program and everything they refer to, directly or not. @throws when a reference leads nowhere or outside */
async function buildFiles(sources: Sources, minify: boolean): Promise<Map<string, string | Buffer>> {
  const output = new Map<string, string | Buffer>();
  const queue = [...sources.files];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const source = sources.findSource(file);
    if (output.has(file) || source === null) continue;
    const content = await buildFile(file, source, minify);
    output.set(file, content);
    if (typeof content !== 'string') continue;
    for (const reference of findReferences(file, content)) {
      const found = resolveReference(file, reference, (candidate) => sources.findSource(candidate) !== null);
      if (found === null) throw new Error(`${file} refers to "${reference.to}", which is not in the mini-program`);
      queue.push(...found);
    }
  }
  return output;
}

function listSubpackageRoots(output: ReadonlyMap<string, string | Buffer>): string[] {
  const app = JSON.parse(String(output.get('app.json'))) as { subPackages?: readonly { root: string }[] };
  return (app.subPackages ?? []).map((each) => each.root.replace(/\/?$/, '/'));
}

/** Builds the mini-program in the layout that WeChat DevTools opens, with only those npm components that it uses. */
export async function buildMiniprogram(options: MiniprogramBuildOptions): Promise<MiniprogramBuild> {
  const sources = await listSources(
    options.sourceDir ?? path.join(root, 'miniprogram'),
    path.join(root, 'node_modules'),
  );
  const output = await buildFiles(sources, options.minify ?? false);
  await rm(options.outDir, { recursive: true, force: true });
  const roots = listSubpackageRoots(output);
  let bytes = 0;
  let mainBytes = 0;
  for (const [file, content] of output) {
    const target = path.join(options.outDir, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    const size = Buffer.byteLength(content);
    bytes += size;
    if (!roots.some((prefix) => file.startsWith(prefix))) mainBytes += size;
  }
  return { bytes, mainBytes, files: [...output.keys()].sort() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await buildMiniprogram({
    outDir: path.join(root, 'dist/miniprogram'),
    minify: process.argv.includes('--minify'),
  });
  console.log(`dist/miniprogram: ${result.files.length} files, ${Math.round(result.bytes / 1024)} KB`);
}
