import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Where a file of the built mini-program comes from. Paths of the mini-program always use `/` and have no leading one. */
export interface Sources {
  /** Every file of our own, as paths in the built mini-program. */
  readonly own: readonly string[];
  /** The file on disk behind a built path, or `null` where there is none. */
  readonly fileBehind: (built: string) => string | null;
}

const notShipped = [/(^|\/)tsconfig\.json$/, /\.test\.ts$/, /\.d\.ts$/, /\.md$/, /(^|\/)\./];

/** A package's files as DevTools' own "build npm" takes them. */
const npmPath = /^miniprogram_npm\/((?:@[^/]+\/)?[^/]+)\/(.+)$/;

function firstExisting(candidates: readonly string[]): string | null {
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

export async function sourcesOf(miniprogramDir: string, nodeModulesDir: string): Promise<Sources> {
  const listed = await readdir(miniprogramDir, { recursive: true, withFileTypes: true });
  const files = listed
    .filter((membership) => membership.isFile())
    .map((membership) =>
      path.relative(miniprogramDir, path.join(membership.parentPath, membership.name)).split(path.sep).join('/'),
    )
    .filter((file) => !notShipped.some((pattern) => pattern.test(file)));
  return {
    own: files.map((file) => file.replace(/\.ts$/, '.js')).sort(),
    fileBehind(built) {
      const [, packageName, rest] = npmPath.exec(built) ?? [];
      if (packageName && rest) return firstExisting([path.join(nodeModulesDir, packageName, 'miniprogram_dist', rest)]);
      const script = built.endsWith('.js') ? [path.join(miniprogramDir, built.replace(/\.js$/, '.ts'))] : [];
      return firstExisting([...script, path.join(miniprogramDir, built)]);
    },
  };
}
