import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const hostEntry = join(dirname(fileURLToPath(import.meta.url)), '../host/index.ts');

let bundled: Promise<ReadonlyMap<string, string>> | undefined;

/** Builds the browser half of the preview, `host.js` and `host.css`, once: it doesn't depend on the mini-program. */
export function getHostBundle(): Promise<ReadonlyMap<string, string>> {
  bundled ??= buildHost();
  return bundled;
}

async function buildHost(): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    entryPoints: [hostEntry],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    // Nested rules and `@scope` require this version anyway.
    target: 'chrome120',
    outfile: 'host.js',
    charset: 'utf8',
    logLevel: 'silent',
    // glass-easel's development build measures every call, which fills the browser's timeline.
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const readOutput = (suffix: string): string =>
    result.outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? '';
  return new Map([
    ['host.js', readOutput('.js')],
    ['host.css', readOutput('.css')],
  ]);
}
