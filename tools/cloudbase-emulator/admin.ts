import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock';
import { Effects, refused } from './effects';
import type { Call, Effect, EffectParts, Reply } from './effects';
import type { Envelope } from './envelope';
import type { Fault, Faults } from './faults';
import { noCost } from './record';
import type { Record as CallRecord, Target } from './record';
import { countCall } from './sessions';
import type { Session } from './sessions';

export interface AdminParts extends EffectParts {
  readonly clock: Clock;
  readonly record: CallRecord;
  readonly faults: Faults;
}

/** CloudBase's `/admin`: one door for everything a function asks of its platform. */
export class Admin {
  readonly #parts: AdminParts;
  readonly #effects: Effects;

  constructor(parts: AdminParts) {
    this.#parts = parts;
    this.#effects = new Effects(parts);
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
    if (mode === 'slow') {
      await sleep(fault.ms);
      return this.#perform(call);
    }
    if (mode === 'http500') return this.#outOfOrder(call, when);
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

  /** What cannot be read is the caller's mistake, whatever part of the platform stumbled over it. */
  async #perform(call: Call): Promise<Effect> {
    try {
      return await this.#effects.perform(call);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { reply: refused('INVALID_PARAM', message), error: `INVALID_PARAM ${message}` };
    }
  }

  /** An error of the gateway says nothing of whether the call got through. */
  async #outOfOrder(call: Call, when: Fault['when']): Promise<Effect> {
    const effect = when === 'after' ? await this.#perform(call) : {};
    return { ...effect, reply: { kind: 'http500' }, error: 'HTTP 500' };
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

  #write(call: Call, effect: Effect, fault: Fault | undefined, atMs: number, tookMs: number): void {
    const cost = effect.cost ?? noCost;
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
