import { requestFailed } from '../refusal';
import type { Path } from '../values/path';
import { beginsWithOperator, isDocument, type Document, type Value } from '../values/value';

/** What becomes of one field: `compute` ignores what was there, `change` starts from it. `undefined` leaves the field out. */
export type Leaf =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  | { readonly kind: 'compute'; readonly of: (root: Document) => Value }
  | { readonly kind: 'change'; readonly of: (value: Value) => Value };

/** Dotted paths as a tree. */
export type ShapeNode = Map<string, ShapeNode | Leaf>;

const isNode = (child: ShapeNode | Leaf): child is ShapeNode => child instanceof Map;

/** Adds a path to the tree; refuses one that another path already covers. */
export function plantPath(root: ShapeNode, path: readonly string[], leaf: Leaf): void {
  let node = root;
  for (const [at, part] of path.entries()) {
    if (part === '') throw requestFailed('FieldPath must not have an empty part');
    const child = node.get(part);
    const isLast = at === path.length - 1;
    if (child !== undefined && (isLast || !isNode(child))) throw requestFailed(`Path collision at ${path.join('.')}`);
    if (isLast) {
      node.set(part, leaf);
      return;
    }
    const next: ShapeNode = child !== undefined && isNode(child) ? child : new Map<string, ShapeNode | Leaf>();
    node.set(part, next);
    node = next;
  }
}

/** A document reshaped; `keepOthers` says what becomes of fields the tree does not name. Stored fields keep their order, new ones follow. */
export function reshape(root: Document, node: ShapeNode, keepOthers: boolean): Document {
  return new Shaper(root, keepOthers).document(root, node);
}

/** A copy of a document with one (dotted) field set, or taken away by `undefined`. */
export function withField(document: Document, path: Path, value: Value): Document {
  const node: ShapeNode = new Map();
  plantPath(node, path, { kind: 'compute', of: () => value });
  return reshape(document, node, true);
}

/** Yields the dotted path and operand of every leaf of a specification, in which paths may be dotted or nested. */
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

/** Reads `1`, `true`, `0` and `false`; any other operand is not a plain selection. */
export const readSelection = (operand: Value): Leaf | undefined =>
  typeof operand === 'number' || typeof operand === 'boolean' ? { kind: operand ? 'include' : 'exclude' } : undefined;

class Shaper {
  constructor(
    private readonly root: Document,
    private readonly keepOthers: boolean,
  ) {}

  document(document: Document, node: ShapeNode): Document {
    const out: Document = {};
    for (const name of Object.keys(document)) {
      const child = node.get(name);
      const value = child === undefined ? this.unnamed(document[name]) : this.child(document[name], child);
      if (value !== undefined) out[name] = value;
    }
    for (const [name, child] of node) {
      if (Object.hasOwn(document, name) && !(isLeaf(child, 'compute') && !this.keepOthers)) continue;
      const value = isNode(child) ? this.absent(child) : child.kind === 'compute' ? child.of(this.root) : undefined;
      if (value !== undefined) out[name] = value;
    }
    return out;
  }

  private unnamed(value: Value): Value {
    return this.keepOthers ? value : undefined;
  }

  private child(value: Value, child: ShapeNode | Leaf): Value {
    if (isNode(child)) return this.inside(value, child);
    switch (child.kind) {
      case 'include':
        return value;
      case 'exclude':
        return undefined;
      case 'compute':
        return this.keepOthers ? child.of(this.root) : undefined; // `$project` puts computed fields last
      case 'change':
        return child.of(value);
    }
  }

  private inside(value: Value, node: ShapeNode): Value {
    if (isDocument(value)) return this.document(value, node);
    if (Array.isArray(value)) {
      return value.map((element) => this.inside(element, node)).filter((element) => element !== undefined);
    }
    return computes(node) ? this.document({}, node) : this.unnamed(value);
  }

  private absent(node: ShapeNode): Value {
    return computes(node) ? this.document({}, node) : undefined;
  }
}

const isLeaf = (child: ShapeNode | Leaf, kind: Leaf['kind']): boolean => !isNode(child) && child.kind === kind;

const computes = (node: ShapeNode): boolean =>
  [...node.values()].some((child) => (isNode(child) ? computes(child) : child.kind === 'compute'));
