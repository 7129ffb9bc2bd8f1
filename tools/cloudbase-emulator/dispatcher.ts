import type { Target } from './call-log';
import type { DatabaseCost } from './database/contract';
import type { Envelope } from './envelope';
import { wireFailure } from './functions/failures';
import type { Invoker } from './functions/invoker';
import type { OpenApi } from './openapi/index';
import { callPay } from './pay/api';
import type { WeChatPay } from './pay/wechat-pay';
import type { ClientRequests } from './rules/client-requests';
import type { Scheduler } from './scheduler';
import type { Session } from './sessions';
import type { State } from './state';
import { storageAction } from './storage/actions';
import type { Files } from './storage/files';

/** The response to the SDK; `dropped` cuts the connection without one. */
export type Reply =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  /** Pay and openapi answers: the SDK insists on parsing them itself, which it does only when the type is not exactly JSON's. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer | string }
  | { readonly kind: 'http500' }
  | { readonly kind: 'dropped' };

export interface DispatcherParts {
  readonly scheduler: Scheduler;
  readonly state: State;
  readonly clientRequests: ClientRequests;
  readonly invoker: Invoker;
  readonly pay: WeChatPay;
  readonly files: Files;
  readonly openapi: OpenApi;
  readonly url: () => string;
}

/** One request to `/admin`. */
export interface Call {
  readonly session: Session;
  readonly envelope: Envelope;
  readonly target: Target;
  /** The pay or openapi method, or the called function. */
  readonly api: string | undefined;
  /** `X-TCB-Source`: becomes the source of a called function. */
  readonly sourceChain: string;
}

/** The reply to a call and what the call log keeps of it. */
export interface CallResult {
  readonly reply: Reply;
  readonly cost?: DatabaseCost;
  readonly error?: string;
}

/** Runs each call in the part of the platform that it is for. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  dispatch(call: Call): CallResult | Promise<CallResult> {
    switch (call.target) {
      case 'database':
        return this.#database(call);
      case 'function':
        return this.#function(call);
      case 'storage':
        return this.#storage(call);
      case 'pay':
        return this.#pay(call);
      case 'openapi':
        return this.#openapi(call);
    }
  }

  #database({ envelope: { action, fields }, session }: Call): CallResult {
    const { state, clientRequests } = this.#parts;
    const { body, cost } =
      session.fromPage === true
        ? clientRequests.handle(action, fields, session.openid ?? '')
        : state.database.handle(action, fields);
    return { reply: { kind: 'json', body }, cost, ...errorIn(body) };
  }

  /** The called function sees the caller's person and the source chain extended by the caller. */
  async #function({ envelope, session, sourceChain }: Call): Promise<CallResult> {
    const { fields } = envelope;
    const data = parseObject(fields['request_data']);
    const appId = this.#parts.pay.appId;
    const userInfo = session.openid === undefined ? {} : { userInfo: { appId, openId: session.openid } };
    const invoked = await this.#parts.invoker.invoke({
      function: String(fields['function_name']),
      event: JSON.stringify({ ...data, ...userInfo }),
      source: sourceChain,
      openid: session.openid,
      parent: session,
    });
    const body = invoked.failure ? wireFailure(invoked.failure) : { data: { response_data: invoked.result } };
    return { reply: { kind: 'json', body }, ...errorIn(body) };
  }

  #storage({ envelope }: Call): CallResult {
    const body = storageAction(this.#parts.files, this.#parts.url(), envelope.action, envelope.fields);
    if (!body) return unsupported(envelope.action);
    return { reply: { kind: 'json', body }, ...errorIn(body) };
  }

  #pay({ envelope, session, api = '' }: Call): CallResult {
    const request = parseObject(envelope.parts['requestData']?.toString());
    const answer = callPay(this.#parts.pay, api, request, session.openid);
    // A refund that was just accepted is due soon.
    this.#parts.scheduler.arm();
    if (!answer) return unsupported(api);
    const reply = { kind: 'bytes', bytes: answer.text } as const;
    return answer.refusal === undefined ? { reply } : { reply, error: answer.refusal };
  }

  async #openapi({ envelope, session, api = '' }: Call): Promise<CallResult> {
    const { bytes, error } = await this.#parts.openapi.call(
      api,
      envelope.parts['requestData'] ?? Buffer.alloc(0),
      session,
    );
    const reply = { kind: 'bytes', bytes } as const;
    return error === undefined ? { reply } : { reply, error };
  }
}

export function errorReply(code: string, message: string): Reply {
  return { kind: 'json', body: { code, message } };
}

function unsupported(what: string): CallResult {
  return { reply: errorReply('INVALID_PARAM', `${what} is not supported`), error: `INVALID_PARAM ${what}` };
}

function errorIn(body: object): { readonly error?: string } {
  const { code, message } = body as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' && code !== '' ? { error: `${code} ${String(message)}` } : {};
}

function parseObject(text: unknown): Readonly<Record<string, unknown>> {
  const value: unknown = typeof text === 'string' && text !== '' ? JSON.parse(text) : {};
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
