import { requestFailed } from '../refusal';
import { extractIndexKeys, type KeyField } from './index-keys';
import { parsePath } from './path';
import type { Document } from './value';

/** Reads `{createdAt: -1, n: 1}`; the order of the keys is their priority. */
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

/** What documents are sorted by: of an array, the element that comes first in the field's direction. The same bytes as an index has. */
export function buildSortKey(document: Document, fields: readonly KeyField[]): Buffer {
  const { keys } = extractIndexKeys(document, fields);
  return keys.reduce((first, key) => (Buffer.compare(key, first) < 0 ? key : first));
}

/** The first `keep` of `items` in order, equal ones as they came. Holds little more than it keeps, however many items there are. */
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
