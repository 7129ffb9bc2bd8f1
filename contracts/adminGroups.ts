import * as v from 'valibot';
import { notedEvents } from '../domain/group';
import { groupQrStates } from '../domain/groupQr';
import { contract } from './contract';
import { AdmissionRule, CategoryName, Count, Cursor, Fen, GroupId, GroupStateName, Ms } from './shapes';

/** The states an operator can browse. Drafts are visible to their owners only. */
const adminGroupStates = ['PendingReview', 'Listed', 'Paused', 'Suspended', 'Closed', 'Banned'] as const;

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
        moderationNotes: v.array(v.strictObject({ decision: v.picklist(notedEvents), note: v.string(), atMs: Ms })),
        /** The sums of all its orders, only for a single group. */
        money: v.nullable(
          v.strictObject({
            orders: Count,
            /** Orders that were ever paid, and their prices. */
            paidOrders: Count,
            paidFen: Fen,
            /** Back with the buyers, also by hand. */
            refundedFen: Fen,
            /** Asked for, not yet back. */
            onItsWayFen: Fen,
            /** Refused by WeChat Pay; an operator settles it. */
            failedFen: Fen,
            /** The rest: paid, and no refund was asked for or it was given up. */
            keptFen: Fen,
            /** Paid orders of which nothing more goes back: all of it is back, or an operator gave up the rest. */
            settledOrders: Count,
            failedOrders: Count,
          }),
        ),
        /** Everybody's money is going back, and some of it has yet to be asked for. */
        refundingAll: v.boolean(),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: ['GroupNotFound'],
});
