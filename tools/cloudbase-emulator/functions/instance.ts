import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LogLine } from '../record';
import type { FunctionFolder } from './folder';

const runner = fileURLToPath(new URL('./runner.cjs', import.meta.url));

/** As in SCF, loading has a limit of its own, apart from the invocation's; its length is ours. */
const loadTimeoutMs = 30_000;

/** A function that prints without end must not fill the emulator's memory. */
const mostLogLines = 1000;

/** How one run ended; `result` is JSON text, undefined when `main` returned nothing. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly result: string | undefined }
  | { readonly kind: 'thrown'; readonly error: string }
  | { readonly kind: 'exited'; readonly error: string }
  | { readonly kind: 'hoarded'; readonly usedMb: number }
  | { readonly kind: 'timeout' };

export interface RunRequest {
  /** JSON text. */
  readonly event: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly log: LogLine[];
}

type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly result?: string }
  /** `fatal`: the process is about to end. */
  | { readonly type: 'failed'; readonly error: string; readonly fatal?: boolean }
  /** It used more memory than it may, and is about to end. */
  | { readonly type: 'hoarded'; readonly usedMb: number }
  | ({ readonly type: 'log' } & LogLine);

/** One process of one function: runs one invocation at a time and may die at any line. */
export class Instance {
  readonly version: string;
  dead = false;
  /** Must not be given another invocation. */
  outdated = false;
  /** Resolves, in the end, to what went wrong while loading, if anything. */
  readonly loaded: Promise<string | undefined>;
  readonly #child: ChildProcess;
  readonly #offsetMs: () => number;
  #settleLoad: (error?: string) => void = () => undefined;
  #settleRun: ((outcome: RunOutcome) => void) | undefined;
  #log: LogLine[] = [];
  #hasRun = false;

  constructor(
    source: FunctionFolder,
    start: { nodePath: string; environment: Readonly<Record<string, string>>; offsetMs: () => number },
  ) {
    this.version = source.version;
    this.#offsetMs = start.offsetMs;
    const { memoryMb } = source;
    this.#child = fork(runner, [source.entry, String(start.offsetMs()), String(memoryMb)], {
      cwd: source.folder,
      execPath: start.nodePath,
      execArgv: [`--max-old-space-size=${memoryMb}`],
      env: { ...start.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.loaded = new Promise((resolve) => {
      const late = `the bundle did not load within ${loadTimeoutMs / 1000} seconds`;
      const timeout = setTimeout(resolve, loadTimeoutMs, late);
      this.#settleLoad = (error) => {
        clearTimeout(timeout);
        resolve(error);
      };
    });
    this.#listen();
  }

  /** Runs one invocation. The instance must be idle; it is dead afterwards when it did not survive. */
  async run(request: RunRequest): Promise<RunOutcome> {
    // What was printed while loading belongs to the first invocation; later lines went to the one they came after.
    if (!this.#hasRun) request.log.push(...this.#log);
    this.#hasRun = true;
    this.#log = request.log;
    const notLoaded = await this.loaded;
    if (notLoaded !== undefined) {
      this.kill();
      return { kind: 'thrown', error: notLoaded };
    }
    return new Promise((resolve) => {
      const timeout = setTimeout(() => {
        this.#settleRun?.({ kind: 'timeout' });
        this.kill();
      }, request.timeoutMs);
      this.#settleRun = (outcome) => {
        clearTimeout(timeout);
        this.#settleRun = undefined;
        resolve(outcome);
      };
      const { event, context, environment } = request;
      if (this.dead) this.#settleRun({ kind: 'exited', error: 'the instance is gone' });
      else this.#send({ type: 'invoke', event, context, environment, offsetMs: this.#offsetMs() });
    });
  }

  shiftClock(): void {
    this.#send({ type: 'clock', offsetMs: this.#offsetMs() });
  }

  kill(): void {
    this.dead = true;
    this.#child.kill('SIGKILL');
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    // A process that is just dying reports itself by `exit`; the failed write is of no further interest.
    if (!this.dead && this.#child.connected) this.#child.send(message, () => undefined);
  }

  #listen(): void {
    this.#child.on('message', (message) => this.#hear(message as Message));
    this.#child.on('error', (error) => this.#end(String(error)));
    this.#child.on('exit', (code, signal) => this.#end(`the process exited with ${signal ?? `code ${code ?? 0}`}`));
    const write = (level: LogLine['level']) => (chunk: Buffer) => {
      this.#print({ level, text: chunk.toString().trimEnd() });
    };
    this.#child.stdout?.on('data', write('log'));
    this.#child.stderr?.on('data', write('error'));
  }

  #hear(message: Message): void {
    switch (message.type) {
      case 'ready': {
        this.#settleLoad();
        return;
      }
      case 'done':
        return this.#settleRun?.({ kind: 'done', result: message.result });
      case 'failed':
        if (message.fatal) this.dead = true;
        this.#settleLoad(message.error);
        return this.#settleRun?.({ kind: 'thrown', error: message.error });
      case 'hoarded':
        this.dead = true;
        return this.#settleRun?.({ kind: 'hoarded', usedMb: message.usedMb });
      case 'log':
        this.#print({ level: message.level, text: message.text });
    }
  }

  #print(line: LogLine): void {
    if (this.#log.length < mostLogLines) this.#log.push(line);
  }

  #end(reason: string): void {
    this.dead = true;
    this.#settleLoad(reason);
    this.#settleRun?.({ kind: 'exited', error: reason });
  }
}
