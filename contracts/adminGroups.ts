import * as v from 'valibot';
import { contract } from './contract';
import { AdmissionRule, CategoryName, Count, Cursor, Fen, GroupId, GroupStateName, Ms } from './shapes';

/** The states of the groups an operator looks through; a draft is only its owner's business. */
const adminGroupStates = ['PendingReview', 'Listed', 'Paused', 'Closed', 'Banned'] as const;

/**
 * Groups as an operator sees them: those in a state, the ones that wait for listing oldest first, others newest first; or one, then with
 * its QR. Operators only.
 */
export const adminGroups = contract({
  input: v.variant('lookup', [
    v.strictObject({ lookup: v.literal('state'), state: v.picklist(adminGroupStates), after: v.optional(Cursor) }),
    v.strictObject({ lookup: v.literal('group'), groupId: GroupId }),
  ]),
  output: v.strictObject({
    groups: v.array(
      v.strictObject({
        groupId: v.string(),
        /** The version of the group: a decision is about the version that was seen. */
        rev: Count,
        state: GroupStateName,
        name: v.string(),
        intro: v.string(),
        description: v.string(),
        benefits: v.array(v.string()),
        category: CategoryName,
        coverFileId: v.string(),
        ownerName: v.string(),
        ownerIntro: v.string(),
        ownerAvatarFileId: v.string(),
        priceFen: Fen,
        admission: AdmissionRule,
        reviewHours: Count,
        capacity: v.nullable(Count),
        /** The end of its valid QR; `null` where it has none. */
        qrValidUntilMs: v.nullable(Ms),
        /** A short-lived address of its newest QR, for admins who look at one group and ask whether it is the group that is sold. */
        qrUrl: v.nullable(v.string()),
        createdAtMs: Ms,
        /** When it was last offered for listing; `null`: never. */
        submittedAtMs: v.nullable(Ms),
        /** The notes operators sent its owner with earlier decisions, newest first. */
        moderationNotes: v.array(
          v.strictObject({ decision: v.picklist(['returned', 'banned']), note: v.string(), atMs: Ms }),
        ),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: ['GroupNotFound'],
});
