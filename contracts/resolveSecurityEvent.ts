import * as v from 'valibot';
import { contract } from './contract';

/** Marks a security event as resolved; resolving it again succeeds. Admins and support. */
export const resolveSecurityEvent = contract({
  input: v.strictObject({ eventId: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) }),
  output: v.strictObject({}),
  errors: ['EventNotFound'],
});
