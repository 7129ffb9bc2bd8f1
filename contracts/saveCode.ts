import * as v from 'valibot';
import { contract } from './contract';
import { CloudFileId, GroupId, Ms } from './shapes';

/** A group QR image lasts 7 days and stops at 200 members (PLATFORM, Getting a payer into a group). */
export const codeLimits = { lastsDays: 7, mostPeople: 199, defaultPeople: 190 } as const;

/** Puts a new live code into a group the caller runs, or says that one does not work any more. */
export const saveCode = contract({
  input: v.variant('action', [
    v.strictObject({
      action: v.literal('add'),
      groupId: GroupId,
      /** The QR image, uploaded to `codes/` by the mini-program. The same file again is the same code. */
      fileId: CloudFileId,
      /** When WeChat says it ends: within 7 days. */
      expiresAtMs: Ms,
      quota: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(codeLimits.mostPeople)),
    }),
    v.strictObject({
      action: v.literal('retire'),
      groupId: GroupId,
      codeId: v.pipe(v.string(), v.regex(/^[0-9a-zA-Z_-]{1,64}$/)),
    }),
  ]),
  output: v.strictObject({
    codeId: v.string(),
    /** Until when the group can be sold now; `null`: not at all. */
    codeExpiresAtMs: v.nullable(Ms),
  }),
  errors: [
    'GroupNotFound',
    'CodeNotFound',
    /** Its time is over already, or lies further ahead than a group code lasts. */
    'CodeTimeWrong',
    /** No such file, or not an image. */
    'CodeUnreadable',
  ],
});
