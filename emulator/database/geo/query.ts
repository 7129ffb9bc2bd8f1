import type { Value } from '../values/value.js';
import type { ValueTest } from '../matching/predicates.js';

const tests: Readonly<Record<string, (operand: Value) => ValueTest>> = {};

/** The test behind a geographical operator; `undefined` when the operator is none. */
export function geoTest(operator: string, operand: Value): ValueTest | undefined {
  return tests[operator]?.(operand);
}
