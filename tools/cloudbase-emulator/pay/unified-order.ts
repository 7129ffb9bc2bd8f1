import { randomBytes } from 'node:crypto';
import { beijingDigits, parseBeijingDigits } from '../clock';
import { malformed, nonce, refusals, signPayment, type PayBody } from './answers';
import type { PayOrder } from './pay-ledger';
import { rules, type Parameters } from './parameters';
import type { WeChatPay } from './wechat-pay';

/** "prepay_id 有效期为2小时", "最短失效时间间隔需大于1分钟". https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_1 */
export const prepayValidMs = 2 * 60 * 60 * 1000;
const minLifetimeMs = 60 * 1000;

/** An order without `time_expire` closes after a week: documented for api v3, assumed for v2. */
const defaultLifetimeMs = 7 * 24 * 60 * 60 * 1000;

/** `unifiedOrder`: creates an order; an exact repeat gets the same answer. */
export function unifiedOrder(pay: WeChatPay, parameters: Parameters, openid: string | undefined): PayBody {
  const nowMs = pay.clock.now();
  const requested = readOrder(pay, parameters, openid, nowMs);
  const known = pay.ledger.order(requested.sub_mch_id, requested.out_trade_no, nowMs);
  if (!known) {
    requireLifetime(requested.expires_at, nowMs);
    pay.ledger.addOrder(requested);
    return prepaid(pay, requested, nowMs);
  }
  if (known.trade_state === 'SUCCESS' || known.trade_state === 'REFUND') throw refusals.orderPaid();
  if (known.trade_state === 'CLOSED') throw refusals.orderClosed();
  if (known.request !== requested.request || known.sub_openid !== requested.sub_openid)
    throw refusals.repeatedDifferently();
  return prepaid(pay, renewPrepayId(pay, known, nowMs), nowMs);
}

function readOrder(pay: WeChatPay, parameters: Parameters, openid: string | undefined, nowMs: number): PayOrder {
  const subMchId = parameters.text('sub_mch_id', rules.subMchId);
  if (!pay.subMchIds.includes(subMchId)) throw malformed('sub_mch_id与sub_appid不匹配');
  if (openid === undefined) throw malformed('JSAPI支付必须传openid');
  parameters.text('nonce_str', rules.nonceStr);
  parameters.text('spbill_create_ip', rules.spbillCreateIp);
  parameters.text('trade_type', rules.tradeType);
  return {
    sub_mch_id: subMchId,
    out_trade_no: parameters.text('out_trade_no', rules.outTradeNo),
    request: parameters.without('nonce_str', 'sign'),
    prepay_id: newPrepayId(nowMs),
    prepaid_at: nowMs,
    sub_openid: openid,
    total_fee: parameters.fen('total_fee'),
    body: parameters.text('body', rules.body),
    attach: parameters.optionalText('attach', rules.attach) ?? null,
    function_name: parameters.text('function_name', rules.functionName),
    env_id: readEnv(pay, parameters),
    created_at: nowMs,
    expires_at: readExpiry(parameters) ?? nowMs + defaultLifetimeMs,
    trade_state: 'NOTPAY',
    transaction_id: null,
    paid_at: null,
    misreport: null,
  };
}

/** Notifications go to the environment that the order names; the emulator has only one. */
export function readEnv(pay: WeChatPay, parameters: Parameters): string {
  const env = parameters.text('env_id', rules.envId);
  if (env !== pay.env) throw malformed(`env_id ${env} 不存在`);
  return env;
}

function readExpiry(parameters: Parameters): number | undefined {
  const text = parameters.optionalText('time_expire', rules.time);
  if (text === undefined) return undefined;
  const expiresAt = parseBeijingDigits(text);
  if (expiresAt === undefined) throw malformed('time_expire参数格式错误');
  return expiresAt;
}

function requireLifetime(expiresAt: number, nowMs: number): void {
  if (expiresAt - nowMs < minLifetimeMs) throw malformed('time_expire时间过短，刷卡至少1分钟，其他5分钟');
}

/** A repeated request gets the same `prepay_id` while that is valid. */
function renewPrepayId(pay: WeChatPay, order: PayOrder, nowMs: number): PayOrder {
  if (nowMs - order.prepaid_at < prepayValidMs) return order;
  return pay.ledger.updateOrder(order, { prepay_id: newPrepayId(nowMs), prepaid_at: nowMs });
}

function prepaid(pay: WeChatPay, order: PayOrder, nowMs: number): PayBody {
  const payment = signPayment(pay.key(), {
    appId: pay.appId,
    timeStamp: String(Math.floor(nowMs / 1000)),
    nonceStr: nonce(),
    package: `prepay_id=${order.prepay_id}`,
    signType: 'MD5',
  });
  return { trade_type: 'JSAPI', prepay_id: order.prepay_id, payment };
}

function newPrepayId(nowMs: number): string {
  return `wx${beijingDigits(nowMs)}${randomBytes(10).toString('hex')}`;
}
