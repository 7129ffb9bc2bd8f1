import type { QueryScope } from '../matching/query';
import { kindOf, kinds, type Document, type Value } from '../values/value';
import type { EvaluateConstant } from './expression-constraints';

/** A query scope that may hold the variables of a `let`. */
export type SearchScope = QueryScope & { readonly variables?: Readonly<Record<string, Value>> };

/** Evaluates the constant side of an `$expr` comparison, a literal or a `$$variable`, before any document is read. */
export const createConstantEvaluator =
  (scope: SearchScope): EvaluateConstant =>
  (expression) => {
    if (typeof expression === 'string' && expression.startsWith('$')) {
      const name = /^\$\$([A-Za-z_][\w]*)/.exec(expression)?.[1];
      const known = name !== undefined && Object.hasOwn(scope.variables ?? {}, name);
      return known ? { value: scope.evaluate({}, expression) } : undefined;
    }
    const kind = kindOf(expression);
    const isScalar = kind !== kinds.document && kind !== kinds.array;
    if (isScalar) return { value: expression };
    if (kind === kinds.document && Object.keys(expression as Document)[0] === '$literal') {
      return { value: (expression as Document)['$literal'] };
    }
    const isList = kind === kinds.array && (expression as Value[]).every((member) => !isReference(member));
    return isList ? { value: expression } : undefined;
  };

/** True when the value of a list member may depend on the document. */
const isReference = (member: Value): boolean =>
  (typeof member === 'string' && member.startsWith('$')) || kindOf(member) === kinds.document || Array.isArray(member);
