import { PayRefusal, answer, refusal, type PayBody } from './answers';
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

/** The response's text, and for the call log the refusal in it. */
interface PayAnswer {
  readonly text: string;
  readonly refusal?: string;
}

/** Answers one `cloud.cloudPay.<method>` call; undefined when there is no such method. Synchronous, so each call is atomic. */
export function callPay(
  pay: WeChatPay,
  method: string,
  request: Readonly<Record<string, unknown>>,
  openid: string | undefined,
): PayAnswer | undefined {
  const subMchId = typeof request['sub_mch_id'] === 'string' ? request['sub_mch_id'] : '';
  try {
    const queued = pay.queuedRefusals.take(method);
    if (queued) throw queued;
    const parameters = new Parameters(request);
    if (method === 'downloadBill') return { text: downloadBill(pay, parameters) };
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!run) return undefined;
    return { text: JSON.stringify(answer(pay.appId, subMchId, run(pay, parameters, openid))) };
  } catch (error) {
    if (!(error instanceof PayRefusal)) throw error;
    return {
      text: JSON.stringify(refusal(pay.appId, subMchId, error)),
      refusal: `${error.errCode ?? 'FAIL'} ${error.message}`,
    };
  }
}
