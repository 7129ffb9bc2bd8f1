import { readRegion } from '../geo/query';
import { beginsWithOperator, isDocument, kindOf, kinds, type Document, type Value } from '../values/value';
import {
  ConstraintCollector,
  isIndexable,
  type Bound,
  type Constraint,
  type Constraints,
} from './constraint-collector';
import { collectExpression, type EvaluateConstant } from './expression-constraints';

/** Collects the constraints that every matching document satisfies. Expects a query that compiled. */
export function collectConstraints(query: Document, evaluateConstant: EvaluateConstant): Constraints {
  const constraints = new Map<string, Constraint>();
  collectQuery(query, '', new ConstraintCollector(constraints), evaluateConstant);
  return constraints;
}

function collectQuery(
  query: Document,
  prefix: string,
  into: ConstraintCollector,
  evaluateConstant: EvaluateConstant,
): void {
  for (const name of Object.keys(query)) {
    const operand = query[name];
    if (name === '$and') {
      for (const branch of operand as Document[]) collectQuery(branch, prefix, into, evaluateConstant);
    } else if (name === '$expr' && prefix === '') {
      collectExpression(operand, into, evaluateConstant);
    } else if (!name.startsWith('$')) {
      collectField(`${prefix}${name}`, operand, into, evaluateConstant);
    }
  }
}

function collectField(
  path: string,
  condition: Value,
  into: ConstraintCollector,
  evaluateConstant: EvaluateConstant,
): void {
  if (condition instanceof RegExp) {
    collectPattern(path, condition, into);
    return;
  }
  if (!isDocument(condition) || !beginsWithOperator(condition)) {
    into.addPoints(path, [condition]);
    return;
  }
  for (const operator of Object.keys(condition)) {
    const operand = condition[operator];
    const bound = { value: operand, inclusive: operator.endsWith('e'), bracketed: true };
    if (operator === '$eq') into.addPoints(path, [operand]);
    else if (operator === '$in') into.addPoints(path, operand as Value[]);
    else if (operator === '$exists' && (operand === false || operand === 0)) into.addPoints(path, [null]);
    else if (operator === '$gt' || operator === '$gte') collectBound(path, 'lower', bound, into);
    else if (operator === '$lt' || operator === '$lte') collectBound(path, 'upper', bound, into);
    else if (operator === '$regex' && condition['$options'] === undefined) collectPattern(path, operand, into);
    else if (operator === '$all') collectAll(path, operand as Value[], into);
    else if (operator === '$geoWithin' || operator === '$geoIntersects')
      into.addRegion(path, readRegion(operand as Document));
    else if (operator === '$elemMatch') collectElement(path, operand as Document, into, evaluateConstant);
  }
}

function collectBound(path: string, side: 'lower' | 'upper', bound: Bound, into: ConstraintCollector): void {
  const kind = kindOf(bound.value);
  if (kind === kinds.array || kind === kinds.regExp) return;
  if (kind === kinds.null || kind === kinds.missing) into.addPoints(path, bound.inclusive ? [null] : []);
  else if (side === 'lower') into.addLower(path, bound);
  else into.addUpper(path, bound);
}

function collectAll(path: string, members: readonly Value[], into: ConstraintCollector): void {
  const member = members.find((one) => isIndexable(one) && !(isDocument(one) && beginsWithOperator(one)));
  if (member !== undefined) into.addPoints(path, [member]);
}

function collectElement(
  path: string,
  operand: Document,
  into: ConstraintCollector,
  evaluateConstant: EvaluateConstant,
): void {
  if (beginsWithOperator(operand)) {
    // A comparison that holds for an element holds for the field. This is not true of other operators.
    const comparisons = Object.entries(operand).filter(([name]) => elementComparisons.has(name));
    if (comparisons.length > 0) collectField(path, Object.fromEntries(comparisons), into, evaluateConstant);
    return;
  }
  collectQuery(operand, `${path}.`, into, evaluateConstant);
}

const elementComparisons = new Set(['$eq', '$in', '$gt', '$gte', '$lt', '$lte']);

/** `/^abc/` matches only strings from `abc` up to the last string with that prefix. */
function collectPattern(path: string, pattern: Value, into: ConstraintCollector): void {
  const source =
    typeof pattern === 'string' ? pattern : pattern instanceof RegExp && pattern.flags === '' ? pattern.source : '';
  const prefix = /^\^([\w\u0080-\uD7FF -]+)(?![\w\u0080-\uD7FF -]|[*?{|])/.exec(source)?.[1];
  if (prefix === undefined || source.includes('|')) return;
  into.addLower(path, { value: prefix, inclusive: true, bracketed: true });
  into.addUpper(path, { value: `${prefix}\u{10FFFF}`, inclusive: true, bracketed: true });
}
