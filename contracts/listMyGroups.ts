import * as v from 'valibot';
import { contract } from './contract';
import { AdmissionRule, Count, Fen, GroupStateName, Ms } from './shapes';

/** The groups the caller runs, as owner or co-admin. */
export const listMyGroups = contract({
  input: v.strictObject({}),
  output: v.strictObject({
    groups: v.array(
      v.strictObject({
        groupId: v.string(),
        name: v.string(),
        coverFileId: v.string(),
        state: GroupStateName,
        admission: AdmissionRule,
        priceFen: Fen,
        capacity: v.nullable(Count),
        seatsLeft: v.nullable(Count),
        memberCount: Count,
        /** Applications waiting for a decision. */
        waitingCount: Count,
        /** The expiry of the last live QR; `null` if there is none and the group can't be sold. */
        qrExpiresAtMs: v.nullable(Ms),
      }),
    ),
  }),
  errors: [],
});
