import * as v from 'valibot';
import { contract } from './contract';

/** Who am I here? Knows the caller by WeChat's own sign-in; a first call makes the person's record. */
export const login = contract({
  input: v.strictObject({}),
  output: v.strictObject({
    nickname: v.string(),
    avatarFileId: v.string(),
    /** Runs at least one group, as owner or co-admin. */
    isOwner: v.boolean(),
    operator: v.nullable(v.picklist(['admin', 'support'])),
  }),
  errors: [],
});
