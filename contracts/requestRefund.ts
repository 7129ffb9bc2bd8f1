import * as v from 'valibot';
import { contract } from './contract';
import { OrderId, OrderStateName } from './shapes';

/** The buyer requests a refund: while under review, or admitted with no QR shown yet. Ends the membership. */
export const requestRefund = contract({
  input: v.strictObject({ orderId: OrderId }),
  output: v.strictObject({ state: OrderStateName }),
  errors: [
    'OrderNotFound',
    /** The order is unpaid, so there is nothing to refund. */
    'NotPaid',
    /**
     * The buyer has been shown a valid QR and could have joined with it. From then on only a complaint can lead to a
     * refund.
     */
    'QrAlreadyShown',
    /** The refund window that the group offered at the time of sale is over. */
    'RefundWindowOver',
    /** The payment is still being confirmed; retry in a moment. */
    'PaymentInProgress',
    /** A partial refund by an operator is under way; the rest can be requested once it has arrived. */
    'RefundRunning',
  ],
});
