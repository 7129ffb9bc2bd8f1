import { elementTest, isOperators, type Compile } from '../matching/field';
import { requestFailed } from '../refusal';
import { compareValues, sameValue } from '../values/order';
import { readSort, sortKeyOf } from '../values/sorting';
import { isDocument, typeNameOf, type Document, type Value } from '../values/value';
import { inDocument, unchanged, type Change, type Operator } from './field-operators';

/** The array at a path; missing where there is none. Anything else is refused, as MongoDB does. */
function arrayAt(operator: string, current: Value, document: Document, path: string): Value[] | undefined {
  if (current === undefined || Array.isArray(current)) return current;
  const type = typeNameOf(current);
  if (operator === '$push' || operator === '$addToSet') {
    throw requestFailed(
      `The field '${path}' must be an array but is of type ${type} in document ${inDocument(document)}`,
    );
  }
  throw requestFailed(
    `Cannot apply ${operator} to a non-array value: '${path}' is of type ${type} in document ${inDocument(document)}`,
  );
}

const pushModifiers = new Set(['$each', '$position', '$slice', '$sort']);

const push: Operator = (operand, path) => {
  if (!isDocument(operand) || !Object.keys(operand).some((name) => name.startsWith('$'))) {
    return (current, document) => [...(arrayAt('$push', current, document, path) ?? []), operand];
  }
  const stranger = Object.keys(operand).find((name) => !pushModifiers.has(name));
  if (stranger !== undefined) throw requestFailed(`Unrecognized clause in $push: ${stranger}`);
  const added = operand['$each'];
  if (!Array.isArray(added)) throw requestFailed('The argument to $each in $push must be an array');
  const position = wholeNumber(operand, '$position') ?? Infinity;
  const slice = wholeNumber(operand, '$slice');
  const sort = operand['$sort'] === undefined ? undefined : elementOrder(operand['$sort']);
  return (current, document) => {
    const array = [...(arrayAt('$push', current, document, path) ?? [])];
    array.splice(position === Infinity ? array.length : position, 0, ...added);
    if (sort !== undefined) array.sort(sort);
    if (slice === undefined) return array;
    return slice >= 0 ? array.slice(0, slice) : array.slice(slice);
  };
};

function wholeNumber(modifiers: Document, name: string): number | undefined {
  const value = modifiers[name];
  if (value !== undefined && !Number.isInteger(value))
    throw requestFailed(`The value for ${name} must be an integer value`);
  return value as number | undefined;
}

function elementOrder(order: Value): (left: Value, right: Value) => number {
  if (order === 1 || order === -1) return (left, right) => compareValues(left, right) * order;
  if (!isDocument(order))
    throw requestFailed('The $sort is invalid: use 1/-1 to sort the whole element, or {field: 1/-1}');
  const fields = readSort(order);
  const keyOf = (element: Value) => sortKeyOf(isDocument(element) ? element : {}, fields);
  return (left, right) => Buffer.compare(keyOf(left), keyOf(right));
}

const addToSet: Operator = (operand, path) => {
  const isEach = isDocument(operand) && Object.keys(operand)[0] === '$each';
  const added = isEach ? operand['$each'] : [operand];
  if (!Array.isArray(added)) throw requestFailed('The argument to $each in $addToSet must be an array');
  if (isEach && Object.keys(operand).length > 1)
    throw requestFailed('Found unexpected fields after $each in $addToSet');
  return (current, document) => {
    const array = arrayAt('$addToSet', current, document, path);
    const grown = [...(array ?? [])];
    for (const value of added) if (!grown.some((element) => sameValue(element, value))) grown.push(value);
    return array?.length === grown.length ? unchanged : grown;
  };
};

const pop: Operator = (operand, path) => {
  if (operand !== 1 && operand !== -1) throw requestFailed('$pop expects 1 or -1');
  return (current, document) => {
    const array = arrayAt('$pop', current, document, path);
    if (array === undefined || array.length === 0) return unchanged;
    return operand === 1 ? array.slice(0, -1) : array.slice(1);
  };
};

const removing = (operator: string, path: string, isGone: (element: Value) => boolean): Change => {
  return (current, document) => {
    const array = arrayAt(operator, current, document, path);
    const kept = array?.filter((element) => !isGone(element));
    return kept === undefined || kept.length === array?.length ? unchanged : kept;
  };
};

const pull =
  (compile: Compile): Operator =>
  (operand, path) => {
    if (operand instanceof RegExp)
      return removing('$pull', path, (element) => typeof element === 'string' && operand.test(element));
    if (!isDocument(operand)) return removing('$pull', path, (element) => sameValue(element, operand));
    if (isOperators(operand)) return removing('$pull', path, elementTest(operand, compile));
    const test = compile(operand);
    return removing('$pull', path, (element) => isDocument(element) && test(element));
  };

const pullAll: Operator = (operand, path) => {
  if (!Array.isArray(operand)) throw requestFailed('$pullAll requires an array argument');
  return removing('$pullAll', path, (element) => operand.some((value) => sameValue(element, value)));
};

/** Operators that only an array (or, for the growing ones, a missing field) can take. */
export const arrayOperators = (compile: Compile): Readonly<Record<string, Operator>> => ({
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull(compile),
  $pullAll: pullAll,
});
