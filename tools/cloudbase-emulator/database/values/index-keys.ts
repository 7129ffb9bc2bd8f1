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
  /** True for a 2dsphere field: its keys are the cells of the geometries. */
  readonly geo?: true;
}

export interface IndexKeys {
  /**
   * Distinct keys in no particular order. Empty only for a document without a geometry under a 2dsphere index, which is
   * sparse.
   */
  readonly keys: readonly Buffer[];
  /** Per field: true when the path crosses an array. Such a document may have several keys. */
  readonly multikey: readonly boolean[];
}

/** A value under an index, or the marker of an empty array. */
type IndexedValue = Value | typeof emptyArray;

const emptyArray = Symbol('empty array');

/**
 * The position of the walk along one field. `inside` is true within the array at the end of the path, whose elements
 * are values.
 */
interface PathCursor {
  readonly value: IndexedValue;
  readonly rest: Path;
  readonly trail: string;
  readonly inside: boolean;
}

/**
 * Extracts the keys of a document under a compound index as MongoDB does: an array has one key per element, fields
 * below the same array advance together, an empty array sorts before null, and a missing field is null. Refuses two
 * unrelated arrays ("parallel arrays").
 */
export function extractIndexKeys(document: Document, fields: readonly KeyField[]): IndexKeys {
  const multikey = fields.map(({ geo }) => geo === true);
  const cells = fields.map((field) => (field.geo ? extractCells(document, field.path) : undefined));
  if (cells.some((some) => some !== undefined) && !cells.some((some) => some !== undefined && some.length > 0)) {
    return { keys: [], multikey };
  }
  const basicTuples: IndexedValue[][] = [];
  expandArrays(
    // The coordinates of a geometry are not values of the index.
    fields.map((field) => ({
      value: field.geo ? null : document,
      rest: field.geo ? [] : field.path,
      ...initialCursor,
    })),
    multikey,
    basicTuples,
  );
  const tuples = cells.reduce((all, some, at) => combineWithCells(all, some, at), basicTuples);
  const distinct = new Map<string, Buffer>();
  for (const tuple of tuples) {
    const key = writeTuple(tuple, fields);
    distinct.set(key.toString('latin1'), key);
  }
  return { keys: [...distinct.values()], multikey };
}

const initialCursor = { trail: '', inside: false };

/** Repeats every tuple for each of the cells. */
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

/** Follows the path through documents until it ends or meets an array to expand. */
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
  // Only documents have fields: numbers and nested arrays inside an array do not.
  return { value: toDocument(element), rest: cursor.rest, trail, inside: false };
}

const toDocument = (value: IndexedValue): Value => (isDocument(value) ? value : undefined);
