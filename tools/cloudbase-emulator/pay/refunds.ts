import { beijingText } from '../clock';
import { malformed, refusals } from './answers';
import type { PayBody } from './answers';
import type { PayOrder, PayRefund } from './books';
import { orderAskedFor } from './orders';
import { rules } from './parameters';
import type { Parameters } from './parameters';
import { readEnv } from './unified-order';
import { serialNumber } from './wechat-pay';
import type { WeChatPay } from './wechat-pay';

/** "交易时间超过一年的订单无法提交退款". https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_4 */
const refundableForMs = 365 * 24 * 60 * 60 * 1000;

/** Accepted is not refunded: the money moves a moment later. */
export const refundTakesMs = 300;

/** `refund`: accepts a refund, whole or in part; an exact repeat is answered as before, and tries again when the first had failed. */
export function refund(pay: WeChatPay, parameters: Parameters): PayBody {
  const wanted = readRefund(pay, parameters);
  const order = orderAskedFor(pay, parameters);
  if (order.total_fee !== wanted.totalFee) throw malformed('订单金额或退款金额与之前请求不一致，请核实后再试');
  const known = pay.books.refund(order.sub_mch_id, wanted.outRefundNo);
  if (known) return accepted(order, repeated(pay, known, order, wanted.refundFee));
  requireRefundable(pay, order, wanted.refundFee);
  const nowMs = pay.clock.now();
  const made: PayRefund = {
    sub_mch_id: order.sub_mch_id,
    out_refund_no: wanted.outRefundNo,
    out_trade_no: order.out_trade_no,
    refund_id: serialNumber('503', 28),
    refund_fee: wanted.refundFee,
    function_name: wanted.functionName,
    env_id: wanted.envId,
    created_at: nowMs,
    ended_at: null,
    ...underway(pay),
  };
  pay.books.state.atomically(() => {
    pay.books.addRefund(made);
    // From here on it is REFUND for good, even when the refund fails. https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_2
    pay.books.changeOrder(order, { trade_state: 'REFUND' });
  });
  pay.notifications.expect();
  return accepted(order, made);
}

export function queryRefund(pay: WeChatPay, parameters: Parameters): PayBody {
  parameters.text('nonce_str', rules.nonceStr);
  const { order, refunds } = refundsAskedFor(pay, parameters);
  if (refunds.length === 0) throw refusals.refundNotFound();
  const rows = refunds.flatMap((one, index) =>
    Object.entries(refundRow(one)).map(([name, value]) => [`${name}_${index}`, value]),
  );
  return {
    transaction_id: order.transaction_id ?? '',
    out_trade_no: order.out_trade_no,
    total_fee: order.total_fee,
    cash_fee: order.total_fee,
    refund_count: refunds.length,
    ...(Object.fromEntries(rows) as PayBody),
  };
}

/** What an order has given back, or is about to. */
export function committedFee(refunds: readonly PayRefund[]): number {
  return sum(refunds.filter((one) => one.status === 'PROCESSING' || one.status === 'SUCCESS'));
}

export function refundedFee(refunds: readonly PayRefund[]): number {
  return sum(refunds.filter((one) => one.status === 'SUCCESS'));
}

function sum(refunds: readonly PayRefund[]): number {
  return refunds.reduce((total, one) => total + one.refund_fee, 0);
}

interface WantedRefund {
  readonly outRefundNo: string;
  readonly totalFee: number;
  readonly refundFee: number;
  readonly functionName: string;
  readonly envId: string;
}

function readRefund(pay: WeChatPay, parameters: Parameters): WantedRefund {
  parameters.text('nonce_str', rules.nonceStr);
  return {
    outRefundNo: parameters.text('out_refund_no', rules.outRefundNo),
    totalFee: parameters.fen('total_fee'),
    refundFee: parameters.fen('refund_fee'),
    functionName: parameters.text('function_name', rules.functionName),
    envId: readEnv(pay, parameters),
  };
}

function requireRefundable(pay: WeChatPay, order: PayOrder, refundFee: number): void {
  if (order.paid_at === null) throw refusals.notRefundable();
  if (pay.clock.now() - order.paid_at > refundableForMs) throw refusals.refundTooLate();
  if (committedFee(pay.books.refundsOf(order)) + refundFee > order.total_fee) throw refusals.refundTooLarge();
}

function repeated(pay: WeChatPay, known: PayRefund, order: PayOrder, refundFee: number): PayRefund {
  if (known.out_trade_no !== order.out_trade_no || known.refund_fee !== refundFee)
    throw refusals.refundRepeatedDifferently();
  if (known.status === 'PROCESSING' || known.status === 'SUCCESS') return known;
  requireRefundable(pay, order, refundFee);
  const again = pay.books.changeRefund(known, { ended_at: null, ...underway(pay) });
  pay.notifications.expect();
  return again;
}

function underway(pay: WeChatPay): Pick<PayRefund, 'status' | 'ends_as' | 'due_at'> {
  const fails = pay.fates.takeForRefund() !== undefined;
  return { status: 'PROCESSING', ends_as: fails ? 'CHANGE' : 'SUCCESS', due_at: pay.clock.now() + refundTakesMs };
}

function accepted(order: PayOrder, made: PayRefund): PayBody {
  return {
    transaction_id: order.transaction_id ?? '',
    out_trade_no: order.out_trade_no,
    out_refund_no: made.out_refund_no,
    refund_id: made.refund_id,
    refund_fee: made.refund_fee,
    settlement_refund_fee: made.refund_fee,
    total_fee: order.total_fee,
    cash_fee: order.total_fee,
    cash_refund_fee: made.refund_fee,
  };
}

function refundRow(one: PayRefund): PayBody {
  return {
    out_refund_no: one.out_refund_no,
    refund_id: one.refund_id,
    refund_channel: 'ORIGINAL',
    refund_fee: one.refund_fee,
    settlement_refund_fee: one.refund_fee,
    refund_status: one.status,
    refund_account: 'REFUND_SOURCE_UNSETTLED_FUNDS',
    refund_recv_accout: '支付用户的零钱',
    ...(one.status === 'SUCCESS' && one.ended_at !== null ? { refund_success_time: beijingText(one.ended_at) } : {}),
  };
}

function refundsAskedFor(
  pay: WeChatPay,
  parameters: Parameters,
): { readonly order: PayOrder; readonly refunds: readonly PayRefund[] } {
  const subMchId = parameters.text('sub_mch_id', rules.subMchId);
  const refundId = parameters.optionalText('refund_id', rules.refundId);
  const outRefundNo = parameters.optionalText('out_refund_no', rules.outRefundNo);
  if (refundId === undefined && outRefundNo === undefined) {
    const order = orderAskedFor(pay, parameters);
    return { order, refunds: pay.books.refundsOf(order) };
  }
  const one =
    refundId === undefined ? pay.books.refund(subMchId, outRefundNo ?? '') : pay.books.refundById(subMchId, refundId);
  const order = one && pay.books.order(subMchId, one.out_trade_no, pay.clock.now());
  if (!order) throw refusals.refundNotFound();
  return { order, refunds: [one] };
}
