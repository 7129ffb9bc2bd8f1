import { commissionAfterRefunds, type Order } from './order';
import type { Refund } from './refund';
import { beijingDay, type Day } from './time';

/**
 * The accounts of the operator's ledger, seen from the operator (docs/decisions/0005-accounts.md); positive: it holds, or is to have; negative: it
 * owes, or has earned.
 *
 * - `wechatPay:<subMchId>`: what WeChat Pay took and has not given back, at this merchant.
 * - `owed:<groupId>`: the account with a group's owner. Negative: the operator owes the owner; positive: the owner owes the operator.
 * - `commission:<groupId>`: what the operator keeps of a group's sales.
 * - `received:<groupId>`: money that the owner's own merchant received directly.
 */
export type Account = `wechatPay:${string}` | `owed:${string}` | `commission:${string}` | `received:${string}`;

export interface LedgerLine {
  readonly account: Account;
  readonly fen: number;
}

/** One posting of the double-entry ledger; its lines sum to zero. Its id is what makes it one, however often it is made. */
export interface Posting {
  /** `<orderId>:paid`, or a refund's number. */
  readonly _id: string;
  readonly kind: 'payment' | 'refund';
  readonly orderId: string;
  readonly groupId: string;
  readonly subMchId: string;
  /** When it was booked: never in a day that is over, so a day that was closed stays as it is. */
  readonly at: Date;
  /** The day of `at` in Beijing. */
  readonly day: Day;
  readonly lines: readonly LedgerLine[];
}

export const paymentPostingId = (orderId: string): string => `${orderId}:paid`;

function posting(
  order: Order,
  kind: Posting['kind'],
  id: string,
  fen: number,
  commissionFen: number,
  at: Date,
): Posting {
  const { groupId } = order;
  const { subMchId } = order.paymentRequest;
  const ownersFen = order.terms.ownMerchant ? fen : 0;
  const lines: readonly LedgerLine[] = [
    { account: `wechatPay:${subMchId}`, fen },
    { account: `received:${groupId}`, fen: -ownersFen },
    { account: `owed:${groupId}`, fen: ownersFen + commissionFen - fen },
    { account: `commission:${groupId}`, fen: -commissionFen },
  ];
  const moved = lines.filter((line) => line.fen !== 0);
  return { _id: id, kind, orderId: order._id, groupId, subMchId, at, day: beijingDay(at), lines: moved };
}

export const buildPaymentPosting = (order: Order, at: Date): Posting =>
  posting(order, 'payment', paymentPostingId(order._id), order.priceFen, commissionAfterRefunds(order, 0), at);

/** `refund` is done, and so knows what of the commission went back with it. */
export const buildRefundPosting = (order: Order, refund: Refund, at: Date): Posting =>
  posting(order, 'refund', refund.no, -refund.fen, -refund.commissionFen, at);

export const balances = (entry: Posting): boolean => entry.lines.reduce((sum, line) => sum + line.fen, 0) === 0;

/** The totals of a group's sales in a period. Commission and the amount owed may be negative: a refund can fall into another month. */
export interface Figures {
  readonly paidFen: number;
  readonly refundedFen: number;
  readonly commissionFen: number;
  /** The amount the operator came to owe the owner; negative where the owner owes the operator. */
  readonly owedFen: number;
  readonly payments: number;
  readonly refunds: number;
}

export const noFigures: Figures = {
  paidFen: 0,
  refundedFen: 0,
  commissionFen: 0,
  owedFen: 0,
  payments: 0,
  refunds: 0,
};

export function sumOf(all: readonly Figures[]): Figures {
  return all.reduce(
    (sum, each) => ({
      paidFen: sum.paidFen + each.paidFen,
      refundedFen: sum.refundedFen + each.refundedFen,
      commissionFen: sum.commissionFen + each.commissionFen,
      owedFen: sum.owedFen + each.owedFen,
      payments: sum.payments + each.payments,
      refunds: sum.refunds + each.refunds,
    }),
    noFigures,
  );
}

/** A group's closed day: computed anew from its postings as often as wanted, always the same. */
export interface ClosedDay extends Figures {
  /** `<groupId>:<day>` */
  readonly _id: string;
  readonly groupId: string;
  readonly day: Day;
  /** The total owed when the day ended. */
  readonly owedAfterFen: number;
}

/** `before` is the group's last closed day before this one. */
export function buildClosedDay(groupId: string, day: Day, figures: Figures, before: ClosedDay | null): ClosedDay {
  const owedAfterFen = (before?.owedAfterFen ?? 0) + figures.owedFen;
  return { _id: `${groupId}:${day}`, groupId, day, ...figures, owedAfterFen };
}
