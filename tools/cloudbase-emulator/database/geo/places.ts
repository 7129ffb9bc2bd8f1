import { valuesAt, type Path } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';

/** The values at a path that could each be a geometry: an array of documents holds several, an array of numbers is a legacy pair. */
export function placesAt(document: Document, path: Path): Value[] {
  return valuesAt(document, path)
    .flatMap((value) => (Array.isArray(value) && value.some(isDocument) ? value : [value]))
    .filter((value) => value !== undefined && value !== null);
}
