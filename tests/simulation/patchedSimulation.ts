import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type * as simulation from './simulation';

/** A bug planted in a source line of the domain or of an operation. */
export interface SourcePatch {
  /** The file, from the root of the repository. */
  readonly file: string;
  readonly from: RegExp;
  readonly to: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The simulation with a patched source, bundled in memory. Throws if the source no longer contains the code to patch. */
export async function loadPatchedSimulation({ file, from, to }: SourcePatch): Promise<typeof simulation> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./simulation.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'patch',
        setup: (build) =>
          build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (path !== `${root}${file}`) return null;
            const source = await readFile(path, 'utf8');
            const contents = source.replace(from, to);
            if (contents === source) throw new Error(`${file} has nothing that matches ${String(from)}`);
            return { contents, loader: 'ts' };
          }),
      },
    ],
  });
  const code = Buffer.from(outputFiles[0]!.text).toString('base64');
  return import(/* @vite-ignore */ `data:text/javascript;base64,${code}`) as Promise<typeof simulation>;
}
