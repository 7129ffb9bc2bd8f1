import { callControlApi } from '../control-api';
import { buildOutput } from '../manifest';
import { asyncApi, ApiFailure } from './async-api';
import { session } from '../session';
import { showPaySheet } from '../sheets/pay-sheet';

interface Payment {
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: string;
  paySign: string;
}

interface PayOrder {
  outTradeNo: string;
  prepayId?: string;
  tradeState: string;
  totalFee: number;
  body?: string;
  subMchId?: string;
  createdAtMs?: number;
}

/** Fields of function answers that contained a payment, by the payment's package. They may name the order. */
const answersByPackage = new Map<string, Record<string, unknown>>();

/** Remembers which answer contained a payment. The order number in it lets the sheet show the amount. */
export function rememberPayments(result: unknown, around: Record<string, unknown> = {}, depth = 0): void {
  if (typeof result !== 'object' || result === null || depth > 4) return;
  const record = result as Record<string, unknown>;
  if (typeof record['package'] === 'string' && 'paySign' in record) answersByPackage.set(record['package'], around);
  for (const value of Object.values(record)) rememberPayments(value, { ...around, ...record }, depth + 1);
}

/**
 * Finds the order of a payment: by its prepay id, else by an order number in its answer, else the newest unpaid order.
 */
async function findOrder(payment: Payment): Promise<PayOrder | undefined> {
  const { orders } = await callControlApi<{ orders: PayOrder[] }>('pay/orders');
  const around = Object.values(answersByPackage.get(payment.package) ?? {});
  const unpaid = orders
    .filter((order) => order.tradeState === 'NOTPAY')
    .sort((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0));
  const prepayId = payment.package.replace(/^prepay_id=/, '');
  return (
    orders.find((order) => order.prepayId === prepayId) ??
    orders.find((order) => around.includes(order.outTradeNo)) ??
    unpaid.at(-1)
  );
}

/** The ledger identifies a merchant by number. A person knows the mini-program's name. */
function formatMerchant(order: PayOrder | undefined): string {
  const name = buildOutput.manifest.app.window?.['navigationBarTitleText'];
  return typeof name === 'string' && name !== '' ? name : `商户 ${order?.subMchId ?? ''}`;
}

/** `wx.requestPayment`: a sheet like WeChat Pay's. Confirming it pays in the emulator, which verifies `paySign`. */
export const requestPayment = asyncApi<Payment>(
  'requestPayment',
  async ({ timeStamp, nonceStr, package: prepay, signType, paySign }) => {
    const payment: Payment = { timeStamp, nonceStr, package: prepay, signType, paySign };
    const missing = Object.entries(payment).find(([, value]) => typeof value !== 'string' || value === '');
    if (missing !== undefined)
      throw new ApiFailure(
        `parameter error: parameter.${missing[0]} should be String instead of ${typeof missing[1]};`,
      );
    if (session.offline) throw new ApiFailure('request:fail');
    const order = await findOrder(payment);
    const confirmed = await showPaySheet(
      { merchant: formatMerchant(order), goods: order?.body ?? '', totalFen: order?.totalFee },
      () => callControlApi('pay/confirm', { payment, as: session.person }),
    );
    if (!confirmed) throw new ApiFailure('cancel');
  },
);
