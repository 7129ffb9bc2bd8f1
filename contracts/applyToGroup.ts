import * as v from 'valibot';
import { contract } from './contract';
import { GroupId, Ms } from './shapes';

export const applicationLimits = { longestMessage: 300, longestContact: 60 } as const;

/**
 * Applies to be let into a group whose owner decides before anybody pays. No money moves. What is written is for those who run the group,
 * and is kept encrypted. Who has applied already is answered with their application as it stands, which stays as it is.
 */
export const applyToGroup = contract({
  input: v.strictObject({
    groupId: GroupId,
    /** Why they want to join. */
    message: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(applicationLimits.longestMessage)),
    /** How the owner can reach them, if they like. */
    contact: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(applicationLimits.longestContact))),
  }),
  output: v.strictObject({
    /** `Approved`: it was decided already, and can be paid. */
    membershipState: v.picklist(['Applied', 'Approved']),
    /** The owner's deadline to decide; `null` once decided. */
    reviewUntilMs: v.nullable(Ms),
    /** The latest time a payment may begin, while `Approved`. */
    payUntilMs: v.nullable(Ms),
  }),
  errors: [
    'GroupNotFound',
    'GroupPaused',
    'GroupFull',
    'NoValidQr',
    'OwnGroup',
    'AlreadyMember',
    /** Paid already, under another rule of this group: the owner decides on that. */
    'UnderReview',
    /** This group is not entered by an application: buy it. */
    'NotByApplication',
    /** An order begun under another rule of this group is not over yet: pay or cancel it first. */
    'PaymentInProgress',
    /** WeChat's content check finds the text risky. */
    'TextRefused',
    /** WeChat's content check can't be asked now; nothing was saved. */
    'CheckUnavailable',
    /** This installation has no key to encrypt confidential text with; nothing was saved. */
    'Unavailable',
  ],
});
