import type { ExpressionScope } from '../aggregation/expression';
import { requestFailed } from '../refusal';
import { isDocument, type Document, type Value } from '../values/value';
import { flattenSpec, plantPath, readSelection, reshape, type Leaf, type ShapeNode } from './shape';

type Reshape = (document: Document) => Document;

/** `$project`: inclusion or exclusion, and fields computed by expressions. */
export function projectStage(spec: Value, scope: ExpressionScope): Reshape {
  if (!isDocument(spec) || Object.keys(spec).length === 0)
    throw requestFailed('$project specification must be an object with at least one field');
  const node: ShapeNode = new Map();
  let excludes: boolean | undefined;
  let id: Leaf | undefined;
  for (const [path, operand] of flattenSpec(spec, refuseOperator)) {
    const leaf = leafOf(operand, scope);
    const isId = path.length === 1 && path[0] === '_id';
    if (isId && leaf.kind === 'exclude') {
      id = leaf;
      continue;
    }
    if (!isId || leaf.kind !== 'include') {
      const excluding = leaf.kind === 'exclude';
      if (excludes !== undefined && excludes !== excluding) {
        throw requestFailed('Invalid $project :: caused by :: Cannot mix inclusion and exclusion');
      }
      excludes = excluding;
    }
    plantPath(node, path, leaf);
  }
  const keepOthers = excludes ?? id !== undefined;
  if (id !== undefined) node.set('_id', id);
  else if (!keepOthers && !node.has('_id')) node.set('_id', { kind: 'include' });
  return (document) => reshape(document, node, keepOthers);
}

/** `$addFields` and `$set`: every field stays, some are computed. */
export function addFieldsStage(spec: Value, scope: ExpressionScope): Reshape {
  if (!isDocument(spec)) throw requestFailed('$addFields specification stage must be an object');
  const node: ShapeNode = new Map();
  for (const [path, operand] of flattenSpec(spec, refuseOperator)) plantPath(node, path, computed(operand, scope));
  return (document) => reshape(document, node, true);
}

/** `$unset`: one path or several. */
export function unsetStage(spec: Value): Reshape {
  const paths = Array.isArray(spec) ? spec : [spec];
  const node: ShapeNode = new Map();
  for (const path of paths) {
    if (typeof path !== 'string' || path === '')
      throw requestFailed('$unset specification must be a string or an array of strings');
    plantPath(node, path.split('.'), { kind: 'exclude' });
  }
  return (document) => reshape(document, node, true);
}

const refuseOperator = (name: string) => requestFailed(`FieldPath field names may not start with '$': ${name}`);

function leafOf(operand: Value, scope: ExpressionScope): Leaf {
  return readSelection(operand) ?? computed(operand, scope);
}

function computed(operand: Value, scope: ExpressionScope): Leaf {
  const expression = scope.prepare(operand);
  return { kind: 'compute', of: (root) => scope.evaluate(root, expression) };
}
