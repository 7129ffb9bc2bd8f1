import * as v from 'valibot';
import { orderEvents } from '../domain/order';
import { membershipEvents } from '../domain/membership';
import { buyerRefundObstacles } from '../domain/refundRules';
import { contract } from './contract';
import { Ms, OrderId, orderSummaryFields, RefundView } from './shapes';

/**
 * One order of the caller's, up to date: an order that may have been paid is checked with WeChat Pay before this
 * answers.
 */
export const getOrder = contract({
  input: v.strictObject({ orderId: OrderId }),
  output: v.strictObject({
    ...orderSummaryFields,
    paidAtMs: v.nullable(Ms),
    /** The owner's deadline to decide, while under review. */
    reviewUntilMs: v.nullable(Ms),
    /**
     * The buyer can request a refund until this time, as long as no QR was shown; `null` before payment and under review, when it can be
     * requested at any time. While the group is held the window is open, and the time of a suspension is added to it.
     */
    refundUntilMs: v.nullable(Ms),
    /** The code that `requestRefund` would refuse with now; `null` if nothing is in the way, or the money is on its way back already. */
    refundObstacle: v.nullable(v.picklist(buyerRefundObstacles)),
    /** A QR was shown for this order. */
    qrShown: v.boolean(),
    /**
     * An approved applicant keeps the seat until this time, even if this order closes; `null` if no approval holds one.
     */
    seatUntilMs: v.nullable(Ms),
    /** The owner's reason for the rejection, or ''. */
    rejectedReason: v.string(),
    refunds: v.array(RefundView),
    /** Events of the order and of its membership, oldest first. */
    timeline: v.array(
      v.strictObject({ event: v.picklist([...orderEvents, ...membershipEvents, 'created']), atMs: Ms }),
    ),
  }),
  errors: ['OrderNotFound'],
});
