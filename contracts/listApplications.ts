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
        /** By which rule they came: `reviewThenPay` has a message and no money yet. */
        admission: AdmissionRule,
        /** The applicant's message to the managers; '' where the rule asks for none, and where its key is gone. */
        message: v.string(),
        /** How to reach the applicant, if they said so. */
        contact: v.string(),
        paidFen: Fen,
        appliedAtMs: Ms,
        /** The deadline to decide; after it the application times out, and whatever was paid is refunded. */
        reviewUntilMs: v.nullable(Ms),
        /** The latest time an approved applicant may begin to pay. */
        payUntilMs: v.nullable(Ms),
        rejectedReason: v.string(),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: [],
});
