import * as v from 'valibot';
import { contract } from './contract';
import { EntryStateName, GroupId, Ms } from './shapes';

/** The live group code, for those who were admitted and for nobody else. */
export const getTicket = contract({
  input: v.strictObject({ groupId: GroupId }),
  output: v.strictObject({
    groupId: v.string(),
    groupName: v.string(),
    ownerName: v.string(),
    orderId: v.string(),
    entryState: EntryStateName,
    /** A short-lived address of the code's image. */
    codeUrl: v.string(),
    codeExpiresAtMs: Ms,
  }),
  errors: [
    /** Not admitted: never paid, rejected, refunded, removed, or no such group. */
    'NotAdmitted',
    'UnderReview',
    /** Admitted, but the owner has no live code right now; the owner has been told. */
    'NoLiveCode',
  ],
});
