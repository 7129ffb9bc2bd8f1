import { beijingDigits, beijingText } from '../clock';
import type { Clock } from '../clock';
import type { ClientAnswer } from '../functions/client';
import type { State } from '../state';
import { notificationEnvelope, providerOpenid } from './answers';
import type { PayNotification, PayOrder, PayRefund } from './books';
import { told } from './wechat-pay';
import type { WeChatPay } from './wechat-pay';

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

export interface NewNotification {
  readonly kind: PayNotification['kind'];
  readonly outTradeNo: string;
  readonly functionName: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly dueAt: number;
  readonly copies: number;
}

export type Deliver = (functionName: string, event: Readonly<Record<string, unknown>>) => Promise<ClientAnswer>;

/** What WeChat Pay has to tell functions. Written down with the payment or refund, and told until it is acknowledged. */
export class Notifications {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #deliver: Deliver;
  /** Being delivered right now; after a crash they are simply due again. */
  readonly #underway = new Set<number>();
  #changed: () => void = () => undefined;

  constructor(state: State, clock: Clock, deliver: Deliver) {
    this.#state = state;
    this.#clock = clock;
    this.#deliver = deliver;
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** Something will be to tell: a refund has begun and ends soon. */
  expect(): void {
    this.#changed();
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
    this.#changed();
  }

  of(outTradeNo: string): readonly PayNotification[] {
    return this.#state.all<PayNotification>(
      'SELECT * FROM pay_notifications WHERE out_trade_no = ? ORDER BY id',
      outTradeNo,
    );
  }

  /** The earliest time anything not being delivered already is due at. */
  nextDueMs(): number | undefined {
    return this.#pending().find((one) => !this.#underway.has(one.id))?.due_at;
  }

  get delivering(): boolean {
    return this.#underway.size > 0;
  }

  due(nowMs: number): readonly PayNotification[] {
    return this.#pending().filter((one) => one.due_at <= nowMs && !this.#underway.has(one.id));
  }

  /** Delivers once (or its copies at once); acknowledged by any of them it is done, otherwise it is due again later. */
  async deliver(notification: PayNotification): Promise<void> {
    this.#underway.add(notification.id);
    try {
      const event = JSON.parse(notification.event) as Record<string, unknown>;
      const deliveries = Array.from({ length: notification.copies }, () =>
        this.#deliver(notification.function_name, event),
      );
      const answers = await Promise.all(deliveries);
      this.#settle(notification, answers.some(acknowledges));
    } finally {
      this.#underway.delete(notification.id);
      this.#changed();
    }
  }

  #settle(notification: PayNotification, acknowledged: boolean): void {
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

/** Exactly `errcode: 0`; anything else, an error included, is no. */
function acknowledges(answer: ClientAnswer): boolean {
  const { result } = answer;
  return typeof result === 'object' && result !== null && (result as { errcode?: unknown }).errcode === 0;
}

export function paymentEvent(pay: WeChatPay, order: PayOrder): Readonly<Record<string, unknown>> {
  const { totalFee, subMchId } = told(pay, order);
  return {
    ...notificationEnvelope(pay.appId, subMchId),
    resultCode: 'SUCCESS',
    openid: providerOpenid(order.sub_openid),
    isSubscribe: 'N',
    subOpenid: order.sub_openid,
    subIsSubscribe: 'N',
    tradeType: 'JSAPI',
    bankType: 'OTHERS',
    totalFee,
    feeType: 'CNY',
    cashFee: totalFee,
    transactionId: order.transaction_id,
    outTradeNo: order.out_trade_no,
    ...(order.attach === null ? {} : { attach: order.attach }),
    timeEnd: beijingDigits(order.paid_at ?? 0),
    userInfo: { appId: pay.appId },
  };
}

/** A refund's notification carries no `attach`. */
export function refundEvent(pay: WeChatPay, order: PayOrder, refund: PayRefund): Readonly<Record<string, unknown>> {
  return {
    ...notificationEnvelope(pay.appId, order.sub_mch_id),
    transactionId: order.transaction_id,
    outTradeNo: order.out_trade_no,
    refundId: refund.refund_id,
    outRefundNo: refund.out_refund_no,
    totalFee: order.total_fee,
    settlementTotalFee: order.total_fee,
    refundFee: refund.refund_fee,
    settlementRefundFee: refund.refund_fee,
    refundStatus: refund.status,
    ...(refund.status === 'SUCCESS' ? { successTime: beijingText(refund.ended_at ?? 0) } : {}),
    refundRecvAccout: '支付用户的零钱',
    refundAccount: 'REFUND_SOURCE_UNSETTLED_FUNDS',
    refundRequestSource: 'API',
    userInfo: { appId: pay.appId },
  };
}
