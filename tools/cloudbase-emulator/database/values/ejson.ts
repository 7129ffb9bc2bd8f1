import { Binary, ObjectId } from 'bson';
import { maxNesting } from '../limits';
import { invalidParameter } from '../refusal';
import { isDocument, type Document, type Value } from './value';

/** Resolves a `db.serverDate({offset})` to a date. */
export type ServerDate = (offsetMs: number) => Date;

const noServerDate: ServerDate = () => {
  throw invalidParameter('a server date is not allowed here');
};

/**
 * Reads canonical or relaxed EJSON. Refuses invalid JSON, nesting deeper than MongoDB allows, keys named `__proto__`,
 * and BSON types that the SDK cannot send (Decimal128, Timestamp, code …).
 */
export function readEjson(text: string, serverDate: ServerDate = noServerDate): Value {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalidParameter(`not valid EJSON: ${text.slice(0, 100)}`);
  }
  return revive(json, serverDate, 0);
}

/** Reads EJSON that must hold one document. */
export function readDocument(text: string, serverDate: ServerDate = noServerDate): Document {
  const value = readEjson(text, serverDate);
  if (!isDocument(value)) throw invalidParameter(`a document was expected: ${text.slice(0, 100)}`);
  return value;
}

/** Reads stored text. Most documents hold no typed value, and plain JSON parsing is enough for them. */
export function readStored(text: string): Document {
  const json = JSON.parse(text) as Document;
  return text.includes('"$') ? (revive(json, noServerDate, 0) as Document) : json;
}

/** Converts parsed EJSON to typed values, in place. */
function revive(json: unknown, serverDate: ServerDate, depth: number): Value {
  if (typeof json !== 'object' || json === null) return json as Value;
  if (depth > maxNesting) throw invalidParameter(`nested deeper than ${String(maxNesting)} levels`);
  if (Array.isArray(json)) {
    for (let at = 0; at < json.length; at++) json[at] = revive(json[at], serverDate, depth + 1);
    return json as Value[];
  }
  const document = json as Document;
  const names = Object.keys(document);
  const first = names[0];
  if (first !== undefined && first.startsWith('$')) {
    const reader = typedReaders.get(first);
    if (reader !== undefined) return reader(document, serverDate);
  }
  for (const name of names) {
    if (name.split('.').includes('__proto__')) throw invalidParameter('a field cannot be called __proto__');
    document[name] = revive(document[name], serverDate, depth + 1);
  }
  return document;
}

type TypedReader = (json: Record<string, unknown>, serverDate: ServerDate) => Value;

const readNumber =
  (wrapper: string, pattern: RegExp): TypedReader =>
  (json) => {
    const text = json[wrapper];
    if (typeof text !== 'string' || !pattern.test(text) || Object.keys(json).length !== 1) throw malformed(wrapper);
    return Number(text);
  };

const integerText = /^-?\d{1,20}$/;
const doubleText = /^(NaN|-?Infinity|[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)$/i;

const typedReaders = new Map<string, TypedReader>([
  ['$numberInt', readNumber('$numberInt', integerText)],
  ['$numberLong', readNumber('$numberLong', integerText)],
  ['$numberDouble', readNumber('$numberDouble', doubleText)],
  ['$date', readDate],
  ['$tcb_server_date', (json, serverDate) => serverDate(readOffset(json['$tcb_server_date']))],
  ['$regularExpression', readRegExp],
  ['$oid', (json) => readObjectId(json['$oid'])],
  ['$binary', (json) => readBinary(json['$binary'])],
  ...[
    '$numberDecimal',
    '$timestamp',
    '$minKey',
    '$maxKey',
    '$code',
    '$symbol',
    '$dbPointer',
    '$undefined',
    '$uuid',
  ].map((name): [string, TypedReader] => [
    name,
    () => {
      throw invalidParameter(`the type ${name} is not supported`);
    },
  ]),
]);

const malformed = (wrapper: string) => invalidParameter(`malformed ${wrapper}`);

function readDate(json: Record<string, unknown>): Date {
  const inner = revive(json['$date'], noServerDate, 0);
  const date = new Date(typeof inner === 'string' || typeof inner === 'number' ? inner : Number.NaN);
  if (Number.isNaN(date.getTime()) || Object.keys(json).length !== 1) throw malformed('$date');
  return date;
}

function readOffset(json: unknown): number {
  const offset = isDocument(json) ? revive(json['offset'], noServerDate, 0) : undefined;
  if (offset === undefined) return 0;
  if (typeof offset !== 'number' || !Number.isFinite(offset)) throw malformed('$tcb_server_date');
  return offset;
}

function readRegExp(json: Record<string, unknown>): RegExp {
  const inner = json['$regularExpression'];
  if (!isDocument(inner) || typeof inner['pattern'] !== 'string') throw malformed('$regularExpression');
  const options = inner['options'] ?? '';
  if (typeof options !== 'string') throw malformed('$regularExpression');
  return createRegExp(inner['pattern'], options);
}

/** JavaScript supports the options `i`, `m`, `s` and `u`, but not PCRE's `x` and `l`. */
export function createRegExp(pattern: string, options: string): RegExp {
  if (!/^[imsu]*$/.test(options)) throw invalidParameter(`unsupported regular expression options: ${options}`);
  try {
    return new RegExp(pattern, [...new Set(options)].join(''));
  } catch {
    throw invalidParameter(`invalid regular expression: ${pattern}`);
  }
}

function readObjectId(hex: unknown): ObjectId {
  if (typeof hex !== 'string' || !/^[0-9a-f]{24}$/i.test(hex)) throw malformed('$oid');
  return new ObjectId(hex);
}

function readBinary(json: unknown): Binary {
  if (!isDocument(json) || typeof json['base64'] !== 'string') throw malformed('$binary');
  const subType = json['subType'] ?? '00';
  if (typeof subType !== 'string' || !/^[0-9a-f]{1,2}$/i.test(subType)) throw malformed('$binary');
  return Binary.createFromBase64(json['base64'], Number.parseInt(subType, 16));
}
