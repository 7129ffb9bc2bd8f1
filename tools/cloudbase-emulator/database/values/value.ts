import { Binary, ObjectId } from 'bson';

/**
 * A stored value. JavaScript numbers suffice, because the SDK sends only numbers that fit a double. `undefined` stands
 * for a missing field.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | Date
  | RegExp
  | Binary
  | ObjectId
  | Value[]
  | Document
  | undefined;

/** A document or an embedded document. Its keys keep their order, and none is `__proto__`. */
export interface Document {
  [field: string]: Value;
}

export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Reads an own field, never an inherited property such as `toString`. */
export const getField = (document: Document, field: string): Value =>
  Object.hasOwn(document, field) ? document[field] : undefined;

/** Tells `{$gt: 1}` from an embedded document by its first key. */
export const beginsWithOperator = (document: Document): boolean => Object.keys(document)[0]?.startsWith('$') === true;

/** MongoDB's canonical order of types. Types with equal numbers compare with each other. */
export const kinds = {
  missing: 0x02,
  emptyArray: 0x04,
  null: 0x05,
  number: 0x10,
  string: 0x20,
  document: 0x30,
  array: 0x38,
  binary: 0x40,
  objectId: 0x50,
  boolean: 0x60,
  date: 0x70,
  regExp: 0x80,
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds];

export function kindOf(value: Value): Kind {
  switch (typeof value) {
    case 'undefined':
      return kinds.missing;
    case 'number':
      return kinds.number;
    case 'string':
      return kinds.string;
    case 'boolean':
      return kinds.boolean;
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: Value): Kind {
  if (value === null) return kinds.null;
  if (Array.isArray(value)) return kinds.array;
  if (value instanceof Date) return kinds.date;
  if (value instanceof RegExp) return kinds.regExp;
  if (value instanceof Binary) return kinds.binary;
  if (value instanceof ObjectId) return kinds.objectId;
  return kinds.document;
}

/** Returns the name of a type in MongoDB's messages and in `$type`. */
export function getTypeName(value: Value): string {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return 'double';
    return Math.abs(value) < 2 ** 31 ? 'int' : 'long';
  }
  const kind = kindOf(value);
  return typeNames.get(kind) ?? 'missing';
}

const typeNames = new Map<Kind, string>([
  [kinds.null, 'null'],
  [kinds.string, 'string'],
  [kinds.document, 'object'],
  [kinds.array, 'array'],
  [kinds.binary, 'binData'],
  [kinds.objectId, 'objectId'],
  [kinds.boolean, 'bool'],
  [kinds.date, 'date'],
  [kinds.regExp, 'regex'],
]);
