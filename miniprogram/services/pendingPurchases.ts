import { newIdempotencyKey } from './idempotencyKey';

/** A purchase that was started in a group, saved on the phone before it is sent: a retry is the same purchase. */
export interface PendingPurchase {
  readonly idempotencyKey: string;
  /** Known once the server has answered. */
  readonly orderId?: string;
}

const keyOf = (groupId: string): string => `purchase:${groupId}`;

function isPendingPurchase(stored: unknown): stored is PendingPurchase {
  return (
    typeof stored === 'object' &&
    stored !== null &&
    'idempotencyKey' in stored &&
    typeof stored.idempotencyKey === 'string'
  );
}

export function pendingPurchaseIn(groupId: string): PendingPurchase | null {
  const stored: unknown = wx.getStorageSync(keyOf(groupId));
  return isPendingPurchase(stored) ? stored : null;
}

/** The pending purchase in this group, or a new one. */
export async function loadOrStartPurchase(groupId: string): Promise<PendingPurchase> {
  const pending = pendingPurchaseIn(groupId);
  if (pending) return pending;
  const started: PendingPurchase = { idempotencyKey: await newIdempotencyKey() };
  wx.setStorageSync(keyOf(groupId), started);
  return started;
}

export function rememberOrder(groupId: string, orderId: string): void {
  const pending = pendingPurchaseIn(groupId);
  if (pending && pending.orderId !== orderId) wx.setStorageSync(keyOf(groupId), { ...pending, orderId });
}

/** Ends the pending purchase in a group: the next one there gets a new key. */
export function endPurchase(groupId: string): void {
  wx.removeStorageSync(keyOf(groupId));
}

/** Ends the pending purchase that made this order; a purchase of another order continues. */
export function endPurchaseOf({ groupId, orderId }: { readonly groupId: string; readonly orderId: string }): void {
  if (pendingPurchaseIn(groupId)?.orderId === orderId) endPurchase(groupId);
}
