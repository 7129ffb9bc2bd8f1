import type { Clock } from './clock';
import type { Envelope } from './envelope';
import { noCost } from './record';
import type { Record as CallRecord } from './record';
import type { Sessions } from './sessions';

/** Writes down a request that came from no running invocation: work a function left behind when it returned. */
export function recordStray(record: CallRecord, sessions: Sessions, clock: Clock): (envelope: Envelope) => void {
  return ({ action, fields }) => {
    const token = fields['sessionToken'];
    const session = typeof token === 'string' ? sessions.findEnded(token) : undefined;
    record.calls.add({
      ...noCost,
      atMs: clock.now(),
      requestId: session?.requestId ?? '',
      function: session?.function ?? '(nobody)',
      target: 'function',
      action,
      error: 'SIGN_PARAM_INVALID refused: the invocation was over',
      tookMs: 0,
    });
  };
}
