import { maxArrayPadding } from '../limits';
import { requestFailed } from '../refusal';
import { isArrayIndex, type Path } from '../values/path';
import { plain } from '../values/write-ejson';
import { getField, isDocument, type Document, type Value } from '../values/value';

/**
 * Sets the value at a path and creates missing documents on the way. Refuses a path through null, a scalar, or an array
 * by field name, as MongoDB does.
 */
export function setAt(document: Document, path: Path, value: Value): void {
  let holder: Value = document;
  for (const [at, part] of path.entries()) {
    const isLast = at === path.length - 1;
    if (isDocument(holder)) {
      if (isLast) holder[part] = value;
      else if (!Object.hasOwn(holder, part)) holder[part] = {};
      holder = getField(holder, part);
    } else if (Array.isArray(holder) && isArrayIndex(part)) {
      refuseLargeGap(holder, Number(part));
      if (isLast) holder[Number(part)] = value;
      else if (holder[Number(part)] === undefined) holder[Number(part)] = {};
      fillGaps(holder);
      holder = holder[Number(part)];
    } else {
      throw cannotCreate(part, path[at - 1] ?? '', holder);
    }
  }
}

const cannotCreate = (part: string, parent: string, holder: Value) =>
  requestFailed(`Cannot create field '${part}' in element {${parent}: ${JSON.stringify(plain(holder))}}`);

function refuseLargeGap(array: Value[], index: number): void {
  if (index - array.length > maxArrayPadding) {
    throw requestFailed(`can't backfill more than ${maxArrayPadding} elements of an array`);
  }
}

/** MongoDB pads arrays with null. */
function fillGaps(array: Value[]): void {
  for (let at = 0; at < array.length; at++) if (array[at] === undefined) array[at] = null;
}

/** Removes the value at a path; an array element becomes null. A path that does not exist is ignored. */
export function removeAt(document: Document, path: Path): void {
  let holder: Value = document;
  for (const part of path.slice(0, -1)) {
    if (isDocument(holder)) holder = getField(holder, part);
    else if (Array.isArray(holder) && isArrayIndex(part)) holder = holder[Number(part)];
    else return;
  }
  const last = path.at(-1) ?? '';
  if (isDocument(holder)) Reflect.deleteProperty(holder, last);
  else if (Array.isArray(holder) && isArrayIndex(last) && Number(last) < holder.length) holder[Number(last)] = null;
}
