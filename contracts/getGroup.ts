import * as v from 'valibot';
import { membershipEvents } from '../domain/membership';
import { contract } from './contract';
import { BuyingObstacle, Count, MembershipStateName, GroupCard, GroupId, Ms } from './shapes';

/** One group as a buyer sees it before paying, with the caller's own membership. */
export const getGroup = contract({
  input: v.strictObject({ groupId: GroupId }),
  output: v.strictObject({
    group: v.strictObject({
      ...GroupCard.entries,
      /** The benefits of joining, line by line. */
      benefits: v.array(v.string()),
      description: v.string(),
      ownerIntro: v.string(),
      ownerAvatarFileId: v.string(),
      /** The owner decides within so many hours; 0 for `instant`. */
      reviewHours: Count,
      /** The buyer can request a refund for so many days after the payment, as long as no QR was shown. */
      refundDays: Count,
      /** People currently admitted or joined, counted from memberships. */
      memberCount: Count,
      createdAtMs: Ms,
    }),
    /** `null`: this person can buy it. */
    obstacle: v.nullable(BuyingObstacle),
    /** The end of the wait that the obstacle means; `null` for one that no waiting ends. */
    waitUntilMs: v.nullable(Ms),
    /**
     * While no seat is left but some are held by unpaid orders or approvals: when the first of them may come free. `null`: a seat is left,
     * or all are paid for.
     */
    nextSeatMs: v.nullable(Ms),
    /**
     * The caller's membership, including an ended one, since a rejected applicant may try again. `null`: never had one.
     */
    mine: v.nullable(
      v.strictObject({
        membershipState: MembershipStateName,
        /** The order behind this membership; `null` before payment. */
        orderId: v.nullable(v.string()),
        /** The owner's deadline to decide, while `Applied` or `UnderReview`. */
        reviewUntilMs: v.nullable(Ms),
        /** The deadline to begin a payment, while `Approved`. */
        payUntilMs: v.nullable(Ms),
        /** The owner's reason for the rejection, or ''. */
        rejectedReason: v.string(),
        /** Events of the current or, once it has ended, the last round, oldest first. */
        timeline: v.array(v.strictObject({ event: v.picklist(membershipEvents), atMs: Ms })),
      }),
    ),
  }),
  errors: [
    'GroupNotFound',
    /** An operator took it down, and the caller applied or ordered before. */
    'GroupBanned',
  ],
});
