import { noop, refused, to, type TransitionTable } from './transition';

export const refundStates = ['Requested', 'Processing', 'Succeeded', 'Failed'] as const;
export type RefundState = (typeof refundStates)[number];
export const refundEvents = ['accepted', 'succeeded', 'failed'] as const;
export type RefundEvent = (typeof refundEvents)[number];

/**
 * `Requested`: written here; WeChat Pay may or may not know of it. `Processing`: WeChat Pay has accepted it, but the money is not back yet.
 */
export const refundTransitions = {
  Requested: { accepted: to('Processing'), succeeded: to('Succeeded'), failed: to('Failed') },
  Processing: { accepted: noop, succeeded: to('Succeeded'), failed: to('Failed') },
  Succeeded: { accepted: noop, succeeded: noop, failed: refused('RefundEnded') },
  // A failed refund can still turn out to have arrived. A new request gets a new row with a new number.
  Failed: { accepted: refused('RefundEnded'), succeeded: to('Succeeded'), failed: noop },
} as const satisfies TransitionTable<RefundState, RefundEvent>;

/** The reason money goes back. The mini-program has a sentence for each. */
export const refundReasons = [
  'rejected',
  'reviewTimedOut',
  'paidAfterClosing',
  'notAdmissible',
  'noValidQr',
  'byBuyer',
  'byOperator',
] as const;
export type RefundReason = (typeof refundReasons)[number];

/** One refund of an order: a row inside it. */
export interface Refund {
  /** `<orderId>-R1`, `-R2`, …: a retry keeps its number, so WeChat Pay never pays it twice. */
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
  readonly endedAt: Date | null;
}
