import * as v from 'valibot';
import { contract } from './contract';
import { Lines, MembershipId } from './shapes';

/** `round` comes from `listApplications`, so a decision never applies to a later application the owner has not seen. */
const application = { membershipId: MembershipId, round: v.pipe(v.number(), v.integer(), v.minValue(1)) };

/**
 * Approves or rejects an application to a group the caller runs. Rejecting refunds the whole price if one was paid.
 * Approving admits a paid applicant (`Admitted`); an unpaid one gets a seat and a day to pay (`Approved`).
 */
export const approveMember = contract({
  input: v.variant('decision', [
    v.strictObject({ ...application, decision: v.literal('approve') }),
    v.strictObject({
      ...application,
      decision: v.literal('reject'),
      /** The applicant reads this. Checked by WeChat's content check. */
      reason: Lines(100),
    }),
  ]),
  output: v.strictObject({ membershipState: v.picklist(['Admitted', 'Approved', 'Rejected']) }),
  errors: [
    'ApplicationNotFound',
    /** Another manager decided, the applicant withdrew, or a refund is under way. */
    'AlreadyDecided',
    /** The time to decide is over; a payment is refunded. */
    'ReviewTimedOut',
    /** Approving before payment takes a seat, and none is left. The application keeps waiting. */
    'GroupFull',
    /**
     * Approving before payment starts the applicant's time to pay, so it must wait while the group sells nothing. The
     * application keeps waiting.
     */
    'GroupPaused',
    /** An operator looks into the group, so nobody new is let in. The application can be rejected. */
    'GroupSuspended',
    /** An operator took the group down; the sweep ends its applications. */
    'GroupBanned',
    'NoValidQr',
    /** WeChat's content check rejected the reason; the application keeps waiting. */
    'TextRefused',
    /** The content check did not answer; the application keeps waiting. */
    'CheckUnavailable',
  ],
});
