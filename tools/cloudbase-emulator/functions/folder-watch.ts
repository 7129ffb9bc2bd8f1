import { existsSync, readdirSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Several files change together. */
const settleMs = 100;

/**
 * Tells when anything in a folder of functions may have changed, the folder itself having been removed and made again included. Sleeps
 * until the system says so.
 */
export class FolderWatch {
  readonly #root: string;
  readonly #changed: () => void;
  #watchers: FSWatcher[] = [];
  #settling: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(root: string, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
    this.#watchAll();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#settling);
    this.#forget();
  }

  /** Each function's folder, the root, and of the folders above it the nearest that exists. */
  #watchAll(): void {
    this.#forget();
    let [folder, next] = [dirname(this.#root), basename(this.#root)];
    while (!existsSync(folder)) [folder, next] = [dirname(folder), basename(folder)];
    this.#watch(folder, next);
    if (!existsSync(this.#root)) return;
    this.#watch(this.#root);
    for (const entry of readdirSync(this.#root, { withFileTypes: true })) {
      if (!entry.isFile() && entry.name !== 'node_modules') this.#watch(join(this.#root, entry.name));
    }
  }

  /** `only`: what else happens in this folder is nobody's business. */
  #watch(folder: string, only?: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (only === undefined || name === null || name === only) this.#settle();
      });
      watcher.on('error', () => this.#settle());
      this.#watchers.push(watcher);
    } catch {
      // Gone between being seen and being watched: its parent will tell.
      this.#settle();
    }
  }

  #settle(): void {
    if (this.#stopped) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#watchAll();
      this.#changed();
    }, settleMs);
    this.#settling.unref();
  }

  #forget(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close();
  }
}
