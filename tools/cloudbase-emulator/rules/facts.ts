import { isOperators } from '../database/matching/field';
import { valueAt } from '../database/values/path';
import { isDocument, type Document, type Value } from '../database/values/value';

/** A guarantee of a query about one field of every document it finds. */
export type Fact =
  | { readonly kind: 'equals'; readonly value: Value }
  | { readonly kind: 'notEquals'; readonly value: Value }
  | { readonly kind: 'above' | 'below'; readonly value: Value; readonly orEqual: boolean }
  /** The field is a list that contains the value. */
  | { readonly kind: 'contains'; readonly value: Value };

/** One way for a document to satisfy a query: the facts by field path, which all hold then. */
type Alternative = ReadonlyMap<string, readonly Fact[]>;

/** Conditions that would exceed this number of alternatives are ignored, which is safe: facts are then missing. */
const maxAlternatives = 256;

/**
 * The alternatives of a query; `or` and `in` branch. Conditions that are not analysed (`nor`, `not`, patterns, expressions) yield no facts, so
 * there can be too few facts but never a wrong one.
 */
export function alternativesOf(query: Document): readonly Alternative[] {
  let alternatives: readonly Alternative[] = [new Map<string, readonly Fact[]>()];
  for (const [name, operand] of Object.entries(query)) {
    const branches = branchesOf(name, operand);
    if (alternatives.length * branches.length > maxAlternatives) continue;
    alternatives = alternatives.flatMap((one) => branches.map((branch) => merge(one, branch)));
  }
  return alternatives;
}

/** The facts about the value at a path; none when the query only names parts of it. */
export function factsAt(alternative: Alternative, path: readonly string[]): readonly Fact[] {
  const facts = alternative.get(path.join('.'));
  if (facts !== undefined) return facts;
  for (let length = path.length - 1; length > 0; length--) {
    const whole = alternative.get(path.slice(0, length).join('.')) ?? [];
    const inside = whole.flatMap((fact): Fact[] =>
      fact.kind === 'equals' && isDocument(fact.value)
        ? [{ kind: 'equals', value: valueAt(fact.value, path.slice(length)) }]
        : [],
    );
    if (inside.length > 0) return inside;
  }
  return [];
}

const noFacts: readonly Alternative[] = [new Map<string, readonly Fact[]>()];

function branchesOf(name: string, operand: Value): readonly Alternative[] {
  const queries = Array.isArray(operand) ? operand.filter(isDocument) : [];
  if (name === '$and') return queries.map(alternativesOf).reduce(product, noFacts);
  if (name === '$or') return queries.length === 0 ? noFacts : queries.flatMap(alternativesOf);
  if (name.startsWith('$')) return noFacts;
  if (operand instanceof RegExp) return noFacts;
  if (!isDocument(operand) || !isOperators(operand)) return [new Map([[name, [{ kind: 'equals', value: operand }]]])];
  return Object.entries(operand)
    .map(([operator, value]) => factsOf(operator, value).map((facts) => new Map([[name, facts]])))
    .reduce<readonly Alternative[]>(product, noFacts);
}

/** The facts of one operator, one list for each alternative. */
function factsOf(operator: string, operand: Value): readonly (readonly Fact[])[] {
  switch (operator) {
    case '$eq':
      return [[{ kind: 'equals', value: operand }]];
    case '$in':
      // A pattern is not a value, and an empty list yields no facts.
      if (listOf(operand).length === 0 || listOf(operand).some((value) => value instanceof RegExp)) return [[]];
      return listOf(operand).map((value) => [{ kind: 'equals', value }]);
    case '$ne':
      return [[{ kind: 'notEquals', value: operand }]];
    case '$nin':
      return [listOf(operand).map((value) => ({ kind: 'notEquals', value }))];
    case '$gt':
    case '$gte':
      return [[{ kind: 'above', value: operand, orEqual: operator === '$gte' }]];
    case '$lt':
    case '$lte':
      return [[{ kind: 'below', value: operand, orEqual: operator === '$lte' }]];
    case '$all':
      return [listOf(operand).map((value) => ({ kind: 'contains', value }))];
    case '$elemMatch':
      return [isDocument(operand) && operand['$eq'] !== undefined ? [{ kind: 'contains', value: operand['$eq'] }] : []];
    default:
      return [[]];
  }
}

const listOf = (operand: Value): readonly Value[] => (Array.isArray(operand) ? operand : []);

function product(left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] {
  if (left.length * right.length > maxAlternatives) return left;
  return left.flatMap((one) => right.map((other) => merge(one, other)));
}

function merge(one: Alternative, other: Alternative): Alternative {
  const all = new Map(one);
  for (const [name, facts] of other) all.set(name, [...(all.get(name) ?? []), ...facts]);
  return all;
}
