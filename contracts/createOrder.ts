import * as v from 'valibot';
import { contract } from './contract';
import { buyingObstacles } from '../domain/buying';
import { applicationLimits } from './applyToGroup';
import { Fen, GroupId, IdempotencyKey, Lines, Ms, OptionalLine, WxPayment } from './shapes';

/**
 * Creates, or resumes, the one active order of this person in this group and returns the arguments for
 * `wx.requestPayment`. The client generates `idempotencyKey` and stores it before sending: the same key returns the
 * same order. The server sets the price.
 */
export const createOrder = contract({
  input: v.strictObject({
    idempotencyKey: IdempotencyKey,
    groupId: GroupId,
    /** The buyer's reason for joining, which a new order of a `payThenReview` group needs; other orders ignore it. Stored encrypted. */
    message: v.optional(Lines(applicationLimits.longestMessage)),
    /** Optional contact details for the owner. */
    contact: v.optional(OptionalLine(applicationLimits.longestContact)),
  }),
  output: v.strictObject({
    orderId: v.string(),
    /** The amount to be charged; the page compares it with the price it has shown. */
    priceFen: Fen,
    payment: WxPayment,
    payUntilMs: Ms,
  }),
  errors: [
    'GroupNotFound',
    ...buyingObstacles,
    /** The owner decides after the payment and needs a message from the buyer. */
    'MessageRequired',
    /** WeChat's content check rejected the message. */
    'TextRefused',
    /** The content check did not answer. */
    'CheckUnavailable',
    /** No encryption key is set, so no message can be taken. */
    'Unavailable',
    /** This order is already paid; look at it instead. */
    'AlreadyPaid',
    /** This order is closed; create another with a new `idempotencyKey`. */
    'OrderClosed',
    /**
     * WeChat Pay refuses or does not answer. An order that nobody can pay is closed and its seat free; a retry is safe, with a new
     * `idempotencyKey` if this one answers `OrderClosed`.
     */
    'PaymentUnavailable',
  ],
});
