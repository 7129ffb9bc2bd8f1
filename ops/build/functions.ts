import { cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** CloudBase's newest Node (PLATFORM, Cloud functions). */
const target = 'node20';

/** The folders of functions: those of `cloudfunctions/` with an `index.ts`. */
async function functionNames(sourceDir: string): Promise<string[]> {
  const memberships = await readdir(sourceDir, { withFileTypes: true });
  return memberships
    .filter((membership) => membership.isDirectory() && !membership.name.startsWith('_'))
    .map((membership) => membership.name);
}

/**
 * Bundles every cloud function with all it needs, wx-server-sdk included, into one file of its own beside its `config.json`: what
 * DevTools uploads, and what the emulator runs. Answers bytes per function.
 */
export async function buildFunctions(options: { sourceDir: string; outDir: string }): Promise<Map<string, number>> {
  const names = await functionNames(options.sourceDir);
  await build({
    entryPoints: names.map((name) => ({ in: join(options.sourceDir, name, 'index.ts'), out: join(name, 'index') })),
    outdir: options.outDir,
    bundle: true,
    platform: 'node',
    target,
    format: 'cjs',
    // A stack trace that an operator reads must name our functions.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  const sizes = new Map<string, number>();
  for (const name of names) {
    const folder = join(options.outDir, name);
    await mkdir(folder, { recursive: true });
    await cp(join(options.sourceDir, name, 'config.json'), join(folder, 'config.json'));
    // DevTools asks for one; there is nothing to install, the bundle is whole.
    await writeFile(
      join(folder, 'package.json'),
      `${JSON.stringify({ name, version: '1.0.0', private: true, main: 'index.js' }, null, 2)}\n`,
    );
    sizes.set(name, (await stat(join(folder, 'index.js'))).size);
  }
  return sizes;
}
