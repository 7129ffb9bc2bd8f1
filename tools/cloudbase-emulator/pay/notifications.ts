import type { Clock } from '../clock';
import type { ClientAnswer } from '../functions/function-calls';
import type { State } from '../state';
import type { PayNotification } from './pay-ledger';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** "15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h". https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_7 */
const redeliveredAfterMs: readonly number[] = [
  ...[15, 15, 30].map((seconds) => seconds * secondMs),
  ...[3, 10, 20, 30, 30, 30].map((minutes) => minutes * minuteMs),
  ...[1, 3, 3, 3, 6, 6].map((hours) => hours * hourMs),
];

export const lateByMs = 3 * minuteMs;

interface NewNotification {
  readonly kind: PayNotification['kind'];
  readonly outTradeNo: string;
  readonly functionName: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly dueAt: number;
  readonly copies: number;
}

export type Deliver = (functionName: string, event: Readonly<Record<string, unknown>>) => Promise<ClientAnswer>;

/** WeChat Pay's notifications to functions. They are stored together with the payment or refund and redelivered until acknowledged. */
export class Notifications {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #deliver: Deliver;
  /** Notifications being delivered, in memory only: after a crash they are due again. */
  readonly #delivering = new Set<number>();
  #onChange: () => void = () => undefined;

  constructor(state: State, clock: Clock, deliver: Deliver) {
    this.#state = state;
    this.#clock = clock;
    this.#deliver = deliver;
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Announces a refund that was accepted and ends soon. */
  announceRefund(): void {
    this.#onChange();
  }

  add({ kind, outTradeNo, functionName, event, dueAt, copies }: NewNotification): void {
    this.#state.run(
      `INSERT INTO pay_notifications (kind, out_trade_no, function_name, event, copies, attempts, due_at, state)
       VALUES (?, ?, ?, ?, ?, 0, ?, 'pending')`,
      kind,
      outTradeNo,
      functionName,
      JSON.stringify(event),
      copies,
      dueAt,
    );
    this.#onChange();
  }

  of(outTradeNo: string): readonly PayNotification[] {
    return this.#state.all<PayNotification>(
      'SELECT * FROM pay_notifications WHERE out_trade_no = ? ORDER BY id',
      outTradeNo,
    );
  }

  /** The earliest due time of the notifications that are not being delivered. */
  nextDueMs(): number | undefined {
    return this.#pending().find(({ id }) => !this.#delivering.has(id))?.due_at;
  }

  get delivering(): boolean {
    return this.#delivering.size > 0;
  }

  due(nowMs: number): readonly PayNotification[] {
    return this.#pending().filter(({ id, due_at: dueAt }) => dueAt <= nowMs && !this.#delivering.has(id));
  }

  /** Delivers one notification, with its copies concurrently. If no delivery is acknowledged, it becomes due again later. */
  async deliver(notification: PayNotification): Promise<void> {
    this.#delivering.add(notification.id);
    try {
      const event = JSON.parse(notification.event) as Record<string, unknown>;
      const deliveries = Array.from({ length: notification.copies }, () =>
        this.#deliver(notification.function_name, event),
      );
      const answers = await Promise.all(deliveries);
      this.#recordAttempt(notification, answers.some(isAcknowledgement));
    } finally {
      this.#delivering.delete(notification.id);
      this.#onChange();
    }
  }

  #recordAttempt(notification: PayNotification, acknowledged: boolean): void {
    const wait = redeliveredAfterMs[notification.attempts];
    const state = acknowledged ? 'delivered' : wait === undefined ? 'given up' : 'pending';
    this.#state.run(
      'UPDATE pay_notifications SET attempts = ?, state = ?, due_at = ?, copies = 1 WHERE id = ?',
      notification.attempts + 1,
      state,
      state === 'pending' ? this.#clock.now() + (wait ?? 0) : notification.due_at,
      notification.id,
    );
  }

  #pending(): readonly PayNotification[] {
    return this.#state.all<PayNotification>(
      "SELECT * FROM pay_notifications WHERE state = 'pending' ORDER BY due_at, id",
    );
  }
}

/** Only `errcode: 0` acknowledges; any other answer, or an error, does not. */
function isAcknowledgement({ result }: ClientAnswer): boolean {
  return typeof result === 'object' && result !== null && (result as { errcode?: unknown }).errcode === 0;
}
