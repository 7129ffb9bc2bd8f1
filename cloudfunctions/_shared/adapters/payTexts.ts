import type { RefundRefused } from '../ports';

/**
 * The SDK loses the code of a refusal; its text remains. Only whole sentences count, or a code where the text is one: 商户号不存在 is another
 * trouble than 订单不存在 (docs/platform.md, Paying).
 */
const saysOneOf =
  (sentences: readonly string[]) =>
  (why: string): boolean =>
    sentences.includes(
      why
        .trim()
        .replace(/[。．.!！]+$/, '')
        .toLowerCase(),
    );

/** ORDERNOTEXIST: WeChat Pay knows of no such order. */
const orderAbsent = ['订单不存在', '此交易订单号不存在', '订单号不存在', 'order not exist', 'ordernotexist'];
/** REFUNDNOTEXIST: WeChat Pay knows of no such refund. */
const refundAbsent = ['退款订单查询失败', '退款单不存在', '退款订单不存在', 'refund not exist', 'refundnotexist'];

export const saysNoOrder = saysOneOf(orderAbsent);
/** A refund of an order that WeChat Pay does not know is unknown, too. */
export const saysNoRefund = saysOneOf([...refundAbsent, ...orderAbsent]);
export const saysNoBill = saysOneOf(['no bill exist', '账单不存在']);

/**
 * The SDK loses the code of a refused refund; its text remains. Codes of the refund's error table, in this sequence: NOTENOUGH,
 * USER_ACCOUNT_ABNORMAL, ERROR (all of it went back), INVALID_REQUEST (more than is left), TRADE_OVERDUE, REFUND_FEE_MISMATCH.
 * https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_4
 */
const refusedForGood =
  /余额不足|账户异常|帐户异常|账号异常|帐号异常|注销|已全额退款|金额大于支付金额|大于可退金额|超过退款期限|退款单号重复|与之前请求不一致/;
/** SYSTEMERROR, BIZERR_NEED_RETRY and FREQUENCY_LIMITED of the same table: the same request is to be sent again later. */
const refusedForNow = /系统(错误|超时|繁忙|异常)|system error|触发重试|频率(限制|过高|超限)|稍后(再试|重试)/i;

export function outlookOf(why: string): RefundRefused['outlook'] {
  if (refusedForGood.test(why)) return 'forGood';
  return refusedForNow.test(why) ? 'passing' : undefined;
}
