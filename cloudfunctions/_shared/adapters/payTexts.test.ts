import { describe, expect, it } from 'vitest';
import { outlookOf, saysNoBill, saysNoOrder, saysNoRefund } from './payTexts';

describe('WeChat Pay’s sentences', () => {
  it.each([
    ['订单不存在', true],
    [' 订单不存在。', true],
    ['此交易订单号不存在', true],
    ['ORDERNOTEXIST', true],
    ['order not exist', true],
    ['商户号不存在', false],
    ['子商户号不存在，请检查', false],
    ['appid不存在', false],
    ['该商户下订单不存在的权限未开通', false],
    ['mch_id not exist', false],
    ['', false],
  ])('“%s” says that there is no such order: %s', (text, expected) => {
    expect(saysNoOrder(text)).toBe(expected);
  });

  it.each([
    ['退款订单查询失败', true],
    ['订单不存在', true],
    ['商户号不存在', false],
    ['系统繁忙，退款订单查询失败次数过多', false],
  ])('“%s” says that there is no such refund: %s', (text, expected) => {
    expect(saysNoRefund(text)).toBe(expected);
  });

  it('Only “No Bill Exist” says that there is no bill', () => {
    expect(saysNoBill('No Bill Exist')).toBe(true);
    expect(saysNoBill('mch_id: no bill exist permission')).toBe(false);
  });

  it.each([
    ['基本账户余额不足，请充值后重新发起', 'forGood'],
    ['用户账户异常或已注销，不能原路退回，请使用其他方式进行退款。', 'forGood'],
    ['订单已全额退款', 'forGood'],
    ['累计退款金额大于支付金额', 'forGood'],
    ['refund_fee大于可退金额', 'forGood'],
    ['订单已经超过退款期限', 'forGood'],
    ['订单金额或退款金额与之前请求不一致，请核实后再试', 'forGood'],
    ['系统超时', 'passing'],
    ['System Error', 'passing'],
    ['退款业务流程错误，需要商户触发重试来解决', 'passing'],
    ['频率限制', 'passing'],
    ['业务错误', undefined],
  ])('A refund refused with “%s” has the outlook %s', (text, expected) => {
    expect(outlookOf(text)).toBe(expected);
  });
});
