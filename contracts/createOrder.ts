import * as v from 'valibot';
import { contract } from './contract';
import { buyingObstacles } from '../domain/buying';
import { Fen, GroupId, Ms, WxPayment } from './shapes';

/**
 * Begins, or resumes, the one live order of this person in this group and answers what `wx.requestPayment` needs. The client makes
 * `idempotencyKey` and stores it before it sends: the same id again gives the same order. The price is the server's.
 */
export const createOrder = contract({
  input: v.strictObject({ idempotencyKey: v.pipe(v.string(), v.uuid(), v.toLowerCase()), groupId: GroupId }),
  output: v.strictObject({
    orderId: v.string(),
    /** The amount that will be charged; the page compares it with the one it has shown. */
    priceFen: Fen,
    payment: WxPayment,
    payUntilMs: Ms,
  }),
  errors: [
    'GroupNotFound',
    ...buyingObstacles,
    /** This very order is paid already: look at it. */
    'AlreadyPaid',
    /** This very order is closed: begin another with a new `idempotencyKey`. */
    'OrderClosed',
    /** WeChat Pay refuses or does not answer; the order waits, trying again is safe. */
    'PaymentUnavailable',
  ],
});
