import { listGeometries } from '../geo/geometry';
import { compileGeoPredicate } from '../geo/query';
import { requestFailed } from '../refusal';
import { valuesAt, type Path } from '../values/path';
import { beginsWithOperator, isDocument, type Document, type Value } from '../values/value';
import { createRegExp } from '../values/ejson';
import {
  anyOf,
  compares,
  equals,
  hasBits,
  hasRemainder,
  hasType,
  isComparison,
  matches,
  type DocumentPredicate,
  type ValuePredicate,
} from './predicates';

/** Compiles a query on a whole document, for `$elemMatch` on documents. */
export type CompileQuery = (query: Document) => DocumentPredicate;

/** Compiles the condition on one field: a value to equal, a pattern, or an object of operators. */
export function compileField(path: Path, condition: Value, compile: CompileQuery): DocumentPredicate {
  if (condition instanceof RegExp) return matchAnyValue(path, matches(condition));
  if (!isDocument(condition) || !isOperators(condition)) return matchAnyValue(path, equals(condition));
  const tests = Object.keys(condition)
    .filter((operator) => operator !== '$options')
    .map((operator) => compileOperator(path, operator, condition[operator], condition, compile));
  return (document) => tests.every((test) => test(document));
}

/** Tells `{$gt: 1}` from an embedded document to equal. Refuses a mixture of both. */
export function isOperators(condition: Document): boolean {
  if (!beginsWithOperator(condition)) return false;
  const other = Object.keys(condition).find((name) => !name.startsWith('$'));
  if (other !== undefined) throw requestFailed(`unknown operator: ${other}`);
  return true;
}

/** The path for a condition on an array element, which must not descend into the element again. */
const elementItself: Path = [];

/** True when any value at the path, or any element of an array there, satisfies the predicate. */
function matchAnyValue(path: Path, test: ValuePredicate): DocumentPredicate {
  if (path === elementItself) return (value) => test(value);
  return (document) =>
    valuesAt(document, path).some((value) => test(value) || (Array.isArray(value) && value.some(test)));
}

const negate =
  (test: DocumentPredicate): DocumentPredicate =>
  (document) =>
    !test(document);

function compileOperator(
  path: Path,
  operator: string,
  operand: Value,
  condition: Document,
  compile: CompileQuery,
): DocumentPredicate {
  if (isComparison(operator)) return matchAnyValue(path, compares(operator, operand));
  switch (operator) {
    case '$eq':
      return matchAnyValue(path, equals(operand));
    case '$ne':
      if (operand instanceof RegExp) throw requestFailed("Can't have regex as arg to $ne.");
      return negate(matchAnyValue(path, equals(operand)));
    case '$in':
      return matchAnyValue(path, anyOf(requireList(operator, operand)));
    case '$nin':
      return negate(matchAnyValue(path, anyOf(requireList(operator, operand))));
    case '$not':
      return negate(compileNegated(path, operand, compile));
    case '$exists': {
      const present: DocumentPredicate = (document) => valuesAt(document, path).some((value) => value !== undefined);
      return operand === false || operand === 0 || operand === null ? negate(present) : present;
    }
    case '$type':
      return matchAnyValue(path, hasType(operand));
    case '$mod':
      return matchAnyValue(path, hasRemainder(operand));
    case '$regex':
      return matchAnyValue(path, matches(readPattern(operand, condition['$options'])));
    case '$all':
      return compileAll(path, requireList(operator, operand), compile);
    case '$size': {
      if (!Number.isInteger(operand) || (operand as number) < 0) throw requestFailed('$size must be a whole number');
      return (document) => valuesAt(document, path).some((value) => Array.isArray(value) && value.length === operand);
    }
    case '$elemMatch': {
      const test = compileElement(operand, compile);
      return (document) => valuesAt(document, path).some((value) => Array.isArray(value) && value.some(test));
    }
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return matchAnyValue(path, hasBits(operator, operand));
    default: {
      const test = compileGeoPredicate(operator, operand);
      if (test === undefined) throw requestFailed(`unknown operator: ${operator}`);
      return (document) => listGeometries(document, path).some(test);
    }
  }
}

function requireList(operator: string, operand: Value): Value[] {
  if (!Array.isArray(operand)) throw requestFailed(`${operator} needs an array`);
  for (const member of operand) {
    if (isDocument(member) && beginsWithOperator(member) && operator !== '$all') {
      throw requestFailed(`cannot nest $ under ${operator}`);
    }
  }
  return operand;
}

function compileNegated(path: Path, operand: Value, compile: CompileQuery): DocumentPredicate {
  if (operand instanceof RegExp) return matchAnyValue(path, matches(operand));
  if (!isDocument(operand) || !isOperators(operand))
    throw requestFailed('$not needs a regex or a document of operators');
  return compileField(path, operand, compile);
}

function readPattern(pattern: Value, options: Value): RegExp {
  if (options !== undefined && typeof options !== 'string') throw requestFailed('$options has to be a string');
  if (pattern instanceof RegExp) return options === undefined ? pattern : createRegExp(pattern.source, options);
  if (typeof pattern !== 'string') throw requestFailed('$regex has to be a string');
  return createRegExp(pattern, options ?? '');
}

function compileAll(path: Path, members: readonly Value[], compile: CompileQuery): DocumentPredicate {
  if (members.length === 0) return () => false;
  const tests = members.map((member) =>
    isDocument(member) && Object.keys(member)[0] === '$elemMatch'
      ? compileOperator(path, '$elemMatch', member['$elemMatch'], member, compile)
      : matchAnyValue(path, member instanceof RegExp ? matches(member) : equals(member)),
  );
  return (document) => tests.every((test) => test(document));
}

/**
 * Compiles the operand of `$elemMatch` or `$pull`: operators on the element itself, or a query on a document element.
 */
export function compileElement(operand: Value, compile: CompileQuery): ValuePredicate {
  if (!isDocument(operand)) throw requestFailed('$elemMatch needs an Object');
  const first = Object.keys(operand)[0] ?? '';
  if (first.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first)) {
    const test = compileField(elementItself, operand, compile);
    return (element) => test(element as Document);
  }
  const test = compile(operand);
  return (element) => {
    if (isDocument(element)) return test(element);
    // MongoDB matches a nested array as a document whose fields are the positions.
    return Array.isArray(element) && test(Object.fromEntries<Value>(element.entries()));
  };
}
