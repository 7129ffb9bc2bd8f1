import * as v from 'valibot';
import { membershipEvents } from '../domain/membership';
import { contract } from './contract';
import { BuyingObstacle, Count, MembershipStateName, GroupCard, GroupId, Ms } from './shapes';

/** One group as a buyer sees it before paying, with the caller's own standing in it. */
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
      /** Hours within which the owner decides; 0 for `instant`. */
      reviewHours: Count,
      /** The buyer can request a refund for so many days after the payment, as long as no QR was shown. */
      refundDays: Count,
      /** People admitted or joined now, counted from memberships. */
      memberCount: Count,
      createdAtMs: Ms,
    }),
    /** `null`: this person can buy it. */
    obstacle: v.nullable(BuyingObstacle),
    /** The caller's membership, an ended one too: a rejected applicant may try again. `null`: there never was one. */
    mine: v.nullable(
      v.strictObject({
        membershipState: MembershipStateName,
        /** The order this standing came from; `null` where none was paid yet. */
        orderId: v.nullable(v.string()),
        /** The owner's deadline to decide, while `Applied` or `UnderReview`. */
        reviewUntilMs: v.nullable(Ms),
        /** The latest time a payment may begin, while `Approved`. */
        payUntilMs: v.nullable(Ms),
        /** The owner's reason for rejecting, or ''. */
        rejectedReason: v.string(),
        /** The history of the current or last round, oldest first. */
        timeline: v.array(v.strictObject({ event: v.picklist(membershipEvents), atMs: Ms })),
      }),
    ),
  }),
  errors: ['GroupNotFound'],
});
