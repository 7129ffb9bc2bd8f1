import { placesAt } from '../geo/places';
import { geoTest } from '../geo/query';
import { requestFailed } from '../refusal';
import { valuesAt, type Path } from '../values/path';
import { beginsWithOperator, isDocument, type Document, type Value } from '../values/value';
import { regExpOf } from '../values/ejson';
import {
  anyOf,
  compares,
  equals,
  hasBits,
  hasRemainder,
  hasType,
  isComparison,
  matches,
  type DocumentTest,
  type ValueTest,
} from './predicates';

/** Compiles a query on a whole document: what `$elemMatch` needs of the queries around it. */
export type Compile = (query: Document) => DocumentTest;

/** One field's condition: a value to equal, a pattern, or an object of operators. */
export function fieldTest(path: Path, condition: Value, compile: Compile): DocumentTest {
  if (condition instanceof RegExp) return spread(path, matches(condition));
  if (!isDocument(condition) || !isOperators(condition)) return spread(path, equals(condition));
  const tests = Object.keys(condition)
    .filter((operator) => operator !== '$options')
    .map((operator) => operatorTest(path, operator, condition[operator], condition, compile));
  return (document) => tests.every((test) => test(document));
}

/** `{$gt: 1}` as opposed to an embedded document to be equal to; a mixture is neither. */
export function isOperators(condition: Document): boolean {
  if (!beginsWithOperator(condition)) return false;
  const stranger = Object.keys(condition).find((name) => !name.startsWith('$'));
  if (stranger !== undefined) throw requestFailed(`unknown operator: ${stranger}`);
  return true;
}

/** The path to a value already in hand: conditions on an array's element do not look into it once more. */
const here: Path = [];

/** Holds when any value on the path, or any element of an array there, satisfies the test. */
function spread(path: Path, test: ValueTest): DocumentTest {
  if (path === here) return (value) => test(value);
  return (document) =>
    valuesAt(document, path).some((value) => test(value) || (Array.isArray(value) && value.some(test)));
}

const not =
  (test: DocumentTest): DocumentTest =>
  (document) =>
    !test(document);

function operatorTest(
  path: Path,
  operator: string,
  operand: Value,
  condition: Document,
  compile: Compile,
): DocumentTest {
  if (isComparison(operator)) return spread(path, compares(operator, operand));
  switch (operator) {
    case '$eq':
      return spread(path, equals(operand));
    case '$ne':
      if (operand instanceof RegExp) throw requestFailed("Can't have regex as arg to $ne.");
      return not(spread(path, equals(operand)));
    case '$in':
      return spread(path, anyOf(listOf(operator, operand)));
    case '$nin':
      return not(spread(path, anyOf(listOf(operator, operand))));
    case '$not':
      return not(negated(path, operand, compile));
    case '$exists': {
      const present: DocumentTest = (document) => valuesAt(document, path).some((value) => value !== undefined);
      return operand === false || operand === 0 || operand === null ? not(present) : present;
    }
    case '$type':
      return spread(path, hasType(operand));
    case '$mod':
      return spread(path, hasRemainder(operand));
    case '$regex':
      return spread(path, matches(patternOf(operand, condition['$options'])));
    case '$all':
      return holdsAll(path, listOf(operator, operand), compile);
    case '$size': {
      if (!Number.isInteger(operand) || (operand as number) < 0) throw requestFailed('$size must be a whole number');
      return (document) => valuesAt(document, path).some((value) => Array.isArray(value) && value.length === operand);
    }
    case '$elemMatch': {
      const test = elementTest(operand, compile);
      return (document) => valuesAt(document, path).some((value) => Array.isArray(value) && value.some(test));
    }
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return spread(path, hasBits(operator, operand));
    default: {
      const test = geoTest(operator, operand);
      if (test === undefined) throw requestFailed(`unknown operator: ${operator}`);
      return (document) => placesAt(document, path).some(test);
    }
  }
}

function listOf(operator: string, operand: Value): Value[] {
  if (!Array.isArray(operand)) throw requestFailed(`${operator} needs an array`);
  for (const member of operand) {
    if (isDocument(member) && beginsWithOperator(member) && operator !== '$all') {
      throw requestFailed(`cannot nest $ under ${operator}`);
    }
  }
  return operand;
}

function negated(path: Path, operand: Value, compile: Compile): DocumentTest {
  if (operand instanceof RegExp) return spread(path, matches(operand));
  if (!isDocument(operand) || !isOperators(operand))
    throw requestFailed('$not needs a regex or a document of operators');
  return fieldTest(path, operand, compile);
}

function patternOf(pattern: Value, options: Value): RegExp {
  if (options !== undefined && typeof options !== 'string') throw requestFailed('$options has to be a string');
  if (pattern instanceof RegExp) return options === undefined ? pattern : regExpOf(pattern.source, options);
  if (typeof pattern !== 'string') throw requestFailed('$regex has to be a string');
  return regExpOf(pattern, options ?? '');
}

function holdsAll(path: Path, members: readonly Value[], compile: Compile): DocumentTest {
  if (members.length === 0) return () => false;
  const tests = members.map((member) =>
    isDocument(member) && Object.keys(member)[0] === '$elemMatch'
      ? operatorTest(path, '$elemMatch', member['$elemMatch'], member, compile)
      : spread(path, member instanceof RegExp ? matches(member) : equals(member)),
  );
  return (document) => tests.every((test) => test(document));
}

/** `$elemMatch` (and `$pull`): conditions on the element itself, or a query on an element that is a document. */
export function elementTest(operand: Value, compile: Compile): ValueTest {
  if (!isDocument(operand)) throw requestFailed('$elemMatch needs an Object');
  const first = Object.keys(operand)[0] ?? '';
  if (first.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first)) {
    const test = fieldTest(here, operand, compile);
    return (element) => test(element as Document);
  }
  const test = compile(operand);
  return (element) => {
    if (isDocument(element)) return test(element);
    // An array among the elements is seen as a document of its positions, as MongoDB's BSON arrays are.
    return Array.isArray(element) && test(Object.fromEntries<Value>(element.entries()));
  };
}
