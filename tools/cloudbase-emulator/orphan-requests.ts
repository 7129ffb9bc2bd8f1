import { noCost, type CallLog } from './call-log';
import type { Clock } from './clock';
import type { Envelope } from './envelope';
import type { Sessions } from './sessions';

interface Parts {
  readonly callLog: CallLog;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/** Logs requests without a running invocation: work that a function left behind when it returned. */
export function logOrphanRequest({ callLog, sessions, clock }: Parts): (envelope: Envelope) => void {
  return ({ action, fields }) => {
    const token = fields['sessionToken'];
    const session = typeof token === 'string' ? sessions.findEnded(token) : undefined;
    callLog.calls.add({
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
