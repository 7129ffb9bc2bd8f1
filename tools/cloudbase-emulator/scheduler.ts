import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock';
import type { Pushes } from './openapi/pushes';
import { completeDueRefunds, nextRefundDueMs } from './pay/refund-completion';
import { refundTakesMs } from './pay/refunds';
import type { WeChatPay } from './pay/wechat-pay';
import type { Timers } from './timers';

/** The limit of `setTimeout`. */
const maxSleepMs = 2 ** 31 - 1;

const pollMs = 2;

/**
 * Runs what falls due: completes refunds, delivers notifications and pushed messages, fires timers. It does so as real time passes, and in
 * order, one after the other, when the clock is advanced.
 */
export class Scheduler {
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

  /** Sets the wake-up for whatever is due next. */
  arm(): void {
    clearTimeout(this.#wake);
    if (this.#stopped || this.#advancing > 0) return;
    const next = earliest(this.#nextDeliveryMs(), this.#timers.nextDueMs());
    if (next === undefined) return;
    const wait = Math.min(Math.max(0, next - this.#clock.now()), maxSleepMs);
    this.#wake = setTimeout(() => this.#wakeUp(), wait);
  }

  /** Tells whether nothing is due or being delivered; a refund that was just accepted counts as due. */
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

  /** Moves the clock. Everything due on the way runs at its time; then each timer that fell due fires once. */
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
      while (this.#pay.notifications.delivering || this.#pushes.delivering) await sleep(pollMs);
      for (let next = this.#nextDeliveryMs(); next !== undefined && next <= targetMs; next = this.#nextDeliveryMs()) {
        this.#clock.moveForwardTo(next);
        completeDueRefunds(this.#pay);
        for (const due of this.#pay.notifications.due(next)) await this.#pay.notifications.deliver(due);
        await this.#pushes.deliverDue(next);
      }
      this.#clock.moveForwardTo(targetMs);
      await this.#timers.fireDueInOrder(this.#clock.now());
    } finally {
      this.#advancing -= 1;
      this.arm();
    }
  }

  #wakeUp(): void {
    const nowMs = this.#clock.now();
    completeDueRefunds(this.#pay);
    for (const due of this.#pay.notifications.due(nowMs)) void this.#pay.notifications.deliver(due);
    void this.#pushes.deliverDue(nowMs);
    this.#timers.fireDue(nowMs);
    this.arm();
  }

  #nextDeliveryMs(): number | undefined {
    return earliest(nextRefundDueMs(this.#pay), this.#pay.notifications.nextDueMs(), this.#pushes.nextDueMs());
  }
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
