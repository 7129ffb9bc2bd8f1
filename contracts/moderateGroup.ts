import * as v from 'valibot';
import { contract } from './contract';
import { Count, GroupId, GroupStateName } from './shapes';

/** Names a version of a group as `adminGroups` gave it, so that no decision falls on a text nobody has read. */
const seen = { groupId: GroupId, rev: Count };

/** An operator lists a group that was offered, returns it to its owner, or bans one for good. Admins only. */
export const moderateGroup = contract({
  input: v.variant('decision', [
    v.strictObject({ ...seen, decision: v.literal('list') }),
    v.strictObject({
      ...seen,
      decision: v.picklist(['return', 'ban']),
      /** The owner reads this. */
      reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
    }),
  ]),
  output: v.strictObject({ state: GroupStateName }),
  errors: [
    'GroupNotFound',
    /** The group has changed since it was read: another operator decided, or its owner acted. Read it again. */
    'GroupChanged',
    /** In its present state this can't be decided. */
    'GroupStateRefuses',
  ],
});
