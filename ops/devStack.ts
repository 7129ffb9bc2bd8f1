import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator, temporaryState, type EmulatorOptions, type RunningEmulator } from 'cloudbase-emulator';
import { dist, root } from './build';
import type { SeedEnvironment } from './seed';

export interface DevStackOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The folder that keeps all state; `':temporary:'` keeps it only while the stack runs. */
  readonly stateDir: string;
  /** Delete the kept state first. */
  readonly reset?: boolean;
  /** Show the mini-program at `/`. */
  readonly preview: boolean;
  /** Fill an empty environment with people, groups and a history. */
  readonly seeded: boolean;
  readonly timers: boolean;
  readonly watch?: boolean;
  readonly instancesPerFunction?: number;
  /** Stack traces of functions name the line of the TypeScript source; costs some 40 ms for each process. */
  readonly sourceMaps?: boolean;
  /** Functions wait for a debugger's attachment, from this port on; they have no time limit then. */
  readonly inspect?: boolean | number;
  /** Deploys these functions instead of those in `dist/`. */
  readonly functionsDir?: string;
  /** Overrides environment variables of `emulator.json` for the functions. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface DevStack {
  readonly url: string;
  readonly emulator: RunningEmulator;
  stop(): Promise<void>;
}

/** Reads `emulator.json`, the one description of our local environment. */
export function readEmulatorConfig(): EmulatorOptions {
  const config = JSON.parse(readFileSync(join(root, 'emulator.json'), 'utf8')) as EmulatorOptions;
  return {
    ...config,
    functionsDir: dist.functions,
    database: join(root, 'database.json'),
    storage: join(root, 'storage.json'),
  };
}

/** Starts the emulator on the bundles in `dist/`, with the preview on the same port. */
export async function startDevStack(options: DevStackOptions): Promise<DevStack> {
  const config = readEmulatorConfig();
  if (options.reset) await rm(options.stateDir, { recursive: true, force: true });
  const people = config.people ?? [];
  const watch = options.watch ?? false;
  const preview = options.preview ? await openPreview(people, watch) : null;
  const emulator = await startEmulator({
    ...config,
    environment: { ...config.environment, ...options.environment },
    port: options.port,
    stateDir: options.stateDir,
    timers: options.timers,
    watch,
    ...(options.sourceMaps === undefined ? {} : { sourceMaps: options.sourceMaps }),
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
    ...(options.functionsDir === undefined ? {} : { functionsDir: options.functionsDir }),
    ...(options.instancesPerFunction === undefined ? {} : { instancesPerFunction: options.instancesPerFunction }),
    ...(preview ? { extraRoutes: (request, response) => preview.handle(request, response) } : {}),
  });
  const seeding = { url: emulator.url, env: config.env, openidOf: (name: string) => emulator.openidOf(name) };
  if (options.seeded) await seedOnce(seeding, options.stateDir, emulator);
  return {
    url: emulator.url,
    emulator,
    async stop() {
      await emulator.stop();
      preview?.close();
    },
  };
}

// Imported on demand: the preview's compilers and the seed take a second to load, and most tests need neither.
async function openPreview(people: readonly string[], watch: boolean) {
  const { createPreview } = await import('miniprogram-preview');
  return createPreview({ miniprogramDir: dist.miniprogram, people: [...people], watch });
}

/** A start that is killed while it seeds leaves half a seed. A marker file says that the seed is complete; without it, we reset and seed again. */
async function seedOnce(environment: SeedEnvironment, stateDir: string, emulator: RunningEmulator): Promise<void> {
  const { isSeeded, seed } = await import('./seed');
  const marker = join(stateDir, 'seeded');
  const isKept = stateDir !== temporaryState;
  if (await isSeeded(environment)) {
    if (!isKept || existsSync(marker)) return;
    await emulator.control('POST', 'reset');
  }
  await seed(environment);
  if (isKept) writeFileSync(marker, '');
}
