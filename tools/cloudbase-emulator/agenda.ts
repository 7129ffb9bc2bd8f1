import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock';
import { endDueRefunds, nextRefundDueMs } from './pay/settlement';
import type { Pushes } from './openapi/pushes';
import type { WeChatPay } from './pay/wechat-pay';
import { refundTakesMs } from './pay/refunds';
import type { Timers } from './timers';

/** setTimeout's own limit. */
const longestSleepMs = 2 ** 31 - 1;

const askEveryMs = 2;

/**
 * Makes happen what falls due: refunds end, notifications and messages are delivered, timers fire. By itself as real time passes; in order and one
 * after the other when the clock is advanced.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #pay: WeChatPay;
  readonly #pushes: Pushes;
  readonly #timers: Timers;
  #wake: NodeJS.Timeout | undefined;
  #advancing = 0;
  #stopped = false;
  #advances: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, pay: WeChatPay, pushes: Pushes, timers: Timers) {
    this.#clock = clock;
    this.#pay = pay;
    this.#pushes = pushes;
    this.#timers = timers;
    pushes.onChange(() => this.arm());
    pay.notifications.onChange(() => this.arm());
    timers.onChange(() => this.arm());
  }

  /** Sleeps until the next thing is due. */
  arm(): void {
    clearTimeout(this.#wake);
    if (this.#stopped || this.#advancing > 0) return;
    const next = earliest(this.#nextToldMs(), this.#timers.nextDueMs());
    if (next === undefined) return;
    const wait = Math.min(Math.max(0, next - this.#clock.now()), longestSleepMs);
    this.#wake = setTimeout(() => this.#wakeUp(), wait);
  }

  /** Whether nothing is due or being delivered; a refund just accepted counts as due. */
  get quiet(): boolean {
    const nowMs = this.#clock.now();
    const refund = nextRefundDueMs(this.#pay);
    const notification = this.#pay.notifications.nextDueMs();
    return (
      this.#advancing === 0 &&
      !this.#pay.notifications.delivering &&
      !this.#pushes.delivering &&
      !this.#timers.firing &&
      (refund === undefined || refund > nowMs + refundTakesMs) &&
      (notification === undefined || notification > nowMs) &&
      (this.#pushes.nextDueMs() ?? Infinity) > nowMs &&
      (this.#timers.nextDueMs() ?? Infinity) > nowMs
    );
  }

  /** Moves the clock; on the way everything due happens at its time, then each timer that fell due fires once. */
  advanceTo(targetMs: number): Promise<void> {
    const advance = this.#advances.then(() => this.#advance(targetMs));
    this.#advances = advance.catch(() => undefined);
    return advance;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#wake);
  }

  async #advance(targetMs: number): Promise<void> {
    this.#advancing += 1;
    clearTimeout(this.#wake);
    try {
      while (this.#pay.notifications.delivering || this.#pushes.delivering) await sleep(askEveryMs);
      for (let next = this.#nextToldMs(); next !== undefined && next <= targetMs; next = this.#nextToldMs()) {
        this.#clock.reach(next);
        endDueRefunds(this.#pay);
        for (const due of this.#pay.notifications.due(next)) await this.#pay.notifications.deliver(due);
        await this.#pushes.deliverDue(next);
      }
      this.#clock.reach(targetMs);
      await this.#timers.fireDueInOrder(this.#clock.now());
    } finally {
      this.#advancing -= 1;
      this.arm();
    }
  }

  #wakeUp(): void {
    const nowMs = this.#clock.now();
    endDueRefunds(this.#pay);
    for (const due of this.#pay.notifications.due(nowMs)) void this.#pay.notifications.deliver(due);
    void this.#pushes.deliverDue(nowMs);
    this.#timers.fireDue(nowMs);
    this.arm();
  }

  #nextToldMs(): number | undefined {
    return earliest(nextRefundDueMs(this.#pay), this.#pay.notifications.nextDueMs(), this.#pushes.nextDueMs());
  }
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
