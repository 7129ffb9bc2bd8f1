import { isArrayIndex, parsePath } from '../values/path.js';
import { isDocument, kindOf, kinds, type Document, type Value } from '../values/value.js';

/** One end of a range. `bracketed`: only values of the same type lie inside, as in queries; in expressions all types compare. */
export interface Bound {
  readonly value: Value;
  readonly inclusive: boolean;
  readonly bracketed: boolean;
}

/**
 * What a query demands of one field, as far as an index can use it: one of `points`, or between `lower` and `upper`. Always weaker than the
 * query itself: every document found is tested again.
 */
export interface Constraint {
  points?: readonly Value[];
  lower?: Bound;
  upper?: Bound;
}

export type Constraints = ReadonlyMap<string, Constraint>;

/** Evaluates the side of an `$expr` comparison that does not depend on the document, `undefined` when it does. */
export type ConstantOf = (expression: Value) => { readonly value: Value } | undefined;

/** Collects what must hold for every matching document. Expects a query that compiled. */
export function constraintsOf(query: Document, constantOf: ConstantOf): Constraints {
  const constraints = new Map<string, Constraint>();
  collectQuery(query, '', new Collector(constraints), constantOf);
  return constraints;
}

class Collector {
  constructor(private readonly constraints: Map<string, Constraint>) {}

  private of(path: string): Constraint | undefined {
    // A number in a path means a position or a field; indexes know only the latter.
    if (parsePath(path).some(isArrayIndex)) return undefined;
    const constraint = this.constraints.get(path) ?? {};
    this.constraints.set(path, constraint);
    return constraint;
  }

  points(path: string, values: readonly Value[]): void {
    if (!values.every(isIndexable)) return;
    const constraint = this.of(path);
    if (constraint === undefined) return;
    if (constraint.points === undefined || values.length < constraint.points.length) constraint.points = values;
  }

  lower(path: string, bound: Bound): void {
    const constraint = this.of(path);
    if (constraint !== undefined) constraint.lower ??= bound;
  }

  upper(path: string, bound: Bound): void {
    const constraint = this.of(path);
    if (constraint !== undefined) constraint.upper ??= bound;
  }
}

/** Equality with an array means the array itself or an element equal to it; an index holds elements only. */
const isIndexable = (value: Value): boolean => !Array.isArray(value) && !(value instanceof RegExp);

function collectQuery(query: Document, prefix: string, into: Collector, constantOf: ConstantOf): void {
  for (const name of Object.keys(query)) {
    const operand = query[name];
    if (name === '$and') {
      for (const branch of operand as Document[]) collectQuery(branch, prefix, into, constantOf);
    } else if (name === '$expr' && prefix === '') {
      collectExpression(operand, into, constantOf);
    } else if (!name.startsWith('$')) {
      collectField(`${prefix}${name}`, operand, into, constantOf);
    }
  }
}

function collectField(path: string, condition: Value, into: Collector, constantOf: ConstantOf): void {
  if (condition instanceof RegExp) {
    collectPattern(path, condition, into);
    return;
  }
  if (!isDocument(condition) || !Object.keys(condition)[0]?.startsWith('$')) {
    into.points(path, [condition]);
    return;
  }
  for (const operator of Object.keys(condition)) {
    const operand = condition[operator];
    const bound = { value: operand, inclusive: operator.endsWith('e'), bracketed: true };
    if (operator === '$eq') into.points(path, [operand]);
    else if (operator === '$in') into.points(path, operand as Value[]);
    else if (operator === '$exists' && (operand === false || operand === 0)) into.points(path, [null]);
    else if (operator === '$gt' || operator === '$gte') collectBound(path, 'lower', bound, into);
    else if (operator === '$lt' || operator === '$lte') collectBound(path, 'upper', bound, into);
    else if (operator === '$regex' && condition['$options'] === undefined) collectPattern(path, operand, into);
    else if (operator === '$all') collectAll(path, operand as Value[], into);
    else if (operator === '$elemMatch') collectElement(path, operand as Document, into, constantOf);
  }
}

function collectBound(path: string, side: 'lower' | 'upper', bound: Bound, into: Collector): void {
  const kind = kindOf(bound.value);
  if (kind === kinds.array || kind === kinds.regExp) return;
  if (kind === kinds.null || kind === kinds.missing) into.points(path, bound.inclusive ? [null] : []);
  else into[side](path, bound);
}

function collectAll(path: string, members: readonly Value[], into: Collector): void {
  const member = members.find((one) => isIndexable(one) && !(isDocument(one) && Object.keys(one)[0]?.startsWith('$')));
  if (member !== undefined) into.points(path, [member]);
}

function collectElement(path: string, operand: Document, into: Collector, constantOf: ConstantOf): void {
  if (Object.keys(operand)[0]?.startsWith('$')) {
    // What an element equals or exceeds, the field does; other operators say of elements what they do not say of the field.
    const said = Object.entries(operand).filter(([name]) => elementComparisons.has(name));
    if (said.length > 0) collectField(path, Object.fromEntries(said), into, constantOf);
    return;
  }
  collectQuery(operand, `${path}.`, into, constantOf);
}

const elementComparisons = new Set(['$eq', '$in', '$gt', '$gte', '$lt', '$lte']);

/** `/^abc/` can only match strings between `abc` and what follows every string that begins so. */
function collectPattern(path: string, pattern: Value, into: Collector): void {
  const source =
    typeof pattern === 'string' ? pattern : pattern instanceof RegExp && pattern.flags === '' ? pattern.source : '';
  const prefix = /^\^([\w\u0080-\uD7FF -]+)(?![\w\u0080-\uD7FF -]|[*?{|])/.exec(source)?.[1];
  if (prefix === undefined || source.includes('|')) return;
  into.lower(path, { value: prefix, inclusive: true, bracketed: true });
  into.upper(path, { value: `${prefix}\u{10FFFF}`, inclusive: true, bracketed: true });
}

const mirrored: Readonly<Record<string, string>> = { $gt: '$lt', $gte: '$lte', $lt: '$gt', $lte: '$gte' };

/** `$expr` as a conjunction of comparisons between a field and something known. Documents whose field is an array never equal a scalar. */
function collectExpression(expression: Value, into: Collector, constantOf: ConstantOf): void {
  if (!isDocument(expression)) return;
  const operator = Object.keys(expression)[0] ?? '';
  const operands = expression[operator];
  if (!Array.isArray(operands)) return;
  if (operator === '$and') {
    for (const part of operands) collectExpression(part, into, constantOf);
    return;
  }
  const [left, right] = operands;
  const path = fieldPath(left);
  if (path !== undefined) {
    collectComparison(path, operator, constantOf(right), into);
    return;
  }
  const swapped = fieldPath(right);
  if (swapped !== undefined) collectComparison(swapped, mirrored[operator] ?? operator, constantOf(left), into);
}

const fieldPath = (operand: Value): string | undefined =>
  typeof operand === 'string' && operand.startsWith('$') && !operand.startsWith('$$') ? operand.slice(1) : undefined;

function collectComparison(
  path: string,
  operator: string,
  known: { readonly value: Value } | undefined,
  into: Collector,
): void {
  if (known === undefined) return;
  const { value } = known;
  if (operator === '$eq') into.points(path, [value]);
  else if (operator === '$in' && Array.isArray(value)) into.points(path, value);
  else if (!isIndexable(value) || value === null || value === undefined)
    return; // an index cannot tell missing from null
  else if (operator === '$gt' || operator === '$gte')
    into.lower(path, { value, inclusive: operator === '$gte', bracketed: false });
  else if (operator === '$lt' || operator === '$lte')
    into.upper(path, { value, inclusive: operator === '$lte', bracketed: false });
}
