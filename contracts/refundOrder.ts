import * as v from 'valibot';
import { contract } from './contract';
import { Fen, OrderId, OrderStateName } from './shapes';

/**
 * An operator gives money back: all that is left, which ends the membership first, or a part, which leaves it. Also how a refund that failed is
 * asked for again, under a new number. Admins only.
 */
export const refundOrder = contract({
  input: v.strictObject({
    orderId: OrderId,
    fen: v.pipe(Fen, v.minValue(1)),
    /** The buyer reads this; '' for no message. */
    note: v.pipe(v.string(), v.trim(), v.maxLength(100)),
    /** Made by the client and stored before it sends, so that a repeat is one refund. */
    idempotencyKey: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
  }),
  output: v.strictObject({
    state: OrderStateName,
    /** `null`: it is promised, and follows once a part that is on its way has arrived. */
    refundNo: v.nullable(v.string()),
  }),
  errors: [
    'OrderNotFound',
    'NotPaid',
    /** WeChat Pay still confirms the payment, or its membership is just being given. */
    'PaymentInProgress',
    /** Another refund of this order is on its way. */
    'RefundRunning',
    /** More than is left. */
    'RefundTooLarge',
    /** Its membership has ended: only all that is left can be given back. */
    'RefundWholeOnly',
    /** Everything was given back already. */
    'NothingLeft',
    /** Paid more than a year ago: WeChat Pay gives nothing back of it. */
    'TooOld',
  ],
});
