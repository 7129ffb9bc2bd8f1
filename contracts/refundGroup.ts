import * as v from 'valibot';
import { contract } from './contract';
import { GroupId, GroupStateName, IdempotencyKey, OptionalLines } from './shapes';

/**
 * An operator gives everybody in a banned group their money back, also those who were shown the QR. It runs in the background, portion by
 * portion; `adminGroups` tells how far it is. Sent again while it runs, it changes nothing. Admins only.
 */
export const refundGroup = contract({
  input: v.strictObject({
    groupId: GroupId,
    /** The buyers read this; may be ''. */
    note: OptionalLines(100),
    idempotencyKey: IdempotencyKey,
  }),
  output: v.strictObject({ state: GroupStateName }),
  errors: [
    'GroupNotFound',
    /** Only a banned group takes no new money meanwhile. */
    'GroupStateRefuses',
  ],
});
