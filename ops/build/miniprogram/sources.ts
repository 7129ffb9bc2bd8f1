import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The sources of a built mini-program. Built paths use `/` and have no leading one. */
export interface Sources {
  /** The built paths of the mini-program's own files; packages are added by reference. */
  readonly files: readonly string[];
  /** Finds the file on disk for a built path; `null` when there is none. */
  readonly findSource: (built: string) => string | null;
}

const notShipped = [/(^|\/)tsconfig\.json$/, /\.test\.ts$/, /\.d\.ts$/, /\.md$/, /(^|\/)\./];

/** DevTools' "build npm" puts the files of a package there. */
const npmPath = /^miniprogram_npm\/((?:@[^/]+\/)?[^/]+)\/(.+)$/;

function findExisting(candidates: readonly string[]): string | null {
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

export async function listSources(miniprogramDir: string, nodeModulesDir: string): Promise<Sources> {
  const listed = await readdir(miniprogramDir, { recursive: true, withFileTypes: true });
  const files = listed
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(miniprogramDir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !notShipped.some((pattern) => pattern.test(file)));
  return {
    files: files.map((file) => file.replace(/\.ts$/, '.js')).sort(),
    findSource(built) {
      const [, packageName, rest] = npmPath.exec(built) ?? [];
      if (packageName && rest) return findExisting([path.join(nodeModulesDir, packageName, 'miniprogram_dist', rest)]);
      const script = built.endsWith('.js') ? [path.join(miniprogramDir, built.replace(/\.js$/, '.ts'))] : [];
      return findExisting([...script, path.join(miniprogramDir, built)]);
    },
  };
}
