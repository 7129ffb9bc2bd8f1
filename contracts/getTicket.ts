import * as v from 'valibot';
import { contract } from './contract';
import { MembershipStateName, GroupId, Ms } from './shapes';

/**
 * Shows the group QR, to admitted members only. A member gets an answer even when no valid QR exists: if they have
 * never been shown one, the order is refunded automatically at `noValidQrAtMs` unless a QR is there before then.
 */
export const getTicket = contract({
  input: v.strictObject({ groupId: GroupId }),
  output: v.strictObject({
    groupId: v.string(),
    groupName: v.string(),
    ownerName: v.string(),
    orderId: v.string(),
    membershipState: MembershipStateName,
    /** A short-lived address of the QR image; `null`: the owner has no valid QR right now. */
    qrUrl: v.nullable(v.string()),
    qrExpiresAtMs: v.nullable(Ms),
    /** The time of the automatic refund for lack of a QR; `null` beside a QR, and if one was shown before. */
    noValidQrAtMs: v.nullable(Ms),
  }),
  errors: [
    /** Not admitted: never paid, rejected, refunded, removed, or no such group. */
    'NotAdmitted',
    'UnderReview',
    /** An operator took the group down: nobody is shown its QR. */
    'GroupBanned',
    /** An operator looks into the group, and the caller was shown no QR yet. */
    'GroupSuspended',
  ],
});
