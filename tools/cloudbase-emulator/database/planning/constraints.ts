import { regionOf } from '../geo/query';
import { beginsWithOperator, isDocument, kindOf, kinds, type Document, type Value } from '../values/value';
import { Collector, isIndexable, type Bound, type Constraint, type Constraints } from './collector';
import { collectExpression, type ConstantOf } from './expression-constraints';

/** Collects what must hold for every matching document. Expects a query that compiled. */
export function constraintsOf(query: Document, constantOf: ConstantOf): Constraints {
  const constraints = new Map<string, Constraint>();
  collectQuery(query, '', new Collector(constraints), constantOf);
  return constraints;
}

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
  if (!isDocument(condition) || !beginsWithOperator(condition)) {
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
    else if (operator === '$geoWithin' || operator === '$geoIntersects')
      into.region(path, regionOf(operand as Document));
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
  const member = members.find((one) => isIndexable(one) && !(isDocument(one) && beginsWithOperator(one)));
  if (member !== undefined) into.points(path, [member]);
}

function collectElement(path: string, operand: Document, into: Collector, constantOf: ConstantOf): void {
  if (beginsWithOperator(operand)) {
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
