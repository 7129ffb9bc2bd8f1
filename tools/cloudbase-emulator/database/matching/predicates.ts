import { compareValues } from '../values/order';
import { requestFailed } from '../refusal';
import { kindOf, kinds, getTypeName, type Document, type Value } from '../values/value';

/** True when one value, of a field or of an array element, satisfies a condition. */
export type ValuePredicate = (value: Value) => boolean;

/** True when a document satisfies a query. */
export type DocumentPredicate = (document: Document) => boolean;

const isNullish = (value: Value): boolean => value === undefined || value === null;

/** `{field: operand}`. Null also equals a missing field. */
export function equals(operand: Value): ValuePredicate {
  if (isNullish(operand)) return isNullish;
  return (value) => compareValues(value, operand) === 0;
}

/** The members of `$in`. A regular expression matches strings. */
export function anyOf(operands: readonly Value[]): ValuePredicate {
  const tests = operands.map((operand) => (operand instanceof RegExp ? matches(operand) : equals(operand)));
  return (value) => tests.some((test) => test(value));
}

export function matches(pattern: RegExp): ValuePredicate {
  return (value) =>
    typeof value === 'string' ? pattern.test(value) : value instanceof RegExp && String(value) === String(pattern);
}

const comparisons = {
  $gt: (order: number) => order > 0,
  $gte: (order: number) => order >= 0,
  $lt: (order: number) => order < 0,
  $lte: (order: number) => order <= 0,
} as const;

/** The comparison operators of queries. They compare values of the same type only ("type bracketing"). */
export type Comparison = keyof typeof comparisons;

export const isComparison = (name: string): name is Comparison => Object.hasOwn(comparisons, name);

export function compares(operator: Comparison, operand: Value): ValuePredicate {
  const holds = comparisons[operator];
  if (isNullish(operand)) return (value) => isNullish(value) && holds(0);
  if (operand instanceof RegExp)
    throw requestFailed(`Can't have RegEx as arg to predicate over field with ${operator}`);
  const kind = kindOf(operand);
  const nan = Number.isNaN(operand);
  return (value) => kindOf(value) === kind && Number.isNaN(value) === nan && holds(compareValues(value, operand));
}

export function hasRemainder(operand: Value): ValuePredicate {
  if (!Array.isArray(operand) || operand.length !== 2)
    throw requestFailed('malformed mod, needs to be [divisor, remainder]');
  const [divisor, remainder] = operand.map((part) => (typeof part === 'number' ? Math.trunc(part) : Number.NaN));
  if (divisor === undefined || remainder === undefined || Number.isNaN(divisor + remainder)) {
    throw requestFailed('malformed mod, divisor and remainder must be numbers');
  }
  if (divisor === 0) throw requestFailed('divisor cannot be 0');
  return (value) => typeof value === 'number' && Math.trunc(value) % divisor === remainder;
}

const typeNumbers: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  16: 'int',
  18: 'long',
};
const knownTypes = new Set([...Object.values(typeNumbers), 'number', 'decimal', 'timestamp', 'minKey', 'maxKey']);

export function hasType(operand: Value): ValuePredicate {
  const names = new Set(
    (Array.isArray(operand) ? operand : [operand]).map((type) => {
      const name = typeof type === 'number' ? typeNumbers[type] : type;
      if (typeof name !== 'string' || !knownTypes.has(name))
        throw requestFailed(`Unknown type name alias: ${JSON.stringify(type)}`);
      return name;
    }),
  );
  return (value) => names.has(getTypeName(value)) || (names.has('number') && kindOf(value) === kinds.number);
}

/** `$bitsAllSet` and its variants. The operand is a mask or a list of positions. */
export function hasBits(operator: string, operand: Value): ValuePredicate {
  const mask = readBitMask(operand);
  const tests: Readonly<Record<string, (bits: bigint) => boolean>> = {
    $bitsAllSet: (bits) => (bits & mask) === mask,
    $bitsAnySet: (bits) => (bits & mask) !== 0n,
    $bitsAllClear: (bits) => (bits & mask) === 0n,
    $bitsAnyClear: (bits) => (bits & mask) !== mask,
  };
  const test = tests[operator];
  if (test === undefined) throw requestFailed(`unknown operator: ${operator}`);
  return (value) => Number.isSafeInteger(value) && test(BigInt(value as number));
}

function readBitMask(operand: Value): bigint {
  if (Number.isSafeInteger(operand) && (operand as number) >= 0) return BigInt(operand as number);
  const positions = Array.isArray(operand) ? operand : undefined;
  if (
    positions === undefined ||
    !positions.every((bit) => Number.isInteger(bit) && (bit as number) >= 0 && (bit as number) < 64)
  ) {
    throw requestFailed('bit positions must be a non-negative integer or an array of them');
  }
  return positions.reduce((mask: bigint, bit) => mask | (1n << BigInt(bit as number)), 0n);
}
