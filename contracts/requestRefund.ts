import * as v from 'valibot';
import { contract } from './contract';
import { OrderId, OrderStateName } from './shapes';

/** Refunds a buyer at their own request, while under review or admitted without having been shown a QR. Ends the membership. */
export const requestRefund = contract({
  input: v.strictObject({ orderId: OrderId }),
  output: v.strictObject({ state: OrderStateName }),
  errors: [
    'OrderNotFound',
    /** Not paid: there is nothing to refund. */
    'NotPaid',
    /** A QR was shown to the buyer, who could have joined by it. A complaint is the way. */
    'QrAlreadyShown',
    /** More days since the payment than the group gave when it was sold. */
    'RefundWindowOver',
    /** WeChat Pay still confirms the payment; a moment later it can be asked. */
    'PaymentInProgress',
    /** A partial refund by an operator is running; the rest can be requested once it has arrived. */
    'RefundRunning',
  ],
});
