import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What CloudBase takes when `config.json` says nothing. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 256;

export interface TimerTrigger {
  readonly name: string;
  /** Seven fields: second minute hour day month week year, in Beijing time. */
  readonly config: string;
}

/** A function as it lies on disk: its bundle and what its `config.json` says. */
export interface FunctionFolder {
  readonly name: string;
  readonly folder: string;
  readonly entry: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly timers: readonly TimerTrigger[];
  readonly openapi: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Differs when the bundle or its configuration has changed. */
  readonly version: string;
}

interface ConfigFile {
  readonly timeout?: number;
  readonly memorySize?: number;
  readonly triggers?: readonly { readonly name: string; readonly type: string; readonly config: string }[];
  readonly permissions?: { readonly openapi?: readonly string[] };
  readonly envVariables?: Readonly<Record<string, string>>;
}

/** The functions of one folder. Read once, or afresh whenever something changed when `watch` is set. */
export class FunctionFolders {
  readonly #root: string;
  readonly #watch: boolean;
  readonly #known = new Map<string, FunctionFolder>();
  #changed: () => void = () => undefined;

  constructor(root: string, watch: boolean) {
    this.#root = root;
    this.#watch = watch;
  }

  /** Called when a function was read that is new or not what it was. */
  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** undefined when there is no such function. */
  find(name: string): FunctionFolder | undefined {
    const known = this.#known.get(name);
    if (known && !this.#watch) return known;
    const version = this.#versionOf(name);
    if (version === undefined) return undefined;
    if (known?.version === version) return known;
    const read = readFolder(join(this.#root, name), name, version);
    this.#known.set(name, read);
    this.#changed();
    return read;
  }

  all(): readonly FunctionFolder[] {
    if (!existsSync(this.#root)) return [];
    return readdirSync(this.#root)
      .sort()
      .map((name) => this.find(name))
      .filter((found) => found !== undefined);
  }

  #versionOf(name: string): string | undefined {
    if (!/^[A-Za-z][\w-]*$/.test(name)) return undefined;
    const entry = stamp(join(this.#root, name, 'index.js'));
    return entry && `${entry} ${stamp(join(this.#root, name, 'config.json')) ?? ''}`;
  }
}

function readFolder(folder: string, name: string, version: string): FunctionFolder {
  const file = join(folder, 'config.json');
  const config = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ConfigFile) : {};
  return {
    name,
    folder,
    entry: join(folder, 'index.js'),
    timeoutMs: (config.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    memoryMb: config.memorySize ?? DEFAULT_MEMORY_MB,
    timers: (config.triggers ?? []).filter((trigger) => trigger.type === 'timer'),
    openapi: config.permissions?.openapi ?? [],
    environment: config.envVariables ?? {},
    version,
  };
}

function stamp(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat && `${stat.mtimeMs}/${stat.size}`;
}
