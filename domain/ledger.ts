import { sumFen } from './money';
import { commissionAfterRefunds, type Order } from './order';
import type { Refund } from './refund';
import { beijingDay, type Day } from './time';

/**
 * The ledger's accounts, from the operator's point of view (docs/decisions/0005-accounts.md). Positive: the operator
 * holds or is owed the amount; negative: the operator owes or has earned it.
 *
 * - `wechatPay:<subMchId>`: payments taken by WeChat Pay for this merchant, less refunds.
 * - `byHand:<subMchId>`: refunds that this merchant paid outside WeChat Pay, so that no bill has them.
 * - `owed:<groupId>`: the account with a group's owner. Negative: the operator owes the owner; positive: the owner owes the operator.
 * - `commission:<groupId>`: the operator's share of a group's sales.
 * - `received:<groupId>`: money that the owner's own merchant received directly.
 */
export type Account =
  | `wechatPay:${string}`
  | `byHand:${string}`
  | `owed:${string}`
  | `commission:${string}`
  | `received:${string}`;

export interface LedgerLine {
  readonly account: Account;
  readonly fen: number;
}

/**
 * One posting of the double-entry ledger; its lines sum to zero. The id makes it idempotent: writing it again changes
 * nothing.
 */
export interface Posting {
  /** `<orderId>:paid`, or a refund's number. */
  readonly _id: string;
  readonly kind: 'payment' | 'refund';
  readonly orderId: string;
  readonly groupId: string;
  readonly subMchId: string;
  /** The booking time. Never within a day that is over, so a closed day does not change. */
  readonly at: Date;
  /** The day of `at` in Beijing. */
  readonly day: Day;
  readonly lines: readonly LedgerLine[];
}

export const paymentPostingId = (orderId: string): string => `${orderId}:paid`;

function buildPosting(
  order: Order,
  kind: Posting['kind'],
  id: string,
  fen: number,
  commissionFen: number,
  at: Date,
  source: 'wechatPay' | 'byHand' = 'wechatPay',
): Posting {
  const { groupId } = order;
  const { subMchId } = order.paymentRequest;
  const ownersFen = order.terms.ownMerchant ? fen : 0;
  const lines: readonly LedgerLine[] = [
    { account: `${source}:${subMchId}`, fen },
    { account: `received:${groupId}`, fen: -ownersFen },
    { account: `owed:${groupId}`, fen: ownersFen + commissionFen - fen },
    { account: `commission:${groupId}`, fen: -commissionFen },
  ];
  const moved = lines.filter((line) => line.fen !== 0);
  return { _id: id, kind, orderId: order._id, groupId, subMchId, at, day: beijingDay(at), lines: moved };
}

export const buildPaymentPosting = (order: Order, at: Date): Posting =>
  buildPosting(order, 'payment', paymentPostingId(order._id), order.priceFen, commissionAfterRefunds(order, 0), at);

/** `refund` is back with the buyer, so it records its part of the commission. */
export function buildRefundPosting(order: Order, refund: Refund, at: Date): Posting {
  const source = refund.state === 'PaidByHand' ? 'byHand' : 'wechatPay';
  return buildPosting(order, 'refund', refund.no, -refund.fen, -refund.commissionFen, at, source);
}

/** WeChat Pay's bill can have this posting: it moved money there. */
export const isAtWeChatPay = (posting: Posting): boolean =>
  posting.lines.some(({ account }) => account.startsWith('wechatPay:'));

export const balances = (posting: Posting): boolean => sumFen(posting.lines) === 0;

/**
 * A group's sales totals for a period. Commission and debt may be negative, because a refund can fall into a later
 * month than its payment.
 */
export interface Figures {
  readonly paidFen: number;
  readonly refundedFen: number;
  readonly commissionFen: number;
  /** The change in the operator's debt to the owner; negative: the owner owes the operator. */
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

/** A group's closed day. Recomputing it from its postings always gives the same result. */
export interface ClosedDay extends Figures {
  /** `<groupId>:<day>` */
  readonly _id: string;
  readonly groupId: string;
  readonly day: Day;
  /** The total owed at the end of the day. */
  readonly owedAfterFen: number;
}

/** `before` is the group's last closed day before this one. */
export function buildClosedDay(groupId: string, day: Day, figures: Figures, before: ClosedDay | null): ClosedDay {
  const owedAfterFen = (before?.owedAfterFen ?? 0) + figures.owedFen;
  return { _id: `${groupId}:${day}`, groupId, day, ...figures, owedAfterFen };
}
