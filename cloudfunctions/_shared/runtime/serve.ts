import * as v from 'valibot';
import type { Contract, ReplyOf } from '../../../contracts/contract';
import { refuse, type Caller, type Operation } from './operation';
import type { Ports, Store } from '../ports';

/** The parts of the platform that `serve` needs for one call. */
export interface Platform {
  /** Created for each call, because the platform sets the caller per call; what is logged carries the call's trace id. */
  ports(call: PlatformCall): Ports<Store>;
  /** `context`: the second argument of `main`. */
  call(context: unknown): PlatformCall;
  /** Answers are parsed against the contract too: in tests and locally. */
  readonly checksAnswers: boolean;
}

export interface PlatformCall {
  /** `null` without a signed-in user: a timer, a callback, an HTTP call. */
  readonly openid: string | null;
  /** The origin of the chain of calls: `wx_client`, `wx_devtools`, `wx_crawler`, `wx_trigger`, `wx_paycallback`, … */
  readonly origin: string;
  readonly clientIp: string;
  readonly traceId: string;
}

/** The platform adds these fields to an event; they are never part of the input. */
const addedByPlatform = ['userInfo', 'tcbContext'];

function inputOf(event: unknown): unknown {
  if (event === null || event === undefined) return {};
  if (typeof event !== 'object' || Array.isArray(event)) return event;
  return Object.fromEntries(Object.entries(event).filter(([key]) => !addedByPlatform.includes(key)));
}

/** Only the mini-program, and DevTools during development, may call functions that have a contract. */
const clients = ['wx_client', 'wx_devtools', 'wx_localdebug'];
/** WeChat's indexing opens pages to find out what is in them; it is nobody. */
const crawler = 'wx_crawler';

/** Has no membership, group or role. */
const nobody = '';

function callerOf(call: PlatformCall, isPublic: boolean): Caller | null {
  const { openid, origin, clientIp } = call;
  if (origin === crawler) return isPublic ? { openid: nobody, clientIp } : null;
  if (openid === null || !clients.includes(origin)) return null;
  return { openid, clientIp };
}

export function logFailure(name: string, call: PlatformCall, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ failed: name, traceId: call.traceId, error: text }));
}

/** Builds a cloud function's `main` for an operation: identifies the caller, parses strictly, returns refusals as values, logs bugs once. */
export const serve = <C extends Contract>(
  name: string,
  contract: C,
  operation: Operation<C, Store>,
  cloudRuntime: Platform,
) => mainOf(name, contract, operation, cloudRuntime, false);

/** The same for an operation that reads only what everybody may see: WeChat's indexing may call it, too. */
export const servePublic = <C extends Contract>(
  name: string,
  contract: C,
  operation: Operation<C, Store>,
  cloudRuntime: Platform,
) => mainOf(name, contract, operation, cloudRuntime, true);

function mainOf<C extends Contract>(
  name: string,
  contract: C,
  operation: Operation<C, Store>,
  cloudRuntime: Platform,
  isPublic: boolean,
) {
  return async function main(event: unknown, context: unknown): Promise<ReplyOf<C>> {
    const call = cloudRuntime.call(context);
    const caller = callerOf(call, isPublic);
    if (!caller) return refuse('NotAllowed');
    const input = v.safeParse(contract.input, inputOf(event), { abortEarly: true });
    if (!input.success) return refuse('InvalidInput', describe(input.issues[0]));
    try {
      const ports = cloudRuntime.ports(call);
      const answer = await operation({ ports, caller }, input.output);
      if (!answer.ok) return answer;
      if (cloudRuntime.checksAnswers) v.parse(contract.output, answer.value);
      return { ...answer, nowMs: ports.clock.now().getTime() };
    } catch (error) {
      logFailure(name, call, error);
      return refuse('Internal', `Something broke; trace ID ${call.traceId}.`);
    }
  };
}

/** Names the invalid field without repeating its value. */
function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? `${issue.type} expected` : `${path.slice(0, 60)}: ${issue.type} expected`;
}
