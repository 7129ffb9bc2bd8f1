/** The emulator's time: the machine's time plus an offset. The runner shifts `Date` in functions by it; their `setTimeout`s keep real time. */
export class Clock {
  #offsetMs: number;
  readonly #listeners: ((offsetMs: number) => void)[] = [];

  constructor(offsetMs: number) {
    this.#offsetMs = offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  readonly now = (): number => Date.now() + this.#offsetMs;

  /** Only sets the time; `Scheduler.advanceTo` also runs what falls due on the way. */
  set(nowMs: number): void {
    this.shift(nowMs - Date.now());
  }

  shift(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    for (const listener of this.#listeners) listener(offsetMs);
  }

  /** Never moves back: real time may already have passed `nowMs`. */
  moveForwardTo(nowMs: number): void {
    if (nowMs > this.now()) this.set(nowMs);
  }

  onShift(listener: (offsetMs: number) => void): void {
    this.#listeners.push(listener);
  }
}

const beijingOffsetMs = 8 * 60 * 60 * 1000;

/** `yyyyMMddHHmmss` in Beijing time, WeChat Pay v2's format for times. */
export function beijingDigits(ms: number): string {
  return beijingIso(ms).replace(/\D/g, '');
}

/** `yyyy-MM-dd HH:mm:ss` in Beijing time, WeChat Pay v2's format for refund times and bills. */
export function beijingText(ms: number): string {
  return beijingIso(ms).replace('T', ' ');
}

/** Parses `yyyyMMddHHmmss` in Beijing time; undefined when there is no such time. */
export function parseBeijingDigits(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) - beijingOffsetMs;
  return beijingDigits(ms) === text ? ms : undefined;
}

function beijingIso(ms: number): string {
  return new Date(ms + beijingOffsetMs).toISOString().slice(0, 19);
}
