import { requestFailed } from '../refusal';
import { extractIndexKeys, type KeyField } from './index-keys';
import { parsePath } from './path';
import type { Document } from './value';

/** Reads a sort such as `{createdAt: -1, n: 1}`. The order of the keys is their priority. */
export function readSort(order: Document): KeyField[] {
  return Object.keys(order).map((name) => {
    const direction = order[name];
    if (direction !== 1 && direction !== -1)
      throw requestFailed('$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (name.startsWith('$') || name === '')
      throw requestFailed(`FieldPath field names may not start with '$': ${name}`);
    return { name, path: parsePath(name), direction };
  });
}

/**
 * Builds the key that sorts a document, with the same bytes as an index key. An array sorts by its first element in the
 * direction of the field.
 */
export function buildSortKey(document: Document, fields: readonly KeyField[]): Buffer {
  const { keys } = extractIndexKeys(document, fields);
  return keys.reduce((first, key) => (Buffer.compare(key, first) < 0 ? key : first));
}

/**
 * Returns the first `keep` items in a stable order. Memory stays in proportion to `keep`, however many items there are.
 */
export function takeSorted<Item>(
  items: Iterable<Item>,
  documentOf: (item: Item) => Document,
  fields: readonly KeyField[],
  keep: number,
): Item[] {
  let kept: { key: Buffer; item: Item }[] = [];
  const room = keep + Math.max(keep, 1000);
  const compact = () => {
    kept.sort((left, right) => Buffer.compare(left.key, right.key));
    if (kept.length > keep) kept = kept.slice(0, keep);
  };
  for (const item of items) {
    kept.push({ key: buildSortKey(documentOf(item), fields), item });
    if (kept.length > room) compact();
  }
  compact();
  return kept.map(({ item }) => item);
}
