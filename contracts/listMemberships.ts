import * as v from 'valibot';
import { contract } from './contract';
import { AdmissionRule, Cursor, GroupHoldName, MembershipStateName, Fen, Ms, OrderStateName } from './shapes';

export const membershipFilters = ['all', 'current', 'ended'] as const;

/**
 * The caller's membership of each group they applied to or paid for, latest change first, including applications
 * without an order. One database call.
 */
export const listMemberships = contract({
  input: v.strictObject({
    /** `current`: applied, approved, under review, admitted, joined or expired; `ended`: the last round is over. */
    filter: v.optional(v.picklist(membershipFilters)),
    after: v.optional(Cursor),
  }),
  output: v.strictObject({
    memberships: v.array(
      v.strictObject({
        groupId: v.string(),
        groupName: v.string(),
        /** A cloud file id, or '' if the group has no cover. */
        coverFileId: v.string(),
        ownerName: v.string(),
        groupHold: v.nullable(GroupHoldName),
        membershipState: MembershipStateName,
        /** The admission rule under which the current or last round began. */
        admission: AdmissionRule,
        /** The paid order of the current or last round; `null` before payment. */
        orderId: v.nullable(v.string()),
        /** The amount paid in that order. */
        paidFen: Fen,
        /**
         * The state of that order's money. An ended membership only means that a refund is owed; the order alone knows whether it went
         * back. `null` before any was paid.
         */
        order: v.nullable(v.strictObject({ state: OrderStateName, refundedFen: Fen })),
        /** The group's current price, which an approved applicant would be charged. */
        priceFen: Fen,
        /** The owner's deadline to decide, while `Applied` or `UnderReview`. */
        reviewUntilMs: v.nullable(Ms),
        /** The deadline to begin a payment, while `Approved`. */
        payUntilMs: v.nullable(Ms),
        /** The owner's reason for the rejection, or ''. */
        rejectedReason: v.string(),
        /** The time it entered its current state. */
        stateAtMs: Ms,
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: [],
});
