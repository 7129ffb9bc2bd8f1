import { requestFailed } from '../refusal';
import { compareValues } from '../values/order';
import { isDocument, kindOf, kinds, getTypeName, type Document, type Value } from '../values/value';
import { plain } from '../values/write-ejson';

/** Computes the new value of a field; `unchanged` leaves the field as it is, even missing. */
export type FieldChange = (current: Value, document: Document, path: string) => Value | typeof unchanged;

export const unchanged = Symbol('unchanged');

/** Compiles an operand. Refuses an operand that is invalid for every document. */
export type UpdateOperator = (operand: Value, path: string) => FieldChange;

const formatValue = (value: Value): string => JSON.stringify(plain(value ?? null));

/** Identifies a document in error messages as MongoDB does. */
export const describeDocument = (document: Document): string => `{_id: ${formatValue(document['_id'])}}`;

function createArithmetic(
  name: '$inc' | '$mul',
  whenMissing: (operand: number) => number,
  combine: (a: number, b: number) => number,
): UpdateOperator {
  const verb = name === '$inc' ? 'increment' : 'multiply';
  return (operand, path) => {
    if (typeof operand !== 'number')
      throw requestFailed(`Cannot ${verb} with non-numeric argument: {${path}: ${formatValue(operand)}}`);
    return (current, document) => {
      if (current === undefined) return whenMissing(operand);
      if (typeof current === 'number') return combine(current, operand);
      const type = getTypeName(current);
      throw requestFailed(
        `Cannot apply ${name} to a value of non-numeric type. ${describeDocument(document)} has the field '${path}' of non-numeric type ${type}`,
      );
    };
  };
}

const createExtreme =
  (wins: (order: number) => boolean): UpdateOperator =>
  (operand) =>
  (current) =>
    current === undefined || wins(compareValues(operand, current)) ? operand : unchanged;

const bit: UpdateOperator = (operand, path) => {
  const entries = isDocument(operand) ? Object.entries(operand) : [];
  if (entries.length === 0) throw requestFailed(`The $bit modifier needs an object such as {${path}: {and: 5}}`);
  const steps = entries.map(([name, mask]): ((value: bigint) => bigint) => {
    if (!Number.isSafeInteger(mask))
      throw requestFailed(`The $bit modifier field must be an Integer(32/64 bit): ${formatValue(mask)}`);
    const bits = BigInt(mask as number);
    if (name === 'and') return (value) => value & bits;
    if (name === 'or') return (value) => value | bits;
    if (name === 'xor') return (value) => value ^ bits;
    throw requestFailed(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
  });
  return (current, document) => {
    if (current !== undefined && !Number.isSafeInteger(current)) {
      throw requestFailed(
        `Cannot apply $bit to a value of non-integral type. ${describeDocument(document)} has the field '${path}'`,
      );
    }
    return Number(steps.reduce((value, step) => step(value), BigInt((current as number | undefined) ?? 0)));
  };
};

/** Operators on fields of any type. `$rename` changes two fields, so it is part of the update compiler. */
export const createFieldOperators = (now: Date): Readonly<Record<string, UpdateOperator>> => ({
  $set: (operand) => () => operand,
  $setOnInsert: (operand) => () => operand,
  $inc: createArithmetic(
    '$inc',
    (operand) => operand,
    (a, b) => a + b,
  ),
  $mul: createArithmetic(
    '$mul',
    () => 0,
    (a, b) => a * b,
  ),
  $min: createExtreme((order) => order < 0),
  $max: createExtreme((order) => order > 0),
  $bit: bit,
  $currentDate: (operand, path) => {
    const isDate = operand === true || (isDocument(operand) && operand['$type'] === 'date');
    if (!isDate && kindOf(operand) !== kinds.boolean)
      throw requestFailed(`$currentDate of '${path}' takes true or {$type: 'date'}`);
    return () => now;
  },
});
