import {
  addRefundElsewhere,
  backsMembership,
  completeRefund,
  confirmPayment,
  failRefund,
  stopBacking,
  supersedeRefund,
  unspokenFen,
  type Order,
} from './order';
import { isHeld, noOfRefundElsewhere, outRefundNoOf, type ListedRefund, type Refund } from './refund';
import { moved, noop, refused, type Decision } from './transition';
import { sumFen } from './money';

/**
 * Compares what WeChat Pay lists as refunds of an order with the refunds that the order knows. A merchant may refund at WeChat Pay's own
 * desk, all or a part, under its own number, or finish one of ours there (docs/decisions/0020-refunds-elsewhere.md).
 */

/** The row of a listed refund: one of ours by its number, or one made elsewhere that was recorded before. */
export const rowOfListed = (
  { _id, refunds }: Order,
  { outRefundNo, refundId }: Pick<ListedRefund, 'outRefundNo' | 'refundId'>,
): Refund | undefined =>
  refunds.find((row) => outRefundNoOf(row) === outRefundNo || row.no === noOfRefundElsewhere(_id, refundId));

/** The listed refunds that nobody here asked for and nobody has recorded yet. A closed one moved no money. */
export const findRefundsElsewhere = (order: Order, listed: readonly ListedRefund[]): readonly ListedRefund[] =>
  listed.filter(
    (each, index) =>
      each.status !== 'REFUNDCLOSE' &&
      !rowOfListed(order, each) &&
      listed.findIndex(({ refundId }) => refundId === each.refundId) === index,
  );

/** Contradictions that no rule can repair, in words for an operator: back in another amount, or back although it was paid by hand. */
export const contradictionsOf = (order: Order, listed: readonly ListedRefund[]): readonly string[] =>
  listed.flatMap((each) => {
    const row = each.status === 'SUCCESS' ? rowOfListed(order, each) : undefined;
    if (row && row.fen !== each.fen) return [`${row.no}: WeChat Pay says ${each.fen} fen, ours is ${row.fen}`];
    return row?.state === 'PaidByHand' ? [`${row.no}: arrived at WeChat Pay after it was paid by hand`] : [];
  });

type RecordRefusal = 'NotPaid' | 'NothingLeft' | 'RefundTooLarge';
type Recorded = Decision<Order, RecordRefusal>;

/**
 * Brings a paid order in line with WeChat Pay's list of its refunds: ours that arrived end, those made elsewhere are added, ours that
 * WeChat Pay has not taken give way where both are more than was paid, and the order stops backing a membership where nothing is left.
 */
export const recordRefunds = (order: Order, listed: readonly ListedRefund[], now: Date): Recorded =>
  record(order, listed, now, true);

/** WeChat Pay says that an order is paid, and that money has left the payment; `noop` if the payment was known. */
export function confirmRefundedPayment(
  order: Order,
  transactionId: string | null,
  listed: readonly ListedRefund[],
  now: Date,
): Recorded {
  const payment = confirmPayment(order, transactionId, now, sumFen(findRefundsElsewhere(order, listed)));
  if (payment.kind !== 'moved') return payment;
  const decision = record(payment.next, listed, now, false);
  return decision.kind === 'noop' ? payment : asOneWrite(order, decision);
}

const asOneWrite = (before: Order, decision: Recorded): Recorded =>
  decision.kind === 'moved' ? moved({ ...decision.next, rev: before.rev + 1 }) : decision;

/** `wasAdmitted`: the order may have given a membership, because its payment was known before. */
function record(order: Order, listed: readonly ListedRefund[], now: Date, wasAdmitted: boolean): Recorded {
  const ended = endOurs(order, listed, now);
  if (ended.kind === 'refused') return ended;
  let next = ended.kind === 'moved' ? ended.next : order;
  const found = findRefundsElsewhere(next, listed);
  if (found.length === 0) return asOneWrite(order, ended);
  const leavesNothing = unspokenFen(next) - sumFen(found) <= 0;
  for (const each of found) {
    const added = addRefundElsewhere(next, each, !wasAdmitted && leavesNothing, now);
    if (added.kind !== 'moved') return added;
    next = added.next;
  }
  next = giveWay(next, listed, now);
  if (backsMembership(next) && unspokenFen(next) <= 0) next = stopBacking(next, wasAdmitted, now);
  for (const each of found) {
    const end = endElsewhere(next, each, now);
    if (end.kind === 'refused') return end;
    if (end.kind === 'moved') next = end.next;
  }
  return asOneWrite(order, moved(next));
}

/** A refund under a number of ours is ours, wherever it was finished. Another amount is for an operator. */
function endOurs(order: Order, listed: readonly ListedRefund[], now: Date): Recorded {
  let next = order;
  for (const each of listed) {
    const row = rowOfListed(next, each);
    const counts = each.status === 'SUCCESS' && row?.fen === each.fen && row.state !== 'PaidByHand';
    const decision = counts ? completeRefund(next, row.no, now) : noop;
    if (decision.kind === 'refused') return refused('RefundTooLarge');
    if (decision.kind === 'moved') next = decision.next;
  }
  return next === order ? noop : moved(next);
}

function endElsewhere(order: Order, { refundId, status, succeededAt }: ListedRefund, now: Date): Recorded {
  const no = noOfRefundElsewhere(order._id, refundId);
  if (status === 'PROCESSING') return noop;
  const decision = status === 'SUCCESS' ? completeRefund(order, no, now) : failRefund(order, no, now);
  if (decision.kind === 'refused') return refused('RefundTooLarge');
  if (decision.kind !== 'moved' || status !== 'SUCCESS' || succeededAt === null) return decision;
  const refunds = decision.next.refunds.map((row) => (row.no === no ? { ...row, endedAt: succeededAt } : row));
  return moved({ ...decision.next, refunds });
}

/** WeChat Pay holds no money for this refund of ours: it has closed it, or was never told of it. */
function isNotTaken(row: Refund, listed: readonly ListedRefund[]): boolean {
  if (row.elsewhere || !isHeld(row)) return false;
  const there = listed.find(({ outRefundNo }) => outRefundNo === row.no);
  return there ? there.status === 'REFUNDCLOSE' && row.state !== 'Processing' : row.state !== 'Processing';
}

/**
 * While the refunds speak for more than was paid, ours that WeChat Pay has not taken give way, the newest first. The rest of one that was
 * to give back everything is asked for on its own; a part that somebody wanted back beside a membership is decided about again.
 */
function giveWay(order: Order, listed: readonly ListedRefund[], now: Date): Order {
  let next = order;
  for (const row of order.refunds.filter((each) => isNotTaken(each, listed)).reverse()) {
    const excessFen = -unspokenFen(next);
    if (excessFen <= 0) break;
    const restFen = backsMembership(next) ? 0 : row.fen - excessFen;
    const decision = supersedeRefund(next, row.no, restFen, now);
    if (decision.kind === 'moved') next = decision.next;
  }
  return next;
}
