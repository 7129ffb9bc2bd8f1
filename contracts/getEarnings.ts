import * as v from 'valibot';
import { contract } from './contract';
import { Count, DayName, Fen, GroupId, MonthName, Permyriad, SignedFen } from './shapes';

/** The totals of the sales in a period, from the ledger's postings of that period. */
const figures = {
  paidFen: Fen,
  refundedFen: Fen,
  /** The operator's commission. Negative in a month with more refunds than sales. */
  commissionFen: SignedFen,
  /** The amount the operator came to owe the owner; negative where the owner owes the operator. */
  owedFen: SignedFen,
  payments: Count,
  refunds: Count,
};

/**
 * A month's statement of the caller's own groups, or of one of them: paid, refunded, kept as commission, and owed. Money is the owner's:
 * co-admins may not see it. Days and months are Beijing's; the present month is told as it stands. Two database calls.
 */
export const getEarnings = contract({
  input: v.strictObject({ month: MonthName, groupId: v.optional(GroupId) }),
  output: v.strictObject({
    month: MonthName,
    total: v.strictObject({
      ...figures,
      /** The total owed since the first sale, at the end of the month (now, for the present one). */
      owedAfterFen: SignedFen,
    }),
    /** Newest group first; one where one was asked for. */
    groups: v.array(
      v.strictObject({
        groupId: v.string(),
        name: v.string(),
        ...figures,
        owedAfterFen: SignedFen,
        /** The commission rate of orders begun from now on. Each order keeps the rate it was sold at. */
        commissionPermyriad: Permyriad,
        /** The owner's own merchant takes the money: then only the commission is owed, by the owner. */
        ownMerchant: v.boolean(),
      }),
    ),
    /** Of all these groups together: days on which something was booked, newest first. */
    days: v.array(v.strictObject({ day: DayName, ...figures })),
  }),
  errors: [
    /** No such group of the caller's. */
    'GroupNotFound',
  ],
});
