import { Cron } from 'croner';
import type { Clock } from './clock';
import type { FunctionCalls, ClientAnswer } from './functions/function-calls';
import type { TimerTrigger } from './functions/folder';
import type { FunctionFolders } from './functions/folders';

interface Scheduled {
  readonly function: string;
  readonly trigger: TimerTrigger;
  readonly cron: Cron;
  dueMs: number | undefined;
}

/** Timer triggers of `config.json`, fired by the emulator's clock. Times that passed while the emulator was off are skipped. */
export class Timers {
  readonly #clock: Clock;
  readonly #functionCalls: FunctionCalls;
  readonly #folders: FunctionFolders;
  #scheduled: Scheduled[] = [];
  #enabled: boolean;
  #firing = 0;
  #changed: () => void = () => undefined;

  constructor(clock: Clock, functionCalls: FunctionCalls, folders: FunctionFolders, enabled: boolean) {
    this.#clock = clock;
    this.#functionCalls = functionCalls;
    this.#folders = folders;
    this.#enabled = enabled;
    this.reschedule();
    folders.onChange(() => this.refresh());
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  get firing(): boolean {
    return this.#firing > 0;
  }

  enable(enabled: boolean): void {
    this.#enabled = enabled;
    this.reschedule();
  }

  /** Reads the functions' timers again; unchanged timers keep their next time. */
  refresh(): void {
    const before = this.#scheduled;
    this.#schedule((name, trigger) =>
      before.find((timer) => timer.function === name && timer.trigger.config === trigger.config),
    );
  }

  /** Computes every timer's next time from now, after the clock was set. */
  reschedule(): void {
    this.#schedule(() => undefined);
  }

  #schedule(kept: (name: string, trigger: TimerTrigger) => Scheduled | undefined): void {
    const nowMs = this.#clock.now();
    this.#scheduled = this.#folders.all().flatMap((folder) =>
      folder.timers.flatMap((trigger) => {
        // An invalid timer never fires; `inspectFunctions` warns about it.
        if (cronError(trigger) !== undefined) return [];
        const cron = parseCron(trigger);
        const dueMs = kept(folder.name, trigger)?.dueMs ?? nextMs(cron, nowMs);
        return [{ function: folder.name, trigger, cron, dueMs }];
      }),
    );
    this.#changed();
  }

  nextDueMs(): number | undefined {
    const due = this.#enabled ? this.#scheduled.flatMap(({ dueMs }) => dueMs ?? []) : [];
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Fires every due timer concurrently, as happens in real time. */
  fireDue(nowMs: number): void {
    for (const { function: name, trigger, atMs } of this.#takeDue(nowMs)) void this.#fire(name, trigger, atMs);
  }

  /** Fires each due timer once, one after the other, ordered by time. */
  async fireDueInOrder(nowMs: number): Promise<void> {
    for (const { function: name, trigger, atMs } of this.#takeDue(nowMs)) await this.#fire(name, trigger, atMs);
  }

  /** @throws when the function has no timer */
  runNow(name: string): Promise<ClientAnswer> {
    const trigger = this.#folders.find(name)?.timers[0];
    if (!trigger) throw new Error(`${name} has no timer trigger`);
    return this.#fire(name, trigger, this.#clock.now());
  }

  #takeDue(nowMs: number): readonly { function: string; trigger: TimerTrigger; atMs: number }[] {
    if (!this.#enabled) return [];
    const due = this.#scheduled
      .flatMap((timer) => (timer.dueMs !== undefined && timer.dueMs <= nowMs ? [{ timer, atMs: timer.dueMs }] : []))
      .sort((a, b) => a.atMs - b.atMs);
    return due.map(({ timer, atMs }) => {
      timer.dueMs = nextMs(timer.cron, nowMs);
      return { function: timer.function, trigger: timer.trigger, atMs };
    });
  }

  async #fire(name: string, trigger: TimerTrigger, atMs: number): Promise<ClientAnswer> {
    this.#firing += 1;
    try {
      const event = { Type: 'Timer', TriggerName: trigger.name, Time: new Date(atMs).toISOString(), Message: '' };
      return await this.#functionCalls.fromPlatform(name, event, 'wx_trigger');
    } finally {
      this.#firing -= 1;
    }
  }
}

/** A sentence about what is wrong with a timer's cron fields; undefined when they are valid. */
export function cronError(trigger: TimerTrigger): string | undefined {
  const fields = trigger.config.trim().split(/\s+/).length;
  if (fields !== 7) return `timer ${trigger.name} must have seven fields, not ${fields}`;
  try {
    parseCron(trigger);
    return undefined;
  } catch (error) {
    return `timer ${trigger.name}: ${(error as Error).message}`;
  }
}

/** Seven fields in Beijing time; when both a day of month and a day of week are given, either matches. */
function parseCron(trigger: TimerTrigger): Cron {
  return new Cron(trigger.config, { timezone: 'Asia/Shanghai', paused: true });
}

function nextMs(cron: Cron, afterMs: number): number | undefined {
  return cron.nextRun(new Date(afterMs))?.getTime();
}
