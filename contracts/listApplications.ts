import * as v from 'valibot';
import { contract } from './contract';
import { AdmissionRule, Count, Cursor, MembershipStateName, Fen, GroupId, Ms } from './shapes';

export const applicationFilters = ['waiting', 'approved', 'rejected'] as const;

/** Applications to the groups the caller runs, paid or not: those waiting (oldest first) or those decided (newest first). */
export const listApplications = contract({
  input: v.strictObject({
    filter: v.picklist(applicationFilters),
    groupId: v.optional(GroupId),
    after: v.optional(Cursor),
  }),
  output: v.strictObject({
    applications: v.array(
      v.strictObject({
        membershipId: v.string(),
        round: Count,
        groupId: v.string(),
        groupName: v.string(),
        nickname: v.string(),
        avatarFileId: v.string(),
        membershipState: MembershipStateName,
        /** The admission rule of this application. Under `reviewThenPay` it has a message and no payment yet. */
        admission: AdmissionRule,
        /** The applicant's message; '' if the rule asks for none, or if its encryption key is gone. */
        message: v.string(),
        /** The applicant's contact details, if given. */
        contact: v.string(),
        paidFen: Fen,
        appliedAtMs: Ms,
        /** The deadline to decide. After it the application ends automatically and any payment is refunded. */
        reviewUntilMs: v.nullable(Ms),
        /** An approved applicant can begin to pay until this time. */
        payUntilMs: v.nullable(Ms),
        rejectedReason: v.string(),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: [],
});
