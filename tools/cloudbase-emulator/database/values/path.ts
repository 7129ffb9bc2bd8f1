import { getField, isDocument, type Document, type Value } from './value';

/** A parsed dotted path. */
export type Path = readonly string[];

export const parsePath = (dotted: string): Path => dotted.split('.');

const digits = /^(0|[1-9]\d*)$/;

export const isArrayIndex = (part: string): boolean => digits.test(part);

/**
 * Returns every value that a query on `path` tests. Arrays on the way are traversed as in MongoDB: into each embedded
 * document and, where a part is a number, to that element. A path that ends early gives `undefined`; an array without
 * documents on the way gives no value at all.
 */
export function valuesAt(document: Document, path: Path): Value[] {
  const found: Value[] = [];
  collectValues(document, path, 0, found);
  return found;
}

function collectValues(value: Value, path: Path, at: number, found: Value[]): void {
  const part = path[at];
  if (part === undefined) {
    found.push(value);
  } else if (Array.isArray(value)) {
    if (isArrayIndex(part) && Number(part) < value.length) collectValues(value[Number(part)], path, at + 1, found);
    for (const element of value) if (isDocument(element)) collectValues(element, path, at, found);
  } else {
    const next = isDocument(value) ? getField(value, part) : undefined;
    if (next === undefined) found.push(undefined);
    else collectValues(next, path, at + 1, found);
  }
}

/** Returns the value exactly at `path`; only a number selects an array element. */
export function valueAt(document: Document, path: Path): Value {
  let value: Value = document;
  for (const part of path) {
    if (isDocument(value)) value = getField(value, part);
    else if (Array.isArray(value) && isArrayIndex(part)) value = value[Number(part)];
    else return undefined;
  }
  return value;
}
