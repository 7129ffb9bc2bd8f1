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

/** What `requestPayment` needs to know of an order, if a function's answer carried it beside its payment. */
const answersByPackage = new Map<string, Record<string, unknown>>();

/** Remembers which answer a payment came in; its order's number tells the sheet the amount. */
export function rememberPayments(result: unknown, around: Record<string, unknown> = {}, depth = 0): void {
  if (typeof result !== 'object' || result === null || depth > 4) return;
  const record = result as Record<string, unknown>;
  if (typeof record['package'] === 'string' && 'paySign' in record) answersByPackage.set(record['package'], around);
  for (const value of Object.values(record)) rememberPayments(value, { ...around, ...record }, depth + 1);
}

/** The order a payment is for: the one that was prepaid so, or that its answer names, else the newest that is still to be paid. */
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

/** The books know a merchant by number; a person knows it by the mini-program's name. */
function formatMerchant(order: PayOrder | undefined): string {
  const name = buildOutput.manifest.app.window?.['navigationBarTitleText'];
  return typeof name === 'string' && name !== '' ? name : `商户 ${order?.subMchId ?? ''}`;
}

/** `wx.requestPayment`: a sheet as WeChat Pay's; confirming pays in the emulator, which checks `paySign`. */
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
