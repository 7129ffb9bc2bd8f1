import * as v from 'valibot';
import { contract } from './contract';
import { Ms } from './shapes';

/**
 * Marks a line of security events as resolved: all of one kind and person. Those that happened again after `throughMs`, which the operator
 * has not seen, stay. Resolving it again succeeds. Admins and support.
 */
export const resolveSecurityEvent = contract({
  input: v.strictObject({
    eventId: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
    /** The line's `lastAtMs`. */
    throughMs: Ms,
  }),
  output: v.strictObject({}),
  errors: ['EventNotFound'],
});
