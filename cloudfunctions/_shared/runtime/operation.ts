import type { AnswerOf, Contract, ParsedInputOf, Refusal } from '../../../contracts/contract';
import type { Ports } from '../ports';

/** The caller, as WeChat identifies them. */
export interface Caller {
  readonly openid: string;
  readonly clientIp: string;
}

/** Passed to an operation with its input: its ports and its caller. */
export interface Context<Stores extends object = object> {
  readonly ports: Ports<Stores>;
  readonly caller: Caller;
}

/** The implementation of a contract, on the stores it uses. Expected refusals are answers; bugs throw. */
export type Operation<C extends Contract, Stores extends object = object> = (
  context: Context<Stores>,
  input: ParsedInputOf<C>,
) => Promise<AnswerOf<C>>;

export const answer = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

const notes: Readonly<Record<string, string>> = {
  InvalidInput: 'The input does not match the contract.',
  NotAllowed: 'The caller may not do this.',
  Busy: 'A concurrent change got in the way; nothing was done, try again.',
  TooManyAttempts: 'Too many attempts within this hour; the count starts again at the next full hour.',
  Internal: 'An internal error, logged with the trace id.',
};

export function refuse<const Code extends string>(code: Code, message?: string): Refusal<Code> {
  return { ok: false, code, message: message ?? notes[code] ?? code };
}

/** A refusal that ends at a known time, which its reader is told. */
export const refuseUntil = <const Code extends string>(code: Code, until: Date): Refusal<Code> => ({
  ...refuse(code),
  untilMs: until.getTime(),
});
