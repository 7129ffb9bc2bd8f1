import * as v from 'valibot';
import { notedEvents } from '../domain/group';
import { groupQrStates } from '../domain/groupQr';
import { contract } from './contract';
import { AdmissionRule, CategoryName, Count, Cursor, Fen, GroupId, GroupStateName, Ms, Permyriad } from './shapes';

const OwnQr = v.strictObject({
  qrId: v.string(),
  /** The current state: a live QR past its end counts as `Expired`. */
  state: v.picklist(groupQrStates),
  imageUrl: v.nullable(v.string()),
  expiresAtMs: Ms,
  quota: Count,
  shownCount: Count,
  createdAtMs: Ms,
});

/** One group as its owner and co-admins see it: everything they may change, and its QRs. */
export const getMyGroup = contract({
  /** `endedAfter`: the page of ended QRs that follows. */
  input: v.strictObject({ groupId: GroupId, endedAfter: v.optional(Cursor) }),
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
    /** The operator's words about the last decision, as long as it stands. */
    moderationNote: v.nullable(v.strictObject({ decision: v.picklist(notedEvents), note: v.string(), atMs: Ms })),
    seatsTaken: v.nullable(Count),
    /** The commission rate for orders created from now on. `null` for co-admins: only the owner sees money. */
    commissionPermyriad: v.nullable(Permyriad),
    /** Those that somebody may still be shown, in the owner's order. */
    qrs: v.array(OwnQr),
    /** The QR that newcomers see now; `null`: nobody new can join. */
    newcomerQrId: v.nullable(v.string()),
    /** Those that nobody is shown any more, newest first. */
    endedQrs: v.array(OwnQr),
    nextEnded: v.nullable(v.string()),
  }),
  errors: ['GroupNotFound'],
});
