import * as v from 'valibot';
import { contract } from './contract';
import { Count, Cursor, EntryStateName, Fen, GroupId, Ms } from './shapes';

export const applicationFilters = ['waiting', 'approved', 'rejected'] as const;

/** Applications to the groups the caller runs: those waiting (oldest first) or those decided (newest first). */
export const listApplications = contract({
  input: v.strictObject({
    filter: v.picklist(applicationFilters),
    groupId: v.optional(GroupId),
    after: v.optional(Cursor),
  }),
  output: v.strictObject({
    applications: v.array(
      v.strictObject({
        entryId: v.string(),
        round: Count,
        groupId: v.string(),
        groupName: v.string(),
        nickname: v.string(),
        avatarFileId: v.string(),
        entryState: EntryStateName,
        paidFen: Fen,
        appliedAtMs: Ms,
        /** Until when it must be decided, or the money goes back by itself. */
        reviewUntilMs: v.nullable(Ms),
        rejectedReason: v.string(),
      }),
    ),
    next: v.nullable(v.string()),
  }),
  errors: [],
});
