import type { Order } from './order';
import type { Refund } from './refund';

/** `wechatPay` is what WeChat Pay holds for us; `owed:<groupId>` what a group's owner is owed. Lines of a posting sum to zero. */
export type Account = 'wechatPay' | `owed:${string}`;

export interface LedgerLine {
  readonly account: Account;
  readonly fen: number;
}

/** One posting of the double-entry ledger. Its id is what makes it one, however often it is made. */
export interface Posting {
  /** `<orderId>:paid`, or a refund's number. */
  readonly _id: string;
  readonly orderId: string;
  readonly groupId: string;
  readonly at: Date;
  readonly lines: readonly LedgerLine[];
}

function posting(id: string, order: Order, fen: number, at: Date): Posting {
  const lines = [
    { account: 'wechatPay', fen },
    { account: `owed:${order.groupId}`, fen: -fen },
  ] as const;
  return { _id: id, orderId: order._id, groupId: order.groupId, at, lines };
}

export const paymentPosting = (order: Order, at: Date): Posting =>
  posting(`${order._id}:paid`, order, order.priceFen, at);
export const refundPosting = (order: Order, refund: Refund, at: Date): Posting =>
  posting(refund.no, order, -refund.fen, at);

export const balances = (entry: Posting): boolean => entry.lines.reduce((sum, line) => sum + line.fen, 0) === 0;
