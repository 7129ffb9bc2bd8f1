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
    /** The owner's deadline to decide, while under review. */
    reviewUntilMs: v.nullable(Ms),
    /** The end of the buyer's refund window, which only counts while no QR was shown; `null` before payment. */
    refundUntilMs: v.nullable(Ms),
    /** The time until which an approved applicant keeps the seat, even if this order closes; `null` where no approval holds one. */
    seatUntilMs: v.nullable(Ms),
    /** The owner's reason for rejecting, or ''. */
    rejectedReason: v.string(),
    refunds: v.array(RefundView),
    /** The history, oldest first: transitions of the order and of the membership it granted. */
    timeline: v.array(
      v.strictObject({ event: v.picklist([...orderEvents, ...membershipEvents, 'created']), atMs: Ms }),
    ),
  }),
  errors: ['OrderNotFound'],
});
