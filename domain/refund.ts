import { noop, refused, to, type TransitionTable } from './transition';

export const refundStates = ['Requested', 'Processing', 'Succeeded', 'Failed'] as const;
export type RefundState = (typeof refundStates)[number];
export const refundEvents = ['accepted', 'succeeded', 'failed'] as const;
export type RefundEvent = (typeof refundEvents)[number];

/** `Requested`: ours is written, WeChat Pay may or may not know. `Processing`: WeChat Pay took it; money is not back yet. */
export const refundTransitions = {
  Requested: { accepted: to('Processing'), succeeded: to('Succeeded'), failed: to('Failed') },
  Processing: { accepted: noop, succeeded: to('Succeeded'), failed: to('Failed') },
  Succeeded: { accepted: noop, succeeded: noop, failed: refused('RefundDone') },
  // An operator may find it arrived after all; asking again takes a new row with a new number.
  Failed: { accepted: refused('RefundHasFailed'), succeeded: to('Succeeded'), failed: noop },
} as const satisfies TransitionTable<RefundState, RefundEvent>;

/** Why money goes back; the mini-program has a sentence for each. */
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
  /** What of the commission went back with it: written when it is done, 0 until then. */
  readonly commissionFen: number;
  readonly state: RefundState;
  readonly reason: RefundReason;
  /** What whoever caused it wrote to the buyer, or ''. */
  readonly note: string;
  /** The operator's wish that it came from, so that a wish sent twice is one refund; `null` where no operator asked. */
  readonly idempotencyKey: string | null;
  readonly requestedAt: Date;
  readonly endedAt: Date | null;
}
