import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { callbackFunctions, clientFunctions, timerFunctions } from '../../cloudfunctions/registry';

/** CloudBase's newest Node (docs/platform.md, Cloud functions). */
const target = 'node20';

/** A cloud function to build: the source of its entry, as if it lay in `resolveDir`, and its `config.json`. */
export interface FunctionSource {
  readonly name: string;
  readonly resolveDir: string;
  readonly entry: string;
  readonly config: FunctionConfig;
}

/** CloudBase's `config.json` (docs/platform.md, Cloud functions). */
export interface FunctionConfig {
  readonly timeout: number;
  readonly triggers?: readonly { readonly name: string; readonly type: 'timer'; readonly config: string }[];
  readonly permissions: { readonly openapi: readonly string[] };
}

/** The reader and its WebAssembly, which esbuild puts into the bundle as bytes. */
const qrReaderImports = [
  `import { createQrReader } from '../_shared/adapters/qrReader';`,
  `import wasm from 'zxing-wasm/reader/zxing_reader.wasm';`,
];

/** Wires the operation that `cloudfunctions/<name>/<name>.ts` exports under its own name. */
function entrySourceOf(
  name: string,
  serve: { readonly from: string; readonly call: string; readonly contract?: true; readonly readsQrs?: boolean },
): string {
  const runtime = serve.readsQrs ? 'withQrReader(cloudRuntime, createQrReader(wasm))' : 'cloudRuntime';
  const lines = [
    `import { cloudRuntime${serve.readsQrs ? ', withQrReader' : ''} } from '../_shared/adapters/cloudRuntime';`,
    ...(serve.readsQrs ? qrReaderImports : []),
    `import { ${serve.call} } from '../_shared/runtime/${serve.from}';`,
    `import { ${name} } from './${name}';`,
    ...(serve.contract ? [`import { ${name} as contract } from '../../contracts/${name}';`] : []),
    `export const main = ${serve.call}('${name}', ${serve.contract ? 'contract, ' : ''}${name}, ${runtime});`,
  ];
  return lines.join('\n');
}

/** The product's functions, as `cloudfunctions/registry.ts` describes them. */
export function productFunctions(sourceDir: string): FunctionSource[] {
  const common = (name: string, timeout: number, openapi: readonly string[] = []) => ({
    name,
    resolveDir: join(sourceDir, name),
    config: { timeout, permissions: { openapi } },
  });
  const clients = Object.entries(clientFunctions).map(([name, each]) => ({
    ...common(name, each.timeoutSeconds, 'openapi' in each ? each.openapi : []),
    entry: entrySourceOf(name, {
      from: 'serve',
      call: 'isPublic' in each ? 'servePublic' : 'serve',
      contract: true,
      readsQrs: 'readsQrs' in each,
    }),
  }));
  const callbacks = Object.entries(callbackFunctions).map(([name, { timeoutSeconds }]) => ({
    ...common(name, timeoutSeconds),
    entry: entrySourceOf(name, { from: 'serveSystem', call: 'serveCallback' }),
  }));
  const timers = Object.entries(timerFunctions).map(([name, { timeoutSeconds, timer }]) => {
    const { config, ...rest } = common(name, timeoutSeconds);
    const triggers = [{ name: timer.name, type: 'timer', config: timer.cron }] as const;
    return {
      ...rest,
      config: { ...config, triggers },
      entry: entrySourceOf(name, { from: 'serveSystem', call: 'serveTimer' }),
    };
  });
  return [...clients, ...callbacks, ...timers];
}

const virtual = 'cloud-function';

/** Lets esbuild read the entries, which lie in no file. */
const readEntries = (functions: readonly FunctionSource[]): Plugin => ({
  name: 'function-entries',
  setup(bundle) {
    bundle.onResolve({ filter: /^cloud-function:/ }, ({ path }) => ({
      path: path.slice(virtual.length + 1),
      namespace: virtual,
    }));
    bundle.onLoad({ filter: /.*/, namespace: virtual }, ({ path }) => {
      const found = functions.find(({ name }) => name === path);
      return found && { contents: found.entry, resolveDir: found.resolveDir, loader: 'ts' };
    });
  },
});

/**
 * The SDK loads these on every cold start, for data models, MySQL and AI, none of which the functions use. They are a fifth of a bundle and a
 * quarter of its start: the client of data models asks for `Headers`, with which Node loads its whole `fetch`.
 */
const unusedPackages = ['@cloudbase/wx-cloud-client-sdk', '@cloudbase/ai', 'web-streams-polyfill'];

/** Puts an empty module in the place of each unused package. */
const omitUnusedPackages: Plugin = {
  name: 'omit-unused-packages',
  setup(bundle) {
    const filter = new RegExp(`^(${unusedPackages.join('|')})$`);
    bundle.onResolve({ filter }, ({ path }) => ({ path, namespace: 'omitted' }));
    bundle.onLoad({ filter: /.*/, namespace: 'omitted' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/**
 * Bundles every cloud function with all its dependencies, including wx-server-sdk, into one file next to its `config.json`, which DevTools
 * uploads and the emulator runs. Returns the bytes per function.
 */
export async function buildFunctions(
  functions: readonly FunctionSource[],
  outDir: string,
): Promise<Map<string, number>> {
  await build({
    entryPoints: functions.map(({ name }) => ({ in: `${virtual}:${name}`, out: join(name, 'index') })),
    plugins: [readEntries(functions), omitUnusedPackages],
    outdir: outDir,
    bundle: true,
    platform: 'node',
    target,
    format: 'cjs',
    // Keeps our function names in stack traces for operators.
    keepNames: true,
    loader: { '.wasm': 'binary' },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  await removeOthers(outDir, new Set(functions.map(({ name }) => name)));
  const sizes = new Map<string, number>();
  for (const { name, config } of functions) {
    const folder = join(outDir, name);
    await mkdir(folder, { recursive: true });
    await writeJson(join(folder, 'config.json'), config);
    // DevTools asks for a package.json; there is nothing to install, the bundle is whole.
    await writeJson(join(folder, 'package.json'), { name, version: '1.0.0', private: true, main: 'index.js' });
    sizes.set(name, (await stat(join(folder, 'index.js'))).size);
  }
  return sizes;
}

/** A function that was renamed or removed must not be uploaded again. */
async function removeOthers(outDir: string, names: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(outDir)) {
    if (!names.has(name)) await rm(join(outDir, name), { recursive: true });
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
