import * as v from 'valibot';
import { contract } from './contract';
import { AdmissionRule, CategoryName, Count, Cursor, Fen, GroupId, GroupStateName, Ms } from './shapes';

/** Which groups an operator looks through; drafts are their owners' own. */
export const adminGroupStates = ['PendingReview', 'Listed', 'Paused', 'Closed', 'Banned'] as const;

/**
 * Groups as an operator sees them: those in a state, the ones that wait for listing oldest first, others newest first; or one, then with
 * its code. Operators only.
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
        /** Which version this is: a decision is about what was seen. */
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
        /** Until when its live code is good; `null`: it has none. */
        qrValidUntilMs: v.nullable(Ms),
        /** A short-lived address of its newest code, for admins who look at one group: is it the group that is sold? */
        qrUrl: v.nullable(v.string()),
        createdAtMs: Ms,
        /** When it was last offered for listing; `null`: never. */
        submittedAtMs: v.nullable(Ms),
        /** What operators wrote to its owner before, newest first. */
        words: v.array(v.strictObject({ decision: v.picklist(['returned', 'banned']), note: v.string(), atMs: Ms })),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: ['GroupNotFound'],
});
