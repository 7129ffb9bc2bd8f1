import { call, type CodeFrom, type Value } from './call';
import { beginIn, begunIn, endPurchase, rememberOrder } from './requests';

/** How a try to pay ended. Whether money moved is the server's to say: look at the order. */
export type Purchase =
  | { readonly kind: 'asked'; readonly orderId: string; readonly sheetSaidPaid: boolean }
  | { readonly kind: 'priceDeclined' }
  | { readonly kind: 'refused'; readonly code: CodeFrom<'createOrder'>; readonly orderId?: string };

type Payment = Value<'createOrder'>['payment'];

async function createOrder(groupId: string) {
  const { idempotencyKey } = await beginIn(groupId);
  return call('createOrder', { idempotencyKey, groupId });
}

/** A closed order can't be paid any more: one new purchase follows by itself. */
async function createLiveOrder(groupId: string) {
  const answer = await createOrder(groupId);
  if (answer.ok || answer.code !== 'OrderClosed') return answer;
  endPurchase(groupId);
  return createOrder(groupId);
}

/** Opens WeChat Pay's sheet; `false` when it was cancelled or failed. */
async function openSheet(payment: Payment): Promise<boolean> {
  try {
    await wx.requestPayment(payment);
    return true;
  } catch (error) {
    console.info('payment sheet', error);
    return false;
  }
}

/** Begins or resumes the one purchase in a group and lets the person pay. `agree` is asked when the price is not the one shown. */
export async function buy(
  groupId: string,
  shownFen: number,
  agree: (priceFen: number) => Promise<boolean>,
): Promise<Purchase> {
  const answer = await createLiveOrder(groupId);
  if (!answer.ok) {
    const orderId = begunIn(groupId)?.orderId;
    // A paid purchase is over; its order shows how it ended.
    if (answer.code === 'AlreadyPaid') endPurchase(groupId);
    return { kind: 'refused', code: answer.code, ...(orderId === undefined ? {} : { orderId }) };
  }
  const { orderId, priceFen, payment } = answer.value;
  rememberOrder(groupId, orderId);
  if (priceFen !== shownFen && !(await agree(priceFen))) {
    // Nobody wants this order: its seat is for somebody else.
    const cancelled = await call('cancelOrder', { orderId });
    if (cancelled.ok) endPurchase(groupId);
    return { kind: 'priceDeclined' };
  }
  return { kind: 'asked', orderId, sheetSaidPaid: await openSheet(payment) };
}
