import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFolder, type FunctionFolder } from './folder';

/** The wait for a known function that has disappeared: a build empties its folder before filling it. */
const rebuiltWithinMs = 10_000;

/** A file changed more recently may still be being written. */
const settledAfterMs = 80;
const pollMs = 25;

/** The functions of one folder, read once; with `watch`, read again whenever their files changed. */
export class FunctionFolders {
  readonly root: string;
  readonly #watch: boolean;
  readonly #known = new Map<string, FunctionFolder>();
  #onChange: () => void = () => undefined;

  constructor(root: string, watch: boolean) {
    this.root = root;
    this.#watch = watch;
  }

  /** The listener runs when a new or changed function was read. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** undefined when there is no such function. @throws when its `config.json` is invalid */
  find(name: string): FunctionFolder | undefined {
    const known = this.#known.get(name);
    if (known && !this.#watch) return known;
    const version = this.#versionOf(name);
    if (version === undefined) return undefined;
    if (known?.version === version) return known;
    const read = readFolder(join(this.root, name), name, version);
    this.#known.set(name, read);
    this.#onChange();
    return read;
  }

  /** Like `find`, but with `watch` it waits for a function that is being rebuilt. */
  async findBuilt(name: string): Promise<FunctionFolder | undefined> {
    if (!this.#watch) return this.find(name);
    const until = performance.now() + rebuiltWithinMs;
    while (this.#isBeingBuilt(name) && performance.now() < until) await sleep(pollMs);
    return this.find(name);
  }

  /** Every function that can be read; `inspectFunctions` reports the others. */
  all(): readonly FunctionFolder[] {
    return this.names()
      .map((name) => {
        try {
          return this.find(name);
        } catch {
          return undefined;
        }
      })
      .filter((found) => found !== undefined);
  }

  /** The name of every subfolder that could be a function. */
  names(): readonly string[] {
    if (!existsSync(this.root)) return [];
    const entries = readdirSync(this.root, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() || !isName(entry.name) ? [] : [entry.name])).sort();
  }

  #isBeingBuilt(name: string): boolean {
    if (!isName(name)) return false;
    const entry = statSync(join(this.root, name, 'index.js'), { throwIfNoEntry: false });
    if (!entry) return this.#known.has(name);
    const age = Date.now() - entry.mtimeMs;
    return age >= 0 && age < settledAfterMs;
  }

  #versionOf(name: string): string | undefined {
    if (!isName(name)) return undefined;
    const entry = stamp(join(this.root, name, 'index.js'));
    return entry && `${entry} ${stamp(join(this.root, name, 'config.json')) ?? ''}`;
  }
}

const isName = (name: string): boolean => /^[A-Za-z][\w-]*$/.test(name) && name !== 'node_modules';

function stamp(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat && `${stat.mtimeMs}/${stat.size}`;
}
