import * as v from 'valibot';
import { PayRefusal } from '../pay/answers';
import { payMethods } from '../pay/api';
import type { PayOrder } from '../pay/books';
import { allFates } from '../pay/fates';
import { refundedFee } from '../pay/refunds';
import { confirmPayment } from '../pay/sheet';
import { Count, read } from './door';
import type { Door, DoorAnswer } from './door';
import type { House } from './house';

const Payment = v.object({
  appId: v.optional(v.string()),
  timeStamp: v.string(),
  nonceStr: v.string(),
  package: v.string(),
  signType: v.string(),
  paySign: v.string(),
});

const Confirm = v.strictObject({
  outTradeNo: v.optional(v.string()),
  payment: v.optional(Payment),
  as: v.optional(v.string()),
});

/** Business failures answer `result_code: FAIL`; without an `errCode`, the call itself failed (`return_code: FAIL`). */
const Refuse = v.strictObject({
  api: v.picklist(payMethods),
  errCode: v.optional(v.string()),
  errCodeDes: v.optional(v.string(), 'refused by the emulator as it was told'),
  count: Count,
});

const Next = v.strictObject({ fate: v.picklist(allFates), count: Count });

export function payDoors(house: House): readonly Door[] {
  const { pay, clock } = house;
  return [
    { method: 'POST', path: 'pay/confirm', open: (knock) => confirm(house, read(Confirm, knock)) },
    {
      method: 'POST',
      path: 'pay/next',
      open: (knock) => {
        const { fate, count } = read(Next, knock);
        pay.fates.add(fate, count);
        return { fates: pay.fates.waiting() };
      },
    },
    {
      method: 'POST',
      path: 'pay/refuse',
      open: (knock) => {
        const { api, errCode, errCodeDes, count } = read(Refuse, knock);
        pay.upcoming.add(api, new PayRefusal(errCode, errCodeDes), count);
        return {};
      },
    },
    {
      method: 'GET',
      path: 'pay/orders',
      open: ({ query }) => ({
        orders: pay.books
          .orders(clock.now(), query.get('outTradeNo') ?? undefined)
          .map((order) => describe(house, order)),
      }),
    },
  ];
}

function confirm(house: House, { outTradeNo, payment, as }: v.InferOutput<typeof Confirm>): DoorAnswer {
  const order = confirmPayment(house.pay, {
    ...(outTradeNo === undefined ? {} : { outTradeNo }),
    // A page that hands the whole payment to wx.requestPayment does not always pass appId on: the client knows its own.
    ...(payment ? { payment: { ...payment, appId: payment.appId ?? house.pay.appId } } : {}),
    ...(as === undefined ? {} : { openid: house.people.openid(as) }),
  });
  return { tradeState: order.trade_state, transactionId: order.transaction_id };
}

/** As the books have it, without any lie. */
function describe({ pay }: House, order: PayOrder): DoorAnswer {
  const refunds = pay.books.refundsOf(order);
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
    refunds: refunds.map((one) => ({
      outRefundNo: one.out_refund_no,
      refundId: one.refund_id,
      refundFee: one.refund_fee,
      status: one.status,
    })),
    notifications: pay.notifications.of(order.out_trade_no).map((one) => ({
      kind: one.kind,
      function: one.function_name,
      state: one.state,
      attempts: one.attempts,
      dueAtMs: one.due_at,
    })),
  };
}
