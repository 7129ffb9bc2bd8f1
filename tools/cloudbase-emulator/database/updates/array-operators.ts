import { compileElement, isOperators, type CompileQuery } from '../matching/field';
import { requestFailed } from '../refusal';
import { compareValues, sameValue } from '../values/order';
import { readSort, buildSortKey } from '../values/sorting';
import { isDocument, getTypeName, type Document, type Value } from '../values/value';
import { describeDocument, unchanged, type FieldChange, type UpdateOperator } from './field-operators';

/** Returns the array at a path, or `undefined` when the field is missing. Refuses any other value, as MongoDB does. */
function requireArray(operator: string, current: Value, document: Document, path: string): Value[] | undefined {
  if (current === undefined || Array.isArray(current)) return current;
  const type = getTypeName(current);
  if (operator === '$push' || operator === '$addToSet') {
    throw requestFailed(
      `The field '${path}' must be an array but is of type ${type} in document ${describeDocument(document)}`,
    );
  }
  throw requestFailed(
    `Cannot apply ${operator} to a non-array value: '${path}' is of type ${type} in document ${describeDocument(document)}`,
  );
}

const pushModifiers = new Set(['$each', '$position', '$slice', '$sort']);

const push: UpdateOperator = (operand, path) => {
  if (!isDocument(operand) || !Object.keys(operand).some((name) => name.startsWith('$'))) {
    return (current, document) => [...(requireArray('$push', current, document, path) ?? []), operand];
  }
  const unknownClause = Object.keys(operand).find((name) => !pushModifiers.has(name));
  if (unknownClause !== undefined) throw requestFailed(`Unrecognized clause in $push: ${unknownClause}`);
  const added = operand['$each'];
  if (!Array.isArray(added)) throw requestFailed('The argument to $each in $push must be an array');
  const position = readInteger(operand, '$position') ?? Infinity;
  const slice = readInteger(operand, '$slice');
  const sort = operand['$sort'] === undefined ? undefined : compileElementOrder(operand['$sort']);
  return (current, document) => {
    const array = [...(requireArray('$push', current, document, path) ?? [])];
    array.splice(position === Infinity ? array.length : position, 0, ...added);
    if (sort !== undefined) array.sort(sort);
    if (slice === undefined) return array;
    return slice >= 0 ? array.slice(0, slice) : array.slice(slice);
  };
};

function readInteger(modifiers: Document, name: string): number | undefined {
  const value = modifiers[name];
  if (value !== undefined && !Number.isInteger(value))
    throw requestFailed(`The value for ${name} must be an integer value`);
  return value as number | undefined;
}

function compileElementOrder(order: Value): (left: Value, right: Value) => number {
  if (order === 1 || order === -1) return (left, right) => compareValues(left, right) * order;
  if (!isDocument(order))
    throw requestFailed('The $sort is invalid: use 1/-1 to sort the whole element, or {field: 1/-1}');
  const fields = readSort(order);
  const keyOf = (element: Value) => buildSortKey(isDocument(element) ? element : {}, fields);
  return (left, right) => Buffer.compare(keyOf(left), keyOf(right));
}

const addToSet: UpdateOperator = (operand, path) => {
  const isEach = isDocument(operand) && Object.keys(operand)[0] === '$each';
  const added = isEach ? operand['$each'] : [operand];
  if (!Array.isArray(added)) throw requestFailed('The argument to $each in $addToSet must be an array');
  if (isEach && Object.keys(operand).length > 1)
    throw requestFailed('Found unexpected fields after $each in $addToSet');
  return (current, document) => {
    const array = requireArray('$addToSet', current, document, path);
    const extended = [...(array ?? [])];
    for (const value of added) if (!extended.some((element) => sameValue(element, value))) extended.push(value);
    return array?.length === extended.length ? unchanged : extended;
  };
};

const pop: UpdateOperator = (operand, path) => {
  if (operand !== 1 && operand !== -1) throw requestFailed('$pop expects 1 or -1');
  return (current, document) => {
    const array = requireArray('$pop', current, document, path);
    if (array === undefined || array.length === 0) return unchanged;
    return operand === 1 ? array.slice(0, -1) : array.slice(1);
  };
};

const createRemoval = (operator: string, path: string, shouldRemove: (element: Value) => boolean): FieldChange => {
  return (current, document) => {
    const array = requireArray(operator, current, document, path);
    const kept = array?.filter((element) => !shouldRemove(element));
    return kept === undefined || kept.length === array?.length ? unchanged : kept;
  };
};

const createPull =
  (compile: CompileQuery): UpdateOperator =>
  (operand, path) => {
    if (operand instanceof RegExp)
      return createRemoval('$pull', path, (element) => typeof element === 'string' && operand.test(element));
    if (!isDocument(operand)) return createRemoval('$pull', path, (element) => sameValue(element, operand));
    if (isOperators(operand)) return createRemoval('$pull', path, compileElement(operand, compile));
    const test = compile(operand);
    return createRemoval('$pull', path, (element) => isDocument(element) && test(element));
  };

const pullAll: UpdateOperator = (operand, path) => {
  if (!Array.isArray(operand)) throw requestFailed('$pullAll requires an array argument');
  return createRemoval('$pullAll', path, (element) => operand.some((value) => sameValue(element, value)));
};

/** Operators on arrays. `$push` and `$addToSet` also accept a missing field. */
export const createArrayOperators = (compile: CompileQuery): Readonly<Record<string, UpdateOperator>> => ({
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: createPull(compile),
  $pullAll: pullAll,
});
