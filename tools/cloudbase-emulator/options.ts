import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import type { DatabaseDescription } from './database/contract';
import { FunctionRules } from './functions/rules';
import { defaultStorageRules, type StorageRules } from './rules/storage-rules';

/** Everything but `extraRoutes` may also stand in an `emulator.json`, whose paths are relative to the file. */
export interface EmulatorOptions {
  /** Environment id; must begin with `demo-`, so that nothing meant for the emulator can reach a real environment. */
  readonly env: string;
  readonly appId?: string;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Folder for documents, files and WeChat Pay's ledger; `':temporary:'` keeps them only while the emulator runs. */
  readonly stateDir?: string;
  /** Folder with one subfolder per function: `<name>/index.js`, `<name>/config.json`. */
  readonly functionsDir: string;
  /** Collections, indexes and access rules, or the path of a JSON file with them. Without it there are no collections at first. */
  readonly database?: DatabaseDescription | string;
  /** The rule of the storage bucket, or the path of a JSON file with it. By default everybody reads a file and only its creator writes it. */
  readonly storage?: StorageRules | string;
  /** Environment variables of every function. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The people that the control API lists; any other name is a person too. */
  readonly people?: readonly string[];
  /** The merchants that WeChat Pay knows; orders for others are refused. */
  readonly subMchIds?: readonly string[];
  readonly instancesPerFunction?: number;
  /** The Node.js binary that runs functions; the emulator's own by default. */
  readonly nodePath?: string;
  /** True if a function whose files changed on disk starts in a new process. */
  readonly watch?: boolean;
  /** True if timer triggers fire when they are due. */
  readonly timers?: boolean;
  /**
   * Starts function processes with Node's inspector and disables their time limits. `true` gives each process a free port; a number gives
   * each the lowest free port from that number on. Each address is printed when its process starts.
   */
  readonly inspect?: boolean | number;
  /** True if stack traces name the lines of the sources instead of the bundle's (`--enable-source-maps`); slows loading. */
  readonly sourceMaps?: boolean;
  /** The call that reports a conflict between transactions: the conflicting operation or the commit. */
  readonly conflictAt?: 'op' | 'commit';
  /** The console's rules of functions: `{"*": {"invoke": "auth != null"}, "sweep": {"invoke": false}}`. */
  readonly functionRules?: FunctionRules;
  /** Rules are documented to bind clients; whether they also block pay callbacks is unknown, and `callbacksToo` assumes they do. */
  readonly functionRulesBind?: 'clients' | 'callbacksToo';
  /** The function that receives a pushed message, by `Event` (`wxa_media_check`), or by `MsgType` (`text`) for other messages. */
  readonly messagePush?: Readonly<Record<string, string>>;
  /** With `counted`, each subscribe message uses up one acceptance, made through the control API's `messages/accept`. */
  readonly subscriptions?: 'unlimited' | 'counted';
  /** True if WeChat withholds payments until their delivery is reported (`is_trade_managed`). */
  readonly tradeManaged?: boolean;
  /** Words that make `security.msgSecCheck` find a text risky, and `mediaCheckAsync` an image with such a word in its address. */
  readonly riskyWords?: readonly string[];
  /** Serves paths that the emulator does not; returns false for a path that it does not serve either. */
  readonly extraRoutes?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

export const temporaryState = ':temporary:';

/** Options with every default filled in. */
export interface Settings extends Required<Omit<EmulatorOptions, 'extraRoutes' | 'database' | 'storage'>> {
  readonly database: DatabaseDescription;
  readonly storage: StorageRules;
  readonly extraRoutes: EmulatorOptions['extraRoutes'];
}

/** @throws when the environment's id could be a real one's */
export function resolveOptions(options: EmulatorOptions): Settings {
  if (!options.env.startsWith('demo-')) {
    throw new Error(`environment "${options.env}" is refused: its id must begin with "demo-"`);
  }
  return {
    appId: 'wxdemo0000000000ff',
    port: 0,
    stateDir: '.cloudbase-emulator',
    environment: {},
    people: ['alice', 'bob'],
    subMchIds: ['1900000109'],
    instancesPerFunction: 8,
    nodePath: process.execPath,
    watch: false,
    timers: true,
    inspect: false,
    sourceMaps: options.inspect !== undefined && options.inspect !== false,
    conflictAt: 'commit',
    functionRulesBind: 'clients',
    messagePush: {},
    subscriptions: 'unlimited',
    tradeManaged: false,
    // The first one is the risky sample text in WeChat's documentation of msgSecCheck.
    riskyWords: ['特3456书yuuo莞6543李zxcz蒜7782法fgnv级', '违规测试'],
    extraRoutes: undefined,
    ...withoutUndefined(options),
    functionsDir: resolve(options.functionsDir),
    functionRules: v.parse(FunctionRules, options.functionRules ?? {}),
    database: readDescription<DatabaseDescription>(options.database, { collections: {} }),
    storage: readDescription<StorageRules>(options.storage, defaultStorageRules),
  };
}

/** Reads an `emulator.json`; its paths are relative to its folder. */
export function readEmulatorFile(file: string): EmulatorOptions {
  const options = readJson<EmulatorOptions>(file);
  const from = (path: string): string => resolve(dirname(resolve(file)), path);
  return {
    ...options,
    // The command line may name the folder instead.
    ...(options.functionsDir === undefined ? {} : { functionsDir: from(options.functionsDir) }),
    ...(typeof options.database === 'string' ? { database: from(options.database) } : {}),
    ...(typeof options.storage === 'string' ? { storage: from(options.storage) } : {}),
    ...(options.stateDir === undefined || options.stateDir === temporaryState
      ? {}
      : { stateDir: from(options.stateDir) }),
  };
}

function readDescription<T extends object>(given: T | string | undefined, usual: T): T {
  if (given === undefined) return usual;
  return typeof given === 'string' ? readJson<T>(given) : given;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}
