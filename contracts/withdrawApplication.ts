import * as v from 'valibot';
import { contract } from './contract';
import { GroupId } from './shapes';

/**
 * Withdraws the caller's application to a group while it awaits a decision or payment. Its unpaid order is closed, its
 * seat is freed at once, and the message to the owner is deleted. The caller may apply again.
 */
export const withdrawApplication = contract({
  input: v.strictObject({ groupId: GroupId }),
  output: v.strictObject({ membershipState: v.literal('Withdrawn') }),
  errors: [
    /** The caller has no pending application here. */
    'ApplicationNotFound',
    /** The application has been paid, so it can't be withdrawn; request a refund instead. */
    'AlreadyPaid',
    /** WeChat Pay reports that the applicant is paying right now. */
    'PaymentInProgress',
    /** WeChat Pay is unavailable; nothing has changed. */
    'PaymentUnavailable',
  ],
});
