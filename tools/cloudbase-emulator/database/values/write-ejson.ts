import { Binary, ObjectId } from 'bson';
import { invalidParameter, requestFailed } from '../refusal';
import { maxDocumentBytes } from '../limits';
import { isDocument, type Document, type Value } from './value';

/**
 * Writes a document as EJSON with relaxed numbers and canonical dates. The same text is stored and sent; the SDK reads
 * both forms.
 */
export function writeEjson(document: Document): string {
  const text = JSON.stringify(plain(document));
  if (text.length > maxDocumentBytes) throw requestFailed('BSONObjectTooLarge: the document exceeds 16 MB');
  return text;
}

/** Converts a value to the form that `JSON.stringify` expects. Untyped values pass through. */
export function plain(value: Value): unknown {
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $numberDouble: formatNumber(value) };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return { $date: { $numberLong: String(value.getTime()) } };
  if (value instanceof RegExp) return { $regularExpression: { pattern: readPattern(value), options: value.flags } };
  if (value instanceof ObjectId) return { $oid: value.toHexString() };
  if (value instanceof Binary) {
    return { $binary: { base64: value.toString('base64'), subType: value.sub_type.toString(16).padStart(2, '0') } };
  }
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(value)) out[name] = plain(value[name]);
  return out;
}

const formatNumber = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value));

/** Reverts the escapes of `RegExp.source`: escaped slashes, and `(?:)` for the empty pattern. */
const readPattern = (value: RegExp): string => (value.source === '(?:)' ? '' : value.source.replaceAll('\\/', '/'));

/**
 * Refuses field names that cannot be stored: a leading `$` marks an operator, a dot a path (the service says "Invalid
 * Key Name").
 */
export function refuseUnstorable(value: Value): void {
  if (Array.isArray(value)) value.forEach(refuseUnstorable);
  if (!isDocument(value)) return;
  for (const name of Object.keys(value)) {
    if (name.startsWith('$') || name.includes('.') || name.includes('\0'))
      throw invalidParameter(`Invalid Key Name: ${name}`);
    refuseUnstorable(value[name]);
  }
}
