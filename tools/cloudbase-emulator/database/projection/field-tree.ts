import { requestFailed } from '../refusal';
import type { Path } from '../values/path';
import { beginsWithOperator, isDocument, type Document, type Value } from '../values/value';

/**
 * The rule for one field: `compute` ignores the present value, `change` starts from it. A result of `undefined` omits
 * the field.
 */
export type FieldRule =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  | { readonly kind: 'compute'; readonly apply: (root: Document) => Value }
  | { readonly kind: 'change'; readonly apply: (value: Value) => Value };

/** Dotted paths as a tree. */
export type FieldTree = Map<string, FieldTree | FieldRule>;

const isTree = (child: FieldTree | FieldRule): child is FieldTree => child instanceof Map;

/** Adds a path to the tree. Refuses a path that another path already covers. */
export function addPath(root: FieldTree, path: readonly string[], rule: FieldRule): void {
  let node = root;
  for (const [at, part] of path.entries()) {
    if (part === '') throw requestFailed('FieldPath must not have an empty part');
    const child = node.get(part);
    const isLast = at === path.length - 1;
    if (child !== undefined && (isLast || !isTree(child))) throw requestFailed(`Path collision at ${path.join('.')}`);
    if (isLast) {
      node.set(part, rule);
      return;
    }
    const next: FieldTree = child !== undefined && isTree(child) ? child : new Map<string, FieldTree | FieldRule>();
    node.set(part, next);
    node = next;
  }
}

/**
 * Applies a field tree to a document. `keepOthers` decides on fields that the tree does not name. Stored fields keep
 * their order; new fields follow.
 */
export function applyFieldTree(root: Document, node: FieldTree, keepOthers: boolean): Document {
  return new FieldTreeApplier(root, keepOthers).applyToDocument(root, node);
}

/** Copies a document with one dotted field set, or removed when the value is `undefined`. */
export function copyWithField(document: Document, path: Path, value: Value): Document {
  const node: FieldTree = new Map();
  addPath(node, path, { kind: 'compute', apply: () => value });
  return applyFieldTree(document, node, true);
}

/** Yields the path and operand of every leaf of a specification with dotted or nested paths. */
export function* flattenSpec(
  spec: Document,
  refuseOperator: (name: string) => Error,
  prefix: Path = [],
): Generator<[path: Path, operand: Value]> {
  for (const name of Object.keys(spec)) {
    const operand = spec[name];
    if (name.startsWith('$')) throw refuseOperator(name);
    const path = [...prefix, ...name.split('.')];
    const isNested = isDocument(operand) && Object.keys(operand).length > 0 && !beginsWithOperator(operand);
    if (isNested) yield* flattenSpec(operand, refuseOperator, path);
    else yield [path, operand];
  }
}

/** Reads `1`, `true`, `0` and `false`; returns `undefined` for any other operand. */
export const readSelection = (operand: Value): FieldRule | undefined =>
  typeof operand === 'number' || typeof operand === 'boolean' ? { kind: operand ? 'include' : 'exclude' } : undefined;

class FieldTreeApplier {
  constructor(
    private readonly root: Document,
    private readonly keepOthers: boolean,
  ) {}

  applyToDocument(document: Document, node: FieldTree): Document {
    const out: Document = {};
    for (const name of Object.keys(document)) {
      const child = node.get(name);
      const value =
        child === undefined ? this.applyToUnnamed(document[name]) : this.applyToField(document[name], child);
      if (value !== undefined) out[name] = value;
    }
    for (const [name, child] of node) {
      if (Object.hasOwn(document, name) && !(isRuleOfKind(child, 'compute') && !this.keepOthers)) continue;
      const value = isTree(child)
        ? this.computeMissing(child)
        : child.kind === 'compute'
          ? child.apply(this.root)
          : undefined;
      if (value !== undefined) out[name] = value;
    }
    return out;
  }

  private applyToUnnamed(value: Value): Value {
    return this.keepOthers ? value : undefined;
  }

  private applyToField(value: Value, child: FieldTree | FieldRule): Value {
    if (isTree(child)) return this.applyToNested(value, child);
    switch (child.kind) {
      case 'include':
        return value;
      case 'exclude':
        return undefined;
      case 'compute':
        return this.keepOthers ? child.apply(this.root) : undefined; // `$project` puts computed fields last
      case 'change':
        return child.apply(value);
    }
  }

  private applyToNested(value: Value, node: FieldTree): Value {
    if (isDocument(value)) return this.applyToDocument(value, node);
    if (Array.isArray(value)) {
      return value.map((element) => this.applyToNested(element, node)).filter((element) => element !== undefined);
    }
    return hasComputedField(node) ? this.applyToDocument({}, node) : this.applyToUnnamed(value);
  }

  private computeMissing(node: FieldTree): Value {
    return hasComputedField(node) ? this.applyToDocument({}, node) : undefined;
  }
}

const isRuleOfKind = (child: FieldTree | FieldRule, kind: FieldRule['kind']): boolean =>
  !isTree(child) && child.kind === kind;

const hasComputedField = (node: FieldTree): boolean =>
  [...node.values()].some((child) => (isTree(child) ? hasComputedField(child) : child.kind === 'compute'));
