import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import type { DatabaseDescription } from './database/contract';
import { FunctionRules } from './functions/rules';

/** What an emulator may be told; the serialisable part is also the shape of an `emulator.json`, whose paths are relative to it. */
export interface EmulatorOptions {
  /** Environment id; must begin with `demo-`, so that nothing meant for here can ever reach a real environment. */
  readonly env: string;
  readonly appId?: string;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Folder that keeps books, documents and files; `':temporary:'` keeps them only while the emulator runs. */
  readonly stateDir?: string;
  /** Folder with one folder per function: `<name>/index.js`, `<name>/config.json`. */
  readonly functionsDir: string;
  /** Collections, indexes and rules, or the path of a JSON file with them; without, collections are made by the door or by functions. */
  readonly database?: DatabaseDescription | string;
  /** Environment variables given to every function. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Names listed by the doors; any other name is a person too. */
  readonly people?: readonly string[];
  /** Merchants WeChat Pay knows; an order for another one is refused. */
  readonly subMchIds?: readonly string[];
  readonly instancesPerFunction?: number;
  /** The Node.js that runs functions; this one by default. */
  readonly nodePath?: string;
  /** Start new instances when a function's bundle has changed on disk. */
  readonly watch?: boolean;
  /** Whether timer triggers fire by themselves. */
  readonly timers?: boolean;
  /** Whether a conflict between transactions is reported by the operation that meets it or by the commit. */
  readonly conflictAt?: 'op' | 'commit';
  /** Who may invoke which function, as CloudBase's console takes it: `{"*": {"invoke": "auth != null"}, "sweep": {"invoke": false}}`. */
  readonly functionRules?: FunctionRules;
  /** Documented is that the rules bind clients; whether they stop pay callbacks, too, is not known: `callbacksToo` supposes so. */
  readonly functionRulesBind?: 'clients' | 'callbacksToo';
  /** The function that takes a pushed message, by its `Event` (`wxa_media_check`), or by its `MsgType` (`text`) if it is no event. */
  readonly messagePush?: Readonly<Record<string, string>>;
  /** `counted`: a subscribe message needs an acceptance told to the door `messages/accept`, and uses it up. */
  readonly subscriptions?: 'unlimited' | 'counted';
  /** Whether WeChat holds payments back until it is told of their delivery (`is_trade_managed`). */
  readonly tradeManaged?: boolean;
  /** Words that `security.msgSecCheck` finds risky, and `mediaCheckAsync` in a picture's address. */
  readonly riskyWords?: readonly string[];
  /** Serves what the emulator does not; answers false for what it does not serve either. */
  readonly extraRoutes?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

export const temporaryState = ':temporary:';

/** Options with nothing left open. */
export interface Settings extends Required<Omit<EmulatorOptions, 'extraRoutes' | 'database'>> {
  readonly database: DatabaseDescription;
  readonly extraRoutes: EmulatorOptions['extraRoutes'];
}

/** @throws when the environment could be a real one */
export function settle(options: EmulatorOptions): Settings {
  if (!options.env.startsWith('demo-')) {
    throw new Error(`The emulator refuses environment "${options.env}": its id must begin with "demo-".`);
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
    conflictAt: 'commit',
    functionRulesBind: 'clients',
    messagePush: {},
    subscriptions: 'unlimited',
    tradeManaged: false,
    // The first is the risky sample of WeChat's own documentation of msgSecCheck.
    riskyWords: ['特3456书yuuo莞6543李zxcz蒜7782法fgnv级', '违规测试'],
    extraRoutes: undefined,
    ...withoutUndefined(options),
    functionsDir: resolve(options.functionsDir),
    functionRules: v.parse(FunctionRules, options.functionRules ?? {}),
    database: describeDatabase(options.database),
  };
}

/** Reads an `emulator.json`; its relative paths start at its own folder. */
export function readEmulatorFile(file: string): EmulatorOptions {
  const options = readJson<EmulatorOptions>(file);
  const from = (path: string): string => resolve(dirname(resolve(file)), path);
  return {
    ...options,
    functionsDir: from(options.functionsDir),
    ...(typeof options.database === 'string' ? { database: from(options.database) } : {}),
    ...(options.stateDir === undefined || options.stateDir === temporaryState
      ? {}
      : { stateDir: from(options.stateDir) }),
  };
}

function describeDatabase(given: EmulatorOptions['database']): DatabaseDescription {
  if (given === undefined) return { collections: {} };
  return typeof given === 'string' ? readJson<DatabaseDescription>(given) : given;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}
