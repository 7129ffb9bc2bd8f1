import { logFailure, type Platform, type PlatformCall } from './serve';
import type { Ports } from '../ports';
import { callerEventId, type SecurityEventKind } from '../../../domain/security';

/** What WeChat Pay takes for "received, don't send it again"; anything else is sent again. */
export interface CallbackAnswer {
  readonly errcode: 0 | 1;
  readonly errmsg: string;
}

const extractLength = 300;

/** A short extract of what was sent, for whoever looks at the security event. */
function extract(event: unknown): string {
  try {
    return (JSON.stringify(event) ?? '').slice(0, extractLength);
  } catch {
    return '(not JSON)';
  }
}

/** Anyone can call a function with any event: one that the platform alone calls goes by where the call came from, and reports strangers. */
async function reportStranger(name: string, kind: SecurityEventKind, ports: Ports, call: PlatformCall, event: unknown) {
  const at = ports.clock.now();
  await ports.store.addSecurityEvent({
    _id: callerEventId(kind, name, ports.hash(`stranger\n${call.openid ?? ''}`), at),
    kind,
    at,
    function: name,
    source: call.origin,
    openid: call.openid,
    orderId: null,
    detail: extract(event),
    handledAt: null,
  });
}

/** `main` of a function that WeChat Pay calls. `receive` answers whether all is written that had to be. */
export function serveCallback(
  name: string,
  receive: (ports: Ports, event: unknown) => Promise<boolean>,
  cloudRuntime: Platform,
) {
  return async function main(event: unknown): Promise<CallbackAnswer> {
    const call = cloudRuntime.call();
    const ports = cloudRuntime.ports();
    try {
      if (call.origin !== 'wx_paycallback') {
        await reportStranger(name, 'forgedCallback', ports, call, event);
        return { errcode: 1, errmsg: 'refused' };
      }
      return (await receive(ports, event)) ? { errcode: 0, errmsg: '' } : { errcode: 1, errmsg: 'again, please' };
    } catch (error) {
      logFailure(name, call, error);
      return { errcode: 1, errmsg: 'again, please' };
    }
  };
}

/** `main` of a function that the timer calls. */
export function serveTimer<Result>(name: string, run: (ports: Ports) => Promise<Result>, cloudRuntime: Platform) {
  return async function main(event: unknown): Promise<Result | { readonly refused: true }> {
    const call = cloudRuntime.call();
    const ports = cloudRuntime.ports();
    if (call.origin !== 'wx_trigger') {
      await reportStranger(name, 'forgedTimer', ports, call, event);
      return { refused: true };
    }
    return run(ports);
  };
}
