import * as v from 'valibot';
import { contract } from './contract';
import { CloudFileId, GroupId, Ms } from './shapes';

/** A group QR image lasts 7 days and stops at 200 members (docs/platform.md, Getting a payer into a group). */
export const qrLimits = { lastsDays: 7, mostPeople: 199, defaultPeople: 190 } as const;

/** Adds a new QR to a group the caller runs, or retires one that no longer works. */
export const saveGroupQr = contract({
  input: v.variant('action', [
    v.strictObject({
      action: v.literal('add'),
      groupId: GroupId,
      /** The QR image, uploaded to `groupQrs/<uploaderId>/` by the caller. Adding the same file again returns the same QR. */
      fileId: CloudFileId,
      /** The expiry WeChat prints under the QR: within 7 days. */
      expiresAtMs: Ms,
      quota: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(qrLimits.mostPeople)),
    }),
    v.strictObject({
      action: v.literal('retire'),
      groupId: GroupId,
      qrId: v.pipe(v.string(), v.regex(/^[0-9a-zA-Z_-]{1,64}$/)),
    }),
  ]),
  output: v.strictObject({
    qrId: v.string(),
    /** The group can be sold until this time; `null`: not at all. */
    qrExpiresAtMs: v.nullable(Ms),
  }),
  errors: [
    'GroupNotFound',
    'QrNotFound',
    /** The expiry is in the past, or further ahead than a group QR lasts. */
    'QrExpiryInvalid',
    /** The file is absent, or not a group QR that the caller uploaded. */
    'FileNotFound',
  ],
});
