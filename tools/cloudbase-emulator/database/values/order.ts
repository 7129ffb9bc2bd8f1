import type { Binary, ObjectId } from 'bson';
import { kindOf, kinds, type Document, type Value } from './value';

/**
 * Compares strings as MongoDB does, by UTF-8 bytes. UTF-16 code units order differently only where surrogates meet
 * U+E000…U+FFFF.
 */
function compareStrings(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

const codePointRank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function compareNumbers(left: number, right: number): number {
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : -1; // NaN sorts below every number
  if (Number.isNaN(right)) return 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares two values in MongoDB's total order over all types. Missing sorts before null, as in expressions. */
export function compareValues(left: Value, right: Value): number {
  const kind = kindOf(left);
  const other = kindOf(right);
  if (kind !== other) return kind - other;
  switch (kind) {
    case kinds.number:
      return compareNumbers(left as number, right as number);
    case kinds.string:
      return compareStrings(left as string, right as string);
    case kinds.boolean:
      return Number(left) - Number(right);
    case kinds.date:
      return compareNumbers((left as Date).getTime(), (right as Date).getTime());
    case kinds.array:
      return compareArrays(left as Value[], right as Value[]);
    case kinds.document:
      return compareDocuments(left as Document, right as Document);
    case kinds.objectId:
      return compareStrings((left as ObjectId).toHexString(), (right as ObjectId).toHexString());
    case kinds.binary:
      return compareBinaries(left as Binary, right as Binary);
    case kinds.regExp:
      return compareStrings((left as RegExp).toString(), (right as RegExp).toString());
    default:
      return 0;
  }
}

export const sameValue = (left: Value, right: Value): boolean => compareValues(left, right) === 0;

function compareArrays(left: Value[], right: Value[]): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Compares field by field in stored order: first the type, then the name, then the value. */
function compareDocuments(left: Document, right: Document): number {
  const names = Object.keys(left);
  const others = Object.keys(right);
  for (const [at, name] of names.entries()) {
    const other = others[at];
    if (other === undefined) return 1;
    const order =
      kindOf(left[name]) - kindOf(right[other]) ||
      compareStrings(name, other) ||
      compareValues(left[name], right[other]);
    if (order !== 0) return order;
  }
  return names.length - others.length;
}

function compareBinaries(left: Binary, right: Binary): number {
  return left.length() - right.length() || left.sub_type - right.sub_type || Buffer.compare(left.buffer, right.buffer);
}
