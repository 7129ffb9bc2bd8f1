import * as v from 'valibot';
import { contract } from './contract';
import {
  AdmissionRule,
  CategoryName,
  CloudFileId,
  Count,
  GroupId,
  GroupStateName,
  IdempotencyKey,
  Line,
  Lines,
  Name,
} from './shapes';

/**
 * ¥1 to ¥500: WeChat's virtual payment offers no price below, and above, joining is no longer an impulse purchase and
 * calls for a contract.
 */
export const priceLimits = { leastFen: 100, mostFen: 50_000 } as const;
/** Seats are ids inside the group's document (docs/architecture.md), which bounds their number. */
export const mostSeats = 500;
export const reviewHoursLimits = { least: 1, most: 168 } as const;
/**
 * Days in which a buyer who has seen no QR can request a refund. At least one: buyers are promised a place in the group
 * or their money back.
 */
export const refundDaysLimits = { least: 1, most: 30, usual: 7 } as const;

/** The text an owner writes about a group. */
export const GroupText = v.strictObject({
  name: Name(30),
  intro: Line(40),
  description: Lines(1000),
  benefits: v.pipe(v.array(Line(40)), v.minLength(1), v.maxLength(6)),
  ownerIntro: Lines(200),
  category: CategoryName,
  coverFileId: v.union([v.literal(''), CloudFileId]),
});

/** The terms of sale. A changed price applies to orders created from then on. */
export const GroupTerms = v.pipe(
  v.strictObject({
    priceFen: v.pipe(v.number(), v.integer(), v.minValue(priceLimits.leastFen), v.maxValue(priceLimits.mostFen)),
    admission: AdmissionRule,
    /** Hours to decide, for the two admission rules with a review; 0 for `instant`. */
    reviewHours: v.pipe(Count, v.maxValue(reviewHoursLimits.most)),
    refundDays: v.pipe(v.number(), v.integer(), v.minValue(refundDaysLimits.least), v.maxValue(refundDaysLimits.most)),
    /** `null`: no limit. A limit can be set when the group is created, and changed later only if it was set then. */
    capacity: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostSeats))),
  }),
  v.check((terms) => (terms.admission === 'instant') === (terms.reviewHours === 0), 'hours belong to a review'),
);

/**
 * The owner's actions on a group: create it, edit it, submit it for listing, pause and resume its sale, close it
 * permanently. Listing a submitted group takes an operator. Creating one needs no permission; selling does.
 */
export const saveGroup = contract({
  input: v.variant('action', [
    v.strictObject({
      action: v.literal('create'),
      idempotencyKey: IdempotencyKey,
      text: GroupText,
      terms: GroupTerms,
    }),
    v.strictObject({ action: v.literal('change'), groupId: GroupId, text: GroupText, terms: GroupTerms }),
    v.strictObject({ action: v.picklist(['submit', 'pause', 'resume', 'close']), groupId: GroupId }),
  ]),
  output: v.strictObject({ groupId: v.string(), state: GroupStateName }),
  errors: [
    /** The caller runs no such group. */
    'GroupNotFound',
    /** The name claims to be WeChat, the platform or its staff; such a group can be neither saved nor put on sale. */
    'OfficialName',
    'TextRefused',
    'CheckUnavailable',
    /** The new cover is absent, or not a cover that the caller uploaded. */
    'FileNotFound',
    /** Fewer seats than are already taken, or a limit on a group that had none. */
    'CapacityTooSmall',
    /** The group's state does not allow it; closed and banned groups can't be changed. */
    'GroupStateRefuses',
    /** A group is sold only with a valid QR; add one first. */
    'NoValidQr',
    /** One person may run at most 20 groups that are not closed. */
    'TooManyGroups',
  ],
});
