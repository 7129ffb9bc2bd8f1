import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** CloudBase's defaults for a missing `config.json` entry. */
const defaultTimeoutSeconds = 3;
const defaultMemoryMb = 256;

/** The maximum of CloudBase's console (assumed; WeChat's console used to allow 60). */
const maxTimeoutSeconds = 900;

export interface TimerTrigger {
  readonly name: string;
  /** Seven fields: second minute hour day month week year, in Beijing time. */
  readonly config: string;
}

/** A function on disk: its bundle and its `config.json`. */
export interface FunctionFolder {
  readonly name: string;
  readonly folder: string;
  readonly entry: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly timers: readonly TimerTrigger[];
  readonly openapi: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Changes whenever the bundle or its configuration does. */
  readonly version: string;
}

const positive = (max: number): v.GenericSchema<number> =>
  v.pipe(
    v.number(),
    v.check((value) => value > 0 && value <= max, `must be between 0 and ${max}`),
  );

/** Unknown keys are allowed; they belong to other tools (`installDependency`, `ignore`, …). */
const ConfigFile = v.object({
  timeout: v.optional(positive(maxTimeoutSeconds), defaultTimeoutSeconds),
  memorySize: v.optional(positive(3072), defaultMemoryMb),
  triggers: v.optional(v.array(v.object({ name: v.string(), type: v.string(), config: v.string() })), []),
  permissions: v.optional(v.object({ openapi: v.optional(v.array(v.string()), []) }), {}),
  envVariables: v.optional(v.record(v.string(), v.string()), {}),
});

/** @throws a sentence when `config.json` is invalid */
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
  throw new Error(`${name}/config.json: ${v.getDotPath(issue) ?? 'the whole file'}: ${issue.message}`);
}

function parse(file: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${name}/config.json is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
