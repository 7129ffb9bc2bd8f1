import { requestFailed } from '../refusal';
import { parsePath } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import { compileField } from './field';
import type { DocumentPredicate } from './predicates';

/** Evaluates an aggregation expression on a document, for `$expr`. */
export type Evaluate = (document: Document, expression: Value) => Value;

/** Everything a query needs besides the document: `$expr` with the variables in scope. */
export interface QueryScope {
  readonly evaluate: Evaluate;
  /** Refuses an invalid expression; returns the form that `evaluate` accepts. */
  readonly prepare: (expression: Value) => Value;
}

/** Compiles a query. Refuses an invalid query before any document is read, and never executes code (`$where`). */
export function compileQuery(query: Document, scope: QueryScope): DocumentPredicate {
  const tests = Object.keys(query).map((name) => compileClause(name, query[name], scope));
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (document) => tests.every((test) => test(document));
}

function compileClause(name: string, operand: Value, scope: QueryScope): DocumentPredicate {
  if (!name.startsWith('$')) return compileField(parsePath(name), operand, (inner) => compileQuery(inner, scope));
  switch (name) {
    case '$and': {
      const tests = compileBranches(name, operand, scope);
      return (document) => tests.every((test) => test(document));
    }
    case '$or': {
      const tests = compileBranches(name, operand, scope);
      return (document) => tests.some((test) => test(document));
    }
    case '$nor': {
      const tests = compileBranches(name, operand, scope);
      return (document) => !tests.some((test) => test(document));
    }
    case '$expr': {
      const expression = scope.prepare(operand);
      return (document) => isTruthy(scope.evaluate(document, expression));
    }
    case '$comment':
      return () => true;
    default:
      throw requestFailed(`unknown top level operator: ${name}`);
  }
}

function compileBranches(name: string, operand: Value, scope: QueryScope): DocumentPredicate[] {
  if (!Array.isArray(operand) || operand.length === 0) throw requestFailed(`${name} must be a nonempty array`);
  return operand.map((branch) => {
    if (!isDocument(branch)) throw requestFailed(`${name} entries need to be full objects`);
    return compileQuery(branch, scope);
  });
}

/** The truth value of an expression: false, null, zero and missing are false, everything else is true. */
const isTruthy = (value: Value): boolean => value !== false && value !== null && value !== undefined && value !== 0;
