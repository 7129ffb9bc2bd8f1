import type { qrLimits as qrLimitsOfContract } from '../../contracts/saveGroupQr';
import type {
  mostSeats as mostSeatsOfContract,
  priceLimits as priceLimitsOfContract,
  refundDaysLimits as refundDaysOfContract,
  reviewHoursLimits as reviewHoursOfContract,
} from '../../contracts/saveGroup';

/**
 * The limits of `saveGroup` and `saveGroupQr`, so that a form can show an error before anything is sent. The mini-program imports only types
 * from contracts: a number that differs from theirs doesn't compile, a length that differs fails a test.
 */
export const priceLimits: typeof priceLimitsOfContract = { leastFen: 100, mostFen: 50_000 };
export const mostSeats: typeof mostSeatsOfContract = 500;
export const reviewHoursLimits: typeof reviewHoursOfContract = { least: 1, most: 168 };
export const refundDaysLimits: typeof refundDaysOfContract = { least: 1, most: 30, usual: 7 };
export const qrLimits: typeof qrLimitsOfContract = { lastsDays: 7, mostPeople: 199, defaultPeople: 190 };

/** Longest texts, in characters. */
export const longest = { name: 30, intro: 40, description: 1000, benefit: 40, ownerIntro: 200 } as const;
export const mostBenefits = 6;
