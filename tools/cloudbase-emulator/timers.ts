import { Cron } from 'croner';
import type { Clock } from './clock';
import type { Callers, ClientAnswer } from './functions/client';
import type { TimerTrigger } from './functions/folder';
import type { FunctionFolders } from './functions/folders';

interface Scheduled {
  readonly function: string;
  readonly trigger: TimerTrigger;
  readonly cron: Cron;
  dueMs: number | undefined;
}

/** Timer triggers of `config.json`, fired by the emulator's clock. A time missed while the emulator was off stays missed. */
export class Timers {
  readonly #clock: Clock;
  readonly #callers: Callers;
  readonly #folders: FunctionFolders;
  #scheduled: Scheduled[] = [];
  #enabled: boolean;
  #firing = 0;
  #changed: () => void = () => undefined;

  constructor(clock: Clock, callers: Callers, folders: FunctionFolders, enabled: boolean) {
    this.#clock = clock;
    this.#callers = callers;
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

  /** Functions may have changed: timers that are as they were keep the time they wait for. */
  refresh(): void {
    const before = this.#scheduled;
    this.#schedule((name, trigger) =>
      before.find((one) => one.function === name && one.trigger.config === trigger.config),
    );
  }

  /** Counts anew from now, after the clock was set. */
  reschedule(): void {
    this.#schedule(() => undefined);
  }

  #schedule(kept: (name: string, trigger: TimerTrigger) => Scheduled | undefined): void {
    const nowMs = this.#clock.now();
    this.#scheduled = this.#folders.all().flatMap((folder) =>
      folder.timers.flatMap((trigger) => {
        // One that says nothing never fires; whoever starts the emulator is told (`inspectFunctions`).
        if (cronFault(trigger) !== undefined) return [];
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

  /** Fires what is due, all at once, as real time does. */
  fireDue(nowMs: number): void {
    for (const { function: name, trigger, atMs } of this.#takeDue(nowMs)) void this.#fire(name, trigger, atMs);
  }

  /** Fires each timer that fell due once, one after the other in the order of their times. */
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
      .flatMap((one) => (one.dueMs !== undefined && one.dueMs <= nowMs ? [{ one, atMs: one.dueMs }] : []))
      .sort((a, b) => a.atMs - b.atMs);
    return due.map(({ one, atMs }) => {
      one.dueMs = nextMs(one.cron, nowMs);
      return { function: one.function, trigger: one.trigger, atMs };
    });
  }

  async #fire(name: string, trigger: TimerTrigger, atMs: number): Promise<ClientAnswer> {
    this.#firing += 1;
    try {
      const event = { Type: 'Timer', TriggerName: trigger.name, Time: new Date(atMs).toISOString(), Message: '' };
      return await this.#callers.fromPlatform(name, event, 'wx_trigger');
    } finally {
      this.#firing -= 1;
    }
  }
}

/** What is wrong with a timer's fields, if anything. */
export function cronFault(trigger: TimerTrigger): string | undefined {
  const fields = trigger.config.trim().split(/\s+/).length;
  if (fields !== 7) return `timer ${trigger.name} must have seven fields, not ${fields}`;
  try {
    parseCron(trigger);
    return undefined;
  } catch (error) {
    return `timer ${trigger.name}: ${(error as Error).message}`;
  }
}

/** Seven fields, Beijing time; a day of month and a day of week together mean either. */
function parseCron(trigger: TimerTrigger): Cron {
  return new Cron(trigger.config, { timezone: 'Asia/Shanghai', paused: true });
}

function nextMs(cron: Cron, afterMs: number): number | undefined {
  return cron.nextRun(new Date(afterMs))?.getTime();
}
