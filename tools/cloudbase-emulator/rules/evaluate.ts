import { sameValue } from '../database/values/order';
import { valueAt } from '../database/values/path';
import { isDocument, kindOf, type Value } from '../database/values/value';
import type { Comparison, Expression } from './expression';
import type { Fact } from './facts';

/** The values that a rule's expression may use, for one person and one alternative of a query. */
export interface EvaluationContext {
  /** `null`: nobody is signed in, and `auth` is null. */
  readonly openid: string | null;
  readonly nowMs: number;
  /** `doc.<path>`: a value of the document to be created, or the facts that hold for every document the query finds. */
  readonly doc: (path: readonly string[]) => Operand;
  /** `request.data.<path>`: the data to be written. */
  readonly data: (path: readonly string[]) => Operand;
  /** The document of `get('database.<collection>.<id>')`; null when there is none. */
  readonly get: (collection: string, id: string) => Value;
  /** `resource`: the file that a rule of the storage bucket is about. */
  readonly resource?: Readonly<Record<string, Value>>;
}

/** A known value, or the facts known about an unknown one. */
export type Operand =
  | { readonly kind: 'known'; readonly value: Value }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] };

/** Three-valued logic: undefined when the result is not the same for every document. */
type Truth = boolean | undefined;

const known = (value: Value): Operand => ({ kind: 'known', value });
const unknown: Operand = { kind: 'facts', facts: [] };

/** Thrown for an expression without a value, such as a field of null: the rule does not hold then. */
class EvaluationError extends Error {}

/** Tells whether a rule's expression is certainly true; an uncertain result counts as false. */
export function holds(expression: Expression, context: EvaluationContext): boolean {
  try {
    return evaluate(expression, context) === true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

function evaluate(expression: Expression, context: EvaluationContext): Truth {
  switch (expression.kind) {
    case 'and': {
      const left = evaluate(expression.left, context);
      return left === false ? false : conjunction(left, evaluate(expression.right, context));
    }
    case 'or': {
      const left = evaluate(expression.left, context);
      return left === true ? true : disjunction(left, evaluate(expression.right, context));
    }
    case 'not': {
      const truth = evaluate(expression.of, context);
      return truth === undefined ? undefined : !truth;
    }
    case 'compare':
      return compare(expression.operator, resolve(expression.left, context), resolve(expression.right, context));
    case 'test':
      // "需要显式地与 true 或 false 比较": a bare test() decides nothing (docs.cloudbase.net/storage/security-rules/secure_resource).
      throw new EvaluationError();
    default:
      return truthOf(resolve(expression, context));
  }
}

const conjunction = (left: Truth, right: Truth): Truth => (right === false ? false : left && right);
const disjunction = (left: Truth, right: Truth): Truth =>
  right === true ? true : left === undefined ? undefined : right;

function resolve(expression: Expression, context: EvaluationContext): Operand {
  switch (expression.kind) {
    case 'literal':
      return known(expression.value);
    case 'list':
      return resolveList(expression.members.map((member) => resolve(member, context)));
    case 'template': {
      const parts = expression.parts.map((part) => (typeof part === 'string' ? part : textOf(resolve(part, context))));
      return known(parts.join(''));
    }
    case 'get':
      return known(documentAt(textOf(resolve(expression.path, context)), context));
    case 'test':
      return known(expression.pattern.test(textOf(resolve(expression.of, context))));
    case 'name':
    case 'member':
      return resolveMember(expression, context);
    default: {
      const truth = evaluate(expression, context);
      return truth === undefined ? unknown : known(truth);
    }
  }
}

function resolveList(members: readonly Operand[]): Operand {
  const values: Value[] = [];
  for (const member of members) {
    if (member.kind !== 'known') return unknown;
    values.push(member.value);
  }
  return known(values);
}

/** Text that must be certain, as in a path; a value counts when the query requires the field to equal it. */
function textOf(operand: Operand): string {
  const value = valueOf(operand);
  if (typeof value !== 'string' && typeof value !== 'number') throw new EvaluationError();
  return String(value);
}

function valueOf(operand: Operand): Value {
  if (operand.kind === 'known') return operand.value;
  return operand.facts.find((fact) => fact.kind === 'equals')?.value;
}

function documentAt(path: string, context: EvaluationContext): Value {
  const [root, collection, ...id] = path.split('.');
  if (root !== 'database' || collection === undefined || id.length === 0) throw new EvaluationError();
  return context.get(collection, id.join('.'));
}

function resolveMember(expression: Expression, context: EvaluationContext): Operand {
  const keys: string[] = [];
  let base = expression;
  for (; base.kind === 'member'; base = base.of) keys.unshift(textOf(resolve(base.key, context)));
  if (base.kind !== 'name') return within(resolve(base, context), keys);
  switch (base.name) {
    case 'doc':
      return context.doc(keys);
    case 'now':
      return known(context.nowMs);
    case 'request':
      return keys[0] === 'data' ? context.data(keys.slice(1)) : unknown;
    case 'resource':
      return within(known(context.resource), keys);
    case 'auth':
      if (context.openid === null) return within(known(null), keys);
      // A mini-program's user has only an openid; other fields of `auth` are unknown.
      if (keys.length === 0) return known({ openid: context.openid });
      return keys[0] === 'openid' && keys.length === 1 ? known(context.openid) : unknown;
  }
}

function within(operand: Operand, keys: readonly string[]): Operand {
  if (keys.length === 0 || operand.kind !== 'known') return operand;
  if (!isDocument(operand.value) && !Array.isArray(operand.value)) throw new EvaluationError();
  return known(
    isDocument(operand.value) ? valueAt(operand.value, keys) : valueAt({ list: operand.value }, ['list', ...keys]),
  );
}

function truthOf(operand: Operand): Truth {
  if (operand.kind === 'known') return isTruthy(operand.value);
  const fact = operand.facts.find((candidate) => candidate.kind === 'equals');
  return fact && isTruthy(fact.value);
}

/** JavaScript's truthiness. */
const isTruthy = (value: Value): boolean =>
  !(value === undefined || value === null || value === false || value === 0 || value === '' || Number.isNaN(value));

function compare(operator: Comparison, left: Operand, right: Operand): Truth {
  if (operator === 'in') return isIn(left, right);
  if (left.kind === 'known' && right.kind === 'known') return compareKnown(operator, left.value, right.value);
  if (left.kind === 'facts' && right.kind === 'known') return byFacts(operator, left.facts, right.value);
  if (left.kind === 'known' && right.kind === 'facts') return byFacts(mirrored[operator], right.facts, left.value);
  const [one, other] = [left, right].map(onlyValue);
  return one && other ? compareKnown(operator, one.value, other.value) : undefined;
}

const onlyValue = (operand: Operand): { readonly value: Value } | undefined =>
  operand.kind === 'known' ? operand : operand.facts.find((fact) => fact.kind === 'equals');

type Ordering = Exclude<Comparison, 'in'>;

const mirrored: Readonly<Record<Ordering, Ordering>> = {
  ...({ '==': '==', '!=': '!=', '>': '<', '>=': '<=', '<': '>', '<=': '>=' } as const),
};

function compareKnown(operator: Ordering, left: Value, right: Value): Truth {
  if (operator === '==') return equal(left, right);
  if (operator === '!=') return !equal(left, right);
  const order = orderOf(left, right);
  return order === undefined ? undefined : ordered(operator, order);
}

function ordered(operator: Exclude<Ordering, '==' | '!='>, order: number): boolean {
  switch (operator) {
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}

/** Missing and null are equal, as with JavaScript's `==`. `now` is a number, so times compare with numbers. */
function equal(left: Value, right: Value): boolean {
  return sameValue(comparable(left), comparable(right));
}

const comparable = (value: Value): Value => (value instanceof Date ? value.getTime() : (value ?? null));

/** Only numbers, times and texts have an order; undefined for other values. */
function orderOf(left: Value, right: Value): number | undefined {
  const [one, other] = [comparable(left), comparable(right)];
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0;
  return undefined;
}

/** One fact that proves the comparison suffices; so does one that disproves it, unless another proves it. */
function byFacts(operator: Ordering, facts: readonly Fact[], value: Value): Truth {
  const truths = facts.map((fact) => byFact(operator, fact, value));
  return truths.includes(true) ? true : truths.includes(false) ? false : undefined;
}

function byFact(operator: Ordering, fact: Fact, value: Value): Truth {
  switch (fact.kind) {
    case 'equals':
      return compareKnown(operator, fact.value, value);
    case 'notEquals':
      if (!equal(fact.value, value) || (operator !== '==' && operator !== '!=')) return undefined;
      return operator === '!=';
    case 'above':
    case 'below':
      return byBound(operator, fact, value);
    case 'contains':
      return undefined;
  }
}

/** Compares a field that is above (or below) a bound with a value. */
function byBound(operator: Ordering, fact: Fact & { kind: 'above' | 'below' }, value: Value): Truth {
  const order = orderOf(fact.value, value);
  if (order === undefined || kindOf(comparable(fact.value)) !== kindOf(comparable(value))) return undefined;
  const away = fact.kind === 'above' ? order : -order;
  // `beyond`: the field certainly exceeds the value in this direction; `reaches`: it at least equals it.
  const [beyond, reaches] = [away > 0 || (away === 0 && !fact.orEqual), away >= 0];
  const [strictly, orEqually] = fact.kind === 'above' ? (['>', '>='] as const) : (['<', '<='] as const);
  if (operator === '==' || operator === '!=') return beyond ? operator === '!=' : undefined;
  if (operator === strictly) return beyond ? true : undefined;
  if (operator === orEqually) return reaches ? true : undefined;
  const opposite = operator === '<' || operator === '>' ? reaches : beyond;
  return opposite ? false : undefined;
}

function isIn(left: Operand, right: Operand): Truth {
  const value = onlyValue(left);
  if (right.kind === 'known') {
    if (right.value === null || right.value === undefined) throw new EvaluationError();
    if (!Array.isArray(right.value)) return false;
    const list = right.value;
    return value && list.some((member) => equal(member, value.value));
  }
  return value && containedBy(right.facts, value.value);
}

/** Tells whether a list known only by facts contains a value: a query for a list field by a value finds lists that contain it. */
function containedBy(facts: readonly Fact[], value: Value): Truth {
  const contained = facts.some((fact) => {
    if (fact.kind === 'equals' && Array.isArray(fact.value)) return fact.value.some((member) => equal(member, value));
    return (fact.kind === 'equals' || fact.kind === 'contains') && equal(fact.value, value);
  });
  return contained ? true : undefined;
}
