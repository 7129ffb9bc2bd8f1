import type { Category } from '../../../contracts/shapes';
import type { AdmissionRule } from '../../../domain/group';
import type { OwnerName } from '../people';

/** A group as a seed tells it; what follows from it (ids of files, seats, search text) is made of it. */
export interface Listing {
  readonly id: string;
  readonly owner: OwnerName;
  readonly name: string;
  /** At most 40 characters. */
  readonly intro: string;
  /** Two to four sentences. */
  readonly description: string;
  /** Three to five lines. */
  readonly benefits: readonly string[];
  readonly category: Category;
  readonly priceFen: number;
  readonly admission: AdmissionRule;
  /** Hours within which the owner decides; 0 for `instant`. */
  readonly reviewHours: number;
  /** 7 where it does not say otherwise. */
  readonly refundDays?: number;
  readonly capacity: number | null;
  readonly listedDaysAgo: number;
  /** `Listed` where it does not say otherwise. */
  readonly state?: 'Paused' | 'PendingReview';
  /** In how many days its code ends, where it isn't in six; below zero: it has ended. */
  readonly qrEndsInDays?: number;
}
