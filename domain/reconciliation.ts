import { fenOf, type Bill, type BilledPayment, type BilledRefund } from './bill';
import type { Posting } from './ledger';
import type { Order } from './order';
import { beijingDay, dayAfter, dayStart, type Day, hourMs, minuteMs } from './time';

/**
 * How WeChat Pay's bill and our books can differ. `notOurs`: in the bill, no order of ours · `notInBill`: booked, in no bill it could be in ·
 * `amountDiffers` · the same three for refunds · `stateDiffers`: both know it, but not as the same (paid there, unpaid here).
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

/** An operator looks at each and resolves it. */
export const differenceStates = ['Open', 'Resolved'] as const;
export type DifferenceState = (typeof differenceStates)[number];

/** A difference, as WeChat Pay and as we state it; `null` for a side that knows nothing. */
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
  /** Identifies a difference, so that one found again is stored once. */
  readonly _id: string;
  readonly rev: number;
  readonly state: DifferenceState;
  readonly subMchId: string;
  /** The day it was found in. */
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

/** One side of a day: the number of payments and refunds, and their sums. */
export interface SideTotals {
  readonly payments: number;
  readonly paidFen: number;
  readonly refunds: number;
  readonly refundedFen: number;
}

/** `Waiting`: not compared yet · `Done` · `Missed`: WeChat Pay keeps its bill no longer. */
export const reconciliationStates = ['Waiting', 'Done', 'Missed'] as const;
export type ReconciliationState = (typeof reconciliationStates)[number];

/** The comparison of one merchant's day. There is one for every day and merchant with money, so that one that was not made is seen. */
export interface Reconciliation {
  /** `<day>:<subMchId>` */
  readonly _id: string;
  readonly rev: number;
  readonly state: ReconciliationState;
  readonly day: Day;
  readonly subMchId: string;
  readonly attempts: number;
  /** Why it still waits, or ''. */
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
    paidFen: fenOf(payments),
    refunds: refunds.length,
    refundedFen: fenOf(refunds),
  };
}

/** The amount a posting moved at WeChat Pay, always positive. */
function postedFen(posting: Posting): number {
  return Math.abs(fenOf(posting.lines.filter((line) => line.account.startsWith('wechatPay:'))));
}

export function ourTotals(postings: readonly Posting[]): SideTotals {
  const of = (kind: Posting['kind']): readonly number[] => postings.filter((row) => row.kind === kind).map(postedFen);
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, fen) => total + fen, 0);
  const [paid, refunded] = [of('payment'), of('refund')];
  return { payments: paid.length, paidFen: sum(paid), refunds: refunded.length, refundedFen: sum(refunded) };
}

const nothing = { refundNo: null, billFen: null, ourFen: null, billState: null, ourState: null };

/** Holds a payment in a merchant's bill against our order and its posting. `null`: they say the same. */
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

/** Holds a refund in a merchant's bill against ours and its posting. A refund may stand in a bill before it has arrived. */
export function compareRefund(
  row: BilledRefund,
  subMchId: string,
  order: Order | undefined,
  posting: Posting | undefined,
): Finding | null {
  const there = { orderId: row.orderId, refundNo: row.refundNo, billFen: row.fen, billState: row.state };
  const refund = order?.refunds.find(({ no }) => no === row.refundNo);
  if (!refund || order?.paymentRequest.subMchId !== subMchId || order._id !== row.orderId)
    return { ...there, kind: 'refundNotOurs', ourFen: null, ourState: refund?.state ?? null };
  const both = { ...there, ourFen: refund.fen, ourState: refund.state };
  if (row.fen !== refund.fen) return { ...both, kind: 'refundAmountDiffers' };
  if (row.state === 'PROCESSING') return null;
  const arrivedThere = row.state === 'SUCCESS';
  const arrivedHere = refund.state === 'Succeeded' && posting !== undefined;
  return arrivedThere === arrivedHere ? null : { ...both, kind: 'stateDiffers' };
}

/** A posting that stands in no bill. */
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
 * The bookings compared with a day's bill: those of the day as it is ten minutes before midnight. WeChat Pay's clock and ours differ by
 * less, so what is booked in the last minutes, and may stand in tomorrow's bill, is compared tomorrow, with both at hand.
 */
export function bookingWindowOf(day: Day): { readonly from: Date; readonly until: Date } {
  const guard = (at: Date): Date => new Date(at.getTime() - 10 * minuteMs);
  return { from: guard(dayStart(day)), until: guard(dayStart(dayAfter(day))) };
}

/** An order can be paid at most this long after it was made: a `prepay_id` is valid for two hours (docs/platform.md, Paying). */
const payableMs = 2 * hourMs;
const mostOtherDays = 10;

/**
 * The other days in whose bill a posting may stand, the latest first: a payment was booked after it was made, by a moment or, had nobody
 * looked, by days; a refund stands where it was asked for or where it arrived.
 */
export function otherBillDays(posting: Posting, order: Order | undefined, day: Day): readonly Day[] {
  const refund = order?.refunds.find(({ no }) => no === posting._id);
  const began = refund?.requestedAt ?? order?.createdAt ?? dayStart(dayAfter(day, -1));
  const ended = posting.kind === 'payment' ? new Date(began.getTime() + payableMs) : posting.at;
  const days: Day[] = [];
  for (let at = beijingDay(ended); at >= beijingDay(began) && days.length < mostOtherDays; at = dayAfter(at, -1)) {
    if (at !== day) days.push(at);
  }
  return days;
}
