import * as v from 'valibot';
import { PayRefusal } from '../pay/answers';
import { payMethods } from '../pay/api';
import { confirmPayment } from '../pay/confirm-payment';
import { rules } from '../pay/parameters';
import type { PayOrder } from '../pay/pay-ledger';
import { refundAtDesk, refundedFee } from '../pay/refunds';
import { allOutcomes } from '../pay/scripted-outcomes';
import type { Services } from '../services';
import { Count, readBody, type Route, type RouteAnswer } from './route';

const Payment = v.object({
  appId: v.optional(v.string()),
  timeStamp: v.string(),
  nonceStr: v.string(),
  package: v.string(),
  signType: v.string(),
  paySign: v.string(),
});

const Confirmation = v.strictObject({
  outTradeNo: v.optional(v.string()),
  payment: v.optional(Payment),
  as: v.optional(v.string()),
});

/** With an `errCode` the answer is `result_code: FAIL`; without one the call itself fails (`return_code: FAIL`). */
const Refusal = v.strictObject({
  api: v.picklist(payMethods),
  errCode: v.optional(v.string()),
  errCodeDes: v.optional(v.string(), 'refused by the emulator on request'),
  count: Count,
});

const AtDesk = v.strictObject({
  outTradeNo: v.string(),
  outRefundNo: v.optional(v.pipe(v.string(), v.maxLength(rules.outRefundNo.max), v.regex(rules.outRefundNo.pattern))),
  refundFee: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  notify: v.optional(v.pipe(v.string(), v.maxLength(rules.functionName.max))),
});

/** Scripts written before the word was `outcome` still send `fate`. */
const NextOutcome = v.union([
  v.strictObject({ outcome: v.picklist(allOutcomes), count: Count }),
  v.pipe(
    v.strictObject({ fate: v.picklist(allOutcomes), count: Count }),
    v.transform(({ fate, count }) => ({ outcome: fate, count })),
  ),
]);

export function payRoutes(services: Services): readonly Route[] {
  const { pay, clock } = services;
  return [
    { method: 'POST', path: 'pay/confirm', handle: (request) => confirm(services, readBody(Confirmation, request)) },
    {
      method: 'POST',
      path: 'pay/next',
      handle: (request) => {
        const { outcome, count } = readBody(NextOutcome, request);
        pay.scriptedOutcomes.add(outcome, count);
        return { outcomes: pay.scriptedOutcomes.pending() };
      },
    },
    {
      method: 'POST',
      path: 'pay/refuse',
      handle: (request) => {
        const { api, errCode, errCodeDes, count } = readBody(Refusal, request);
        pay.queuedRefusals.add(api, new PayRefusal(errCode, errCodeDes), count);
        return {};
      },
    },
    {
      method: 'POST',
      path: 'pay/refund',
      handle: (request) => {
        const { notify, outTradeNo, outRefundNo, refundFee } = readBody(AtDesk, request);
        const { refund_id, out_refund_no, refund_fee, status } = refundAtDesk(pay, {
          outTradeNo,
          ...(outRefundNo === undefined ? {} : { outRefundNo }),
          ...(refundFee === undefined ? {} : { refundFee }),
          ...(notify === undefined ? {} : { functionName: notify }),
        });
        return { refundId: refund_id, outRefundNo: out_refund_no, refundFee: refund_fee, status };
      },
    },
    {
      method: 'GET',
      path: 'pay/orders',
      handle: ({ query }) => {
        const orders = pay.ledger.orders(clock.now(), query.get('outTradeNo') ?? undefined);
        return { orders: orders.map((order) => describe(services, order)) };
      },
    },
  ];
}

function confirm(
  { pay, people }: Services,
  { outTradeNo, payment, as }: v.InferOutput<typeof Confirmation>,
): RouteAnswer {
  const order = confirmPayment(pay, {
    ...(outTradeNo === undefined ? {} : { outTradeNo }),
    // Pages may pass the payment to wx.requestPayment without its appId; the real client knows its own.
    ...(payment ? { payment: { ...payment, appId: payment.appId ?? pay.appId } } : {}),
    ...(as === undefined ? {} : { openid: people.openid(as) }),
  });
  return { tradeState: order.trade_state, transactionId: order.transaction_id };
}

/** The ledger's own figures, whatever WeChat Pay was scripted to report. */
function describe({ pay }: Services, order: PayOrder): RouteAnswer {
  const refunds = pay.ledger.refundsOf(order);
  return {
    outTradeNo: order.out_trade_no,
    subMchId: order.sub_mch_id,
    tradeState: order.trade_state,
    body: order.body,
    totalFee: order.total_fee,
    refundedFee: refundedFee(refunds),
    createdAtMs: order.created_at,
    expiresAtMs: order.expires_at,
    subOpenid: order.sub_openid,
    ...(order.transaction_id === null ? {} : { transactionId: order.transaction_id, paidAtMs: order.paid_at }),
    refunds: refunds.map((refund) => ({
      outRefundNo: refund.out_refund_no,
      refundId: refund.refund_id,
      refundFee: refund.refund_fee,
      status: refund.status,
    })),
    notifications: pay.notifications.of(order.out_trade_no).map((notification) => ({
      kind: notification.kind,
      function: notification.function_name,
      state: notification.state,
      attempts: notification.attempts,
      dueAtMs: notification.due_at,
    })),
  };
}
