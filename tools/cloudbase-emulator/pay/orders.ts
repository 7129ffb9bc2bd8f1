import { beijingDigits } from '../clock';
import { malformed, providerOpenid, refusals, type PayBody } from './answers';
import type { PayOrder, TradeState } from './pay-ledger';
import { rules, type Parameters } from './parameters';
import { reportedFigures, type WeChatPay } from './wechat-pay';

/** "最短调用时间间隔为5分钟". https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_3 */
const closableAfterMs = 5 * 60 * 1000;

const stateDescriptions: Readonly<Record<TradeState, string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
  PAYERROR: '支付失败(其他原因，如银行返回失败)',
};

/** The order that a call names by `transaction_id` or `out_trade_no` within `sub_mch_id`. */
export function requestedOrder(pay: WeChatPay, parameters: Parameters): PayOrder {
  const subMchId = parameters.text('sub_mch_id', rules.subMchId);
  const transactionId = parameters.optionalText('transaction_id', rules.transactionId);
  const outTradeNo = parameters.optionalText('out_trade_no', rules.outTradeNo);
  if (transactionId === undefined && outTradeNo === undefined) throw malformed('缺少参数out_trade_no');
  const order =
    transactionId === undefined
      ? pay.ledger.order(subMchId, outTradeNo ?? '', pay.clock.now())
      : pay.ledger.orderByTransaction(subMchId, transactionId);
  if (!order) throw refusals.orderNotFound();
  return order;
}

export function queryOrder(pay: WeChatPay, parameters: Parameters): PayBody {
  parameters.text('nonce_str', rules.nonceStr);
  const order = requestedOrder(pay, parameters);
  const state = {
    out_trade_no: order.out_trade_no,
    ...(order.attach === null ? {} : { attach: order.attach }),
    trade_state: order.trade_state,
    trade_state_desc: stateDescriptions[order.trade_state],
  };
  if (order.transaction_id === null || order.paid_at === null) return state;
  const { totalFee, subMchId } = reportedFigures(pay, order);
  return {
    ...state,
    sub_mch_id: subMchId,
    openid: providerOpenid(order.sub_openid),
    is_subscribe: 'N',
    sub_openid: order.sub_openid,
    sub_is_subscribe: 'N',
    trade_type: 'JSAPI',
    bank_type: 'OTHERS',
    total_fee: totalFee,
    fee_type: 'CNY',
    cash_fee: totalFee,
    cash_fee_type: 'CNY',
    transaction_id: order.transaction_id,
    time_end: beijingDigits(order.paid_at),
  };
}

export function closeOrder(pay: WeChatPay, parameters: Parameters): PayBody {
  parameters.text('nonce_str', rules.nonceStr);
  parameters.text('out_trade_no', rules.outTradeNo);
  const order = requestedOrder(pay, parameters);
  if (order.trade_state === 'SUCCESS' || order.trade_state === 'REFUND') throw refusals.orderPaid();
  if (order.trade_state === 'CLOSED') throw refusals.orderClosed();
  if (pay.clock.now() - order.created_at < closableAfterMs) throw refusals.closedTooSoon();
  pay.ledger.updateOrder(order, { trade_state: 'CLOSED' });
  return {};
}
