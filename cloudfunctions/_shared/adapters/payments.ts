import type { PaymentArguments, PaymentRequest } from '../../../domain/order';
import type { ListedRefund } from '../../../domain/refund';
import { readBeijingTime } from '../../../domain/time';
import type { Payments, RefundState, Trade, Unknown } from '../ports';
import { outlookOf, saysNoBill, saysNoOrder, saysNoRefund } from './payTexts';
import { sdk, wxContext, type Fields } from './sdk';

/** The functions WeChat Pay calls back. */
const callbackOf = { payment: 'payNotify', refund: 'refundNotify' } as const;

type Reply = { kind: 'success'; fields: Fields } | { kind: 'failure'; why: string } | Unknown;

/** A call's promise resolves on business failure too, and the SDK overwrites `err_code`: both result codes must be looked at. */
async function ask(api: string, parameters: Fields): Promise<Reply> {
  const call = sdk.cloudPay[api];
  if (!call) return { kind: 'unknown', why: `cloudPay has no ${api}` };
  try {
    const fields = await call(parameters);
    if (fields['returnCode'] !== 'SUCCESS') return { kind: 'unknown', why: text(fields['returnMsg']) };
    if (fields['resultCode'] === 'SUCCESS') return { kind: 'success', fields };
    return { kind: 'failure', why: text(fields['errCodeDes']) };
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
/** WeChat Pay's v2 answers are XML at heart: an amount may come as digits. */
function fenOrNull(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

const tradeStates = ['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR', 'ACCEPT'] as const;
const refundStatuses = ['SUCCESS', 'PROCESSING', 'REFUNDCLOSE', 'CHANGE'] as const;

function oneOf<const Names extends readonly string[]>(names: Names, value: unknown): Names[number] | null {
  return names.find((name) => name === value) ?? null;
}

function common(request: PaymentRequest): Fields {
  return { subMchId: request.subMchId, outTradeNo: request.outTradeNo, nonceStr: request.nonceStr };
}

const environment = (): Fields => ({ envId: wxContext()['ENV'] });

function trade(fields: Fields): Trade | null {
  const state = oneOf(tradeStates, fields['tradeState']);
  if (!state) return null;
  return {
    state,
    outTradeNo: textOrNull(fields['outTradeNo']),
    totalFee: fenOrNull(fields['totalFee']),
    subMchId: textOrNull(fields['subMchId']),
    subOpenid: textOrNull(fields['subOpenid']),
    transactionId: textOrNull(fields['transactionId']),
  };
}

/** The row of one refund among those of an answer; `queryRefund` numbers its fields `…_0`, `…_1`. */
function refundRow(fields: Fields, refundNo: string): RefundState | null {
  for (let index = 0; index < 50; index += 1) {
    const no = textOrNull(fields[`outRefundNo_${index}`]);
    if (no === null) return null;
    if (no !== refundNo) continue;
    const status = oneOf(refundStatuses, fields[`refundStatus_${index}`]);
    return status && { status, fen: fenOrNull(fields[`refundFee_${index}`]) };
  }
  return null;
}

/** `queryRefund` answers with at most so many refunds of a payment, and `offset` turns the page (docs/platform.md, Paying). */
const refundsPerAnswer = 10;
/** WeChat Pay allows 50 refunds of one payment. */
const mostRefunds = 50;

/** The rows of one answer; `null` if one of them lacks what we need: a list with a gap would hide money. */
function listedRefunds(fields: Fields): readonly ListedRefund[] | null {
  const found: ListedRefund[] = [];
  for (let index = 0; index < mostRefunds; index += 1) {
    const outRefundNo = textOrNull(fields[`outRefundNo_${index}`]);
    if (outRefundNo === null) break;
    const refundId = textOrNull(fields[`refundId_${index}`]);
    const status = oneOf(refundStatuses, fields[`refundStatus_${index}`]);
    const fen = fenOrNull(fields[`refundFee_${index}`]);
    if (refundId === null || status === null || fen === null) return null;
    const succeededAt = readBeijingTime(text(fields[`refundSuccessTime_${index}`]));
    found.push({ outRefundNo, refundId, status, fen, succeededAt });
  }
  return found;
}

export const payments: Payments = {
  async unifiedOrder(request) {
    const parameters = { ...request, ...environment(), functionName: callbackOf.payment, tradeType: 'JSAPI' };
    const reply = await ask('unifiedOrder', parameters);
    if (reply.kind === 'unknown') return reply;
    if (reply.kind === 'failure') return { kind: 'refused', why: reply.why };
    const payment = reply.fields['payment'];
    if (typeof payment !== 'object' || payment === null) return { kind: 'unknown', why: 'no payment in the answer' };
    return { kind: 'accepted', payment: payment as PaymentArguments };
  },

  async queryOrder(request) {
    const reply = await ask('queryOrder', common(request));
    if (reply.kind === 'unknown') return reply;
    if (reply.kind === 'failure')
      return saysNoOrder(reply.why) ? { kind: 'absent' } : { kind: 'unknown', why: reply.why };
    const found = trade(reply.fields);
    return found ? { kind: 'found', trade: found } : { kind: 'unknown', why: 'no trade state in the answer' };
  },

  async closeOrder(request) {
    const reply = await ask('closeOrder', common(request));
    if (reply.kind === 'success') return { kind: 'closed' };
    return reply.kind === 'failure' ? { kind: 'refused', why: reply.why } : reply;
  },

  async refund(request, refundNo, fen) {
    const reply = await ask('refund', {
      ...common(request),
      ...environment(),
      functionName: callbackOf.refund,
      outRefundNo: refundNo,
      totalFee: request.totalFee,
      refundFee: fen,
    });
    if (reply.kind === 'success') return { kind: 'accepted' };
    if (reply.kind === 'unknown') return reply;
    const outlook = outlookOf(reply.why);
    return { kind: 'refused', why: reply.why, ...(outlook && { outlook }) };
  },

  async queryRefund(request, refundNo) {
    const { subMchId, nonceStr } = request;
    const reply = await ask('queryRefund', { subMchId, nonceStr, outRefundNo: refundNo });
    if (reply.kind === 'unknown') return reply;
    if (reply.kind === 'failure')
      return saysNoRefund(reply.why) ? { kind: 'absent' } : { kind: 'unknown', why: reply.why };
    const refund = refundRow(reply.fields, refundNo);
    return refund ? { kind: 'found', refund } : { kind: 'absent' };
  },

  async queryRefunds(request) {
    const found: ListedRefund[] = [];
    for (let offset = 0; offset < mostRefunds; offset += refundsPerAnswer) {
      const reply = await ask('queryRefund', { ...common(request), offset });
      if (reply.kind === 'unknown') return reply;
      if (reply.kind === 'failure')
        return saysNoRefund(reply.why) ? { kind: 'absent' } : { kind: 'unknown', why: reply.why };
      const rows = listedRefunds(reply.fields);
      if (!rows) return { kind: 'unknown', why: 'a refund in the answer lacks a field' };
      found.push(...rows);
      const total = fenOrNull(reply.fields['totalRefundCount']) ?? 0;
      if (rows.length === 0 || found.length >= total) break;
    }
    return found.length === 0 ? { kind: 'absent' } : { kind: 'found', refunds: found };
  },

  async downloadBill(subMchId, day) {
    const billDate = day.replaceAll('-', '');
    try {
      const fields = await sdk.cloudPay['downloadBill']?.({ subMchId, nonceStr: billDate, billDate, billType: 'ALL' });
      const bill = fields?.['data'];
      if (typeof bill === 'string' && bill !== '') return { kind: 'bill', text: bill };
      const why = text(fields?.['returnMsg']) || text(fields?.['errCodeDes']);
      return saysNoBill(why) ? { kind: 'none' } : { kind: 'unknown', why };
    } catch (error) {
      return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
    }
  },
};
