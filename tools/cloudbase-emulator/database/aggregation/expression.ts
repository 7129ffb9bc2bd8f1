import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as accumulatorOperators from 'mingo/operators/accumulator';
import * as expressionOperators from 'mingo/operators/expression';
import type { Options } from 'mingo/types';
import type { QueryScope } from '../matching/query';
import { requestFailed } from '../refusal';
import { compareValues } from '../values/order';
import { isDocument, type Document, type Value } from '../values/value';
import { dateExpressions } from './date-expressions';
import { refusedOperators } from './refused-operators';
import { stringExpressions } from './string-expressions';

/** The variables of a `let` by name, without `$$`. */
export type Variables = Readonly<Record<string, Value>>;

/** The variables that expressions can refer to, and the time of `$$NOW`. */
export interface ExpressionScope extends QueryScope {
  readonly variables: Variables;
  readonly options: Options;
  /** Returns the same scope with additional variables. */
  readonly withVariables: (variables: Variables) => ExpressionScope;
}

type Comparator = (order: number) => Value;

/** Expressions, unlike queries, compare values of all types and treat an array as one value. */
const createComparison =
  (name: string, answer: Comparator) =>
  (subject: unknown, operands: unknown, options: Options): Value => {
    if (!Array.isArray(operands) || operands.length !== 2)
      throw requestFailed(`Expression ${name} takes exactly 2 arguments`);
    const [left, right] = operands.map((operand): Value => evalExpr(subject, operand, options) as Value);
    return answer(compareValues(left, right));
  };

const comparisons = {
  $eq: createComparison('$eq', (order) => order === 0),
  $ne: createComparison('$ne', (order) => order !== 0),
  $gt: createComparison('$gt', (order) => order > 0),
  $gte: createComparison('$gte', (order) => order >= 0),
  $lt: createComparison('$lt', (order) => order < 0),
  $lte: createComparison('$lte', (order) => order <= 0),
  $cmp: createComparison('$cmp', (order) => Math.sign(order)),
};

/** Drops the operators that run a client's code and those newer than the service. */
const removeRefused = <Operators extends object>(operators: Operators): Operators =>
  Object.fromEntries(Object.entries(operators).filter(([name]) => !refusedOperators.has(name))) as Operators;
const accumulators = removeRefused(accumulatorOperators);

const expressions = { ...removeRefused(expressionOperators), ...comparisons, ...dateExpressions, ...stringExpressions };
const isKnownOperator = (operator: string): boolean =>
  Object.hasOwn(expressions, operator) || Object.hasOwn(accumulators, operator);

const captured: { options?: Options } = {};
const context = Context.init({
  expression: {
    ...expressions,
    // Clients cannot send this operator: `isKnownOperator` does not accept it.
    $capture: (_subject: unknown, _operand: unknown, options: Options): null => {
      captured.options = options;
      return null;
    },
  },
  accumulator: accumulators,
});

const fixedOptions: Options = {
  idKey: '_id',
  scriptEnabled: false,
  useStrictMode: true,
  failOnError: true,
  processingMode: ProcessingMode.CLONE_OFF,
  context,
};

/**
 * mingo copies its operator table for every evaluation unless it receives options it built itself. The `$capture`
 * operator obtains such options once.
 */
function compileOptions(options: Options): Options {
  evalExpr(null, { $capture: 1 }, options);
  return captured.options ?? options;
}

export function createScope(variables: Variables, now: Date): ExpressionScope {
  let compiled: Options | undefined;
  const scope: ExpressionScope = {
    variables,
    get options() {
      return (compiled ??= compileOptions({ ...fixedOptions, variables }));
    },
    prepare: (expression) => prepare(expression, now),
    evaluate: (subject, expression) => evalExpr(subject, expression, scope.options) as Value,
    withVariables: (more) => createScope({ ...variables, ...more }, now),
  };
  return scope;
}

/**
 * Refuses unknown operators and operators that run code before any document is read, and replaces `$$NOW` by its value.
 */
function prepare(expression: Value, now: Date): Value {
  if (expression === '$$NOW') return now;
  if (Array.isArray(expression)) return expression.map((part) => prepare(part, now));
  if (!isDocument(expression)) return expression;
  const names = Object.keys(expression);
  const operator = names.find((name) => name.startsWith('$'));
  if (operator === '$literal' && names.length === 1) return expression;
  if (operator !== undefined) {
    if (names.length !== 1) throw requestFailed('an expression must have exactly one field that is an operator');
    if (!isKnownOperator(operator)) throw requestFailed(`Unrecognized expression '${operator}'`);
  }
  const prepared: Document = {};
  for (const name of names) prepared[name] = prepare(expression[name], now);
  return prepared;
}
