import { logFailure, type Platform, type PlatformCall } from './serve';
import type { Ports, SecurityEventStore, Store } from '../ports';
import { buildCallerEvent, type SecurityEventKind } from '../../../domain/security';
import { reportSecurityEvent } from './reportSecurityEvent';

/** `errcode: 0` tells WeChat Pay that the notification was received; anything else makes it send it again. */
export interface CallbackAnswer {
  readonly errcode: 0 | 1;
  readonly errmsg: string;
}

const extractLength = 300;

/** A short extract of the event, for the operator who looks at the security event. */
function extract(event: unknown): string {
  try {
    return (JSON.stringify(event) ?? '').slice(0, extractLength);
  } catch {
    return '(not JSON)';
  }
}

/** Anyone can call a function with any event, so a function meant for the platform checks the call's origin and reports others. */
async function reportStranger(
  name: string,
  kind: SecurityEventKind,
  ports: Ports<SecurityEventStore>,
  call: PlatformCall,
  event: unknown,
) {
  const found = {
    at: ports.clock.now(),
    function: name,
    source: call.origin,
    openid: call.openid,
    detail: extract(event),
  };
  await reportSecurityEvent(ports, buildCallerEvent(kind, ports.hash, found));
}

/** Builds `main` of a function that WeChat Pay calls. `receive` returns whether everything necessary has been written. */
export function serveCallback(
  name: string,
  receive: (ports: Ports<Store>, event: unknown) => Promise<boolean>,
  cloudRuntime: Platform,
) {
  return async function main(event: unknown, context: unknown): Promise<CallbackAnswer> {
    const call = cloudRuntime.call(context);
    try {
      const ports = cloudRuntime.ports(call);
      if (call.origin !== 'wx_paycallback') {
        await reportStranger(name, 'forgedCallback', ports, call, event);
        return { errcode: 1, errmsg: 'refused' };
      }
      return (await receive(ports, event)) ? { errcode: 0, errmsg: '' } : { errcode: 1, errmsg: 'retry' };
    } catch (error) {
      logFailure(name, call, error);
      return { errcode: 1, errmsg: 'retry' };
    }
  };
}

/** Builds `main` of a function that a timer calls. */
export function serveTimer<Result>(
  name: string,
  run: (ports: Ports<Store>) => Promise<Result>,
  cloudRuntime: Platform,
) {
  return async function main(event: unknown, context: unknown): Promise<Result | { readonly refused: true }> {
    const call = cloudRuntime.call(context);
    try {
      const ports = cloudRuntime.ports(call);
      if (call.origin === 'wx_trigger') return await run(ports);
      await reportStranger(name, 'forgedTimer', ports, call, event);
      return { refused: true };
    } catch (error) {
      // The platform counts the run as failed, and the line says which.
      logFailure(name, call, error);
      throw error;
    }
  };
}
