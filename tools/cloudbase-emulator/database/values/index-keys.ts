import { extractCells } from '../geo/index-cells';
import { requestFailed } from '../refusal';
import { KeyWriter } from './key-writer';
import { isArrayIndex, type Path } from './path';
import { getField, isDocument, kinds, type Document, type Value } from './value';

/** One field of a compound key. */
export interface KeyField {
  readonly name: string;
  readonly path: Path;
  readonly direction: 1 | -1;
  /** A place: the cells it lies in are its keys. */
  readonly geo?: true;
}

export interface IndexKeys {
  /** Distinct keys, in no order; empty only for a document without a place under an index of places, which is sparse. */
  readonly keys: readonly Buffer[];
  /** Per field: does an array lie on its way? Such a document may have several keys. */
  readonly multikey: readonly boolean[];
}

/** An array's element, or the mark of an array that has none. */
type IndexedValue = Value | typeof emptyArray;

const emptyArray = Symbol('empty array');

/** Where the walk along one field stands: `inside` once it has entered the array that ends its path, whose elements are values. */
interface PathCursor {
  readonly value: IndexedValue;
  readonly rest: Path;
  readonly trail: string;
  readonly inside: boolean;
}

/**
 * The keys of a document under a compound index, as MongoDB makes them: an array gives a key per element, fields below the same array go
 * together, an empty array sorts before null, a missing field is null. Two unrelated arrays are refused ("parallel arrays").
 */
export function extractIndexKeys(document: Document, fields: readonly KeyField[]): IndexKeys {
  const multikey = fields.map(({ geo }) => geo === true);
  const cells = fields.map((field) => (field.geo ? extractCells(document, field.path) : undefined));
  if (cells.some((some) => some !== undefined) && !cells.some((some) => some !== undefined && some.length > 0)) {
    return { keys: [], multikey };
  }
  const plain: IndexedValue[][] = [];
  expandArrays(
    // A place's own coordinates are no values of the index.
    fields.map((field) => ({
      value: field.geo ? null : document,
      rest: field.geo ? [] : field.path,
      ...initialCursor,
    })),
    multikey,
    plain,
  );
  const tuples = cells.reduce((all, some, at) => combineWithCells(all, some, at), plain);
  const distinct = new Map<string, Buffer>();
  for (const tuple of tuples) {
    const key = writeTuple(tuple, fields);
    distinct.set(key.toString('latin1'), key);
  }
  return { keys: [...distinct.values()], multikey };
}

const initialCursor = { trail: '', inside: false };

/** Every tuple once for each of the cells. */
function combineWithCells(
  tuples: IndexedValue[][],
  cells: readonly string[] | undefined,
  at: number,
): IndexedValue[][] {
  if (cells === undefined || cells.length === 0) return tuples;
  return tuples.flatMap((tuple) => cells.map((cell) => tuple.with(at, cell)));
}

function writeTuple(tuple: readonly IndexedValue[], fields: readonly KeyField[]): Buffer {
  const writer = new KeyWriter();
  for (const [at, field] of fields.entries()) {
    const value = tuple[at];
    if (value === emptyArray)
      writer.writeRaw(Uint8Array.of(field.direction === 1 ? kinds.emptyArray : 0xff - kinds.emptyArray));
    else writer.writeComponent(value, field.direction);
  }
  return writer.toBuffer();
}

function expandArrays(cursors: readonly PathCursor[], multikey: boolean[], tuples: IndexedValue[][]): void {
  const advanced = cursors.map(advanceCursor);
  const atArray = advanced.map((cursor) => !cursor.inside && Array.isArray(cursor.value));
  const first = advanced[atArray.indexOf(true)];
  if (first === undefined) {
    tuples.push(advanced.map((cursor) => cursor.value));
    return;
  }
  for (const [at, cursor] of advanced.entries()) {
    if (!atArray[at]) continue;
    if (cursor.trail !== first.trail)
      throw requestFailed(`cannot index parallel arrays [${cursor.trail}] [${first.trail}]`);
    multikey[at] = true;
  }
  const elements: readonly IndexedValue[] = first.value as Value[];
  const choices: readonly IndexedValue[] = elements.length === 0 ? [emptyArray] : elements;
  for (const element of choices) {
    expandArrays(
      advanced.map((cursor, at) => (atArray[at] ? enterElement(cursor, element) : cursor)),
      multikey,
      tuples,
    );
  }
}

/** Follows the path through documents until it ends or meets an array it has to spread over. */
function advanceCursor(cursor: PathCursor): PathCursor {
  let { value, trail } = cursor;
  let at = 0;
  for (const part of cursor.rest) {
    if (Array.isArray(value)) {
      if (!isArrayIndex(part)) break;
      value = value[Number(part)];
    } else {
      value = isDocument(value) ? getField(value, part) : undefined;
    }
    trail = trail === '' ? part : `${trail}.${part}`;
    at++;
  }
  return at === 0 ? cursor : { value, rest: cursor.rest.slice(at), trail, inside: false };
}

function enterElement(cursor: PathCursor, element: IndexedValue): PathCursor {
  const trail = `${cursor.trail}[]`;
  if (cursor.rest.length === 0) return { value: element, rest: [], trail, inside: true };
  // Only documents are looked into: neither numbers nor arrays inside an array have the field.
  return { value: toDocument(element), rest: cursor.rest, trail, inside: false };
}

const toDocument = (leaf: IndexedValue): Value => (isDocument(leaf) ? leaf : undefined);
