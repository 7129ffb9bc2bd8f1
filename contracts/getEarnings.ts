import * as v from 'valibot';
import { contract } from './contract';
import { Count, DayName, Fen, GroupId, MonthName, Permyriad, SignedFen } from './shapes';

/** What sales came to in some time, from the ledger's postings of that time. */
const figures = {
  paidFen: Fen,
  refundedFen: Fen,
  /** What the operator keeps. Negative in a month that gave more back than it sold. */
  commissionFen: SignedFen,
  /** What the operator came to owe the owner; negative: the owner the operator. */
  owedFen: SignedFen,
  payments: Count,
  refunds: Count,
};

/**
 * A month's statement of the caller's own groups, or of one of them: what was paid, given back, kept and is owed. Money is the owner's:
 * co-admins may not see it. Days and months are Beijing's; the present month is told as it stands. Two database calls.
 */
export const getEarnings = contract({
  input: v.strictObject({ month: MonthName, groupId: v.optional(GroupId) }),
  output: v.strictObject({
    month: MonthName,
    total: v.strictObject({
      ...figures,
      /** What is owed altogether when the month ends (now, for the present one), since the first sale. */
      owedAfterFen: SignedFen,
    }),
    /** Newest group first; one where one was asked for. */
    groups: v.array(
      v.strictObject({
        groupId: v.string(),
        name: v.string(),
        ...figures,
        owedAfterFen: SignedFen,
        /** What orders begun from now on are charged. Each order keeps the rate it was sold at. */
        commissionPermyriad: Permyriad,
        /** Whether the owner's own merchant takes the money: then nothing is owed but the commission, by the owner. */
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
