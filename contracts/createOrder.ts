import * as v from 'valibot';
import { contract } from './contract';
import { buyingObstacles } from '../domain/buying';
import { Fen, GroupId, IdempotencyKey, Ms, WxPayment } from './shapes';

/**
 * Creates, or resumes, the one active order of this person in this group and returns the arguments for
 * `wx.requestPayment`. The client generates `idempotencyKey` and stores it before sending: the same key returns the
 * same order. The server sets the price.
 */
export const createOrder = contract({
  input: v.strictObject({ idempotencyKey: IdempotencyKey, groupId: GroupId }),
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
