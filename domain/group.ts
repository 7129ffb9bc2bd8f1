export const groupStates = ['Draft', 'PendingReview', 'Listed', 'Paused', 'Closed', 'Banned'] as const;
export type GroupState = (typeof groupStates)[number];

/** `instant`: pay and be in. `payThenReview`: pay, the owner decides, a rejection gives the money back. */
export const admissionRules = ['instant', 'payThenReview'] as const;
export type AdmissionRule = (typeof admissionRules)[number];

export interface Group {
  readonly _id: string;
  readonly rev: number;
  readonly state: GroupState;
  /** Who runs it: the owner first, then co-admins. */
  readonly managers: readonly string[];
  readonly ownerName: string;
  readonly ownerIntro: string;
  readonly ownerAvatarFileId: string;
  readonly name: string;
  readonly intro: string;
  readonly description: string;
  readonly benefits: readonly string[];
  readonly category: string;
  readonly coverFileId: string;
  readonly priceFen: number;
  readonly admission: AdmissionRule;
  /** Hours within which the owner decides; 0 for `instant`. */
  readonly reviewHours: number;
  /** `null`: no limit, and then seats are not kept. */
  readonly capacity: number | null;
  readonly seatsLeft: number | null;
  /** Ids of the orders that hold a seat. At most `capacity`, itself at most 500. */
  readonly seats: readonly string[];
  /** Until when its live code is good; `null` without one. For lists; selling asks the codes themselves. */
  readonly codeUntil: Date | null;
  /** Name, introduction and owner's name in lower case, for searching. */
  readonly searchText: string;
  /** The merchant that takes the money; `null`: the installation's own. */
  readonly subMchId: string | null;
  readonly createdAt: Date;
}
