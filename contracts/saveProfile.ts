import * as v from 'valibot';
import { contract } from './contract';
import { CloudFileId } from './shapes';

/** The caller's own nickname and picture. */
export const saveProfile = contract({
  input: v.strictObject({
    nickname: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(20)),
    /** A picture the mini-program has uploaded; left out: the present one stays. */
    avatarFileId: v.optional(CloudFileId),
  }),
  output: v.strictObject({ nickname: v.string(), avatarFileId: v.string() }),
  errors: [
    /** WeChat's content check finds the text risky. */
    'TextRefused',
    /** WeChat's content check can't be asked now; nothing was saved. */
    'CheckUnavailable',
  ],
});
