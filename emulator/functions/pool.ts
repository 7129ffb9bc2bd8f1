import type { FunctionFolder } from './folder.js';
import type { Instance } from './instance.js';

/** All processes together; beyond it an idle one of another function makes room. Keeps one machine usable, no limit of production. */
const MOST_PROCESSES = 48;

/** An instance nobody used for so long is let go, as production does after a while. */
const IDLE_MS = 120_000;

interface Line {
  readonly idle: { instance: Instance; since: number }[];
  readonly busy: Set<Instance>;
  readonly waiting: ((instance: Instance) => void)[];
}

export interface PoolSettings {
  readonly instancesPerFunction: number;
  readonly start: (source: FunctionFolder) => Instance;
}

/** Hands out instances, one invocation each; grows to the limit of a function, then lets callers wait in order of arrival. */
export class Pool {
  readonly #lines = new Map<string, Line>();
  readonly #settings: PoolSettings;
  readonly #sweep: NodeJS.Timeout;
  #stopped = false;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#sweep = setInterval(() => this.#dropIdle(), IDLE_MS / 4).unref();
  }

  /** Whether no instance works and nobody waits for one. */
  get quiet(): boolean {
    return [...this.#lines.values()].every((line) => line.busy.size === 0 && line.waiting.length === 0);
  }

  acquire(source: FunctionFolder): Promise<Instance> {
    const line = this.#lineOf(source.name);
    const idle = takeIdle(line, source.version);
    if (idle || (line.busy.size < this.#settings.instancesPerFunction && !this.#stopped)) {
      const instance = idle ?? this.#start(source);
      line.busy.add(instance);
      return Promise.resolve(instance);
    }
    return new Promise((resolve) => line.waiting.push(resolve));
  }

  /** Gives an instance back, to the next that waits; a dead or outdated one is replaced. */
  release(source: FunctionFolder, instance: Instance): void {
    const line = this.#lineOf(source.name);
    line.busy.delete(instance);
    const usable = !instance.dead && !instance.outdated && instance.version === source.version;
    if (!usable) instance.kill();
    const next = line.waiting.shift();
    if (next) {
      const free = usable ? instance : this.#start(source);
      line.busy.add(free);
      next(free);
    } else if (usable) {
      line.idle.push({ instance, since: Date.now() });
    }
  }

  /** Ends every instance; those at work once they are done. What they remember of an earlier state must not last. */
  retire(): void {
    for (const line of this.#lines.values()) {
      for (const { instance } of line.idle.splice(0)) instance.kill();
      for (const instance of line.busy) instance.outdated = true;
    }
  }

  shiftClocks(): void {
    for (const instance of this.#instances()) instance.shiftClock();
  }

  /** Ends every process. Whoever waits for one waits forever: there is nobody left to tell. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#sweep);
    for (const line of this.#lines.values()) line.waiting.length = 0;
    for (const instance of this.#instances()) instance.kill();
  }

  #start(source: FunctionFolder): Instance {
    if (this.#instances().length >= MOST_PROCESSES) this.#makeRoom();
    return this.#settings.start(source);
  }

  #makeRoom(): void {
    const lines = [...this.#lines.values()].filter((line) => line.idle.length > 0);
    const oldest = lines.sort((a, b) => (a.idle[0]?.since ?? 0) - (b.idle[0]?.since ?? 0))[0];
    oldest?.idle.shift()?.instance.kill();
  }

  #dropIdle(): void {
    for (const line of this.#lines.values()) {
      while (line.idle[0] && Date.now() - line.idle[0].since > IDLE_MS) line.idle.shift()?.instance.kill();
    }
  }

  #lineOf(name: string): Line {
    let line = this.#lines.get(name);
    if (!line) {
      line = { idle: [], busy: new Set(), waiting: [] };
      this.#lines.set(name, line);
    }
    return line;
  }

  #instances(): readonly Instance[] {
    return [...this.#lines.values()].flatMap((line) => [...line.idle.map((held) => held.instance), ...line.busy]);
  }
}

/** The most recently used instance that is alive and runs this version; others found on the way are ended. */
function takeIdle(line: Line, version: string): Instance | undefined {
  for (let held = line.idle.pop(); held; held = line.idle.pop()) {
    if (!held.instance.dead && held.instance.version === version) return held.instance;
    held.instance.kill();
  }
  return undefined;
}
