import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { Settings } from '../options';
import type { People } from '../people';
import type { LogLine, Record as Books } from '../record';
import { noCosts } from '../sessions';
import type { Costs, Session, Sessions } from '../sessions';
import { contextArgument, invocationEnvironment, loadEnvironment } from './environment';
import type { InvocationFacts } from './environment';
import { eventLimitBytes, resultLimitBytes, failureOf, failures } from './failures';
import type { Failure } from './failures';
import type { FunctionFolder } from './folder';
import { FunctionFolders } from './folders';
import { Instance } from './instance';
import { Pool } from './pool';
import { mayClientInvoke } from './rules';

export interface Invocation extends InvocationFacts {
  readonly function: string;
  /** The event without anything the platform adds, as JSON text. */
  readonly event: string;
  readonly source: string;
  readonly openid?: string | undefined;
  /** The invocation that called, when a function did. */
  readonly parent?: Session;
  /** Whether function rules bind whoever calls; they do not bind functions, operators and the platform. */
  readonly bound?: boolean;
}

export interface Invoked {
  readonly requestId: string;
  readonly tookMs: number;
  readonly costs: Costs;
  /** JSON text of what `main` returned. */
  readonly result?: string;
  readonly failure?: Failure;
}

export interface InvokerParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly record: Books;
  readonly faults: Faults;
  readonly sessions: Sessions;
  readonly people: People;
  readonly adminUrl: () => string;
}

/** One invocation on its way. */
interface Run {
  readonly invocation: Invocation;
  readonly requestId: string;
  readonly log: LogLine[];
  readonly costs: Costs;
}

interface Ended {
  readonly result?: string;
  readonly failure?: Failure;
}

/** Runs functions: finds the bundle, an instance, an identity and a limit for each invocation, and writes down how it went. */
export class Invoker {
  readonly folders: FunctionFolders;
  readonly #parts: InvokerParts;
  readonly #pool: Pool;

  constructor(parts: InvokerParts) {
    const { settings, clock } = parts;
    this.#parts = parts;
    this.folders = new FunctionFolders(settings.functionsDir, settings.watch);
    this.#pool = new Pool({
      instancesPerFunction: settings.instancesPerFunction,
      start: (source) =>
        new Instance(source, {
          nodePath: settings.nodePath,
          environment: loadEnvironment(settings, source),
          offsetMs: () => clock.offsetMs,
        }),
    });
    clock.onShift(() => this.#pool.shiftClocks());
  }

  get quiet(): boolean {
    return this.#pool.quiet;
  }

  async invoke(invocation: Invocation): Promise<Invoked> {
    const requestId = randomUUID();
    const startedAt = performance.now();
    const atMs = this.#parts.clock.now();
    const log: LogLine[] = [];
    const costs = noCosts();
    const ended = await this.#perform({ invocation, requestId, log, costs }).catch((error: unknown) => ({
      failure: failures.unusable(String(error)),
    }));
    const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
    this.#parts.record.invocations.add({
      requestId,
      function: invocation.function,
      as: invocation.openid === undefined ? null : this.#parts.people.nameOf(invocation.openid),
      source: invocation.source,
      atMs,
      tookMs,
      outcome: ended.failure?.kind ?? 'ok',
      ...(ended.failure ? { error: ended.failure.errorMessage } : {}),
      log,
    });
    return { requestId, tookMs, costs, ...ended };
  }

  /** The next invocation of every function starts a new process. */
  retireInstances(): void {
    this.#pool.retire();
  }

  stop(): void {
    this.#pool.stop();
  }

  async #perform(run: Run): Promise<Ended> {
    const { invocation } = run;
    const { faults, settings } = this.#parts;
    const source = await this.folders.findBuilt(invocation.function);
    if (!source) return { failure: failures.missing(invocation.function) };
    if (invocation.bound && !mayClientInvoke(settings.functionRules, source.name)) {
      return { failure: failures.forbidden(source.name) };
    }
    if (Buffer.byteLength(invocation.event) > eventLimitBytes) return { failure: failures.eventTooLarge() };
    const fault = faults.strike({
      target: 'function',
      function: source.name,
      actions: [source.name],
      transaction: false,
    });
    if (fault?.mode === 'slow') await sleep(fault.ms);
    if (fault?.mode === 'before' || fault?.mode === 'http500') return { failure: failures.lost() };
    if (fault?.mode === 'crash' && fault.when === 'before') return { failure: crashed(source) };
    const ended = await this.#run(source, run, fault?.mode === 'crash');
    return fault?.mode === 'after' ? { failure: failures.lost() } : ended;
  }

  async #run(source: FunctionFolder, run: Run, dies: boolean): Promise<Ended> {
    const { settings, adminUrl } = this.#parts;
    const { invocation, requestId, log } = run;
    const instance = await this.#pool.acquire(source);
    const session = this.#openSession(source, run, instance);
    const outcome = await instance.run({
      event: invocation.event,
      context: contextArgument(source, requestId, settings.env),
      environment: invocationEnvironment(loadEnvironment(settings, source), settings, session, invocation, adminUrl()),
      timeoutMs: source.timeoutMs,
      log,
    });
    this.#parts.sessions.close(session);
    if (dies) instance.kill();
    this.#pool.release(source, instance);
    if (dies) return { failure: crashed(source) };
    if (outcome.kind !== 'done') return { failure: failureOf(outcome, source) };
    const result = outcome.result ?? 'null';
    return Buffer.byteLength(result) > resultLimitBytes ? { failure: failures.resultTooLarge() } : { result };
  }

  #openSession(source: FunctionFolder, { invocation, requestId, costs }: Run, instance: Instance): Session {
    const { sessions } = this.#parts;
    const session = sessions.open({
      requestId,
      function: source.name,
      openid: invocation.openid,
      source: invocation.source,
      openapi: source.openapi,
      parent: invocation.parent,
      costs,
      // What the process had already sent when it died finds nobody: a crash is at one place, not about there.
      kill: () => {
        sessions.close(session);
        instance.kill();
      },
    });
    return session;
  }
}

function crashed(source: FunctionFolder): Failure {
  return failureOf({ kind: 'exited', error: 'emulated crash' }, source);
}
