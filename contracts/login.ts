import * as v from 'valibot';
import { operatorRoles } from '../domain/user';
import { contract } from './contract';

/**
 * Returns the caller's profile and roles. WeChat's sign-in identifies the caller; the first call creates the user
 * record.
 */
export const login = contract({
  input: v.strictObject({}),
  output: v.strictObject({
    nickname: v.string(),
    avatarFileId: v.string(),
    /** The caller's own part of each folder of cloud storage: `covers/<uploaderId>/<name>.jpg`. */
    uploaderId: v.string(),
    /** Runs at least one group, as owner or co-admin. */
    isOwner: v.boolean(),
    operator: v.nullable(v.picklist(operatorRoles)),
  }),
  errors: [],
});
