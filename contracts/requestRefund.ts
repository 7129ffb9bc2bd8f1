import * as v from 'valibot';
import { contract } from './contract';
import { OrderId, OrderStateName } from './shapes';

/** The buyer's own wish to have the money back: while under review, or admitted and no code was shown yet. Ends the membership. */
export const requestRefund = contract({
  input: v.strictObject({ orderId: OrderId }),
  output: v.strictObject({ state: OrderStateName }),
  errors: [
    'OrderNotFound',
    /** Not paid: there is nothing to give back. */
    'NotPaid',
    /** A live code was shown to the buyer: whoever has seen it could be in. A complaint is the way. */
    'QrAlreadyShown',
    /** More days since the payment than the group gave when it was sold. */
    'RefundWindowOver',
    /** WeChat Pay still confirms the payment; a moment later it can be asked. */
    'PaymentInProgress',
    /** An operator is giving a part back at this moment; the rest can be asked for once that has arrived. */
    'RefundRunning',
  ],
});
