import type { Category } from '../../../contracts/shapes';
import type { AdmissionRule } from '../../../domain/group';
import type { OwnerName } from '../people';

/** A group of the seed. File ids, seats and the search text are derived from it (`documents.ts`). */
export interface SeedGroup {
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
  /** The owner decides within so many hours; 0 for `instant`. */
  readonly reviewHours: number;
  /** 7 by default. */
  readonly refundDays?: number;
  readonly capacity: number | null;
  readonly listedDaysAgo: number;
  /** `Listed` by default. */
  readonly state?: 'Paused' | 'PendingReview';
  /** 6 by default; negative when its QR has expired already. */
  readonly qrExpiresInDays?: number;
}
