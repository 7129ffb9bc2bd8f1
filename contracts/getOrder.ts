import * as v from 'valibot';
import { orderEvents } from '../domain/order';
import { membershipEvents } from '../domain/membership';
import { contract } from './contract';
import { Ms, OrderId, orderSummaryFields, RefundView } from './shapes';

/** One order of the caller's, the truth: an order that may have been paid is settled with WeChat Pay before this answers. */
export const getOrder = contract({
  input: v.strictObject({ orderId: OrderId }),
  output: v.strictObject({
    ...orderSummaryFields,
    paidAtMs: v.nullable(Ms),
    /** Until when the owner must have decided, while under review. */
    reviewUntilMs: v.nullable(Ms),
    /** Until when the buyer may take the money back, as long as no code was shown; `null` before payment. */
    refundUntilMs: v.nullable(Ms),
    /** Until when an approved applicant keeps the seat, also when this order closes; `null` where no approval holds one. */
    seatUntilMs: v.nullable(Ms),
    /** What the owner wrote when rejecting, or ''. */
    rejectedReason: v.string(),
    refunds: v.array(RefundView),
    /** What has happened, oldest first: moves of the order and of the membership it gave. */
    timeline: v.array(
      v.strictObject({ event: v.picklist([...orderEvents, ...membershipEvents, 'created']), atMs: Ms }),
    ),
  }),
  errors: ['OrderNotFound'],
});
