import { availableParallelism } from 'node:os';
import type { FunctionFolder } from './folder';
import type { Instance } from './instance';

/**
 * Idle processes kept for all functions together (or as many as one function may have, if that is more); beyond it the oldest one ends.
 * Protects the machine; production has no such limit.
 */
const maxIdle = 48;

/** Processes that load at a time: more would only share the processors, and a busy instance may become free sooner. */
const maxStarting = 2 * availableParallelism();

/** An instance idle for this long ends, as in production. */
const idleMs = 120_000;

interface Waiter {
  readonly source: FunctionFolder;
  readonly resolve: (instance: Instance) => void;
}

/** The instances of one function, and the callers waiting for one in order of arrival. */
interface InstanceGroup {
  readonly idle: { instance: Instance; since: number }[];
  readonly busy: Set<Instance>;
  readonly starting: Set<Instance>;
  readonly waiting: Waiter[];
}

interface PoolSettings {
  readonly instancesPerFunction: number;
  readonly start: (source: FunctionFolder) => Instance;
  /** True if idle instances stay until the limit is reached; a debugger may be attached to them. */
  readonly keepIdle: boolean;
}

/** Hands out instances for one invocation at a time. Grows to a function’s limit; further callers wait in order of arrival. */
export class Pool {
  readonly #groups = new Map<string, InstanceGroup>();
  readonly #settings: PoolSettings;
  readonly #idleCheck: NodeJS.Timeout;
  #stopped = false;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#idleCheck = setInterval(() => this.#dropIdle(), idleMs / 4).unref();
  }

  /** Tells whether no instance is busy and no caller waits. */
  get quiet(): boolean {
    return [...this.#groups.values()].every((group) => group.busy.size === 0 && group.waiting.length === 0);
  }

  acquire(source: FunctionFolder): Promise<Instance> {
    const group = this.#groupOf(source.name);
    const idle = takeIdle(group, source.version);
    if (idle) {
      group.busy.add(idle);
      return Promise.resolve(idle);
    }
    return new Promise((resolve) => {
      group.waiting.push({ source, resolve });
      this.#grow();
    });
  }

  /** Takes an instance back for the next caller; a dead or outdated instance ends. */
  release(source: FunctionFolder, instance: Instance): void {
    const group = this.#groupOf(source.name);
    group.busy.delete(instance);
    this.#offer(group, instance);
    this.#grow();
  }

  /** Ends every instance, busy ones after their invocation, so that no data cached from an earlier state survives. */
  retire(): void {
    for (const group of this.#groups.values()) {
      for (const { instance } of group.idle.splice(0)) instance.kill();
      for (const instance of [...group.busy, ...group.starting]) instance.outdated = true;
    }
  }

  shiftClocks(): void {
    for (const instance of this.#instances()) instance.shiftClock();
  }

  /** Ends every process. Waiting callers are dropped without an answer. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#idleCheck);
    for (const group of this.#groups.values()) group.waiting.length = 0;
    for (const instance of this.#instances()) instance.kill();
  }

  /** Gives the instance to a caller waiting for its version, or keeps it idle. */
  #offer(group: InstanceGroup, instance: Instance): void {
    const [next] = group.waiting;
    const usable = !this.#stopped && !instance.dead && !instance.outdated;
    if (!usable || (next && next.source.version !== instance.version)) instance.kill();
    else if (next) handOver(group, instance);
    else {
      group.idle.push({ instance, since: Date.now() });
      this.#trimIdle();
    }
  }

  /** Starts instances for waiting callers, within the limits. */
  #grow(): void {
    let starting = [...this.#groups.values()].reduce((sum, group) => sum + group.starting.size, 0);
    for (const group of this.#groups.values()) {
      for (const { source } of group.waiting.slice(group.starting.size)) {
        const room = group.busy.size + group.starting.size < this.#settings.instancesPerFunction;
        if (!room || starting >= maxStarting || this.#stopped) break;
        this.#start(group, source);
        starting += 1;
      }
    }
  }

  #start(group: InstanceGroup, source: FunctionFolder): void {
    const instance = this.#settings.start(source);
    group.starting.add(instance);
    void instance.loaded.then((failure) => {
      group.starting.delete(instance);
      // An instance that failed to load is handed over too, because its caller must receive the error.
      if (failure !== undefined && group.waiting.length > 0) handOver(group, instance);
      else this.#offer(group, instance);
      this.#grow();
    });
  }

  #trimIdle(): void {
    const groups = [...this.#groups.values()].filter((group) => group.idle.length > 0);
    const max = Math.max(maxIdle, this.#settings.instancesPerFunction);
    if (groups.reduce((sum, group) => sum + group.idle.length, 0) <= max) return;
    const oldest = groups.sort((a, b) => (a.idle[0]?.since ?? 0) - (b.idle[0]?.since ?? 0))[0];
    oldest?.idle.shift()?.instance.kill();
  }

  #dropIdle(): void {
    if (this.#settings.keepIdle) return;
    for (const group of this.#groups.values()) {
      while (group.idle[0] && Date.now() - group.idle[0].since > idleMs) group.idle.shift()?.instance.kill();
    }
  }

  #groupOf(name: string): InstanceGroup {
    let group = this.#groups.get(name);
    if (!group) {
      group = { idle: [], busy: new Set(), starting: new Set(), waiting: [] };
      this.#groups.set(name, group);
    }
    return group;
  }

  #instances(): readonly Instance[] {
    return [...this.#groups.values()].flatMap((group) => [
      ...group.idle.map((held) => held.instance),
      ...group.busy,
      ...group.starting,
    ]);
  }
}

function handOver(group: InstanceGroup, instance: Instance): void {
  group.busy.add(instance);
  group.waiting.shift()?.resolve(instance);
}

/** The most recently used live instance of this version; others found before it end. */
function takeIdle(group: InstanceGroup, version: string): Instance | undefined {
  for (let held = group.idle.pop(); held; held = group.idle.pop()) {
    if (!held.instance.dead && held.instance.version === version) return held.instance;
    held.instance.kill();
  }
  return undefined;
}
