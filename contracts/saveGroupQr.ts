import * as v from 'valibot';
import { pictureObstacles } from '../domain/picture';
import { qrContentObstacles } from '../domain/qrContent';
import { contract } from './contract';
import { CloudFileId, GroupId, Ms } from './shapes';

/** A group QR image lasts 7 days and stops at 200 members (docs/platform.md, Getting a payer into a group). */
export const qrLimits = { lastsDays: 7, mostPeople: 199, defaultPeople: 190 } as const;
/** A WeCom group's join code has no end of its own; its owner looks at it again after a year. */
export const wecomLastsDays = 365;

const QrId = v.pipe(v.string(), v.regex(/^[0-9a-zA-Z_-]{1,64}$/));

/**
 * Adds a new QR to a group the caller runs, moves one in the order in which newcomers see them, or retires one that no longer works. A
 * member who was shown a QR keeps seeing it while it lives, also after another one replaced it; nobody sees one that was retired.
 */
export const saveGroupQr = contract({
  input: v.variant('action', [
    v.strictObject({
      action: v.literal('add'),
      groupId: GroupId,
      /** The QR image, uploaded to `groupQrs/<uploaderId>/` by the caller. Adding the same QR again, in any picture, returns the one that is there. */
      fileId: CloudFileId,
      /** `replace`: newcomers see only this one from now on. `append`: they see it when those before it are used up or over. */
      place: v.optional(v.picklist(['replace', 'append']), 'append'),
      /** The expiry WeChat prints under the QR: within 7 days; a WeCom group's join code has none, so within a year. */
      expiresAtMs: Ms,
      quota: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(qrLimits.mostPeople)),
    }),
    v.strictObject({
      action: v.literal('move'),
      groupId: GroupId,
      qrId: QrId,
      place: v.picklist(['first', 'last']),
    }),
    v.strictObject({ action: v.literal('retire'), groupId: GroupId, qrId: QrId }),
  ]),
  output: v.strictObject({
    qrId: v.string(),
    /** The group can be sold until this time; `null`: not at all. */
    qrExpiresAtMs: v.nullable(Ms),
  }),
  errors: [
    'GroupNotFound',
    /** Nobody is shown a banned group's QRs, so none is added or moved. */
    'GroupBanned',
    'QrNotFound',
    /** Nobody is shown it any more, so its place does not matter. */
    'QrEnded',
    /** The group has so many QRs that can still be shown; retire some first. */
    'TooManyQrs',
    /** The expiry is in the past, or further ahead than a group QR lasts. */
    'QrExpiryInvalid',
    /** The file is absent, or not a group QR that the caller uploaded. */
    'FileNotFound',
    ...pictureObstacles,
    ...qrContentObstacles,
    /** Another group has this very code. */
    'QrOfOtherGroup',
    /** This group had this very code, and it was retired, used up or has expired. */
    'QrAlreadyUsed',
  ],
});
