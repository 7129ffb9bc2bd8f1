import { PayRefusal, answer, refusal } from './answers.js';
import type { PayBody } from './answers.js';
import { downloadBill } from './bill.js';
import { closeOrder, queryOrder } from './orders.js';
import { Parameters } from './parameters.js';
import { queryRefund, refund } from './refunds.js';
import { unifiedOrder } from './unified-order.js';
import type { WeChatPay } from './wechat-pay.js';

type Method = (pay: WeChatPay, parameters: Parameters, openid: string | undefined) => PayBody;

const METHODS: Readonly<Record<string, Method>> = { unifiedOrder, queryOrder, closeOrder, refund, queryRefund };

export const PAY_METHODS = [
  'unifiedOrder',
  'queryOrder',
  'closeOrder',
  'refund',
  'queryRefund',
  'downloadBill',
] as const;

/** What the SDK gets: text, and the refusal in it for the record. undefined when WeChat Pay has no such method. */
export interface PayAnswer {
  readonly text: string;
  readonly refused?: string;
}

/** One `cloud.cloudPay.<method>` call. Synchronous, so each call is atomic. */
export function callPay(
  pay: WeChatPay,
  method: string,
  request: Readonly<Record<string, unknown>>,
  openid: string | undefined,
): PayAnswer | undefined {
  const subMchId = typeof request['sub_mch_id'] === 'string' ? request['sub_mch_id'] : '';
  try {
    const refused = pay.upcoming.take(method);
    if (refused) throw refused;
    const parameters = new Parameters(request);
    if (method === 'downloadBill') return { text: downloadBill(pay, parameters) };
    const perform = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!perform) return undefined;
    return { text: JSON.stringify(answer(pay.appId, subMchId, perform(pay, parameters, openid))) };
  } catch (error) {
    if (!(error instanceof PayRefusal)) throw error;
    return {
      text: JSON.stringify(refusal(pay.appId, subMchId, error)),
      refused: `${error.errCode ?? 'FAIL'} ${error.message}`,
    };
  }
}
