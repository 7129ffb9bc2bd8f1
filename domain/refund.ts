import { hourMs } from './time';
import { noop, refused, to, type TransitionTable } from './transition';

export const refundStates = [
  'Requested',
  'Processing',
  'Succeeded',
  'Failed',
  'PaidByHand',
  'GivenUp',
  'Superseded',
] as const;
export type RefundState = (typeof refundStates)[number];
export const refundEvents = [
  'accepted',
  'succeeded',
  'failed',
  'retried',
  'paidByHand',
  'givenUp',
  'superseded',
] as const;
export type RefundEvent = (typeof refundEvents)[number];

const running = { retried: noop, paidByHand: refused('RefundRunning'), givenUp: refused('RefundRunning') } as const;
const ended = refused('RefundEnded');

/**
 * `Requested`: written here; WeChat Pay may or may not know of it. `Processing`: WeChat Pay has accepted it, but the money is not back yet.
 * `Failed`: WeChat Pay refused or abandoned it, and an operator says what becomes of it: `retried` under its own number, `paidByHand`
 * outside WeChat Pay, or `givenUp`. `Superseded`: its money went back in a refund that the merchant made elsewhere.
 */
export const refundTransitions = {
  Requested: {
    accepted: to('Processing'),
    succeeded: to('Succeeded'),
    failed: to('Failed'),
    ...running,
    superseded: to('Superseded'),
  },
  Processing: {
    accepted: noop,
    succeeded: to('Succeeded'),
    failed: to('Failed'),
    ...running,
    superseded: refused('RefundRunning'),
  },
  Succeeded: {
    accepted: noop,
    succeeded: noop,
    failed: ended,
    retried: ended,
    paidByHand: ended,
    givenUp: ended,
    superseded: ended,
  },
  Failed: {
    accepted: ended,
    // It can still turn out to have arrived: at WeChat Pay's own desk, for example.
    succeeded: to('Succeeded'),
    failed: noop,
    retried: to('Requested'),
    paidByHand: to('PaidByHand'),
    givenUp: to('GivenUp'),
    superseded: to('Superseded'),
  },
  PaidByHand: {
    accepted: ended,
    succeeded: ended,
    failed: ended,
    retried: ended,
    paidByHand: noop,
    givenUp: ended,
    superseded: ended,
  },
  GivenUp: {
    accepted: ended,
    succeeded: to('Succeeded'),
    failed: noop,
    retried: to('Requested'),
    paidByHand: to('PaidByHand'),
    givenUp: noop,
    superseded: to('Superseded'),
  },
  Superseded: {
    accepted: ended,
    // WeChat Pay's word counts: the refund that took its place may have been closed.
    succeeded: to('Succeeded'),
    failed: noop,
    retried: ended,
    paidByHand: ended,
    givenUp: ended,
    superseded: noop,
  },
} as const satisfies TransitionTable<RefundState, RefundEvent>;

/** The reason money goes back. The mini-program has a sentence for each. */
export const refundReasons = [
  'rejected',
  'reviewTimedOut',
  'paidAfterClosing',
  'notAdmissible',
  'noValidQr',
  'groupBanned',
  'byBuyer',
  'byOperator',
  'byMerchant',
] as const;
export type RefundReason = (typeof refundReasons)[number];

/** A refund of an order as WeChat Pay lists it, whoever made it. */
export interface ListedRefund {
  /** The merchant's number (`out_refund_no`). */
  readonly outRefundNo: string;
  /** WeChat Pay's own number. */
  readonly refundId: string;
  readonly status: 'SUCCESS' | 'PROCESSING' | 'REFUNDCLOSE' | 'CHANGE';
  readonly fen: number;
  /** `null`: WeChat Pay did not say. */
  readonly succeededAt: Date | null;
}

/** A refund that the merchant made at WeChat Pay's own desk, under a number of its own. */
export interface RefundElsewhere {
  readonly refundId: string;
  readonly outRefundNo: string;
  /** It left nothing of a payment that we did not know yet, so that the order has never given a membership. */
  readonly withoutMembership: boolean;
}

/** One refund of an order: a row inside it. */
export interface Refund {
  /**
   * `<orderId>-R1`, `-R2`, …: a retry keeps its number, so WeChat Pay never pays it twice. A refund made elsewhere has one that follows from
   * WeChat Pay's (`noOfRefundElsewhere`), so that it is recorded once.
   */
  readonly no: string;
  readonly fen: number;
  /** The part of the commission that went back with it; 0 until the refund succeeds. */
  readonly commissionFen: number;
  readonly state: RefundState;
  readonly reason: RefundReason;
  /** A message to the buyer from the person who caused the refund, or ''. */
  readonly note: string;
  /** The operator's request that started it, so that a request sent twice is one refund; `null` if no operator asked. */
  readonly idempotencyKey: string | null;
  readonly requestedAt: Date;
  /** The time an operator last had it asked for again; missing if none did. */
  readonly retriedAt?: Date;
  readonly endedAt: Date | null;
  /** WeChat Pay's words about why it failed, for operators; missing where it gave none. */
  readonly failure?: string;
  /** The operator's note on paying it by hand or giving it up; never shown to the buyer. */
  readonly exitNote?: string;
  /** Missing for a refund that we asked for. */
  readonly elsewhere?: RefundElsewhere;
}

export const noOfRefundElsewhere = (orderId: string, refundId: string): string => `${orderId}-D${refundId}`;

/** The number under which WeChat Pay knows the refund. */
export const outRefundNoOf = ({ no, elsewhere }: Refund): string => elsewhere?.outRefundNo ?? no;

/** It has ended without an arrival at WeChat Pay, which may yet turn out to be wrong. */
export const isRecheckable = ({ state }: Refund): boolean =>
  state === 'Failed' || state === 'PaidByHand' || state === 'GivenUp';
/** The money of this refund is spoken for, though not back: it can't be refunded a second time under another number. */
export const isHeld = ({ state }: Refund): boolean =>
  state === 'Requested' || state === 'Processing' || state === 'Failed' || state === 'GivenUp';
export const isRunning = ({ state }: Refund): boolean => state === 'Requested' || state === 'Processing';

/**
 * A refund to a bank card takes up to three working days (docs/platform.md, Paying): five calendar days cover a weekend. No operator is
 * alarmed before.
 */
const refundPatienceMs = 5 * 24 * hourMs;

export const patientUntil = ({ retriedAt, requestedAt }: Refund): Date =>
  new Date((retriedAt ?? requestedAt).getTime() + refundPatienceMs);
