import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { State } from '../state';
import type { Upcoming } from '../upcoming';
import type { PayRefusal } from './answers';
import type { Books, Lie, PayOrder } from './books';
import type { Fates } from './fates';
import type { Notifications } from './notifications';

/** What the parts of WeChat Pay share. */
export interface WeChatPay {
  readonly appId: string;
  readonly env: string;
  readonly subMchIds: readonly string[];
  readonly clock: Clock;
  readonly books: Books;
  readonly fates: Fates;
  readonly notifications: Notifications;
  /** What the next calls of a method will be refused with. */
  readonly upcoming: Upcoming<PayRefusal>;
  /** Signs payments; the same for the life of a state, so that a sheet opened before a crash can still be confirmed. */
  readonly key: () => string;
}

const keyCell = 'pay.key';

export function payKey(state: State): string {
  const kept = state.cell<string | undefined>(keyCell, undefined);
  if (kept !== undefined) return kept;
  const key = randomBytes(16).toString('hex');
  state.keep(keyCell, key);
  return key;
}

/** An order as WeChat Pay tells it: the books' figures, unless it has been told to lie. */
export function told(pay: WeChatPay, order: PayOrder): { readonly totalFee: number; readonly subMchId: string } {
  return { totalFee: toldFee(order.total_fee, order.lie), subMchId: toldMerchant(pay, order.sub_mch_id, order.lie) };
}

function toldFee(totalFee: number, lie: Lie | null): number {
  if (lie !== 'wrongAmount') return totalFee;
  return totalFee > 1 ? totalFee - 1 : totalFee + 1;
}

function toldMerchant(pay: WeChatPay, subMchId: string, lie: Lie | null): string {
  if (lie !== 'wrongMerchant') return subMchId;
  return pay.subMchIds.find((other) => other !== subMchId) ?? '1999999999';
}

/** A number of WeChat Pay's own: a prefix and digits only, `length` in all. */
export function serialNumber(prefix: string, length: number): string {
  const digits = [...randomBytes(length)].map((byte) => String(byte % 10)).join('');
  return (prefix + digits).slice(0, length);
}
