import * as v from 'valibot';
import { contract } from './contract';
import { Fen, IdempotencyKey, OptionalLines, OrderId, OrderStateName } from './shapes';

/**
 * An operator refunds an order: either everything that is left, which ends the membership first, or a part, which keeps
 * it. New money only: a failed refund keeps its number, and `settleRefund` says what becomes of it. Admins only.
 */
export const refundOrder = contract({
  input: v.strictObject({
    orderId: OrderId,
    fen: v.pipe(Fen, v.minValue(1)),
    /** The buyer reads this; may be ''. */
    note: OptionalLines(100),
    idempotencyKey: IdempotencyKey,
  }),
  output: v.strictObject({
    state: OrderStateName,
    /** `null`: the refund is recorded and starts once a partial refund under way has arrived. */
    refundNo: v.nullable(v.string()),
  }),
  errors: [
    'OrderNotFound',
    'NotPaid',
    /** The payment, or the membership it pays for, is still being confirmed. */
    'PaymentInProgress',
    /** Another refund of this order is under way. */
    'RefundRunning',
    /** More than is left to refund. */
    'RefundTooLarge',
    /** The membership has ended, so only everything that is left can be refunded. */
    'RefundWholeOnly',
    /** All that is left is spoken for by a failed refund; an operator settles that one first. */
    'RefundUnsettled',
    /** Everything has already been refunded. */
    'NothingLeft',
    /** Paid more than a year ago; WeChat Pay no longer refunds it. */
    'TooOld',
  ],
});
