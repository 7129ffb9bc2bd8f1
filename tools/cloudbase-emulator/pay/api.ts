import { PayRefusal, answer, refusal } from './answers';
import type { PayBody } from './answers';
import { downloadBill } from './bill';
import { closeOrder, queryOrder } from './orders';
import { Parameters } from './parameters';
import { queryRefund, refund } from './refunds';
import { unifiedOrder } from './unified-order';
import type { WeChatPay } from './wechat-pay';

type Method = (pay: WeChatPay, parameters: Parameters, openid: string | undefined) => PayBody;

const methods: Readonly<Record<string, Method>> = { unifiedOrder, queryOrder, closeOrder, refund, queryRefund };

export const payMethods = [
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
    const perform = Object.hasOwn(methods, method) ? methods[method] : undefined;
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
