import { beijingText } from '../clock';
import { malformed, refusals, type PayBody } from './answers';
import type { PayOrder, PayRefund } from './pay-ledger';
import { requestedOrder } from './orders';
import { rules, type Parameters } from './parameters';
import { readEnv } from './unified-order';
import { serialNumber, type WeChatPay } from './wechat-pay';

/** "交易时间超过一年的订单无法提交退款". https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_4 */
const refundableForMs = 365 * 24 * 60 * 60 * 1000;

/** A refund is accepted first; the money moves after this time. */
export const refundTakesMs = 300;

/** `refund`: accepts a full or partial refund. An exact repeat gets the same answer, and restarts a refund that failed. */
export function refund(pay: WeChatPay, parameters: Parameters): PayBody {
  const request = readRefund(pay, parameters);
  const order = requestedOrder(pay, parameters);
  if (order.total_fee !== request.totalFee) throw malformed('订单金额或退款金额与之前请求不一致，请核实后再试');
  const known = pay.ledger.refund(order.sub_mch_id, request.outRefundNo);
  if (known) return accepted(order, repeatRefund(pay, known, order, request.refundFee));
  requireRefundable(pay, order, request.refundFee, pay.ledger.refundsOf(order));
  const nowMs = pay.clock.now();
  const created: PayRefund = {
    sub_mch_id: order.sub_mch_id,
    out_refund_no: request.outRefundNo,
    out_trade_no: order.out_trade_no,
    refund_id: serialNumber('503', 28),
    refund_fee: request.refundFee,
    function_name: request.functionName,
    env_id: request.envId,
    created_at: nowMs,
    ended_at: null,
    source: 'API',
    ...startProcessing(pay),
  };
  book(pay, order, created);
  return accepted(order, created);
}

function book(pay: WeChatPay, order: PayOrder, created: PayRefund): void {
  pay.ledger.state.atomically(() => {
    pay.ledger.addRefund(created);
    // The order stays in REFUND even if the refund fails. https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_2
    pay.ledger.updateOrder(order, { trade_state: 'REFUND' });
  });
  pay.notifications.announceRefund();
}

/** The merchant's entry in WeChat Pay's own platform. */
export interface DeskRefund {
  readonly outTradeNo: string;
  /** A number of an earlier refund that failed finishes that one; by default a new number. */
  readonly outRefundNo?: string;
  /** All that is left by default. */
  readonly refundFee?: number;
  /** The function that WeChat Pay calls about it; by default that of the failed refund, and none for a new one. */
  readonly functionName?: string;
}

/**
 * The merchant refunds in WeChat Pay's own platform (商户平台), which asks no function. The same limits hold as for a function's refund.
 * @throws when the order or the amount is not refundable
 */
export function refundAtDesk(pay: WeChatPay, wish: DeskRefund): PayRefund {
  const order = pay.ledger.orders(pay.clock.now(), wish.outTradeNo)[0];
  if (!order) throw refusals.orderNotFound();
  const known = wish.outRefundNo === undefined ? undefined : pay.ledger.refund(order.sub_mch_id, wish.outRefundNo);
  if (known) return finishAtDesk(pay, order, known, wish);
  const others = pay.ledger.refundsOf(order);
  const refundFee = wish.refundFee ?? order.total_fee - committedFee(others);
  if (refundFee <= 0) throw refusals.refundTooLarge();
  requireRefundable(pay, order, refundFee, others);
  const created: PayRefund = {
    sub_mch_id: order.sub_mch_id,
    out_refund_no: wish.outRefundNo ?? serialNumber('BD', 26),
    out_trade_no: order.out_trade_no,
    refund_id: serialNumber('503', 28),
    refund_fee: refundFee,
    function_name: wish.functionName ?? '',
    env_id: pay.env,
    created_at: pay.clock.now(),
    ended_at: null,
    source: 'VENDOR_PLATFORM',
    ...startProcessing(pay),
  };
  book(pay, order, created);
  return created;
}

function finishAtDesk(pay: WeChatPay, order: PayOrder, known: PayRefund, wish: DeskRefund): PayRefund {
  if (known.out_trade_no !== order.out_trade_no || known.status !== 'CHANGE') throw refusals.notRefundable();
  if (wish.refundFee !== undefined && wish.refundFee !== known.refund_fee) throw refusals.refundRepeatedDifferently();
  const functionName = wish.functionName ?? known.function_name;
  const change = { ended_at: null, source: 'VENDOR_PLATFORM', function_name: functionName } as const;
  const again = pay.ledger.updateRefund(known, { ...change, ...startProcessing(pay) });
  pay.notifications.announceRefund();
  return again;
}

/** "偏移量，当部分退款次数超过10次时可使用". https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_5 */
const refundsPerAnswer = 10;

export function queryRefund(pay: WeChatPay, parameters: Parameters): PayBody {
  parameters.text('nonce_str', rules.nonceStr);
  const { order, refunds } = requestedRefunds(pay, parameters);
  if (refunds.length === 0) throw refusals.refundNotFound();
  const offset = parameters.optionalCount('offset');
  const page = refunds.slice(offset ?? 0, (offset ?? 0) + refundsPerAnswer);
  const rows = page.flatMap((refund, index) =>
    Object.entries(refundRow(refund)).map(([name, value]) => [`${name}_${index}`, value]),
  );
  return {
    transaction_id: order.transaction_id ?? '',
    out_trade_no: order.out_trade_no,
    total_fee: order.total_fee,
    cash_fee: order.total_fee,
    // The total is in the answer only if an offset was in the request.
    ...(offset === undefined ? {} : { total_refund_count: refunds.length }),
    refund_count: page.length,
    ...(Object.fromEntries(rows) as PayBody),
  };
}

/**
 * The amount already refunded, being refunded, or stuck: after CHANGE the money stays in WeChat Pay's intermediate account
 * ("退款资金会停留在退款的中间账户内"), so the refund must be asked for again under its own number ("一笔退款失败后重新提交，请不要更换退款单号，
 * 请使用原商户退款单号"), and the same money under a new number is more than was paid. Only a closed refund lets go of its money.
 * https://pay.weixin.qq.com/doc/v3/partner/4013080623 · https://pay.weixin.qq.com/doc/v3/partner/4012709253
 */
function committedFee(refunds: readonly PayRefund[]): number {
  return sum(refunds.filter(({ status }) => status !== 'REFUNDCLOSE'));
}

export function refundedFee(refunds: readonly PayRefund[]): number {
  return sum(refunds.filter(({ status }) => status === 'SUCCESS'));
}

function sum(refunds: readonly PayRefund[]): number {
  return refunds.reduce((total, refund) => total + refund.refund_fee, 0);
}

interface RefundRequest {
  readonly outRefundNo: string;
  readonly totalFee: number;
  readonly refundFee: number;
  readonly functionName: string;
  readonly envId: string;
}

function readRefund(pay: WeChatPay, parameters: Parameters): RefundRequest {
  parameters.text('nonce_str', rules.nonceStr);
  return {
    outRefundNo: parameters.text('out_refund_no', rules.outRefundNo),
    totalFee: parameters.fen('total_fee'),
    refundFee: parameters.fen('refund_fee'),
    functionName: parameters.text('function_name', rules.functionName),
    envId: readEnv(pay, parameters),
  };
}

function requireRefundable(pay: WeChatPay, order: PayOrder, refundFee: number, others: readonly PayRefund[]): void {
  if (order.paid_at === null) throw refusals.notRefundable();
  if (pay.clock.now() - order.paid_at > refundableForMs) throw refusals.refundTooLate();
  if (committedFee(others) + refundFee > order.total_fee) throw refusals.refundTooLarge();
}

function repeatRefund(pay: WeChatPay, known: PayRefund, order: PayOrder, refundFee: number): PayRefund {
  if (known.out_trade_no !== order.out_trade_no || known.refund_fee !== refundFee)
    throw refusals.refundRepeatedDifferently();
  if (known.status === 'PROCESSING' || known.status === 'SUCCESS') return known;
  const others = pay.ledger.refundsOf(order).filter(({ out_refund_no: no }) => no !== known.out_refund_no);
  requireRefundable(pay, order, refundFee, others);
  const again = pay.ledger.updateRefund(known, { ended_at: null, source: 'API', ...startProcessing(pay) });
  pay.notifications.announceRefund();
  return again;
}

function startProcessing(pay: WeChatPay): Pick<PayRefund, 'status' | 'ends_as' | 'due_at'> {
  const fails = pay.scriptedOutcomes.takeForRefund() !== undefined;
  return { status: 'PROCESSING', ends_as: fails ? 'CHANGE' : 'SUCCESS', due_at: pay.clock.now() + refundTakesMs };
}

function accepted(order: PayOrder, refund: PayRefund): PayBody {
  return {
    transaction_id: order.transaction_id ?? '',
    out_trade_no: order.out_trade_no,
    out_refund_no: refund.out_refund_no,
    refund_id: refund.refund_id,
    refund_fee: refund.refund_fee,
    settlement_refund_fee: refund.refund_fee,
    total_fee: order.total_fee,
    cash_fee: order.total_fee,
    cash_refund_fee: refund.refund_fee,
  };
}

function refundRow(refund: PayRefund): PayBody {
  return {
    out_refund_no: refund.out_refund_no,
    refund_id: refund.refund_id,
    refund_channel: 'ORIGINAL',
    refund_fee: refund.refund_fee,
    settlement_refund_fee: refund.refund_fee,
    refund_status: refund.status,
    refund_account: 'REFUND_SOURCE_UNSETTLED_FUNDS',
    refund_recv_accout: '支付用户的零钱',
    ...(refund.status === 'SUCCESS' && refund.ended_at !== null
      ? { refund_success_time: beijingText(refund.ended_at) }
      : {}),
  };
}

function requestedRefunds(
  pay: WeChatPay,
  parameters: Parameters,
): { readonly order: PayOrder; readonly refunds: readonly PayRefund[] } {
  const subMchId = parameters.text('sub_mch_id', rules.subMchId);
  const refundId = parameters.optionalText('refund_id', rules.refundId);
  const outRefundNo = parameters.optionalText('out_refund_no', rules.outRefundNo);
  if (refundId === undefined && outRefundNo === undefined) {
    const order = requestedOrder(pay, parameters);
    return { order, refunds: pay.ledger.refundsOf(order) };
  }
  const refund =
    refundId === undefined ? pay.ledger.refund(subMchId, outRefundNo ?? '') : pay.ledger.refundById(subMchId, refundId);
  const order = refund && pay.ledger.order(subMchId, refund.out_trade_no, pay.clock.now());
  if (!order) throw refusals.refundNotFound();
  return { order, refunds: [refund] };
}
