import * as v from 'valibot';
import { membershipEvents } from '../domain/membership';
import { orderEvents, orderStates } from '../domain/order';
import { securityEventKinds } from '../domain/security';
import { actors } from '../domain/transition';
import { contract } from './contract';
import {
  Count,
  Cursor,
  EffectKindName,
  Fen,
  GroupId,
  Ms,
  OrderId,
  orderSummaryFields,
  PersonView,
  RefundView,
} from './shapes';

const adminOrderFilters = ['all', ...orderStates] as const;

/** A refund with what only operators see. */
const AdminRefundView = v.strictObject({
  ...RefundView.entries,
  /** WeChat Pay's words about why it failed, if it gave any. */
  failure: v.nullable(v.string()),
  /** The note of the operator who paid it by hand or gave it up. */
  exitNote: v.nullable(v.string()),
  /** The merchant's and WeChat Pay's numbers of a refund made at WeChat Pay's own desk; `null` for one that we asked for. */
  elsewhere: v.nullable(v.strictObject({ outRefundNo: v.string(), refundId: v.string() })),
});

/** The role of the person who acted, never their identity. */
const ActorName = v.picklist(actors);

/**
 * Orders with everything known about them, newest first: one by its number, all by the same buyer as another order
 * (`sameBuyerAs`), all of one group, or all in one state. Operators only.
 */
export const adminOrders = contract({
  input: v.variant('lookup', [
    v.strictObject({ lookup: v.literal('order'), orderId: OrderId }),
    v.strictObject({ lookup: v.literal('buyer'), sameBuyerAs: OrderId, after: v.optional(Cursor) }),
    v.strictObject({ lookup: v.literal('group'), groupId: GroupId, after: v.optional(Cursor) }),
    v.strictObject({ lookup: v.literal('state'), filter: v.picklist(adminOrderFilters), after: v.optional(Cursor) }),
  ]),
  output: v.strictObject({
    orders: v.array(
      v.strictObject({
        ...orderSummaryFields,
        buyer: PersonView,
        paidAtMs: v.nullable(Ms),
        /** WeChat Pay's number for the payment. */
        transactionId: v.nullable(v.string()),
        /** The amount that can still be refunded now. */
        refundableFen: Fen,
        /** The membership has ended, so only the whole remaining amount can be refunded. */
        wholeOnly: v.boolean(),
        /** WeChat Pay accepts refunds until this time. */
        refundableUntilMs: v.nullable(Ms),
        needsAttentionAtMs: v.nullable(Ms),
        refunds: v.array(AdminRefundView),
        timeline: v.array(
          v.strictObject({
            event: v.picklist([...orderEvents, ...membershipEvents, 'created']),
            actor: ActorName,
            atMs: Ms,
          }),
        ),
        /** Pending effects of the order and its membership. */
        effects: v.array(v.strictObject({ kind: EffectKindName, attempts: Count, nextAtMs: Ms })),
        /** Security events about this order, newest first, at most 20. */
        securityEvents: v.array(
          v.strictObject({ eventId: v.string(), kind: v.picklist(securityEventKinds), atMs: Ms, handled: v.boolean() }),
        ),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: ['OrderNotFound'],
});
