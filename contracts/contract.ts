import type * as v from 'valibot';

/** Refusals that any function may return besides its own. */
export const commonErrors = [
  'InvalidInput',
  'NotAllowed',
  'Busy',
  /** Too many attempts within this hour; the next full hour starts a new count. */
  'TooManyAttempts',
  'Internal',
] as const;
export type CommonError = (typeof commonErrors)[number];

/** A function's input, its output, and the refusals its callers must handle. */
export interface Contract<
  Input extends v.GenericSchema = v.GenericSchema,
  Output extends v.GenericSchema = v.GenericSchema,
  Code extends string = string,
> {
  readonly input: Input;
  readonly output: Output;
  readonly errors: readonly Code[];
}

export function contract<
  const Input extends v.GenericSchema,
  const Output extends v.GenericSchema,
  const Code extends string = never,
>(parts: { input: Input; output: Output; errors: readonly Code[] }): Contract<Input, Output, Code> {
  return parts;
}

/** The input as a caller sends it. */
export type InputOf<C extends Contract> = v.InferInput<C['input']>;
/** The input as the operation sees it, once parsed. */
export type ParsedInputOf<C extends Contract> = v.InferOutput<C['input']>;
export type OutputOf<C extends Contract> = v.InferOutput<C['output']>;
export type CodeOf<C extends Contract> = C['errors'][number] | CommonError;

export interface Refusal<Code extends string = string> {
  readonly ok: false;
  readonly code: Code;
  /** For developers and logs; people read the mini-program's sentence for `code`. */
  readonly message: string;
  /** The time from which the same request is no longer refused with this code, where it is known. */
  readonly untilMs?: number;
}
/** The answer of an operation. */
export type AnswerOf<C extends Contract> = { readonly ok: true; readonly value: OutputOf<C> } | Refusal<CodeOf<C>>;

/** The answer a caller gets: a value comes with the server's time, for phones whose clock is wrong. */
export type ReplyOf<C extends Contract> =
  | { readonly ok: true; readonly value: OutputOf<C>; readonly nowMs: number }
  | Refusal<CodeOf<C>>;
