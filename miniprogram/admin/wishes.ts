import type { Contracts, InputOf } from '../../contracts';
import { newIdempotencyKey } from '../services/requests';

/** One refund as it was sent, or is about to be. */
type Wish = InputOf<Contracts['refundOrder']>;

const keyOf = (orderId: string): string => `refund:${orderId}`;

function isWish(stored: unknown): stored is Wish {
  return typeof stored === 'object' && stored !== null && 'idempotencyKey' in stored && 'fen' in stored;
}

/** A refund whose answer never came is the same wish when it is sent again: kept on the phone before anything is sent. */
export async function wishFor(orderId: string, fen: number, note: string): Promise<Wish> {
  const stored: unknown = wx.getStorageSync(keyOf(orderId));
  if (isWish(stored) && stored.fen === fen) return { ...stored, note };
  const wish: Wish = { orderId, fen, note, idempotencyKey: await newIdempotencyKey() };
  wx.setStorageSync(keyOf(orderId), wish);
  return wish;
}

/** It is known what became of it: the next one is another. */
export function forgetWish(orderId: string): void {
  wx.removeStorageSync(keyOf(orderId));
}
