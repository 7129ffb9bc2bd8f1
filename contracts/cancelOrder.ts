import * as v from 'valibot';
import { contract } from './contract';
import { OrderId } from './shapes';

/**
 * Closes the caller's unpaid order and frees its seat at once. A payment that still arrives afterwards is refunded
 * automatically.
 */
export const cancelOrder = contract({
  input: v.strictObject({ orderId: OrderId }),
  output: v.strictObject({ state: v.literal('Closed') }),
  errors: [
    'OrderNotFound',
    /** WeChat Pay reports it as paid; the payment has been recorded instead. */
    'AlreadyPaid',
    /** WeChat Pay reports that the buyer is paying right now. */
    'PaymentInProgress',
    /** WeChat Pay is unavailable; nothing has changed. */
    'PaymentUnavailable',
  ],
});
