import { evalExpr } from 'mingo/core';
import type { Options } from 'mingo/types';
import { requestFailed } from '../refusal';
import { getTypeName, type Value } from '../values/value';

/** Splits a string into the units in which positions are counted: bytes or code points. */
type Split = (text: string) => readonly unknown[];

const splitBytes: Split = (text) => [...Buffer.from(text)];
const splitCodePoints: Split = (text) => Array.from(text);

/**
 * `[string, part, start?, end?]`: returns the first position of `part`, -1 if there is none, or null for a null or
 * missing string.
 */
const createIndexOf =
  (name: string, measure: Split) =>
  (subject: unknown, operands: unknown, options: Options): Value => {
    if (!Array.isArray(operands) || operands.length < 2 || operands.length > 4)
      throw requestFailed(`Expression ${name} takes at least 2 arguments, and at most 4`);
    const [text, part, start = 0, end] = operands.map((operand) => evalExpr(subject, operand, options) as Value);
    if (text === null || text === undefined) return null;
    if (typeof text !== 'string') throw requestFailed(`${name} requires a string as the first argument, found: ${getTypeName(text)}`); // oxfmt-ignore
    if (typeof part !== 'string') throw requestFailed(`${name} requires a string as the second argument, found: ${getTypeName(part)}`); // oxfmt-ignore
    if (!isPosition(start) || (end !== undefined && !isPosition(end)))
      throw requestFailed(`${name} requires nonnegative whole numbers for its start and end`);
    return findSequence(measure(text), measure(part), start, end);
  };

const isPosition = (value: Value): value is number => Number.isInteger(value) && (value as number) >= 0;

function findSequence(whole: readonly unknown[], part: readonly unknown[], start: number, end = whole.length): number {
  for (let at = start; at + part.length <= Math.min(end, whole.length); at++) {
    if (part.every((one, offset) => whole[at + offset] === one)) return at;
  }
  return -1;
}

export const stringExpressions = {
  $indexOfBytes: createIndexOf('$indexOfBytes', splitBytes),
  $indexOfCP: createIndexOf('$indexOfCP', splitCodePoints),
};
