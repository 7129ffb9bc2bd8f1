import * as v from 'valibot';
import { contract } from './contract';
import { EntryId } from './shapes';

/** Which application: `round` as `listApplications` gave it, so that a decision never falls on a later application unseen. */
const application = { entryId: EntryId, round: v.pipe(v.number(), v.integer(), v.minValue(1)) };

/** Approves or rejects an application to a group the caller runs. Rejecting gives the whole price back. */
export const approveMember = contract({
  input: v.variant('decision', [
    v.strictObject({ ...application, decision: v.literal('approve') }),
    v.strictObject({
      ...application,
      decision: v.literal('reject'),
      /** What the applicant will read. */
      reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
    }),
  ]),
  output: v.strictObject({ entryState: v.picklist(['Admitted', 'Rejected']) }),
  errors: [
    'ApplicationNotFound',
    /** Somebody else decided, or the applicant's money is on its way back. */
    'AlreadyDecided',
    /** The time to decide is over; the money goes back. */
    'ReviewTimedOut',
  ],
});
