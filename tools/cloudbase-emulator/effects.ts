import type { Agenda } from './agenda';
import type { DatabaseCost } from './database/contract';
import type { Envelope } from './envelope';
import { wireFailure } from './functions/failures';
import type { Invoker } from './functions/invoker';
import type { OpenApi } from './openapi/index';
import { callPay } from './pay/api';
import type { WeChatPay } from './pay/wechat-pay';
import type { Target } from './record';
import type { ClientRequests } from './rules/client-requests';
import type { Session } from './sessions';
import type { State } from './state';
import { storageAction } from './storage/actions';
import type { Files } from './storage/files';

/** What goes back to the SDK; `dropped` is a connection cut in the middle. */
export type Reply =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  /** The SDK parses a body itself when its type is not exactly JSON's, and for pay and openapi it insists on that. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer | string }
  | { readonly kind: 'http500' }
  | { readonly kind: 'dropped' };

export interface EffectParts {
  readonly agenda: Agenda;
  readonly state: State;
  readonly clientRequests: ClientRequests;
  readonly invoker: Invoker;
  readonly pay: WeChatPay;
  readonly files: Files;
  readonly openapi: OpenApi;
  readonly url: () => string;
}

/** One request of a running invocation. */
export interface Call {
  readonly session: Session;
  readonly envelope: Envelope;
  readonly target: Target;
  /** The pay or openapi method, or the function called. */
  readonly api: string | undefined;
  /** `X-TCB-Source`: what the callee's source is. */
  readonly chain: string;
}

/** What a call did: the reply, and what the record says of it. */
export interface Effect {
  readonly reply: Reply;
  readonly cost?: DatabaseCost;
  readonly error?: string;
}

/** Does what a call asks for, in the part of the platform it is for. */
export class Effects {
  readonly #parts: EffectParts;

  constructor(parts: EffectParts) {
    this.#parts = parts;
  }

  perform(call: Call): Effect | Promise<Effect> {
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

  #database({ envelope: { action, fields }, session }: Call): Effect {
    const { state, clientRequests } = this.#parts;
    const { body, cost } =
      session.byPage === true
        ? clientRequests.handle(action, fields, session.openid ?? '')
        : state.database.handle(action, fields);
    return { reply: { kind: 'json', body }, cost, ...errorIn(body) };
  }

  /** The callee sees the caller's person, and its own place at the end of the chain. */
  async #function({ envelope, session, chain }: Call): Promise<Effect> {
    const { fields } = envelope;
    const data = parseObject(fields['request_data']);
    const appId = this.#parts.pay.appId;
    const userInfo = session.openid === undefined ? {} : { userInfo: { appId, openId: session.openid } };
    const invoked = await this.#parts.invoker.invoke({
      function: String(fields['function_name']),
      event: JSON.stringify({ ...data, ...userInfo }),
      source: chain,
      openid: session.openid,
      parent: session,
    });
    const body = invoked.failure ? wireFailure(invoked.failure) : { data: { response_data: invoked.result } };
    return { reply: { kind: 'json', body }, ...errorIn(body) };
  }

  #storage({ envelope }: Call): Effect {
    const body = storageAction(this.#parts.files, this.#parts.url(), envelope.action, envelope.fields);
    if (!body) return unknown(envelope.action);
    return { reply: { kind: 'json', body }, ...errorIn(body) };
  }

  #pay({ envelope, session, api = '' }: Call): Effect {
    const request = parseObject(envelope.parts['requestData']?.toString());
    const answer = callPay(this.#parts.pay, api, request, session.openid);
    // A refund has just become something that falls due.
    this.#parts.agenda.arm();
    if (!answer) return unknown(api);
    const reply = { kind: 'bytes', bytes: answer.text } as const;
    return answer.refused === undefined ? { reply } : { reply, error: answer.refused };
  }

  async #openapi({ envelope, session, api = '' }: Call): Promise<Effect> {
    const { bytes, error } = await this.#parts.openapi.call(
      api,
      envelope.parts['requestData'] ?? Buffer.alloc(0),
      session,
    );
    const reply = { kind: 'bytes', bytes } as const;
    return error === undefined ? { reply } : { reply, error };
  }
}

export function refused(code: string, message: string): Reply {
  return { kind: 'json', body: { code, message } };
}

function unknown(what: string): Effect {
  return { reply: refused('INVALID_PARAM', `${what} is not supported`), error: `INVALID_PARAM ${what}` };
}

function errorIn(body: object): { readonly error?: string } {
  const { code, message } = body as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' && code !== '' ? { error: `${code} ${String(message)}` } : {};
}

function parseObject(text: unknown): Readonly<Record<string, unknown>> {
  const value: unknown = typeof text === 'string' && text !== '' ? JSON.parse(text) : {};
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
