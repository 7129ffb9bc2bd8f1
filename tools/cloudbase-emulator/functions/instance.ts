import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { codeCacheFolder } from './code-cache';
import type { FunctionFolder } from './folder';
import { InspectorOutput } from './inspector';
import type { LogLine, RunOutcome } from './run';

const runner = fileURLToPath(new URL('./runner.cjs', import.meta.url));

/** Like SCF, the emulator limits loading separately from the invocation; this limit's length is the emulator's own. */
const loadTimeoutMs = 30_000;

/** Keeps a function that prints endlessly from filling the emulator's memory. */
const maxLogLines = 1000;

interface RunRequest {
  /** JSON text. */
  readonly event: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  /** null: no limit. */
  readonly timeoutMs: number | null;
  readonly log: LogLine[];
}

interface StartOptions {
  readonly nodePath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly offsetMs: () => number;
  readonly sourceMaps: boolean;
  /** The inspector's port, 0 for any free one; null starts the process without an inspector. */
  readonly inspectPort: number | null;
  /** Called with `debugger on ws://…`, or with the reason why there is no debugger. */
  readonly onInspector: (status: string) => void;
  readonly onExit: () => void;
}

type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly result?: string }
  /** `fatal`: the process is about to end. */
  | { readonly type: 'failed'; readonly error: string; readonly fatal?: boolean }
  /** The process exceeded its memory limit and is about to end. */
  | { readonly type: 'hoarded'; readonly usedMb: number }
  | ({ readonly type: 'log' } & LogLine);

/** One process of one function. It runs one invocation at a time and may die at any line. */
export class Instance {
  readonly version: string;
  dead = false;
  /** Set when the instance must not be given another invocation. */
  outdated = false;
  /** Resolves once loading ended: to its error, or to undefined on success. */
  readonly loaded: Promise<string | undefined>;
  readonly #child: ChildProcess;
  readonly #options: StartOptions;
  readonly #inspectorOutput: InspectorOutput;
  #settleLoad: (error?: string) => void = () => undefined;
  #settleRun: ((outcome: RunOutcome) => void) | undefined;
  #log: LogLine[] = [];
  #hasRun = false;

  constructor(source: FunctionFolder, options: StartOptions) {
    this.version = source.version;
    this.#options = options;
    this.#inspectorOutput = new InspectorOutput(options.onInspector);
    this.#child = start(source, options);
    this.loaded = new Promise((resolve) => {
      const late = `the bundle did not load within ${loadTimeoutMs / 1000} seconds`;
      const timeout = options.inspectPort === null ? setTimeout(resolve, loadTimeoutMs, late) : undefined;
      this.#settleLoad = (error) => {
        clearTimeout(timeout);
        resolve(error);
      };
    });
    this.#listen();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Runs one invocation. The instance must be idle; afterwards it is `dead` if its process did not survive. */
  async run(request: RunRequest): Promise<RunOutcome> {
    // Lines printed while loading belong to the first invocation; a line between invocations belongs to the one before it.
    if (!this.#hasRun) request.log.push(...this.#log);
    this.#hasRun = true;
    this.#log = request.log;
    const loadError = await this.loaded;
    if (loadError !== undefined) {
      this.kill();
      return { kind: 'thrown', error: loadError };
    }
    return new Promise((resolve) => {
      const timeout = this.#startTimeout(request.timeoutMs);
      this.#settleRun = (outcome) => {
        clearTimeout(timeout);
        this.#settleRun = undefined;
        resolve(outcome);
      };
      const { event, context, environment } = request;
      if (this.dead) this.#settleRun({ kind: 'exited', error: 'the instance is gone' });
      else this.#send({ type: 'invoke', event, context, environment, offsetMs: this.#options.offsetMs() });
    });
  }

  shiftClock(): void {
    this.#send({ type: 'clock', offsetMs: this.#options.offsetMs() });
  }

  kill(): void {
    this.dead = true;
    this.#child.kill('SIGKILL');
  }

  #startTimeout(timeoutMs: number | null): NodeJS.Timeout | undefined {
    if (timeoutMs === null) return undefined;
    return setTimeout(() => {
      this.#settleRun?.({ kind: 'timeout' });
      this.kill();
    }, timeoutMs);
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    // A dying process reports itself by `exit`, so a failed write needs no handling.
    if (!this.dead && this.#child.connected) this.#child.send(message, () => undefined);
  }

  #listen(): void {
    this.#child.on('message', (message) => this.#onMessage(message as Message));
    this.#child.on('error', (error) => this.#onEnd(String(error)));
    this.#child.on('exit', (code, signal) => {
      this.dead = true;
      const end = (): void => this.#onEnd(`the process exited with ${signal ?? `code ${code ?? 0}`}`);
      // The process is gone, but its last messages may still be on their way: they come before the disconnection.
      if (this.#child.connected) this.#child.once('disconnect', end);
      else end();
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#print({ level: 'log', text: chunk.toString().trimEnd() });
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      const printed = chunk.toString();
      const text = this.#options.inspectPort === null ? printed : this.#inspectorOutput.withoutNotices(printed);
      if (text !== '') this.#print({ level: 'error', text: text.trimEnd() });
    });
  }

  #onMessage(message: Message): void {
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
    if (this.#log.length < maxLogLines) this.#log.push(line);
  }

  #onEnd(reason: string): void {
    this.dead = true;
    this.#settleLoad(reason);
    this.#settleRun?.({ kind: 'exited', error: reason });
    this.#options.onExit();
  }
}

function start(source: FunctionFolder, options: StartOptions): ChildProcess {
  const { memoryMb } = source;
  // A debugger and source maps need the file itself to be loaded.
  const isPlain = !options.sourceMaps && options.inspectPort === null;
  const codeFolder = isPlain ? (codeCacheFolder() ?? '') : '';
  return fork(runner, [source.entry, String(options.offsetMs()), String(memoryMb), codeFolder], {
    cwd: source.folder,
    execPath: options.nodePath,
    execArgv: [
      `--max-old-space-size=${memoryMb}`,
      ...(options.sourceMaps ? ['--enable-source-maps'] : []),
      ...(options.inspectPort === null ? [] : [`--inspect=127.0.0.1:${options.inspectPort}`]),
    ],
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}
