/** The emulator's time: the machine's, shifted. Functions live on it too (the runner shifts `Date`), their timers do not. */
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

  /** Sets the time; `advanceTo` of the agenda is what makes things happen on the way. */
  set(nowMs: number): void {
    this.shift(nowMs - Date.now());
  }

  shift(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    for (const listener of this.#listeners) listener(offsetMs);
  }

  /** Moves forward only: real time may already have passed `nowMs`. */
  reach(nowMs: number): void {
    if (nowMs > this.now()) this.set(nowMs);
  }

  onShift(listener: (offsetMs: number) => void): void {
    this.#listeners.push(listener);
  }
}

const beijingAheadMs = 8 * 60 * 60 * 1000;

/** `yyyyMMddHHmmss` in Beijing, as WeChat Pay v2 writes times. */
export function beijingDigits(ms: number): string {
  return beijingIso(ms).replace(/\D/g, '');
}

/** `yyyy-MM-dd HH:mm:ss` in Beijing, as WeChat Pay v2 writes refund times and bills. */
export function beijingText(ms: number): string {
  return beijingIso(ms).replace('T', ' ');
}

/** Reads `yyyyMMddHHmmss` in Beijing; undefined when it is no such time. */
export function readBeijingDigits(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) - beijingAheadMs;
  return beijingDigits(ms) === text ? ms : undefined;
}

function beijingIso(ms: number): string {
  return new Date(ms + beijingAheadMs).toISOString().slice(0, 19);
}
