import { beijingDigits, beijingText } from '../clock';
import { notificationEnvelope, providerOpenid } from './answers';
import type { PayOrder, PayRefund } from './pay-ledger';
import { reportedFigures, type WeChatPay } from './wechat-pay';

/** The event of a payment's callback (docs/protocol.md#payment). */
export function paymentEvent(pay: WeChatPay, order: PayOrder): Readonly<Record<string, unknown>> {
  const { totalFee, subMchId } = reportedFigures(pay, order);
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

/** Unlike a payment's event, a refund's event has no `attach`. */
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
    refundRequestSource: refund.source,
    userInfo: { appId: pay.appId },
  };
}
