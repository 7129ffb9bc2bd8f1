import { availableParallelism } from 'node:os';
import type { FunctionFolder } from './folder';
import type { Instance } from './instance';

/**
 * Idle processes kept of all functions together, or as many as one function may have if that is more; beyond it the oldest is let go.
 * Keeps one machine usable, no limit of production.
 */
const mostIdle = 48;

/** Processes that load at a time: more would only take turns on the processors, and an instance that comes free may be quicker. */
const mostStarting = 2 * availableParallelism();

/** An instance nobody used for so long is let go, as production does after a while. */
const idleMs = 120_000;

interface Waiter {
  readonly source: FunctionFolder;
  readonly resolve: (instance: Instance) => void;
}

/** The instances of one function, and who waits for one in order of arrival. */
interface Line {
  readonly idle: { instance: Instance; since: number }[];
  readonly busy: Set<Instance>;
  readonly starting: Set<Instance>;
  readonly waiting: Waiter[];
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
    this.#sweep = setInterval(() => this.#dropIdle(), idleMs / 4).unref();
  }

  /** Whether no instance works and nobody waits for one. */
  get quiet(): boolean {
    return [...this.#lines.values()].every((line) => line.busy.size === 0 && line.waiting.length === 0);
  }

  acquire(source: FunctionFolder): Promise<Instance> {
    const line = this.#lineOf(source.name);
    const idle = takeIdle(line, source.version);
    if (idle) {
      line.busy.add(idle);
      return Promise.resolve(idle);
    }
    return new Promise((resolve) => {
      line.waiting.push({ source, resolve });
      this.#grow();
    });
  }

  /** Gives an instance back, to the next that waits; a dead or outdated one is ended. */
  release(source: FunctionFolder, instance: Instance): void {
    const line = this.#lineOf(source.name);
    line.busy.delete(instance);
    this.#offer(line, instance);
    this.#grow();
  }

  /** Ends every instance; those at work once they are done. What they remember of an earlier state must not last. */
  retire(): void {
    for (const line of this.#lines.values()) {
      for (const { instance } of line.idle.splice(0)) instance.kill();
      for (const instance of [...line.busy, ...line.starting]) instance.outdated = true;
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

  /** To whom waits for this version, else it is kept for later. */
  #offer(line: Line, instance: Instance): void {
    const [next] = line.waiting;
    const usable = !this.#stopped && !instance.dead && !instance.outdated;
    if (!usable || (next && next.source.version !== instance.version)) instance.kill();
    else if (next) handOver(line, instance);
    else {
      line.idle.push({ instance, since: Date.now() });
      this.#keepFew();
    }
  }

  /** Starts what is waited for, as far as the limits let it. */
  #grow(): void {
    let starting = [...this.#lines.values()].reduce((sum, line) => sum + line.starting.size, 0);
    for (const line of this.#lines.values()) {
      for (const { source } of line.waiting.slice(line.starting.size)) {
        const room = line.busy.size + line.starting.size < this.#settings.instancesPerFunction;
        if (!room || starting >= mostStarting || this.#stopped) break;
        this.#start(line, source);
        starting += 1;
      }
    }
  }

  #start(line: Line, source: FunctionFolder): void {
    const instance = this.#settings.start(source);
    line.starting.add(instance);
    void instance.loaded.then((failure) => {
      line.starting.delete(instance);
      // One that did not load is handed over all the same, for its caller must be told; the others try for themselves.
      if (failure !== undefined && line.waiting.length > 0) handOver(line, instance);
      else this.#offer(line, instance);
      this.#grow();
    });
  }

  #keepFew(): void {
    const lines = [...this.#lines.values()].filter((line) => line.idle.length > 0);
    const most = Math.max(mostIdle, this.#settings.instancesPerFunction);
    if (lines.reduce((sum, line) => sum + line.idle.length, 0) <= most) return;
    const oldest = lines.sort((a, b) => (a.idle[0]?.since ?? 0) - (b.idle[0]?.since ?? 0))[0];
    oldest?.idle.shift()?.instance.kill();
  }

  #dropIdle(): void {
    for (const line of this.#lines.values()) {
      while (line.idle[0] && Date.now() - line.idle[0].since > idleMs) line.idle.shift()?.instance.kill();
    }
  }

  #lineOf(name: string): Line {
    let line = this.#lines.get(name);
    if (!line) {
      line = { idle: [], busy: new Set(), starting: new Set(), waiting: [] };
      this.#lines.set(name, line);
    }
    return line;
  }

  #instances(): readonly Instance[] {
    return [...this.#lines.values()].flatMap((line) => [
      ...line.idle.map((held) => held.instance),
      ...line.busy,
      ...line.starting,
    ]);
  }
}

function handOver(line: Line, instance: Instance): void {
  line.busy.add(instance);
  line.waiting.shift()?.resolve(instance);
}

/** The most recently used instance that is alive and runs this version; others found on the way are ended. */
function takeIdle(line: Line, version: string): Instance | undefined {
  for (let held = line.idle.pop(); held; held = line.idle.pop()) {
    if (!held.instance.dead && held.instance.version === version) return held.instance;
    held.instance.kill();
  }
  return undefined;
}
