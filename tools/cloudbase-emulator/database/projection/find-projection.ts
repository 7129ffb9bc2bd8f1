import { compileElement, type CompileQuery } from '../matching/field';
import { requestFailed } from '../refusal';
import { isDocument, type Document, type Value } from '../values/value';
import { flattenSpec, addPath, readSelection, applyFieldTree, type FieldRule, type FieldTree } from './field-tree';

/** Projects one document. */
export type Projection = (document: Document) => Document;

/** Compiles the `projection` of `field()`: 0, 1, `$slice` and `$elemMatch`, with dotted or nested paths. */
export function compileProjection(spec: Document, compile: CompileQuery): Projection {
  const tree: FieldTree = new Map();
  let mode: 'include' | 'exclude' | undefined;
  let idRule: FieldRule | undefined;
  for (const [path, operand] of flattenSpec(spec, refuseOperator)) {
    const rule = readRule(operand, compile);
    if (path.length === 1 && path[0] === '_id' && rule.kind !== 'change') {
      idRule = rule;
      continue;
    }
    const selects =
      rule.kind === 'change' ? (isElementMatch(operand) ? 'include' : undefined) : (rule.kind as 'include' | 'exclude');
    if (selects !== undefined && mode !== undefined && selects !== mode) {
      throw requestFailed('Projection cannot have a mix of inclusion and exclusion.');
    }
    mode ??= selects;
    addPath(tree, path, rule);
  }
  mode ??= idRule?.kind === 'include' ? 'include' : 'exclude';
  if (mode === 'include' || idRule !== undefined) tree.set('_id', idRule ?? { kind: 'include' });
  return (document) => applyFieldTree(document, tree, mode === 'exclude');
}

const refuseOperator = (name: string) => requestFailed(`unsupported projection: ${name}`);

const isElementMatch = (operand: Value): boolean => isDocument(operand) && Object.hasOwn(operand, '$elemMatch');

function readRule(operand: Value, compile: CompileQuery): FieldRule {
  const selection = readSelection(operand);
  if (selection !== undefined) return selection;
  const operator = isDocument(operand) && Object.keys(operand).length === 1 ? Object.keys(operand)[0] : undefined;
  if (isDocument(operand) && operator === '$slice') return { kind: 'change', apply: compileSlice(operand['$slice']) };
  if (isDocument(operand) && operator === '$elemMatch') {
    const test = compileElement(operand['$elemMatch'], compile);
    return { kind: 'change', apply: (value) => findFirstElement(value, test) };
  }
  throw requestFailed(`Unsupported projection option: ${JSON.stringify(operand)}`);
}

function findFirstElement(value: Value, test: (element: Value) => boolean): Value {
  if (!Array.isArray(value)) return undefined;
  const at = value.findIndex(test);
  return at < 0 ? undefined : [value[at]];
}

/** `$slice: n` (the last ones when negative) or `[skip, count]`. A value that is not an array stays unchanged. */
function compileSlice(operand: Value): (value: Value) => Value {
  const numbers = Array.isArray(operand) ? operand : [operand];
  if (!numbers.every(Number.isInteger) || numbers.length > 2 || numbers.length === 0) {
    throw requestFailed('$slice only supports numbers and [skip, limit] arrays');
  }
  const [first, count] = numbers as number[];
  if (first === undefined) return (value) => value;
  if (Array.isArray(operand) && (count === undefined || count <= 0))
    throw requestFailed('$slice limit must be positive');
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (count === undefined) return first >= 0 ? value.slice(0, first) : value.slice(first);
    const start = first >= 0 ? first : Math.max(0, value.length + first);
    return value.slice(start, start + count);
  };
}
