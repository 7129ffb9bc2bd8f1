/** Hands out ports for the inspectors of function processes. */
export class InspectorPorts {
  readonly #inspect: boolean | number;
  readonly #taken = new Set<number>();

  /** `inspect`: as in the emulator's options. */
  constructor(inspect: boolean | number) {
    this.#inspect = inspect;
  }

  get enabled(): boolean {
    return this.#inspect !== false;
  }

  /** The port for the next process: 0 lets the system choose a free one, null means no inspector. */
  acquire(): number | null {
    if (this.#inspect === false) return null;
    if (this.#inspect === true) return 0;
    let port = this.#inspect;
    while (this.#taken.has(port)) port += 1;
    this.#taken.add(port);
    return port;
  }

  /** Must not be called before the process has exited. */
  release(port: number | null): void {
    if (port !== null) this.#taken.delete(port);
  }
}

const listening = /^Debugger listening on (ws:\S+)$/;
const failed = /^Starting inspector on (\S+) failed: (.*)$/;
const otherNotices =
  /^(For help, see: https:\/\/nodejs\.org\/\S*inspector|Debugger (attached|ending on .*)\.?|Waiting for the debugger to disconnect\.\.\.)$/;

/** Separates the notices that Node's inspector prints from what the function itself prints. */
export class InspectorOutput {
  readonly #report: (status: string) => void;

  /** `report` receives `debugger on ws://…`, or why there is no debugger. */
  constructor(report: (status: string) => void) {
    this.#report = report;
  }

  /** Returns the text without the inspector's notices. */
  withoutNotices(printed: string): string {
    const own = printed.split('\n').filter((line) => {
      const status = statusIn(line);
      if (status !== undefined) this.#report(status);
      return status === undefined && !otherNotices.test(line);
    });
    return own.some((line) => line !== '') ? own.join('\n') : '';
  }
}

function statusIn(line: string): string | undefined {
  const address = listening.exec(line)?.[1];
  if (address !== undefined) return `debugger on ${address}`;
  const [, host, reason] = failed.exec(line) ?? [];
  return host === undefined ? undefined : `no debugger on ${host}: ${reason ?? ''}`;
}
