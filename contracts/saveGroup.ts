import * as v from 'valibot';
import { contract } from './contract';
import { AdmissionRule, CategoryName, CloudFileId, Count, GroupId, GroupStateName } from './shapes';

const Line = (longest: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(longest));

/** ¥1 to ¥500: below, WeChat's virtual payment has nothing to offer; above, a group is no impulse and wants a contract. */
export const priceLimits = { leastFen: 100, mostFen: 50_000 } as const;
/** Seats are ids inside the group's document, which must stay small (docs/architecture.md). */
export const mostSeats = 500;
export const reviewHoursLimits = { least: 1, most: 168 } as const;
/** The days of a buyer's refund window, while no QR was shown. Zero is not offered: a buyer gets in or gets the money back. */
export const refundDaysLimits = { least: 1, most: 30, usual: 7 } as const;

/** The owner's text about a group. */
export const GroupText = v.strictObject({
  name: Line(30),
  intro: Line(40),
  description: Line(1000),
  benefits: v.pipe(v.array(Line(40)), v.minLength(1), v.maxLength(6)),
  ownerIntro: Line(200),
  category: CategoryName,
  coverFileId: v.union([v.literal(''), CloudFileId]),
});

/** How it is sold. A price holds for orders begun from then on. */
export const GroupTerms = v.pipe(
  v.strictObject({
    priceFen: v.pipe(v.number(), v.integer(), v.minValue(priceLimits.leastFen), v.maxValue(priceLimits.mostFen)),
    admission: AdmissionRule,
    /** Hours to decide in for the two rules with a review; 0 for `instant`. */
    reviewHours: v.pipe(Count, v.maxValue(reviewHoursLimits.most)),
    refundDays: v.pipe(v.number(), v.integer(), v.minValue(refundDaysLimits.least), v.maxValue(refundDaysLimits.most)),
    /** `null`: no limit. Can be set when the group is made and changed as long as it was set then. */
    capacity: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostSeats))),
  }),
  v.check((terms) => (terms.admission === 'instant') === (terms.reviewHours === 0), 'hours belong to a review'),
);

/**
 * Creates an owner's group, changes it, submits it for listing, pauses and resumes its sale, or closes it for good.
 * An operator lists a submitted group: creating one needs no permission, selling does.
 */
export const saveGroup = contract({
  input: v.variant('action', [
    v.strictObject({
      action: v.literal('create'),
      /** Made by the client and stored before it sends, so that a repeat makes one group. */
      idempotencyKey: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
      text: GroupText,
      terms: GroupTerms,
    }),
    v.strictObject({ action: v.literal('change'), groupId: GroupId, text: GroupText, terms: GroupTerms }),
    v.strictObject({ action: v.picklist(['submit', 'pause', 'resume', 'close']), groupId: GroupId }),
  ]),
  output: v.strictObject({ groupId: v.string(), state: GroupStateName }),
  errors: [
    /** No such group of the caller's. */
    'GroupNotFound',
    'TextRefused',
    'CheckUnavailable',
    /** Fewer seats than are taken, or a limit where there was none. */
    'CapacityTooSmall',
    /** The group's state does not allow it: closed and banned groups stay as they are. */
    'GroupStateRefuses',
    /** A group is sold only with a valid QR: save one first. */
    'NoValidQr',
    /** One person may have at most 20 groups that are not closed. */
    'TooManyGroups',
  ],
});
