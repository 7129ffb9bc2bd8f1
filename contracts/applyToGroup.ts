import * as v from 'valibot';
import { contract } from './contract';
import { GroupId, Lines, Ms, OptionalLine } from './shapes';

export const applicationLimits = { longestMessage: 300, longestContact: 60 } as const;

/**
 * Applies to join a group whose owner decides before payment. No money moves. The message is for those who run the
 * group and is stored encrypted. A person who already has a pending application gets it back unchanged.
 */
export const applyToGroup = contract({
  input: v.strictObject({
    groupId: GroupId,
    /** The applicant's reason for joining. */
    message: Lines(applicationLimits.longestMessage),
    /** Optional contact details for the owner. */
    contact: v.optional(OptionalLine(applicationLimits.longestContact)),
  }),
  output: v.strictObject({
    /** `Approved`: a decision has already been made, and the group can be paid for. */
    membershipState: v.picklist(['Applied', 'Approved']),
    /** The owner's deadline to decide; `null` once decided. */
    reviewUntilMs: v.nullable(Ms),
    /** The deadline to begin a payment, while `Approved`. */
    payUntilMs: v.nullable(Ms),
  }),
  errors: [
    'GroupNotFound',
    'GroupBanned',
    'GroupSuspended',
    'GroupPaused',
    'GroupFull',
    /** This person took the money of this group back twice within half a year. */
    'RefundedTooOften',
    'NoValidQr',
    'OwnGroup',
    'AlreadyMember',
    /** Already paid under a different admission rule of this group; the owner decides on that. */
    'UnderReview',
    /** This group takes no applications; buy it instead. */
    'NotByApplication',
    /** An order begun under a different admission rule of this group is still open; pay or cancel it first. */
    'PaymentInProgress',
    /** WeChat's content check considers the text risky. */
    'TextRefused',
    /** WeChat's content check is unavailable; nothing was saved. */
    'CheckUnavailable',
    /** This installation has no key to encrypt confidential messages; nothing was saved. */
    'Unavailable',
  ],
});
