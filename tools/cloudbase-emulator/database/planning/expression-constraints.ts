import { isDocument, type Value } from '../values/value';
import { isIndexable, type ConstraintCollector } from './constraint-collector';

/** Evaluates an operand of an `$expr` comparison; returns `undefined` when it depends on the document. */
export type EvaluateConstant = (expression: Value) => { readonly value: Value } | undefined;

const mirrored: Readonly<Record<string, string>> = { $gt: '$lt', $gte: '$lte', $lt: '$gt', $lte: '$gte' };

/**
 * Reads an `$expr` as a conjunction of comparisons between a field and a constant. In expressions an array never equals
 * a scalar.
 */
export function collectExpression(
  expression: Value,
  into: ConstraintCollector,
  evaluateConstant: EvaluateConstant,
): void {
  if (!isDocument(expression)) return;
  const operator = Object.keys(expression)[0] ?? '';
  const operands = expression[operator];
  if (!Array.isArray(operands)) return;
  if (operator === '$and') {
    for (const part of operands) collectExpression(part, into, evaluateConstant);
    return;
  }
  const [left, right] = operands;
  const path = readFieldPath(left);
  if (path !== undefined) {
    collectComparison(path, operator, evaluateConstant(right), into);
    return;
  }
  const swapped = readFieldPath(right);
  if (swapped !== undefined) collectComparison(swapped, mirrored[operator] ?? operator, evaluateConstant(left), into);
}

const readFieldPath = (operand: Value): string | undefined =>
  typeof operand === 'string' && operand.startsWith('$') && !operand.startsWith('$$') ? operand.slice(1) : undefined;

function collectComparison(
  path: string,
  operator: string,
  known: { readonly value: Value } | undefined,
  into: ConstraintCollector,
): void {
  if (known === undefined) return;
  const { value } = known;
  if (operator === '$eq') into.addPoints(path, [value]);
  else if (operator === '$in' && Array.isArray(value)) into.addPoints(path, value);
  else if (!isIndexable(value) || value === null || value === undefined) return; // an index cannot tell missing from null
  else if (operator === '$gt' || operator === '$gte')
    into.addLower(path, { value, inclusive: operator === '$gte', bracketed: false });
  else if (operator === '$lt' || operator === '$lte')
    into.addUpper(path, { value, inclusive: operator === '$lte', bracketed: false });
}
