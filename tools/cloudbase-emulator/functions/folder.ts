import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** What CloudBase takes when `config.json` says nothing. */
const defaultTimeoutSeconds = 3;
const defaultMemoryMb = 256;

/** What CloudBase's console lets one choose (assumed: WeChat's own once stopped at 60). */
const longestTimeoutSeconds = 900;

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

const positive = (most: number): v.GenericSchema<number> =>
  v.pipe(
    v.number(),
    v.check((value) => value > 0 && value <= most, `must be between 0 and ${most}`),
  );

/** Other keys belong to other tools (`installDependency`, `ignore`, …). */
const ConfigFile = v.object({
  timeout: v.optional(positive(longestTimeoutSeconds), defaultTimeoutSeconds),
  memorySize: v.optional(positive(3072), defaultMemoryMb),
  triggers: v.optional(v.array(v.object({ name: v.string(), type: v.string(), config: v.string() })), []),
  permissions: v.optional(v.object({ openapi: v.optional(v.array(v.string()), []) }), {}),
  envVariables: v.optional(v.record(v.string(), v.string()), {}),
});

/** @throws a sentence when `config.json` cannot be what it should */
export function readFolder(folder: string, name: string, version: string): FunctionFolder {
  const config = readConfig(join(folder, 'config.json'), name);
  return {
    name,
    folder,
    entry: join(folder, 'index.js'),
    timeoutMs: config.timeout * 1000,
    memoryMb: config.memorySize,
    timers: config.triggers.filter((trigger) => trigger.type === 'timer'),
    openapi: config.permissions.openapi,
    environment: config.envVariables,
    version,
  };
}

function readConfig(file: string, name: string): v.InferOutput<typeof ConfigFile> {
  const input = existsSync(file) ? parse(file, name) : {};
  const parsed = v.safeParse(ConfigFile, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`${name}/config.json: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}

function parse(file: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${name}/config.json is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
