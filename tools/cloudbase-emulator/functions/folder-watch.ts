import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A build changes several files at once. */
const settleMs = 100;

/** Reports possible changes in a folder of functions, including its removal and re-creation. Uses file system events, not polling. */
export class FolderWatch {
  readonly #root: string;
  readonly #onChange: () => void;
  #watchers: FSWatcher[] = [];
  #pendingReport: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(root: string, onChange: () => void) {
    this.#root = root;
    this.#onChange = onChange;
    this.#watchAll();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#pendingReport);
    this.#closeAll();
  }

  /** Watches each function's folder, the root, and the nearest existing folder above the root. */
  #watchAll(): void {
    this.#closeAll();
    let [folder, next] = [dirname(this.#root), basename(this.#root)];
    while (!existsSync(folder)) [folder, next] = [dirname(folder), basename(folder)];
    this.#watch(folder, next);
    if (!existsSync(this.#root)) return;
    this.#watch(this.#root);
    for (const entry of readdirSync(this.#root, { withFileTypes: true })) {
      if (!entry.isFile() && entry.name !== 'node_modules') this.#watch(join(this.#root, entry.name));
    }
  }

  /** With `only`, changes of other entries in the folder are ignored. */
  #watch(folder: string, only?: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (only === undefined || name === null || name === only) this.#scheduleReport();
      });
      watcher.on('error', () => this.#scheduleReport());
      this.#watchers.push(watcher);
    } catch {
      // The folder was removed between listing and watching it.
      this.#scheduleReport();
    }
  }

  #scheduleReport(): void {
    if (this.#stopped) return;
    clearTimeout(this.#pendingReport);
    this.#pendingReport = setTimeout(() => {
      this.#watchAll();
      this.#onChange();
    }, settleMs);
    this.#pendingReport.unref();
  }

  #closeAll(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close();
  }
}
