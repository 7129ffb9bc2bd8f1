import type { AnswerOf, CodeOf, Contracts, FunctionName, InputOf, OutputOf, ReplyOf } from '../../contracts';
import { learnServerTime } from './clock';

/** Refusals that arise on the phone itself, besides those in a function's contract. */
export type LocalCode = 'Offline';

export type CodeFrom<N extends FunctionName> = CodeOf<Contracts[N]> | LocalCode;
export type Value<N extends FunctionName> = OutputOf<Contracts[N]>;
export type Refused<Code extends string> = {
  readonly ok: false;
  readonly code: Code;
  readonly message: string;
  readonly untilMs?: number;
};
export type Answer<N extends FunctionName> = AnswerOf<Contracts[N]> | Refused<LocalCode | 'Internal'>;

/** WeChat's wording for a request that never reached the cloud. A function that ran and failed is worded otherwise. */
const neverArrived = /request:fail|network|socket|ERR_(INTERNET|CONNECTION|NAME|PROXY|ADDRESS)|offline|interrupted/i;

/** The message of an error as `wx` rejects with it. */
export function errorMessageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'errMsg' in error) return String(error.errMsg);
  return error instanceof Error ? error.message : String(error);
}

function isAnswer<N extends FunctionName>(result: unknown): result is ReplyOf<Contracts[N]> {
  if (typeof result !== 'object' || result === null || !('ok' in result)) return false;
  return result.ok === true ? 'value' in result : 'code' in result && typeof result.code === 'string';
}

/** Calls a cloud function. Never throws: without a network the answer is `Offline`, anything else unexpected is `Internal`. */
export async function call<N extends FunctionName>(name: N, input: InputOf<Contracts[N]>): Promise<Answer<N>> {
  try {
    const { result } = await wx.cloud.callFunction({ name, data: input });
    if (isAnswer<N>(result)) {
      if (result.ok) learnServerTime(result.nowMs);
      return result;
    }
    return { ok: false, code: 'Internal', message: `${name} gave no answer` };
  } catch (error) {
    const message = errorMessageOf(error);
    console.warn(`${name}: ${message}`);
    return { ok: false, code: neverArrived.test(message) ? 'Offline' : 'Internal', message };
  }
}

/** True for a refusal after which the request may still have taken effect, so the next attempt must repeat the same request. */
export function mayHaveArrived(refused: { readonly code: string }): boolean {
  return refused.code === 'Offline' || refused.code === 'Internal' || refused.code === 'Busy';
}
