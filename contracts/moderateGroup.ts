import * as v from 'valibot';
import { contract } from './contract';
import { Count, GroupId, GroupStateName, Lines } from './shapes';

/** The version that `adminGroups` returned, so no decision about a submission applies to text that nobody has read. */
const seen = { groupId: GroupId, rev: Count };

/**
 * An operator lists a submitted group or returns it to its owner; suspends, bans or restores any group. A suspension stops sales and shows
 * newcomers no QR. A ban ends all: nobody is shown a QR, and everybody who was shown none gets their money back. Restored, a suspended group
 * is paused and a banned one a draft that is reviewed anew. Only decisions about a submission name the version that was read. Admins only.
 */
export const moderateGroup = contract({
  input: v.variant('decision', [
    v.strictObject({ ...seen, decision: v.literal('list') }),
    v.strictObject({
      ...seen,
      decision: v.literal('return'),
      /** The owner reads this. */
      reason: Lines(200),
    }),
    v.strictObject({
      groupId: GroupId,
      decision: v.picklist(['suspend', 'ban', 'restore']),
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
    /** Everybody's money is going back, so the ban can't be lifted yet. */
    'RefundRunning',
  ],
});
