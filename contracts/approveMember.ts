import * as v from 'valibot';
import { contract } from './contract';
import { MembershipId } from './shapes';

/** Names the application; `round` comes from `listApplications`, so that a decision never falls on a later application unseen. */
const application = { membershipId: MembershipId, round: v.pipe(v.number(), v.integer(), v.minValue(1)) };

/**
 * Approves or rejects an application to a group the caller runs. Rejecting refunds the whole price if it was paid. Approving admits an
 * applicant who has paid (`Admitted`) and gives one who has not a seat and a day to pay (`Approved`).
 */
export const approveMember = contract({
  input: v.variant('decision', [
    v.strictObject({ ...application, decision: v.literal('approve') }),
    v.strictObject({
      ...application,
      decision: v.literal('reject'),
      /** The applicant reads this. */
      reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
    }),
  ]),
  output: v.strictObject({ membershipState: v.picklist(['Admitted', 'Approved', 'Rejected']) }),
  errors: [
    'ApplicationNotFound',
    /** Somebody else decided, the applicant withdrew, or their money is on its way back. */
    'AlreadyDecided',
    /** The time to decide is over; the money goes back, where any was paid. */
    'ReviewTimedOut',
    /** Approving before payment takes a seat: none is left. The application waits on. */
    'GroupFull',
    /** Approving before payment begins the applicant's time to pay: not while the group sells nothing. The application waits on. */
    'GroupPaused',
    'NoValidQr',
  ],
});
