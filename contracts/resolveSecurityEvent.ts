import * as v from 'valibot';
import { contract } from './contract';

/** An operator is done with a security event. Closing one that is closed is fine. Admins and support. */
export const resolveSecurityEvent = contract({
  input: v.strictObject({ eventId: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) }),
  output: v.strictObject({}),
  errors: ['EventNotFound'],
});
