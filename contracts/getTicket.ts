import * as v from 'valibot';
import { contract } from './contract';
import { MembershipStateName, GroupId, Ms } from './shapes';

/**
 * Shows the group's valid QR to admitted members and to nobody else. A member for whom there is none is answered too: if none
 * was ever shown to them, the money goes back by itself at `noValidQrAtMs` unless the owner puts one in before.
 */
export const getTicket = contract({
  input: v.strictObject({ groupId: GroupId }),
  output: v.strictObject({
    groupId: v.string(),
    groupName: v.string(),
    ownerName: v.string(),
    orderId: v.string(),
    membershipState: MembershipStateName,
    /** A short-lived address of the QR's image; `null` where the owner has no valid QR right now. */
    qrUrl: v.nullable(v.string()),
    qrExpiresAtMs: v.nullable(Ms),
    /** When the money goes back for want of a QR; `null` beside a QR, and where one was shown before. */
    noValidQrAtMs: v.nullable(Ms),
  }),
  errors: [
    /** Not admitted: never paid, rejected, refunded, removed, or no such group. */
    'NotAdmitted',
    'UnderReview',
  ],
});
