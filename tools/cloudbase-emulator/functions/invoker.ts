import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLog } from '../call-log';
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { Settings } from '../options';
import type { People } from '../people';
import { noCosts, type Costs, type Session, type Sessions } from '../sessions';
import { contextArgument, invocationEnvironment, loadEnvironment, type InvocationFacts } from './environment';
import { eventLimitBytes, resultLimitBytes, failureOf, failures, type Failure } from './failures';
import type { FunctionFolder } from './folder';
import { FunctionFolders } from './folders';
import { InspectorPorts } from './inspector';
import { Instance } from './instance';
import { Pool } from './pool';
import { mayClientInvoke } from './rules';
import type { LogLine } from './run';

interface Invocation extends InvocationFacts {
  readonly function: string;
  /** JSON text. */
  readonly event: string;
  readonly source: string;
  readonly openid?: string | undefined;
  /** The calling invocation, when a function called. */
  readonly parent?: Session;
  /** True if function rules apply to the caller; they do not apply to functions, operators and the platform. */
  readonly rulesApply?: boolean;
}

export interface Invoked {
  readonly requestId: string;
  readonly tookMs: number;
  readonly costs: Costs;
  /** The return value of `main` as JSON text. */
  readonly result?: string;
  readonly failure?: Failure;
}

interface InvokerParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly callLog: CallLog;
  readonly faults: Faults;
  readonly sessions: Sessions;
  readonly people: People;
  readonly adminUrl: () => string;
}

/** An invocation in progress. */
interface Run {
  readonly invocation: Invocation;
  readonly requestId: string;
  readonly log: LogLine[];
  readonly costs: Costs;
}

interface RunResult {
  readonly result?: string;
  readonly failure?: Failure;
}

/** Runs functions: finds each invocation's bundle and instance, gives it its identity and limits, and logs how it ended. */
export class Invoker {
  readonly folders: FunctionFolders;
  readonly #parts: InvokerParts;
  readonly #pool: Pool;
  readonly #inspectorPorts: InspectorPorts;

  constructor(parts: InvokerParts) {
    const { settings, clock } = parts;
    this.#parts = parts;
    this.folders = new FunctionFolders(settings.functionsDir, settings.watch);
    this.#inspectorPorts = new InspectorPorts(settings.inspect);
    this.#pool = new Pool({
      instancesPerFunction: settings.instancesPerFunction,
      start: (source) => this.#start(source),
      keepIdle: this.#inspectorPorts.enabled,
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
    const result = await this.#perform({ invocation, requestId, log, costs }).catch((error: unknown) => ({
      failure: failures.unusable(String(error)),
    }));
    const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
    this.#parts.callLog.invocations.add({
      requestId,
      function: invocation.function,
      as: invocation.openid === undefined ? null : this.#parts.people.nameOf(invocation.openid),
      source: invocation.source,
      atMs,
      tookMs,
      outcome: result.failure?.kind ?? 'ok',
      ...(result.failure ? { error: result.failure.errorMessage } : {}),
      log,
    });
    return { requestId, tookMs, costs, ...result };
  }

  /** The next invocation of every function starts a new process. */
  retireInstances(): void {
    this.#pool.retire();
  }

  stop(): void {
    this.#pool.stop();
  }

  #start(source: FunctionFolder): Instance {
    const { settings, clock } = this.#parts;
    const inspectPort = this.#inspectorPorts.acquire();
    const instance: Instance = new Instance(source, {
      nodePath: settings.nodePath,
      environment: loadEnvironment(settings, source),
      offsetMs: () => clock.offsetMs,
      sourceMaps: settings.sourceMaps,
      inspectPort,
      onInspector: (status) => console.log(`${source.name} (process ${instance.pid ?? 0}): ${status}`),
      onExit: () => this.#inspectorPorts.release(inspectPort),
    });
    return instance;
  }

  async #perform(run: Run): Promise<RunResult> {
    const { invocation } = run;
    const { faults, settings } = this.#parts;
    const source = await this.folders.findBuilt(invocation.function);
    if (!source) return { failure: failures.missing(invocation.function) };
    if (invocation.rulesApply && !mayClientInvoke(settings.functionRules, source.name)) {
      return { failure: failures.forbidden(source.name) };
    }
    if (Buffer.byteLength(invocation.event) > eventLimitBytes) return { failure: failures.eventTooLarge() };
    const fault = faults.take({
      target: 'function',
      function: source.name,
      actions: [source.name],
      transaction: false,
    });
    if (fault?.mode === 'slow') await sleep(fault.ms);
    if (fault?.mode === 'before' || fault?.mode === 'http500') return { failure: failures.lost() };
    if (fault?.mode === 'crash' && fault.when === 'before') return { failure: crashed(source) };
    const result = await this.#run(source, run, fault?.mode === 'crash');
    return fault?.mode === 'after' ? { failure: failures.lost() } : result;
  }

  async #run(source: FunctionFolder, run: Run, crashes: boolean): Promise<RunResult> {
    const { settings, adminUrl } = this.#parts;
    const { invocation, requestId, log } = run;
    const instance = await this.#pool.acquire(source);
    const session = this.#openSession(source, run, instance);
    const outcome = await instance.run({
      event: invocation.event,
      context: contextArgument(source, requestId, settings.env),
      environment: invocationEnvironment(loadEnvironment(settings, source), settings, session, invocation, adminUrl()),
      timeoutMs: this.#inspectorPorts.enabled ? null : source.timeoutMs,
      log,
    });
    this.#parts.sessions.close(session);
    if (crashes) instance.kill();
    this.#pool.release(source, instance);
    if (crashes) return { failure: crashed(source) };
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
      // The session ends first, so that requests already sent by the process have no effect after the crash.
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
