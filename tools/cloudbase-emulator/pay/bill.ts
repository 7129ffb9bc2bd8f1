import { beijingText, parseBeijingDigits } from '../clock';
import { providerMchId, malformed, refusals } from './answers';
import type { PayOrder, PayRefund } from './pay-ledger';
import { rules, type Parameters } from './parameters';
import type { WeChatPay } from './wechat-pay';

const dayMs = 24 * 60 * 60 * 1000;

/** "次日9点启动生成前一天的对账单, 建议商户10点后再获取", "只能下载三个月以内". https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_6 */
const readyAfterMs = 10 * 60 * 60 * 1000;
const availableForMs = 92 * dayMs;

const columns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,' +
  '微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const summary = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

type RefundOfOrder = PayOrder & Pick<PayRefund, 'refund_id' | 'out_refund_no' | 'refund_fee' | 'status' | 'ended_at'>;

/**
 * `downloadBill` for one merchant and one day in Beijing, in WeChat Pay v2's format: CSV, a backtick before every value, amounts in yuan.
 * Payments are listed on the day of payment, refunds on the day they succeeded. The bill is always true, whatever outcomes were scripted.
 */
export function downloadBill(pay: WeChatPay, parameters: Parameters): string {
  parameters.text('nonce_str', rules.nonceStr);
  const subMchId = parameters.text('sub_mch_id', rules.subMchId);
  const day = parseBeijingDigits(`${parameters.text('bill_date', rules.day)}000000`);
  if (day === undefined) throw malformed('bill_date参数格式错误');
  const type = parameters.optionalText('bill_type', rules.billType) ?? 'ALL';
  const nowMs = pay.clock.now();
  if (nowMs < day + dayMs + readyAfterMs || nowMs > day + availableForMs) throw refusals.noBill();
  const payments = type === 'REFUND' ? [] : paidOn(pay, subMchId, day);
  const refunds = type === 'SUCCESS' ? [] : refundedOn(pay, subMchId, day);
  if (payments.length + refunds.length === 0) throw refusals.noBill();
  return write(pay, payments, refunds);
}

function paidOn(pay: WeChatPay, subMchId: string, day: number): readonly PayOrder[] {
  return pay.ledger.state.all<PayOrder>(
    'SELECT * FROM pay_orders WHERE sub_mch_id = ? AND paid_at >= ? AND paid_at < ? ORDER BY paid_at',
    subMchId,
    day,
    day + dayMs,
  );
}

function refundedOn(pay: WeChatPay, subMchId: string, day: number): readonly RefundOfOrder[] {
  return pay.ledger.state.all<RefundOfOrder>(
    `SELECT pay_orders.*, refund_id, out_refund_no, refund_fee, status, ended_at
     FROM pay_refunds JOIN pay_orders USING (sub_mch_id, out_trade_no)
     WHERE sub_mch_id = ? AND status = 'SUCCESS' AND ended_at >= ? AND ended_at < ? ORDER BY ended_at`,
    subMchId,
    day,
    day + dayMs,
  );
}

function write(pay: WeChatPay, payments: readonly PayOrder[], refunds: readonly RefundOfOrder[]): string {
  const rows = [
    ...payments.map((order) =>
      row(pay, order, order.paid_at ?? 0, 'SUCCESS', [yuan(order.total_fee), '0', '0', '0.00', '', ''], '0.00'),
    ),
    ...refunds.map((refund) =>
      row(
        pay,
        refund,
        refund.ended_at ?? 0,
        'REFUND',
        ['0.00', refund.refund_id, refund.out_refund_no, yuan(refund.refund_fee), 'ORIGINAL', refund.status],
        yuan(refund.refund_fee),
      ),
    ),
  ];
  const paid = yuan(payments.reduce((total, order) => total + order.total_fee, 0));
  const returned = yuan(refunds.reduce((total, refund) => total + refund.refund_fee, 0));
  const totals = [String(rows.length), paid, returned, '0.00', '0.00', paid, returned];
  return [columns, ...rows, summary, quoted(totals)].join('\r\n') + '\r\n';
}

function row(
  pay: WeChatPay,
  order: PayOrder,
  atMs: number,
  state: 'SUCCESS' | 'REFUND',
  [settled = '', refundId = '', outRefundNo = '', refundFee = '', refundType = '', refundState = '']: readonly string[],
  requestedRefund: string,
): string {
  return quoted([
    beijingText(atMs),
    pay.appId,
    providerMchId,
    order.sub_mch_id,
    '',
    order.transaction_id ?? '',
    order.out_trade_no,
    order.sub_openid,
    'JSAPI',
    state,
    'OTHERS',
    'CNY',
    settled,
    '0.00',
    refundId,
    outRefundNo,
    refundFee,
    '0.00',
    refundType,
    refundState,
    order.body,
    order.attach ?? '',
    '0.00000',
    '0.00%',
    state === 'SUCCESS' ? yuan(order.total_fee) : '0.00',
    requestedRefund,
    '',
  ]);
}

/** WeChat Pay removes line breaks and commas from values instead of escaping them. */
function quoted(values: readonly string[]): string {
  return values.map((value) => `\`${value.replace(/[,\r\n]/g, ' ')}`).join(',');
}

/** Uses integers only, so that no fen is lost to rounding. */
function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}
