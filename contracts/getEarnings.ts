import * as v from 'valibot';
import { contract } from './contract';
import { Count, DayName, Fen, GroupHoldName, GroupId, MonthName, Permyriad, SignedFen } from './shapes';

/** Sales totals for a period, from the ledger postings of that period. */
const figures = {
  paidFen: Fen,
  refundedFen: Fen,
  /** The operator's share. Negative in a month that refunded more than it sold. */
  commissionFen: SignedFen,
  /** The change in the operator's debt to the owner; negative: the owner owes the operator. */
  owedFen: SignedFen,
  payments: Count,
  refunds: Count,
};

/**
 * A month's statement of the caller's own groups, or of one of them: paid, refunded, kept as commission, and owed. Only owners
 * see it, co-admins don't. Days and months follow Beijing time; the current month shows its figures so far. Two database calls.
 */
export const getEarnings = contract({
  input: v.strictObject({ month: MonthName, groupId: v.optional(GroupId) }),
  output: v.strictObject({
    month: MonthName,
    total: v.strictObject({
      ...figures,
      /** The total owed since the first sale, as of the end of the month (as of now, for the current one). */
      owedAfterFen: SignedFen,
      /** The part of it that belongs to groups an operator holds, and is not paid out meanwhile. */
      frozenFen: SignedFen,
    }),
    /** Newest group first; only one if `groupId` was given. */
    groups: v.array(
      v.strictObject({
        groupId: v.string(),
        name: v.string(),
        ...figures,
        owedAfterFen: SignedFen,
        /** An operator's hold on the group: what is owed is not paid out meanwhile; `null` without one. */
        groupHold: v.nullable(GroupHoldName),
        /** The rate for orders created from now on. Each order keeps the rate it was sold at. */
        commissionPermyriad: Permyriad,
        /** The owner's own merchant receives the money, so only the commission is owed, by the owner. */
        ownMerchant: v.boolean(),
      }),
    ),
    /** Days with postings across all these groups, newest first. */
    days: v.array(v.strictObject({ day: DayName, ...figures })),
  }),
  errors: [
    /** The caller runs no such group. */
    'GroupNotFound',
  ],
});
