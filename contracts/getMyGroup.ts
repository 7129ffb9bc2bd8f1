import * as v from 'valibot';
import { groupQrStates } from '../domain/groupQr';
import { contract } from './contract';
import { AdmissionRule, CategoryName, Count, Fen, GroupId, GroupStateName, Ms, Permyriad } from './shapes';

/** One group as those who run it see it: all they may change, and its qrs. */
export const getMyGroup = contract({
  input: v.strictObject({ groupId: GroupId }),
  output: v.strictObject({
    groupId: v.string(),
    state: GroupStateName,
    text: v.strictObject({
      name: v.string(),
      intro: v.string(),
      description: v.string(),
      benefits: v.array(v.string()),
      ownerIntro: v.string(),
      category: CategoryName,
      coverFileId: v.string(),
    }),
    terms: v.strictObject({
      priceFen: Fen,
      admission: AdmissionRule,
      reviewHours: Count,
      refundDays: Count,
      capacity: v.nullable(Count),
    }),
    /** Why an operator returned or banned it, as long as it stands so. */
    moderationNote: v.nullable(v.strictObject({ note: v.string(), atMs: Ms })),
    seatsTaken: v.nullable(Count),
    /** The commission rate of orders begun from now on. `null` for co-admins: the money is the owner's. */
    commissionPermyriad: v.nullable(Permyriad),
    /** Newest first, at most 20. */
    qrs: v.array(
      v.strictObject({
        qrId: v.string(),
        /** Its present state: a live one whose time is over counts as `Expired`. */
        state: v.picklist(groupQrStates),
        imageUrl: v.nullable(v.string()),
        expiresAtMs: Ms,
        quota: Count,
        shownCount: Count,
        createdAtMs: Ms,
      }),
    ),
  }),
  errors: ['GroupNotFound'],
});
