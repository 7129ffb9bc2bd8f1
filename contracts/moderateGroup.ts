import * as v from 'valibot';
import { contract } from './contract';
import { Count, GroupId, GroupStateName, Lines } from './shapes';

/** The version that `adminGroups` returned, so no decision applies to text that nobody has read. */
const seen = { groupId: GroupId, rev: Count };

/** An operator lists a submitted group, returns it to its owner, or bans it permanently. Admins only. */
export const moderateGroup = contract({
  input: v.variant('decision', [
    v.strictObject({ ...seen, decision: v.literal('list') }),
    v.strictObject({
      ...seen,
      decision: v.picklist(['return', 'ban']),
      /** The owner reads this. */
      reason: Lines(200),
    }),
  ]),
  output: v.strictObject({ state: GroupStateName }),
  errors: [
    'GroupNotFound',
    /** The group has changed since it was read: another operator decided, or its owner edited it. Read it again. */
    'GroupChanged',
    /** The group's current state does not allow this decision. */
    'GroupStateRefuses',
  ],
});
