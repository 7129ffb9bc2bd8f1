import * as v from 'valibot';
import { groupQrStates } from '../domain/groupQr';
import { contract } from './contract';
import { AdmissionRule, CategoryName, Count, Cursor, Fen, GroupId, GroupStateName, Ms } from './shapes';

/** The states an operator can browse. Drafts are visible to their owners only. */
const adminGroupStates = ['PendingReview', 'Listed', 'Paused', 'Closed', 'Banned'] as const;

/**
 * Groups as an operator sees them: either all in one state (pending ones oldest first, others newest first) or a single
 * group with its QR. Operators only.
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
        /** The version shown. A decision names it, so it applies only to the text the operator has read. */
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
        /** The end of its valid QR; `null` without one. */
        qrValidUntilMs: v.nullable(Ms),
        /**
         * Every QR that somebody may still be shown, in the owner's order, only for admins who look at a single group, so that they can
         * check that each leads to the group on sale.
         */
        qrs: v.array(
          v.strictObject({
            qrId: v.string(),
            state: v.picklist(groupQrStates),
            /** A short-lived address of its image; `null`: the image is gone. */
            imageUrl: v.nullable(v.string()),
            expiresAtMs: Ms,
            createdAtMs: Ms,
            /** Newcomers see this one now. */
            isNewcomers: v.boolean(),
          }),
        ),
        createdAtMs: Ms,
        /** The time of the last submission for listing; `null`: never submitted. */
        submittedAtMs: v.nullable(Ms),
        /** The notes to the owner with earlier decisions, newest first. */
        moderationNotes: v.array(
          v.strictObject({ decision: v.picklist(['returned', 'banned']), note: v.string(), atMs: Ms }),
        ),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: ['GroupNotFound'],
});
