import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildFunctions, productFunctions } from './build/functions';
import { buildMiniprogram } from './build/miniprogram';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const dist = {
  functions: join(root, 'dist/cloudfunctions'),
  miniprogram: join(root, 'dist/miniprogram'),
} as const;

/** Builds everything for WeChat and CloudBase into `dist/`, in the layout that WeChat DevTools opens. Returns a summary. */
export async function buildAll(): Promise<string> {
  await mkdir(join(root, 'dist'), { recursive: true });
  const [functions, miniprogram] = await Promise.all([
    buildFunctions(productFunctions(join(root, 'cloudfunctions')), dist.functions),
    buildMiniprogram({ outDir: dist.miniprogram, minify: true }),
  ]);
  const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`;
  return `${functions.size} functions; mini-program ${kilobytes(miniprogram.bytes)}, its main package ${kilobytes(miniprogram.mainBytes)}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(`Built into dist/: ${await buildAll()}`);
}
