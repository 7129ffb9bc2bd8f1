import type { ExpressionScope } from '../aggregation/expression';
import { requestFailed } from '../refusal';
import { isDocument, type Document, type Value } from '../values/value';
import { flattenSpec, addPath, readSelection, applyFieldTree, type FieldRule, type FieldTree } from './field-tree';

type ProjectDocument = (document: Document) => Document;

/** `$project`: includes or excludes fields, and computes fields from expressions. */
export function compileProject(spec: Value, scope: ExpressionScope): ProjectDocument {
  if (!isDocument(spec) || Object.keys(spec).length === 0)
    throw requestFailed('$project specification must be an object with at least one field');
  const tree: FieldTree = new Map();
  let excludes: boolean | undefined;
  let id: FieldRule | undefined;
  for (const [path, operand] of flattenSpec(spec, refuseOperator)) {
    const rule = readRule(operand, scope);
    const isId = path.length === 1 && path[0] === '_id';
    if (isId && rule.kind === 'exclude') {
      id = rule;
      continue;
    }
    if (!isId || rule.kind !== 'include') {
      const excluding = rule.kind === 'exclude';
      if (excludes !== undefined && excludes !== excluding) {
        throw requestFailed('Invalid $project :: caused by :: Cannot mix inclusion and exclusion');
      }
      excludes = excluding;
    }
    addPath(tree, path, rule);
  }
  const keepOthers = excludes ?? id !== undefined;
  if (id !== undefined) tree.set('_id', id);
  else if (!keepOthers && !tree.has('_id')) tree.set('_id', { kind: 'include' });
  return (document) => applyFieldTree(document, tree, keepOthers);
}

/** `$addFields` and `$set`: keep every field and compute some. */
export function compileAddFields(spec: Value, scope: ExpressionScope): ProjectDocument {
  if (!isDocument(spec)) throw requestFailed('$addFields specification stage must be an object');
  const tree: FieldTree = new Map();
  for (const [path, operand] of flattenSpec(spec, refuseOperator)) addPath(tree, path, compileComputed(operand, scope));
  return (document) => applyFieldTree(document, tree, true);
}

/** `$unset`: removes one path or several. */
export function compileUnset(spec: Value): ProjectDocument {
  const paths = Array.isArray(spec) ? spec : [spec];
  const tree: FieldTree = new Map();
  for (const path of paths) {
    if (typeof path !== 'string' || path === '')
      throw requestFailed('$unset specification must be a string or an array of strings');
    addPath(tree, path.split('.'), { kind: 'exclude' });
  }
  return (document) => applyFieldTree(document, tree, true);
}

const refuseOperator = (name: string) => requestFailed(`FieldPath field names may not start with '$': ${name}`);

function readRule(operand: Value, scope: ExpressionScope): FieldRule {
  return readSelection(operand) ?? compileComputed(operand, scope);
}

function compileComputed(operand: Value, scope: ExpressionScope): FieldRule {
  const expression = scope.prepare(operand);
  return { kind: 'compute', apply: (root) => scope.evaluate(root, expression) };
}
