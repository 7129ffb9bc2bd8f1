import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which function processes keep compiled code (cached-loader.cjs), shared by all emulators of this user; `null` if there can't be
 * one. Code is run from it, so nobody else may write there.
 */
export function codeCacheFolder(parent = tmpdir()): string | null {
  const uid = process.getuid?.();
  if (uid === undefined) return null;
  const folder = join(parent, `cloudbase-emulator-code-${uid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stats = lstatSync(folder);
    return stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0 ? folder : null;
  } catch {
    return null;
  }
}
