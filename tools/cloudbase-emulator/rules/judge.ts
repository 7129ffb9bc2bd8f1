import { sameValue } from '../database/values/order';
import { valueAt } from '../database/values/path';
import { isDocument, kindOf, type Value } from '../database/values/value';
import type { Comparison, Expression } from './expression';
import type { Fact } from './facts';

/** What a rule may look at, for one person and one way of satisfying a query. Whatever is not known is a list of facts, perhaps empty. */
export interface Sight {
  readonly openid: string;
  readonly nowMs: number;
  /** What is known of `doc.<path>`: of the document to be created, or of whatever a query finds. */
  readonly doc: (path: readonly string[]) => Seen;
  /** `request.data.<path>`: what is to be written. */
  readonly data: (path: readonly string[]) => Seen;
  /** A document of `get('database.<collection>.<id>')`, null when there is none. */
  readonly get: (collection: string, id: string) => Value;
}

export type Seen =
  { readonly kind: 'known'; readonly value: Value } | { readonly kind: 'facts'; readonly facts: readonly Fact[] };

/** True or false of every document, or not certain. */
type Verdict = boolean | undefined;

const known = (value: Value): Seen => ({ kind: 'known', value });
const unknown: Seen = { kind: 'facts', facts: [] };

/** A value was asked for that there is not, such as a field of nothing: the rule does not hold. */
class Impossible extends Error {}

/** Whether a rule's expression holds for certain; a doubt is a refusal. */
export function holds(expression: Expression, sight: Sight): boolean {
  try {
    return judge(expression, sight) === true;
  } catch (error) {
    if (error instanceof Impossible) return false;
    throw error;
  }
}

function judge(expression: Expression, sight: Sight): Verdict {
  switch (expression.kind) {
    case 'both': {
      const left = judge(expression.left, sight);
      return left === false ? false : conjunction(left, judge(expression.right, sight));
    }
    case 'either': {
      const left = judge(expression.left, sight);
      return left === true ? true : disjunction(left, judge(expression.right, sight));
    }
    case 'not': {
      const verdict = judge(expression.of, sight);
      return verdict === undefined ? undefined : !verdict;
    }
    case 'compare':
      return compare(expression.operator, see(expression.left, sight), see(expression.right, sight));
    default:
      return truthOf(see(expression, sight));
  }
}

const conjunction = (left: Verdict, right: Verdict): Verdict => (right === false ? false : left && right);
const disjunction = (left: Verdict, right: Verdict): Verdict =>
  right === true ? true : left === undefined ? undefined : right;

function see(expression: Expression, sight: Sight): Seen {
  switch (expression.kind) {
    case 'literal':
      return known(expression.value);
    case 'list':
      return seeList(expression.members.map((member) => see(member, sight)));
    case 'template': {
      const parts = expression.parts.map((part) => (typeof part === 'string' ? part : textOf(see(part, sight))));
      return known(parts.join(''));
    }
    case 'get':
      return known(documentAt(textOf(see(expression.path, sight)), sight));
    case 'name':
    case 'member':
      return seeMember(expression, sight);
    default: {
      const verdict = judge(expression, sight);
      return verdict === undefined ? unknown : known(verdict);
    }
  }
}

function seeList(members: readonly Seen[]): Seen {
  const values: Value[] = [];
  for (const member of members) {
    if (member.kind !== 'known') return unknown;
    values.push(member.value);
  }
  return known(values);
}

/** Text that must be certain, as in a path: a value the query asks for counts, if it asks for one only. */
function textOf(seen: Seen): string {
  const value = valueOf(seen);
  if (typeof value !== 'string' && typeof value !== 'number') throw new Impossible();
  return String(value);
}

function valueOf(seen: Seen): Value {
  if (seen.kind === 'known') return seen.value;
  return seen.facts.find((fact) => fact.kind === 'is')?.value;
}

function documentAt(path: string, sight: Sight): Value {
  const [root, collection, ...id] = path.split('.');
  if (root !== 'database' || collection === undefined || id.length === 0) throw new Impossible();
  return sight.get(collection, id.join('.'));
}

function seeMember(expression: Expression, sight: Sight): Seen {
  const keys: string[] = [];
  let base = expression;
  for (; base.kind === 'member'; base = base.of) keys.unshift(textOf(see(base.key, sight)));
  if (base.kind !== 'name') return within(see(base, sight), keys);
  switch (base.name) {
    case 'doc':
      return sight.doc(keys);
    case 'now':
      return known(sight.nowMs);
    case 'request':
      return keys[0] === 'data' ? sight.data(keys.slice(1)) : unknown;
    case 'auth':
      // A mini-program's person has nothing but an openid; whatever else a rule asks for says nothing of anybody.
      if (keys.length === 0) return known({ openid: sight.openid });
      return keys[0] === 'openid' && keys.length === 1 ? known(sight.openid) : unknown;
  }
}

function within(seen: Seen, keys: readonly string[]): Seen {
  if (keys.length === 0 || seen.kind !== 'known') return seen;
  if (!isDocument(seen.value) && !Array.isArray(seen.value)) throw new Impossible();
  return known(isDocument(seen.value) ? valueAt(seen.value, keys) : valueAt({ list: seen.value }, ['list', ...keys]));
}

function truthOf(seen: Seen): Verdict {
  if (seen.kind === 'known') return isTrue(seen.value);
  const fact = seen.facts.find((one) => one.kind === 'is');
  return fact && isTrue(fact.value);
}

/** As JavaScript has it. */
const isTrue = (value: Value): boolean =>
  !(value === undefined || value === null || value === false || value === 0 || value === '' || Number.isNaN(value));

function compare(operator: Comparison, left: Seen, right: Seen): Verdict {
  if (operator === 'in') return isIn(left, right);
  if (left.kind === 'known' && right.kind === 'known') return compareKnown(operator, left.value, right.value);
  if (left.kind === 'facts' && right.kind === 'known') return byFacts(operator, left.facts, right.value);
  if (left.kind === 'known' && right.kind === 'facts') return byFacts(mirrored[operator], right.facts, left.value);
  const [one, other] = [left, right].map(onlyValue);
  return one && other ? compareKnown(operator, one.value, other.value) : undefined;
}

const onlyValue = (seen: Seen): { readonly value: Value } | undefined =>
  seen.kind === 'known' ? seen : seen.facts.find((fact) => fact.kind === 'is');

type Ordering = Exclude<Comparison, 'in'>;

const mirrored: Readonly<Record<Ordering, Ordering>> = {
  ...({ '==': '==', '!=': '!=', '>': '<', '>=': '<=', '<': '>', '<=': '>=' } as const),
};

function compareKnown(operator: Ordering, left: Value, right: Value): Verdict {
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

/** What is missing and null are the same, as with JavaScript's `==`; `now` is a number, so times compare with numbers. */
function equal(left: Value, right: Value): boolean {
  return sameValue(comparable(left), comparable(right));
}

const comparable = (value: Value): Value => (value instanceof Date ? value.getTime() : (value ?? null));

/** Undefined for what has no order: only numbers, times and texts have one. */
function orderOf(left: Value, right: Value): number | undefined {
  const [one, other] = [comparable(left), comparable(right)];
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0;
  return undefined;
}

/** One fact that proves it is enough; one that disproves it too, unless another proves it. */
function byFacts(operator: Ordering, facts: readonly Fact[], value: Value): Verdict {
  const verdicts = facts.map((fact) => byFact(operator, fact, value));
  return verdicts.includes(true) ? true : verdicts.includes(false) ? false : undefined;
}

function byFact(operator: Ordering, fact: Fact, value: Value): Verdict {
  switch (fact.kind) {
    case 'is':
      return compareKnown(operator, fact.value, value);
    case 'isNot':
      if (!equal(fact.value, value) || (operator !== '==' && operator !== '!=')) return undefined;
      return operator === '!=';
    case 'above':
    case 'below':
      return byBound(operator, fact, value);
    case 'holds':
      return undefined;
  }
}

/** Of what is above (or below) a bound, judged by where the bound lies. */
function byBound(operator: Ordering, fact: Fact & { kind: 'above' | 'below' }, value: Value): Verdict {
  const order = orderOf(fact.value, value);
  if (order === undefined || kindOf(comparable(fact.value)) !== kindOf(comparable(value))) return undefined;
  const away = fact.kind === 'above' ? order : -order;
  // Beyond the value for certain, and at least as far as the value for certain.
  const [beyond, reaches] = [away > 0 || (away === 0 && !fact.orEqual), away >= 0];
  const [strictly, orEqually] = fact.kind === 'above' ? (['>', '>='] as const) : (['<', '<='] as const);
  if (operator === '==' || operator === '!=') return beyond ? operator === '!=' : undefined;
  if (operator === strictly) return beyond ? true : undefined;
  if (operator === orEqually) return reaches ? true : undefined;
  const opposite = operator === '<' || operator === '>' ? reaches : beyond;
  return opposite ? false : undefined;
}

function isIn(left: Seen, right: Seen): Verdict {
  const value = onlyValue(left);
  if (right.kind === 'known') {
    if (right.value === null || right.value === undefined) throw new Impossible();
    if (!Array.isArray(right.value)) return false;
    const list = right.value;
    return value && list.some((member) => equal(member, value.value));
  }
  return value && heldBy(right.facts, value.value);
}

/** Whether a list of which only facts are known holds a value: asking for a list's field by a value asks for lists that hold it. */
function heldBy(facts: readonly Fact[], value: Value): Verdict {
  const held = facts.some((fact) => {
    if (fact.kind === 'is' && Array.isArray(fact.value)) return fact.value.some((member) => equal(member, value));
    return (fact.kind === 'is' || fact.kind === 'holds') && equal(fact.value, value);
  });
  return held ? true : undefined;
}
