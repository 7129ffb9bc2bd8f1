import { call, type CodeFrom, type Value } from './call';
import { endPurchase, loadOrStartPurchase, pendingPurchaseIn, rememberOrder } from './pendingPurchases';

/** The end of an attempt to pay. Only the server knows whether money moved: look at the order. */
export type PurchaseOutcome =
  | { readonly kind: 'sheetShown'; readonly orderId: string; readonly sheetSaidPaid: boolean }
  | { readonly kind: 'priceDeclined' }
  | {
      readonly kind: 'refused';
      readonly code: CodeFrom<'createOrder'>;
      readonly untilMs?: number;
      readonly orderId?: string;
    };

type Payment = Value<'createOrder'>['payment'];

/** A buyer's application to an owner who decides after the payment. */
export interface ApplicationMessage {
  readonly message: string;
  readonly contact?: string;
}

async function createOrder(groupId: string, application: ApplicationMessage | null) {
  const { idempotencyKey } = await loadOrStartPurchase(groupId);
  return call('createOrder', { idempotencyKey, groupId, ...application });
}

/** Starts one new purchase if the pending one's order has closed, since a closed order can no longer be paid. */
async function createPayableOrder(groupId: string, application: ApplicationMessage | null) {
  const answer = await createOrder(groupId, application);
  if (answer.ok || answer.code !== 'OrderClosed') return answer;
  endPurchase(groupId);
  return createOrder(groupId, application);
}

/** Opens WeChat Pay's sheet; `false` when it was cancelled or failed. */
async function openPaymentSheet(payment: Payment): Promise<boolean> {
  try {
    await wx.requestPayment(payment);
    return true;
  } catch (error) {
    console.info('payment sheet', error);
    return false;
  }
}

/** Starts or resumes the one purchase in a group and lets the person pay. Calls `acceptPrice` when the price differs from the one shown. */
export async function purchase(
  groupId: string,
  shownFen: number,
  acceptPrice: (priceFen: number) => Promise<boolean>,
  application: ApplicationMessage | null = null,
): Promise<PurchaseOutcome> {
  const answer = await createPayableOrder(groupId, application);
  if (!answer.ok) {
    const orderId = pendingPurchaseIn(groupId)?.orderId;
    // A paid purchase is over; its order shows how it ended.
    if (answer.code === 'AlreadyPaid') endPurchase(groupId);
    return {
      kind: 'refused',
      code: answer.code,
      ...(answer.untilMs === undefined ? {} : { untilMs: answer.untilMs }),
      ...(orderId === undefined ? {} : { orderId }),
    };
  }
  const { orderId, priceFen, payment } = answer.value;
  rememberOrder(groupId, orderId);
  if (priceFen !== shownFen && !(await acceptPrice(priceFen))) {
    // Frees the seat for another buyer.
    const cancelled = await call('cancelOrder', { orderId });
    if (cancelled.ok) endPurchase(groupId);
    return { kind: 'priceDeclined' };
  }
  return { kind: 'sheetShown', orderId, sheetSaidPaid: await openPaymentSheet(payment) };
}
