import { isOperators } from '../database/matching/field';
import { valueAt } from '../database/values/path';
import { isDocument, type Document, type Value } from '../database/values/value';

/** What a query says of one field of every document it can find. */
export type Fact =
  | { readonly kind: 'is'; readonly value: Value }
  | { readonly kind: 'isNot'; readonly value: Value }
  | { readonly kind: 'above' | 'below'; readonly value: Value; readonly orEqual: boolean }
  /** The field is a list, and holds this. */
  | { readonly kind: 'holds'; readonly value: Value };

/** One way in which a document may satisfy a query: all of these hold for it. */
export type Alternative = ReadonlyMap<string, readonly Fact[]>;

/** Beyond these a query is not looked through: it is then as if it said nothing. */
const mostAlternatives = 256;

/**
 * The ways in which a document may satisfy a query (`or` and `in` branch). What is too intricate to follow (`nor`, `not`, patterns, expressions)
 * says nothing, so facts can only be too few.
 */
export function alternativesOf(query: Document): readonly Alternative[] {
  let alternatives: readonly Alternative[] = [new Map<string, readonly Fact[]>()];
  for (const [name, operand] of Object.entries(query)) {
    const branches = branchesOf(name, operand);
    if (alternatives.length * branches.length > mostAlternatives) continue;
    alternatives = alternatives.flatMap((one) => branches.map((branch) => together(one, branch)));
  }
  return alternatives;
}

/** What is said of the value at a path; nothing when only its parts are spoken of. */
export function factsAt(alternative: Alternative, path: readonly string[]): readonly Fact[] {
  const said = alternative.get(path.join('.'));
  if (said !== undefined) return said;
  for (let length = path.length - 1; length > 0; length--) {
    const whole = alternative.get(path.slice(0, length).join('.')) ?? [];
    const inside = whole.flatMap((fact): Fact[] =>
      fact.kind === 'is' && isDocument(fact.value)
        ? [{ kind: 'is', value: valueAt(fact.value, path.slice(length)) }]
        : [],
    );
    if (inside.length > 0) return inside;
  }
  return [];
}

const nothing: readonly Alternative[] = [new Map<string, readonly Fact[]>()];

function branchesOf(name: string, operand: Value): readonly Alternative[] {
  const queries = Array.isArray(operand) ? operand.filter(isDocument) : [];
  if (name === '$and') return queries.map(alternativesOf).reduce(product, nothing);
  if (name === '$or') return queries.length === 0 ? nothing : queries.flatMap(alternativesOf);
  if (name.startsWith('$')) return nothing;
  if (operand instanceof RegExp) return nothing;
  if (!isDocument(operand) || !isOperators(operand)) return [new Map([[name, [{ kind: 'is', value: operand }]]])];
  return Object.entries(operand)
    .map(([operator, value]) => factsOf(operator, value).map((facts) => new Map([[name, facts]])))
    .reduce<readonly Alternative[]>(product, nothing);
}

/** What one operator says, a list for each way in which it can be satisfied. */
function factsOf(operator: string, operand: Value): readonly (readonly Fact[])[] {
  switch (operator) {
    case '$eq':
      return [[{ kind: 'is', value: operand }]];
    case '$in':
      // A pattern among them is not a value, and of nothing nothing is known.
      if (listOf(operand).length === 0 || listOf(operand).some((value) => value instanceof RegExp)) return [[]];
      return listOf(operand).map((value) => [{ kind: 'is', value }]);
    case '$ne':
      return [[{ kind: 'isNot', value: operand }]];
    case '$nin':
      return [listOf(operand).map((value) => ({ kind: 'isNot', value }))];
    case '$gt':
    case '$gte':
      return [[{ kind: 'above', value: operand, orEqual: operator === '$gte' }]];
    case '$lt':
    case '$lte':
      return [[{ kind: 'below', value: operand, orEqual: operator === '$lte' }]];
    case '$all':
      return [listOf(operand).map((value) => ({ kind: 'holds', value }))];
    case '$elemMatch':
      return [isDocument(operand) && operand['$eq'] !== undefined ? [{ kind: 'holds', value: operand['$eq'] }] : []];
    default:
      return [[]];
  }
}

const listOf = (operand: Value): readonly Value[] => (Array.isArray(operand) ? operand : []);

function product(left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] {
  if (left.length * right.length > mostAlternatives) return left;
  return left.flatMap((one) => right.map((other) => together(one, other)));
}

function together(one: Alternative, other: Alternative): Alternative {
  const all = new Map(one);
  for (const [name, facts] of other) all.set(name, [...(all.get(name) ?? []), ...facts]);
  return all;
}
