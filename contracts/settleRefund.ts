import * as v from 'valibot';
import { contract } from './contract';
import { Fen, Lines, OrderId, OrderStateName, RefundStateName } from './shapes';

/** A refund's number: its order's id and a count, or WeChat Pay's number of a refund made elsewhere. */
const RefundNo = v.pipe(v.string(), v.regex(/^[0-9a-zA-Z_-]{1,80}$/));
const which = { orderId: OrderId, refundNo: RefundNo };
/** For the audit; the buyer does not read it. */
const Note = Lines(100);

/**
 * An operator says what becomes of a refund that WeChat Pay refused or abandoned: it is asked for `again` under its own number, with a
 * smaller amount (`correct`; the rest becomes a failed refund of its own), was paid `byHand` outside WeChat Pay, or is given up. Doing the
 * same again succeeds. Admins only.
 */
export const settleRefund = contract({
  input: v.variant('exit', [
    v.strictObject({ ...which, exit: v.literal('again') }),
    v.strictObject({ ...which, exit: v.literal('correct'), fen: v.pipe(Fen, v.minValue(1)) }),
    v.strictObject({ ...which, exit: v.literal('byHand'), note: Note }),
    v.strictObject({ ...which, exit: v.literal('giveUp'), note: Note }),
  ]),
  output: v.strictObject({ state: OrderStateName, refundState: RefundStateName }),
  errors: [
    'OrderNotFound',
    'RefundNotFound',
    /** This refund, or another one of the order, is under way at WeChat Pay. */
    'RefundRunning',
    /** The money is back with the buyer already. */
    'RefundEnded',
    /** The merchant has refunded this order elsewhere meanwhile, and it is recorded now: the operator looks again. */
    'RefundedElsewhere',
    /** A corrected amount has to be smaller than the refund's. */
    'RefundTooLarge',
    /** WeChat Pay has accepted this number once, and takes it only with the same amount. */
    'AmountFixed',
    /** Paid more than a year ago; WeChat Pay no longer refunds it. */
    'TooOld',
    /** WeChat Pay does not say what it knows of the refund. */
    'PaymentUnavailable',
  ],
});
