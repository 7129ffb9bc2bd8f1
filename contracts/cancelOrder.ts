import * as v from 'valibot';
import { contract } from './contract';
import { OrderId } from './shapes';

/** Closes the caller's unpaid order and frees its seat at once. Money that still arrives afterwards goes back by itself. */
export const cancelOrder = contract({
  input: v.strictObject({ orderId: OrderId }),
  output: v.strictObject({ state: v.literal('Closed') }),
  errors: [
    'OrderNotFound',
    /** WeChat Pay says it is paid; it has been settled instead. */
    'AlreadyPaid',
    /** WeChat Pay says the buyer is paying at this moment. */
    'PaymentInProgress',
    /** WeChat Pay can't be asked now; nothing has changed. */
    'PaymentUnavailable',
  ],
});
