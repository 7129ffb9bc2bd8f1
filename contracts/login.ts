import * as v from 'valibot';
import { contract } from './contract';

/** Tells the caller who they are. WeChat's own sign-in identifies them; the first call creates their record. */
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
