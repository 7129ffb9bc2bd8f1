import * as v from 'valibot';
import { contract } from './contract';
import { CloudFileId, Name } from './shapes';

/** Saves the caller's own nickname and picture. */
export const saveProfile = contract({
  input: v.strictObject({
    nickname: Name(20),
    /** An uploaded picture; if omitted, the current one stays. */
    avatarFileId: v.optional(CloudFileId),
  }),
  output: v.strictObject({ nickname: v.string(), avatarFileId: v.string() }),
  errors: [
    /** The nickname claims to be WeChat, the platform or its staff. */
    'OfficialName',
    /** WeChat's content check considers the text risky. */
    'TextRefused',
    /** WeChat's content check is unavailable; nothing was saved. */
    'CheckUnavailable',
    /** The new picture is absent, or not an avatar that the caller uploaded. */
    'FileNotFound',
  ],
});
