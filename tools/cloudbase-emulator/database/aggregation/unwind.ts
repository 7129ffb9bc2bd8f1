import { requestFailed } from '../refusal';
import { copyWithField } from '../projection/field-tree';
import { parsePath, valueAt, type Path } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import type { Stream } from './stage';

/** `$unwind`: yields one document per element. A value that is not an array counts as a single element. */
export function compileUnwind(operand: Value): (input: Stream) => Stream {
  const spec = isDocument(operand) ? operand : { path: operand };
  const { path: dotted, includeArrayIndex: indexField, preserveNullAndEmptyArrays: preserve } = spec;
  if (typeof dotted !== 'string' || !/^\$[^$]/.test(dotted))
    throw requestFailed(`path option to $unwind stage should be prefixed with a '$': ${JSON.stringify(dotted)}`);
  if (indexField !== undefined && (typeof indexField !== 'string' || indexField === '' || indexField.startsWith('$'))) {
    throw requestFailed('includeArrayIndex option to $unwind stage should be a non-empty string');
  }
  const path = parsePath(dotted.slice(1));
  const withIndex = (document: Document, index: number | null) =>
    typeof indexField === 'string' ? copyWithField(document, parsePath(indexField), index) : document;
  return (input) => unwindAll(input, path, preserve === true, withIndex);
}

function* unwindAll(
  input: Stream,
  path: Path,
  preserve: boolean,
  withIndex: (document: Document, index: number | null) => Document,
): Generator<Document> {
  for (const document of input) {
    const value = valueAt(document, path);
    if (!Array.isArray(value)) {
      if (preserve || (value !== undefined && value !== null)) yield withIndex(document, null);
    } else if (value.length === 0) {
      if (preserve) yield withIndex(copyWithField(document, path, undefined), null);
    } else {
      for (const [index, element] of value.entries()) yield withIndex(copyWithField(document, path, element), index);
    }
  }
}
