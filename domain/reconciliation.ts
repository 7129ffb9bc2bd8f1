import type { Bill, BilledPayment, BilledRefund } from './bill';
import { noOfRefundElsewhere } from './refund';
import { rowOfListed } from './refundsElsewhere';
import type { Posting } from './ledger';
import { sumFen } from './money';
import type { Order } from './order';
import { beijingDay, dayAfter, dayStart, type Day, hourMs, minuteMs } from './time';

/**
 * The ways WeChat Pay's bill and our ledger can differ. `notOurs`: the bill has a payment we have no order for ·
 * `notInBill`: we booked a payment that no possible bill has · `amountDiffers` · the same three for refunds ·
 * `stateDiffers`: both sides know it but disagree on its state (paid there, unpaid here).
 */
export const differenceKinds = [
  'notOurs',
  'notInBill',
  'amountDiffers',
  'refundNotOurs',
  'refundNotInBill',
  'refundAmountDiffers',
  'stateDiffers',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** An operator reviews each difference and resolves it. */
export const differenceStates = ['Open', 'Resolved'] as const;
export type DifferenceState = (typeof differenceStates)[number];

/** A difference as WeChat Pay states it and as we do; `null` for a value that one side lacks. */
export interface Finding {
  readonly kind: DifferenceKind;
  readonly orderId: string;
  readonly refundNo: string | null;
  readonly billFen: number | null;
  readonly ourFen: number | null;
  readonly billState: string | null;
  readonly ourState: string | null;
}

export interface Difference extends Finding {
  /** Identifies the difference, so finding it again does not record it twice. */
  readonly _id: string;
  readonly rev: number;
  readonly state: DifferenceState;
  readonly subMchId: string;
  /** The day whose comparison found it. */
  readonly day: Day;
  readonly foundAt: Date;
}

export function recordDifference(finding: Finding, subMchId: string, day: Day, now: Date): Difference {
  const number = finding.refundNo ?? finding.orderId;
  return {
    _id: `${subMchId}:${finding.kind}:${number}`,
    rev: 0,
    state: 'Open',
    subMchId,
    day,
    foundAt: now,
    ...finding,
  };
}

/** One side's totals for a day. */
export interface SideTotals {
  readonly payments: number;
  readonly paidFen: number;
  readonly refunds: number;
  readonly refundedFen: number;
}

/** `Waiting`: not compared yet · `Done` · `Missed`: WeChat Pay no longer keeps the bill. */
export const reconciliationStates = ['Waiting', 'Done', 'Missed'] as const;
export type ReconciliationState = (typeof reconciliationStates)[number];

/**
 * The comparison of one merchant's day. Each day and merchant with money has one, so a comparison that was never made
 * is visible.
 */
export interface Reconciliation {
  /** `<day>:<subMchId>` */
  readonly _id: string;
  readonly rev: number;
  readonly state: ReconciliationState;
  readonly day: Day;
  readonly subMchId: string;
  readonly attempts: number;
  /** The reason it still waits, or ''. */
  readonly why: string;
  readonly bill: SideTotals | null;
  readonly ours: SideTotals | null;
  readonly differences: number;
  readonly openedAt: Date;
  readonly finishedAt: Date | null;
}

export function openReconciliation(day: Day, subMchId: string, now: Date): Reconciliation {
  const nothingYet = { attempts: 0, why: '', bill: null, ours: null, differences: 0, finishedAt: null };
  return { _id: `${day}:${subMchId}`, rev: 0, state: 'Waiting', day, subMchId, openedAt: now, ...nothingYet };
}

/** The result of a comparison. */
export interface Comparison {
  readonly bill: SideTotals;
  readonly ours: SideTotals;
  readonly differences: number;
}

export function completeReconciliation(before: Reconciliation, found: Comparison, now: Date): Reconciliation {
  return {
    ...before,
    ...found,
    rev: before.rev + 1,
    state: 'Done',
    attempts: before.attempts + 1,
    why: '',
    finishedAt: now,
  };
}

/** WeChat Pay keeps bills for three months (docs/platform.md, Paying). */
const billKeptDays = 88;

export function deferReconciliation(before: Reconciliation, why: string, now: Date): Reconciliation {
  const over = now >= dayStart(dayAfter(before.day, billKeptDays));
  return { ...before, rev: before.rev + 1, state: over ? 'Missed' : 'Waiting', attempts: before.attempts + 1, why };
}

export function billTotals({ payments, refunds }: Bill): SideTotals {
  return {
    payments: payments.length,
    paidFen: sumFen(payments),
    refunds: refunds.length,
    refundedFen: sumFen(refunds),
  };
}

/** The amount a posting moved at WeChat Pay, as a positive number. */
function postedFen(posting: Posting): number {
  return Math.abs(sumFen(posting.lines.filter((line) => line.account.startsWith('wechatPay:'))));
}

export function ourTotals(postings: readonly Posting[]): SideTotals {
  const of = (kind: Posting['kind']) =>
    postings.filter((row) => row.kind === kind).map((row) => ({ fen: postedFen(row) }));
  const [paid, refunded] = [of('payment'), of('refund')];
  return { payments: paid.length, paidFen: sumFen(paid), refunds: refunded.length, refundedFen: sumFen(refunded) };
}

const nothing = { refundNo: null, billFen: null, ourFen: null, billState: null, ourState: null };

/** Compares a payment in a merchant's bill with our order and its posting. `null`: they agree. */
export function comparePayment(
  row: BilledPayment,
  subMchId: string,
  order: Order | undefined,
  posting: Posting | undefined,
): Finding | null {
  const there = { ...nothing, orderId: row.orderId, billFen: row.fen, billState: row.state };
  if (order?.paymentRequest.subMchId !== subMchId) return { ...there, kind: 'notOurs', ourState: order?.state ?? null };
  const ourFen = posting ? postedFen(posting) : order.priceFen;
  const both = { ...there, ourFen, ourState: order.state };
  if (row.fen !== ourFen) return { ...both, kind: 'amountDiffers' };
  return posting && row.state === 'SUCCESS' ? null : { ...both, kind: 'stateDiffers' };
}

/** The postings that a billed refund can stand for: of one of ours, or of one that the merchant made elsewhere. */
export const refundPostingIds = ({ orderId, refundNo, refundId }: BilledRefund): readonly [string, string] => [
  refundNo,
  noOfRefundElsewhere(orderId, refundId),
];

/**
 * Compares a refund in a merchant's bill with ours and its posting. A bill may list a refund that has not arrived yet.
 */
export function compareRefund(
  row: BilledRefund,
  subMchId: string,
  order: Order | undefined,
  posting: Posting | undefined,
): Finding | null {
  const there = { orderId: row.orderId, refundNo: row.refundNo, billFen: row.fen, billState: row.state };
  const refund = order && rowOfListed(order, { outRefundNo: row.refundNo, refundId: row.refundId });
  if (!refund || order?.paymentRequest.subMchId !== subMchId || order._id !== row.orderId)
    return { ...there, kind: 'refundNotOurs', ourFen: null, ourState: refund?.state ?? null };
  const both = { ...there, ourFen: refund.fen, ourState: refund.state };
  if (row.fen !== refund.fen) return { ...both, kind: 'refundAmountDiffers' };
  if (row.state === 'PROCESSING') return null;
  const arrivedThere = row.state === 'SUCCESS';
  const arrivedHere = refund.state === 'Succeeded' && posting !== undefined;
  return arrivedThere === arrivedHere ? null : { ...both, kind: 'stateDiffers' };
}

/** The difference for a posting that no bill contains. */
export function findMissingFromBill(posting: Posting, order: Order | undefined): Finding {
  const refund = posting.kind === 'refund' ? order?.refunds.find(({ no }) => no === posting._id) : undefined;
  return {
    ...nothing,
    kind: posting.kind === 'refund' ? 'refundNotInBill' : 'notInBill',
    orderId: posting.orderId,
    refundNo: posting.kind === 'refund' ? posting._id : null,
    ourFen: postedFen(posting),
    ourState: refund?.state ?? order?.state ?? null,
  };
}

/**
 * The postings compared with a day's bill: a day's worth, ending ten minutes before midnight. WeChat Pay's clock and
 * ours differ by less than that, so a posting of the last minutes, which may be in tomorrow's bill, is compared
 * tomorrow, when both bills are available.
 */
export function bookingWindowOf(day: Day): { readonly from: Date; readonly until: Date } {
  const guard = (at: Date): Date => new Date(at.getTime() - 10 * minuteMs);
  return { from: guard(dayStart(day)), until: guard(dayStart(dayAfter(day))) };
}

/**
 * The longest time from creating an order to paying it: a `prepay_id` is valid for two hours (docs/platform.md,
 * Paying).
 */
const payableMs = 2 * hourMs;
const mostOtherDays = 10;
/** A refund made elsewhere may have been noticed long after it arrived. */
const mostOtherDaysElsewhere = 31;

/**
 * The other days whose bill may contain a posting, latest first. A payment is booked moments after it is made, or days
 * later if the callback and the sweeps failed; a refund is in the bill of the day it was requested or the day it
 * arrived.
 */
export function otherBillDays(posting: Posting, order: Order | undefined, day: Day): readonly Day[] {
  const refund = order?.refunds.find(({ no }) => no === posting._id);
  // Nobody told us when the merchant asked for it, and the payment may have been noticed later still.
  const requestedAt = refund?.elsewhere ? null : refund?.requestedAt;
  const began = requestedAt ?? order?.createdAt ?? dayStart(dayAfter(day, -1));
  const mostDays = refund?.elsewhere ? mostOtherDaysElsewhere : mostOtherDays;
  const ended = posting.kind === 'payment' ? new Date(began.getTime() + payableMs) : posting.at;
  const days: Day[] = [];
  for (let at = beijingDay(ended); at >= beijingDay(began) && days.length < mostDays; at = dayAfter(at, -1)) {
    if (at !== day) days.push(at);
  }
  return days;
}
