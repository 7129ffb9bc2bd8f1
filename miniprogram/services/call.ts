import type { AnswerOf, CodeOf, Contracts, FunctionName, InputOf, OutputOf, ReplyOf } from '../../contracts';
import { learnServerTime } from './clock';

/** Refusals that arise on the phone itself, besides those in a function's contract. */
export type LocalCode = 'Offline';

export type CodeFrom<N extends FunctionName> = CodeOf<Contracts[N]> | LocalCode;
export type Value<N extends FunctionName> = OutputOf<Contracts[N]>;
export type Refused<Code extends string> = { readonly ok: false; readonly code: Code; readonly message: string };
export type Answer<N extends FunctionName> = AnswerOf<Contracts[N]> | Refused<LocalCode | 'Internal'>;

/** How WeChat words a request that never reached the cloud; a function that ran and failed is worded otherwise. */
const neverArrived = /request:fail|network|socket|ERR_(INTERNET|CONNECTION|NAME|PROXY|ADDRESS)|offline|interrupted/i;

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'errMsg' in error) return String(error.errMsg);
  return error instanceof Error ? error.message : String(error);
}

function isAnswer<N extends FunctionName>(result: unknown): result is ReplyOf<Contracts[N]> {
  if (typeof result !== 'object' || result === null || !('ok' in result)) return false;
  return result.ok === true ? 'value' in result : 'code' in result && typeof result.code === 'string';
}

/** Calls a cloud function. Never throws: no network is `Offline`, whatever else nobody expected is `Internal`. */
export async function call<N extends FunctionName>(name: N, input: InputOf<Contracts[N]>): Promise<Answer<N>> {
  try {
    const { result } = await wx.cloud.callFunction({ name, data: input });
    if (isAnswer<N>(result)) {
      if (result.ok) learnServerTime(result.nowMs);
      return result;
    }
    return { ok: false, code: 'Internal', message: `${name} gave no answer` };
  } catch (error) {
    const message = messageOf(error);
    console.warn(`${name}: ${message}`);
    return { ok: false, code: neverArrived.test(message) ? 'Offline' : 'Internal', message };
  }
}
