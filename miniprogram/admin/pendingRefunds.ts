import type { Contracts, InputOf } from '../../contracts';
import { newIdempotencyKey } from '../services/idempotencyKey';

/** A refund as it was sent, or is about to be. */
type PendingRefund = InputOf<Contracts['refundOrder']>;

const keyOf = (orderId: string): string => `refund:${orderId}`;

function isPendingRefund(stored: unknown): stored is PendingRefund {
  return typeof stored === 'object' && stored !== null && 'idempotencyKey' in stored && 'fen' in stored;
}

/** Saves a refund on the phone before it is sent, so that a retry after a lost answer repeats the same refund. */
export async function loadOrStartRefund(orderId: string, fen: number, note: string): Promise<PendingRefund> {
  const stored: unknown = wx.getStorageSync(keyOf(orderId));
  if (isPendingRefund(stored) && stored.fen === fen) return { ...stored, note };
  const refund: PendingRefund = { orderId, fen, note, idempotencyKey: await newIdempotencyKey() };
  wx.setStorageSync(keyOf(orderId), refund);
  return refund;
}

/** Forgets a refund whose outcome is known, so that the next one gets a new key. */
export function clearPendingRefund(orderId: string): void {
  wx.removeStorageSync(keyOf(orderId));
}
