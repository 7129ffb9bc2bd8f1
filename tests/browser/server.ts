import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../ops/build';
import { freePort } from '../freePort';

/** `npm start` in its own process with its own state, to be killed without warning. */
export class Server {
  #process: ChildProcess | null = null;

  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly stateDir: string,
  ) {}

  static async begin(): Promise<Server> {
    const stateDir = await mkdtemp(join(tmpdir(), 'qunpiao-browser-'));
    const port = await freePort();
    const server = new Server(`http://127.0.0.1:${port}`, port, stateDir);
    await server.start();
    return server;
  }

  /** Resolves when it has printed its URL. */
  async start(): Promise<void> {
    const parameters = ['--import', 'tsx', 'ops/start.ts', '--built', '--no-source-maps', '--state', this.stateDir];
    const child = spawn(process.execPath, parameters, {
      cwd: root,
      env: { ...process.env, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes(`Open ${this.url}`)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`the server exited with ${code}:\n${output}`)));
    });
  }

  async killHard(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    this.#process = null;
  }

  async end(): Promise<void> {
    await this.killHard();
    await rm(this.stateDir, { recursive: true, force: true });
  }

  async control(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}/_emulator/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  }
}
