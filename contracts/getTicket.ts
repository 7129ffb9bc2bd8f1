import * as v from 'valibot';
import { contract } from './contract';
import { MembershipStateName, GroupId, Ms } from './shapes';

/**
 * The live group code, for those who were admitted and for nobody else. An admitted person for whom there is none is answered too: if none
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
    /** A short-lived address of the code's image; `null`: the owner has no live code right now. */
    qrUrl: v.nullable(v.string()),
    qrExpiresAtMs: v.nullable(Ms),
    /** When the money goes back for want of a code; `null` beside a code, and where one was shown before. */
    noValidQrAtMs: v.nullable(Ms),
  }),
  errors: [
    /** Not admitted: never paid, rejected, refunded, removed, or no such group. */
    'NotAdmitted',
    'UnderReview',
  ],
});
