import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator, temporaryState, type EmulatorOptions, type RunningEmulator } from 'cloudbase-emulator';
import { dist, root } from './build';
import type { SeedTarget } from './seed';

export interface DevStackOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder that keeps everything; `':temporary:'` keeps it only while the devStack stands. */
  readonly stateDir: string;
  /** Forget what was kept. */
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
  /** Other functions than those of `dist/`. */
  readonly functionsDir?: string;
  /** Environment variables of functions that are to differ from `emulator.json`. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface DevStack {
  readonly url: string;
  readonly emulator: RunningEmulator;
  stop(): Promise<void>;
}

/** Reads `emulator.json`, the one description of our local environment. */
export function emulatorConfig(): EmulatorOptions {
  const config = JSON.parse(readFileSync(join(root, 'emulator.json'), 'utf8')) as EmulatorOptions;
  return { ...config, functionsDir: dist.functions, database: join(root, 'database.json') };
}

/** CloudBase, WeChat Pay and WeChat itself on one machine, with what `dist/` holds: the emulator, and the preview on the same port. */
export async function startDevStack(options: DevStackOptions): Promise<DevStack> {
  const config = emulatorConfig();
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
  const target = { url: emulator.url, env: config.env, openidOf: (name: string) => emulator.openidOf(name) };
  if (options.seeded) await seedOnce(target, options.stateDir, emulator);
  return {
    url: emulator.url,
    emulator,
    async stop() {
      await emulator.stop();
      preview?.close();
    },
  };
}

// Loaded only where they are wanted: the preview's compilers and the seed's drawings cost a test that needs neither a second.
async function openPreview(people: readonly string[], watch: boolean) {
  const { createPreview } = await import('miniprogram-preview');
  return createPreview({ miniprogramDir: dist.miniprogram, people: [...people], watch });
}

/** A first start that was killed while it seeded leaves half a world: the mark is set when all is there, and without it we begin anew. */
async function seedOnce(target: SeedTarget, stateDir: string, emulator: RunningEmulator): Promise<void> {
  const { isSeeded, seed } = await import('./seed');
  const mark = join(stateDir, 'seeded');
  const keeps = stateDir !== temporaryState;
  if (await isSeeded(target)) {
    if (!keeps || existsSync(mark)) return;
    await emulator.control('POST', 'reset');
  }
  await seed(target);
  if (keeps) writeFileSync(mark, '');
}
