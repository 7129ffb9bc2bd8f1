import * as v from 'valibot';
import { contract } from './contract';
import { GroupId } from './shapes';

/**
 * Takes the caller's application to a group back, while it waits for the owner or for the payment. Its unpaid order is closed, its seat is
 * free at once, and the message to the owner is deleted. They may apply again.
 */
export const withdrawApplication = contract({
  input: v.strictObject({ groupId: GroupId }),
  output: v.strictObject({ membershipState: v.literal('Withdrawn') }),
  errors: [
    /** The caller has no application here that waits. */
    'ApplicationNotFound',
    /** WeChat Pay says it is paid, or it was before: they are in, and a refund is the way out. */
    'AlreadyPaid',
    /** WeChat Pay says the applicant is paying at this moment. */
    'PaymentInProgress',
    /** WeChat Pay can't be asked now; nothing has changed. */
    'PaymentUnavailable',
  ],
});
