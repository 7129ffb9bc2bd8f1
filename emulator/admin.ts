import type { Agenda } from './agenda.js';
import type { Clock } from './clock.js';
import type { DatabaseCost } from './database/contract.js';
import type { Envelope } from './envelope.js';
import type { Fault, Faults } from './faults.js';
import type { Invoker } from './functions/invoker.js';
import { wireFailure } from './functions/failures.js';
import type { OpenApi } from './openapi/index.js';
import { callPay } from './pay/api.js';
import type { WeChatPay } from './pay/wechat-pay.js';
import { NO_COST } from './record.js';
import type { Record as Books, Target } from './record.js';
import { countCall } from './sessions.js';
import type { Session } from './sessions.js';
import type { State } from './state.js';
import { storageAction } from './storage/actions.js';
import type { Files } from './storage/files.js';

/** What goes back to the SDK; `dropped` is a connection cut in the middle. */
export type Reply =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  /** The SDK parses a body itself when its type is not exactly JSON's, and for pay and openapi it insists on that. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer | string }
  | { readonly kind: 'dropped' };

export interface AdminParts {
  readonly agenda: Agenda;
  readonly state: State;
  readonly clock: Clock;
  readonly record: Books;
  readonly faults: Faults;
  readonly invoker: Invoker;
  readonly pay: WeChatPay;
  readonly files: Files;
  readonly openapi: OpenApi;
  readonly url: () => string;
}

interface Call {
  readonly session: Session;
  readonly envelope: Envelope;
  readonly target: Target;
  /** The pay or openapi method, or the function called. */
  readonly api: string | undefined;
  /** `X-TCB-Source`: what the callee's source is. */
  readonly chain: string;
}

/** What a call did: the reply, and what the record says of it. */
interface Effect {
  readonly reply: Reply;
  readonly cost?: DatabaseCost;
  readonly error?: string;
}

/** CloudBase's `/admin`: one door for everything a function asks of its platform. */
export class Admin {
  readonly #parts: AdminParts;

  constructor(parts: AdminParts) {
    this.#parts = parts;
  }

  async answer(envelope: Envelope, session: Session, chain: string): Promise<Reply> {
    const target = targetOf(envelope.action);
    if (!target) return refused('INVALID_PARAM', `action ${envelope.action} is not supported`);
    const call = { session, envelope, target, api: apiOf(envelope), chain };
    countCall(session, target);
    const startedAt = performance.now();
    const atMs = this.#parts.clock.now();
    const fault = this.#strike(call);
    const effect = await this.#withFault(call, fault);
    this.#write(call, effect, fault, atMs, performance.now() - startedAt);
    return effect.reply;
  }

  #strike({ session, envelope, target, api }: Call): Fault | undefined {
    const action = envelope.action;
    return this.#parts.faults.strike({
      // A call of a function is struck as a run of it, where it really happens; here only by faults for any call.
      target: target === 'function' ? 'call' : target,
      function: session.function,
      actions: api === undefined ? [action] : [action, api],
      transaction: typeof envelope.fields['transactionId'] === 'string' && action !== 'database.abortTransaction',
    });
  }

  async #withFault(call: Call, fault: Fault | undefined): Promise<Effect> {
    if (!fault) return this.#perform(call);
    const { mode, when } = fault;
    if (mode === 'conflict') return this.#conflict(call);
    if (mode === 'before') return { reply: refused('SYS_ERR', 'emulated fault: the call was not executed') };
    if (mode === 'crash' && when === 'before') {
      call.session.kill();
      return { reply: { kind: 'dropped' } };
    }
    const effect = await this.#perform(call);
    if (mode === 'crash') call.session.kill();
    return { ...effect, reply: { kind: 'dropped' } };
  }

  #conflict({ envelope }: Call): Effect {
    this.#parts.state.database.handle('database.abortTransaction', envelope.fields);
    return {
      reply: refused(
        'DATABASE_TRANSACTION_CONFLICT',
        '[LimitExceeded.TransactionConflict] Transaction is conflict, maybe resource operated by others.',
      ),
    };
  }

  #perform(call: Call): Effect | Promise<Effect> {
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

  #database({ envelope }: Call): Effect {
    const { body, cost } = this.#parts.state.database.handle(envelope.action, envelope.fields);
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

  #write(call: Call, effect: Effect, fault: Fault | undefined, atMs: number, tookMs: number): void {
    const cost = effect.cost ?? NO_COST;
    const access = cost.accesses[0];
    this.#parts.record.calls.add({
      atMs,
      requestId: call.session.requestId,
      function: call.session.function,
      target: call.target,
      action: call.envelope.action,
      ...(call.api === undefined ? {} : { api: call.api }),
      ...cost,
      ...(access ? { index: access.index } : {}),
      ...(fault ? { fault: fault.mode === 'crash' ? `crash ${fault.when}` : fault.mode } : {}),
      ...(effect.error === undefined ? {} : { error: effect.error }),
      tookMs: Math.round(tookMs * 100) / 100,
    });
  }
}

export function refused(code: string, message: string): Reply {
  return { kind: 'json', body: { code, message } };
}

function unknown(what: string): Effect {
  return { reply: refused('INVALID_PARAM', `${what} is not supported`), error: `INVALID_PARAM ${what}` };
}

function targetOf(action: string): Target | undefined {
  if (action.startsWith('database.')) return 'database';
  if (action.startsWith('storage.')) return 'storage';
  if (action === 'functions.invokeFunction') return 'function';
  if (action === 'wx.wxPayApi') return 'pay';
  if (action === 'wx.openApi') return 'openapi';
  return undefined;
}

function apiOf({ action, fields }: Envelope): string | undefined {
  const name = action === 'functions.invokeFunction' ? fields['function_name'] : fields['apiName'];
  return typeof name === 'string' ? name : undefined;
}

function errorIn(body: object): { readonly error?: string } {
  const { code, message } = body as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' && code !== '' ? { error: `${code} ${String(message)}` } : {};
}

function parseObject(text: unknown): Readonly<Record<string, unknown>> {
  const value: unknown = typeof text === 'string' && text !== '' ? JSON.parse(text) : {};
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
