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
      /** What one gets, line by line. */
      benefits: v.array(v.string()),
      description: v.string(),
      ownerIntro: v.string(),
      ownerAvatarFileId: v.string(),
      /** Hours within which the owner decides; 0 for `instant`. */
      reviewHours: Count,
      /** Days after the payment in which a buyer who has seen no code may take the money back. */
      refundDays: Count,
      /** People admitted or joined now, withCallBudget from memberships. */
      memberCount: Count,
      createdAtMs: Ms,
    }),
    /** `null`: this person can buy it. */
    obstacle: v.nullable(BuyingObstacle),
    /** The caller's standing, an ended one too: who was rejected may try again. `null`: never had one. */
    mine: v.nullable(
      v.strictObject({
        membershipState: MembershipStateName,
        /** The order this standing came from; `null` where none was paid yet. */
        orderId: v.nullable(v.string()),
        /** Until when the owner must have decided, while `Applied` or `UnderReview`. */
        reviewUntilMs: v.nullable(Ms),
        /** Until when a payment must have begun, while `Approved`. */
        payUntilMs: v.nullable(Ms),
        /** What the owner wrote when rejecting, or ''. */
        rejectedReason: v.string(),
        /** What has happened in the current, or the last, round, oldest first. */
        timeline: v.array(v.strictObject({ event: v.picklist(membershipEvents), atMs: Ms })),
      }),
    ),
  }),
  errors: ['GroupNotFound'],
});
