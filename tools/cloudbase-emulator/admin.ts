import { setTimeout as sleep } from 'node:timers/promises';
import { noCost, type CallLog, type Target } from './call-log';
import type { Clock } from './clock';
import { Dispatcher, errorReply, type Call, type CallResult, type DispatcherParts, type Reply } from './dispatcher';
import type { Envelope } from './envelope';
import type { Fault, Faults } from './faults';
import { countCall, type Session } from './sessions';

interface AdminParts extends DispatcherParts {
  readonly clock: Clock;
  readonly callLog: CallLog;
  readonly faults: Faults;
}

/** CloudBase's `/admin`: the one endpoint for everything a function asks of its platform. Applies faults and logs each call. */
export class Admin {
  readonly #parts: AdminParts;
  readonly #dispatcher: Dispatcher;

  constructor(parts: AdminParts) {
    this.#parts = parts;
    this.#dispatcher = new Dispatcher(parts);
  }

  async answer(envelope: Envelope, session: Session, sourceChain: string): Promise<Reply> {
    const target = targetOf(envelope.action);
    if (!target) return errorReply('INVALID_PARAM', `action ${envelope.action} is not supported`);
    const call = { session, envelope, target, api: apiOf(envelope), sourceChain };
    countCall(session, target);
    const startedAt = performance.now();
    const atMs = this.#parts.clock.now();
    const fault = this.#takeFault(call);
    const result = await this.#dispatchWithFault(call, fault);
    this.#log(call, result, fault, atMs, performance.now() - startedAt);
    return result.reply;
  }

  #takeFault({ session, envelope, target, api }: Call): Fault | undefined {
    const action = envelope.action;
    return this.#parts.faults.take({
      // A fault for target `function` applies to the run itself (see the invoker); only faults for any call apply here.
      target: target === 'function' ? 'call' : target,
      function: session.function,
      actions: api === undefined ? [action] : [action, api],
      transaction: typeof envelope.fields['transactionId'] === 'string' && action !== 'database.abortTransaction',
    });
  }

  async #dispatchWithFault(call: Call, fault: Fault | undefined): Promise<CallResult> {
    if (!fault) return this.#dispatch(call);
    const { mode, when } = fault;
    if (mode === 'slow') {
      await sleep(fault.ms);
      return this.#dispatch(call);
    }
    if (mode === 'http500') return this.#failWithHttp500(call, when);
    if (mode === 'conflict') return this.#failWithConflict(call);
    if (mode === 'before') return { reply: errorReply('SYS_ERR', 'emulated fault: the call was not executed') };
    if (mode === 'crash' && when === 'before') {
      call.session.kill();
      return { reply: { kind: 'dropped' } };
    }
    const result = await this.#dispatch(call);
    if (mode === 'crash') call.session.kill();
    return { ...result, reply: { kind: 'dropped' } };
  }

  /** Anything thrown while a request is read is the caller's mistake. */
  async #dispatch(call: Call): Promise<CallResult> {
    try {
      return await this.#dispatcher.dispatch(call);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { reply: errorReply('INVALID_PARAM', message), error: `INVALID_PARAM ${message}` };
    }
  }

  /** A gateway error does not tell the caller whether the call took effect. */
  async #failWithHttp500(call: Call, when: Fault['when']): Promise<CallResult> {
    const result = when === 'after' ? await this.#dispatch(call) : {};
    return { ...result, reply: { kind: 'http500' }, error: 'HTTP 500' };
  }

  #failWithConflict({ envelope }: Call): CallResult {
    this.#parts.state.database.handle('database.abortTransaction', envelope.fields);
    return {
      reply: errorReply(
        'DATABASE_TRANSACTION_CONFLICT',
        '[LimitExceeded.TransactionConflict] Transaction is conflict, maybe resource operated by others.',
      ),
    };
  }

  #log(call: Call, result: CallResult, fault: Fault | undefined, atMs: number, tookMs: number): void {
    const cost = result.cost ?? noCost;
    const access = cost.accesses[0];
    this.#parts.callLog.calls.add({
      atMs,
      requestId: call.session.requestId,
      function: call.session.function,
      target: call.target,
      action: call.envelope.action,
      ...(call.api === undefined ? {} : { api: call.api }),
      ...cost,
      ...(access ? { index: access.index } : {}),
      ...(fault ? { fault: fault.mode === 'crash' ? `crash ${fault.when}` : fault.mode } : {}),
      ...(result.error === undefined ? {} : { error: result.error }),
      tookMs: Math.round(tookMs * 100) / 100,
    });
  }
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
