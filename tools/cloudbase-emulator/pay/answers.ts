import { createHash, randomBytes } from 'node:crypto';
import { openidOf } from '../people';

/** A response body of WeChat Pay v2, in snake_case; the SDK converts it to camelCase. */
export type PayBody = Readonly<Record<string, string | number | object>>;

/** A refusal by WeChat Pay: with an `errCode` a business failure (`result_code: FAIL`), without one a failed call (`return_code: FAIL`). */
export class PayRefusal extends Error {
  readonly errCode: string | undefined;

  constructor(errCode: string | undefined, description: string) {
    super(description);
    this.errCode = errCode;
  }
}

export function malformed(description: string): PayRefusal {
  return new PayRefusal(undefined, description);
}

export const refusals = {
  orderNotFound: () => new PayRefusal('ORDERNOTEXIST', '订单不存在'),
  orderPaid: () => new PayRefusal('ORDERPAID', '该订单已支付'),
  orderClosed: () => new PayRefusal('ORDERCLOSED', '订单已关闭'),
  repeatedDifferently: () => new PayRefusal('INVALID_REQUEST', '201 商户订单号重复'),
  closedTooSoon: () => new PayRefusal('INVALID_REQUEST', '订单生成后不能马上调用关单接口,最短调用时间间隔为5分钟'),
  refundNotFound: () => new PayRefusal('REFUNDNOTEXIST', '退款订单查询失败'),
  notRefundable: () => new PayRefusal('TRADE_STATE_ERROR', '订单状态错误'),
  refundTooLate: () => new PayRefusal('TRADE_OVERDUE', '订单已经超过退款期限'),
  refundTooLarge: () => new PayRefusal('ERROR', '累计退款金额大于支付金额'),
  refundRepeatedDifferently: () => new PayRefusal('INVALID_REQUEST', '商户退款单号重复,与原请求参数不一致'),
  noBill: () => new PayRefusal(undefined, 'No Bill Exist'),
} as const;

/** The service provider under which CloudBase pays; every `sub_mch_id` is one of its sub-merchants. */
export const providerMchId = '1800008281';

export function answer(appId: string, subMchId: string, fields: PayBody): PayBody {
  return { ...envelope(appId, subMchId), result_code: 'SUCCESS', ...fields };
}

export function refusal(appId: string, subMchId: string, { errCode, message }: PayRefusal): PayBody {
  if (errCode === undefined) return { return_code: 'FAIL', return_msg: message };
  return { ...envelope(appId, subMchId), result_code: 'FAIL', err_code: errCode, err_code_des: message };
}

/** The payer's openid in the service provider's own app; it differs from the openid that functions see. */
export function providerOpenid(subOpenid: string): string {
  return openidOf(providerMchId, subOpenid);
}

function envelope(appId: string, subMchId: string): PayBody {
  return {
    return_code: 'SUCCESS',
    return_msg: 'OK',
    appid: appId,
    mch_id: providerMchId,
    sub_appid: appId,
    sub_mch_id: subMchId,
    nonce_str: nonce(),
    sign: randomBytes(16).toString('hex').toUpperCase(),
  };
}

/** The fields that all notifications share, in camelCase because functions receive them so. */
export function notificationEnvelope(appId: string, subMchId: string): Readonly<Record<string, string>> {
  return { returnCode: 'SUCCESS', appid: appId, mchId: providerMchId, subAppid: appId, subMchId, nonceStr: nonce() };
}

export function nonce(): string {
  return randomBytes(16).toString('hex');
}

/** The argument of `wx.requestPayment`. */
export interface Payment {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

export function signPayment(key: string, unsigned: Omit<Payment, 'paySign'>): Payment {
  return { ...unsigned, paySign: paySign(key, unsigned) };
}

export function isSigned(key: string, payment: Payment): boolean {
  return payment.paySign === paySign(key, payment);
}

/** MD5 of the sorted pairs and the merchant's key. https://pay.weixin.qq.com/wiki/doc/api/jsapi.php?chapter=4_3 */
function paySign(
  key: string,
  { appId, timeStamp, nonceStr, package: prepay, signType }: Omit<Payment, 'paySign'>,
): string {
  const pairs = `appId=${appId}&nonceStr=${nonceStr}&package=${prepay}&signType=${signType}&timeStamp=${timeStamp}&key=${key}`;
  return createHash('md5').update(pairs).digest('hex').toUpperCase();
}
